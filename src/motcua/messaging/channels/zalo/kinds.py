"""The kinds of messages an account can send, as data: when each may go, what it costs, how its end is known."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageKindFacts:
    """`window`, `price` and `proof` are sentences for the unit's administrator; `night` = may leave at any hour."""

    name: str
    window: str
    price: str
    proof: str
    night: bool = True
    people: str = "người đã nhắn hoặc quan tâm OA"


KINDS: tuple[MessageKindFacts, ...] = (
    MessageKindFacts(
        "Trả lời và mời đến quầy", "trong 48 giờ từ lần tương tác cuối", "miễn phí", "tin báo lại, đã nhận, đã xem"
    ),
    MessageKindFacts(
        "Trả lời muộn", "từ 48 giờ đến 7 ngày", "tính phí, trừ gói hoặc ví", "tin báo lại, đã nhận, đã xem"
    ),
    MessageKindFacts("Sau 7 ngày", "không gửi được", "–", "hệ thống chặn trước khi gửi và chỉ cách khác"),
    MessageKindFacts(
        "Tin theo mẫu, theo tài khoản",
        "trong một năm từ lần tương tác cuối",
        "theo giá của mẫu, rẻ hơn",
        "tin báo lại, đã nhận",
    ),
    MessageKindFacts(
        "Tin theo mẫu, theo số điện thoại",
        "không cần quan tâm OA",
        "theo giá của mẫu",
        "biên nhận có mã theo dõi",
        people="người có số điện thoại dùng Zalo",
    ),
    MessageKindFacts(
        "Gửi bài rộng rãi",
        "06:00–21:59, duyệt khoảng 30 phút",
        "trừ lượt gửi của tháng",
        "không có biên nhận từng người",
        night=False,
        people="người quan tâm, nhỏ nhất theo tỉnh",
    ),
)
