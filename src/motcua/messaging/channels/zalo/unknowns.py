"""What nobody knows of Zalo until a real account was asked: each a choice of an account, none an assumption. Pure data.

`question` is the number in the list of things to verify on a real account; 0 = a decision of the unit itself. The first
choice of each is what holds until somebody decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unknown:
    """`words` asks, `choices` are value → words, `effect` says what the system does with the answer."""

    question: int
    words: str
    choices: Mapping[str, str]
    effect: str

    @property
    def default(self) -> str:
        return next(iter(self.choices))


UNKNOWNS: Mapping[str, Unknown] = {
    "api": Unknown(
        1,
        "OA này gửi tin 1-1 qua API nào?",
        {"auto": "tự tìm: v3 trước, v2 khi Zalo báo -235", "v3": "chỉ v3", "v2": "v2 trước"},
        "Hệ thống nhớ API đã gửi được.",
    ),
    "buttons": Unknown(
        1,
        "Tin có nút có tới được người dân không?",
        {"try": "thử nút, bị từ chối thì gửi bằng chữ", "never": "không, chỉ gửi bằng chữ"},
        "Mọi tin đều đọc và trả lời được bằng chữ.",
    ),
    "templates": Unknown(
        2,
        "OA này được gửi tin theo mẫu (ZBS) không?",
        {"allowed": "được, khi có mẫu đã duyệt", "refused": "không"},
        "Không được thì hệ thống đề nghị gọi điện.",
    ),
    "paid_price": Unknown(
        2,
        "Giá một tin từ 48 giờ đến 7 ngày?",
        {"55": "55 đ", "0": "miễn phí", "110": "110 đ", "unknown": "chưa rõ"},
        "Chỉ để hiện cho cán bộ trước khi gửi.",
    ),
    "webhook_key": Unknown(
        3,
        "Zalo ký webhook bằng khóa nào?",
        {"oa_secret_key": "OA Secret Key", "app_secret": "khóa bí mật của ứng dụng"},
        "Chữ ký của khóa khác bị từ chối.",
    ),
    "graph_id": Unknown(
        4,
        "user_id_by_app và id của graph có là một không?",
        {"unproved": "chưa thử: không dùng để ghép tài khoản", "same": "là một", "different": "khác nhau"},
        "Chỉ ghép tài khoản khi đã biết là một.",
    ),
    "pkce": Unknown(
        5,
        "Mã thách thức PKCE đặt ở đâu?",
        {"per_request": "mỗi lần xin quyền một mã mới", "fixed": "mã cố định đặt ở trang quản trị của Zalo"},
        "Mã cố định phải được nhập ở mục Khóa.",
    ),
    "address": Unknown(
        6,
        "Địa chỉ người dân gửi có cấp huyện không?",
        {"ward": "không: tỉnh và phường", "district": "có: tỉnh, huyện, phường"},
        "Hệ thống đọc được cả hai dạng.",
    ),
    "cities": Unknown(
        6,
        "Mã tỉnh khi gửi rộng rãi theo danh sách nào?",
        {"63": "63 tỉnh cũ", "34": "34 tỉnh mới"},
        "Mã ngoài danh sách bị từ chối trước khi gửi.",
    ),
    "never_wrote": Unknown(
        7,
        "Người quan tâm nhưng chưa từng nhắn: Zalo trả mã nào?",
        {"-232": "-232", "-213": "-213", "-230": "-230"},
        "Cả ba mã đều dẫn tới cách liên hệ khác.",
    ),
    "v2_windows": Unknown(
        8,
        "API v2 có theo hạn 48 giờ và 7 ngày không?",
        {"enforced": "có", "ignored": "không"},
        "Nếu không, hệ thống không chặn trước khi gửi.",
    ),
    "old_token": Unknown(
        9,
        "Mã truy cập cũ còn dùng được sau khi đổi mã không?",
        {"dies": "không, hết ngay", "lives": "còn đến hết hạn"},
        "Tin bị từ chối vì mã cũ được gửi lại bằng mã mới.",
    ),
    "retries": Unknown(
        10,
        "Zalo gửi lại webhook khi nào?",
        {"5xx": "không trả lời hoặc lỗi 5xx", "silence": "chỉ khi không trả lời", "not_2xx": "mọi trả lời khác 2xx"},
        "Sự kiện lặp lại được nhận ra và chỉ xử lý một lần.",
    ),
    "paid_replies": Unknown(
        0,
        "Gửi cả tin phải trả phí (từ 48 giờ đến 7 ngày)?",
        {"yes": "có", "no": "không, chuyển cách khác"},
        "Không gửi thì cán bộ được nhắc gọi điện.",
    ),
}


def settled(chosen: Mapping[str, str]) -> dict[str, str]:
    """Every unknown with its value: what was chosen if it still is a choice, else the default."""
    return {
        name: chosen[name] if chosen.get(name) in unknown.choices else unknown.default
        for name, unknown in UNKNOWNS.items()
    }
