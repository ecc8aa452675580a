"""What can stand in the way of a number, in the reader's language: what is, and what to do next. No Django here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """HTTP status, a short title, and one sentence that says what to do next."""

    status: int
    title: str
    detail: str
    retry_after_s: int = 0


PROBLEMS: dict[str, Problem] = {
    "unauthorised": Problem(
        401, "Chưa nhận ra ông/bà", "Ông/bà mở lại liên kết trong Zalo, hoặc nhập tên trên trang Bấm số, rồi lấy số."
    ),
    "forbidden": Problem(403, "Yêu cầu đến từ trang khác", "Ông/bà mở lại trang Bấm số của đơn vị rồi bấm lấy số."),
    "unknown-ticket": Problem(404, "Không có số này", "Ông/bà kiểm tra lại mã số trên phiếu hoặc trong Zalo."),
    "shift-full": Problem(409, "Buổi này đã hết số", "Ông/bà chọn buổi khác còn số, hoặc đến quầy để được hướng dẫn."),
    "shift-closed": Problem(409, "Buổi này đã ngừng nhận số", "Ông/bà chọn buổi khác đang mở."),
    "not-yet-open": Problem(409, "Chưa đến giờ lấy số", "Ông/bà quay lại lúc mở lấy số."),
    "limit-reached": Problem(
        409,
        "Đã đủ số trong ngày",
        "Số lượt lấy số của mỗi người trong một ngày có hạn. Ông/bà dùng số đang có, hoặc chọn ngày khác.",
    ),
    "unknown-shift": Problem(422, "Không có buổi này", "Buổi này không thuộc đơn vị của ông/bà. Ông/bà chọn lại buổi."),
    "unknown-person": Problem(422, "Không có người này", "Ông/bà chọn lại người làm thủ tục trong danh sách của mình."),
    "person-needed": Problem(422, "Chưa có tên người làm thủ tục", "Ông/bà nhập họ tên và ngày sinh rồi lấy số."),
    "birth-date-needed": Problem(
        422, "Chưa có ngày sinh", "Thủ tục này tính theo tuổi. Ông/bà nhập ngày sinh rồi lấy số."
    ),
    "not-eligible": Problem(
        422,
        "Chưa đủ tuổi làm thủ tục",
        "Người này chưa đủ tuổi vào ngày làm thủ tục. Ông/bà gọi đường dây nóng để hỏi thêm.",
    ),
    "invalid": Problem(422, "Thông tin chưa đúng", "Ông/bà kiểm tra lại mục được nêu rồi gửi lại."),
    "malformed": Problem(422, "Không đọc được yêu cầu", "Yêu cầu phải là JSON hoặc biểu mẫu, chữ mã hóa UTF-8."),
    "too-large": Problem(413, "Yêu cầu quá dài", "Yêu cầu lấy số chỉ vài dòng. Ông/bà bỏ phần thừa rồi gửi lại."),
    "unsupported-media-type": Problem(415, "Không nhận loại nội dung này", "Yêu cầu phải là JSON hoặc biểu mẫu."),
    "too-many": Problem(429, "Ông/bà bấm quá nhanh", "Ông/bà chờ mười giây rồi bấm lại. Số đã lấy không mất.", 10),
    "try-later": Problem(
        503, "Hệ thống đang bận", "Ông/bà bấm lại sau vài giây. Bấm lại không bị mất số, không bị lấy hai số.", 2
    ),
}
