"""What nobody knows of the real platform until a real account was asked: each a switch of an account, none assumed.

`question` is the number in the list of things to verify on a real account; 0 = a rule that changed with time.
The first choice of each switch is the default.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Switch:
    """`words` and the words of `choices` (value → words) are what the manager's screen shows."""

    question: int
    words: str
    choices: Mapping[str, str]

    @property
    def default(self) -> str:
        return next(iter(self.choices))


WORKS = {"works": "được", "refused": "bị từ chối"}

SWITCHES: Mapping[str, Switch] = {
    "state_v2": Switch(1, "OA nhà nước gửi tin 1-1 qua v2", WORKS),
    "state_buttons": Switch(1, "OA nhà nước gửi tin có nút", WORKS),
    "state_list": Switch(1, "OA nhà nước gửi tin danh sách", WORKS),
    "state_info_request": Switch(1, "OA nhà nước xin thông tin liên hệ", WORKS),
    "state_media": Switch(1, "OA nhà nước gửi ảnh, tệp", WORKS),
    "state_package": Switch(2, "OA nhà nước phải mua gói mới gọi được API", {"free": "không", "needed": "phải (-224)"}),
    "state_zbs": Switch(2, "OA nhà nước gửi tin theo mẫu", {"allowed": "được", "refused": "không (-135)"}),
    "state_price": Switch(2, "Giá một tin theo mẫu của OA nhà nước", {"120": "120 đ", "150": "150 đ", "200": "200 đ"}),
    "webhook_key": Switch(3, "Khóa ký webhook", {"oa_secret_key": "OA Secret Key", "app_secret": "khóa ứng dụng"}),
    "graph_id": Switch(4, "user_id_by_app và id của graph", {"same": "là một", "different": "khác nhau"}),
    "pkce": Switch(
        5,
        "Mã thách thức PKCE",
        {"both": "cả hai cách", "fixed": "chỉ mã đặt ở trang quản trị", "per_request": "chỉ mã gửi kèm"},
    ),
    "address": Switch(6, "Địa chỉ người dân gửi", {"ward": "tỉnh và phường (mới)", "district": "có quận, huyện (cũ)"}),
    "cities": Switch(6, "Mã tỉnh khi gửi bài rộng rãi", {"63": "63 tỉnh cũ", "34": "34 tỉnh mới"}),
    "never_wrote": Switch(7, "Lỗi khi người quan tâm chưa từng nhắn", {"-232": "-232", "-213": "-213", "-230": "-230"}),
    "follow_opens": Switch(7, "Bấm quan tâm mở thời hạn trả lời", {"yes": "có", "no": "không"}),
    "v2_windows": Switch(8, "v2 theo hạn 48 giờ, 7 ngày", {"enforced": "có", "ignored": "không"}),
    "old_token": Switch(9, "Access token cũ sau khi làm mới", {"dies": "hết ngay", "lives": "dùng tới hết hạn"}),
    "retry_after": Switch(
        10,
        "Webhook gửi lại khi",
        {"5xx": "không trả lời hoặc 5xx", "silence": "chỉ khi không trả lời", "not_2xx": "mọi trả lời khác 2xx"},
    ),
    "retry_pauses": Switch(10, "Lịch gửi lại webhook", {"short": "30 giây tới 1 giờ", "half_day": "tới 12 giờ"}),
    "reused_refresh": Switch(0, "Refresh token dùng lần hai", {"-14014": "lỗi -14014", "empty_200": "200, thân rỗng"}),
    "free_replies": Switch(
        0, "Số tin miễn phí trong 48 giờ", {"unlimited": "không giới hạn", "8": "8 tin (trước 2026)"}
    ),
    "welcome": Switch(0, "Hạn mức lời chào sau khi quan tâm", {"none": "không có", "3": "3 tin"}),
    "uid_transaction": Switch(0, "API transaction, promotion", {"ended": "đã đóng (-209)", "open": "còn mở"}),
    "app_proof": Switch(0, "Ứng dụng bắt buộc appsecret_proof", {"off": "không", "on": "có (-242)"}),
}
