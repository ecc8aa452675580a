"""What the engine itself says, whatever the flow: polite, short, always with a way out."""

from datetime import datetime

from motcua.foundation.clock import VIETNAM
from motcua.messaging.dialogue.flow import EventKind, Office
from motcua.messaging.dialogue.reply import Button, Reply

HINT = "Gõ số để chọn. Gõ “quay lại” hoặc “thôi” lúc nào cũng được."
HINT_AFTER = "Gõ số để chọn."
NOT_UNDERSTOOD = "Tôi chưa hiểu ý ông/bà."
OLD_BUTTON = "Nút đó thuộc lần hỏi trước, nay đã khép lại."
ANSWERED_BUTTON = "Câu đó ông/bà đã trả lời rồi. Muốn đổi, ông/bà gõ “quay lại”."
TWICE = "Tôi đã nhận câu trả lời vừa rồi, không cần gửi lại."
MORE_OPTIONS = "Các lựa chọn tiếp theo:"
LATE = "Tin này gửi từ trước nên tôi không dùng để thay câu trả lời sau."
LATE_IN_A_FLOW = f"{LATE} Xin ông/bà trả lời tiếp câu hỏi gần nhất."
NO_ID_NUMBERS = "Xin ông/bà không gửi số căn cước qua tin nhắn. Chúng tôi không hỏi số này ở đây."
THANKED = "Cảm ơn ông/bà."
WELL_THEN = "Dạ vâng. Khi cần, ông/bà chọn một việc dưới đây."
GO_ON = "Dạ vâng. Ta làm tiếp việc đang dở."
_MEDIA: dict[EventKind, str] = {
    "image": (
        "Tôi không mở và không lưu ảnh ông/bà vừa gửi. Xin ông/bà không gửi ảnh căn cước hay giấy tờ qua tin nhắn."
        " Nếu là ảnh giấy tờ, ông/bà nên thu hồi ảnh đó."
    ),
    "sticker": THANKED,
    "location": "Tôi không dùng và không lưu vị trí ông/bà vừa gửi.",
    "voice": "Tôi chưa nghe được tin nhắn thoại. Xin ông/bà gõ chữ, không dấu cũng được.",
    "link": "Tôi không mở liên kết gửi qua tin nhắn. Ông/bà cũng đừng mở liên kết lạ.",
    "card": "Tôi không lưu danh thiếp ông/bà vừa gửi. Cần liên hệ, xin ông/bà gõ chữ.",
    "file": "Tôi không mở tệp gửi qua tin nhắn. Xin ông/bà không gửi giấy tờ cá nhân ở đây.",
}


TOO_FAST = (
    "Ông/bà nhắn nhanh quá nên tôi chưa kịp đọc. Xin ông/bà chờ một phút rồi nhắn lại, gộp trong một tin.\n"
    "Khẩn cấp, ông/bà gọi ngay 113."
)


def about_media(kind: EventKind) -> str:
    return _MEDIA.get(kind, NOT_UNDERSTOOD)


def emergency() -> Reply:
    """Always said first; the telephone numbers are the country's own, so they stand in the text of a demo too."""
    return Reply(
        "KHẨN CẤP: ông/bà gọi ngay 113.\nCháy, nổ: gọi 114. Cấp cứu: gọi 115.\n"
        "Đây là tin trả lời tự động, không thay cuộc gọi.",
        (Button("Gọi 113", "call", "113"), Button("Gọi 114", "call", "114"), Button("Gọi 115", "call", "115")),
    )


def crime() -> Reply:
    """Said first when a message names a crime."""
    return Reply(
        "Việc đang xảy ra hoặc có người gặp nguy: ông/bà gọi ngay 113.\nCháy, nổ: gọi 114. Cấp cứu: gọi 115.",
        (Button("Gọi 113", "call", "113"),),
    )


def how_to_reach(office: Office) -> str:
    return f"Cần người giúp, ông/bà gọi {office.hotline} hoặc đến {office.address}."


def not_here_yet(topic: str, office: Office) -> str:
    """For a function this window does not offer: never an empty page, always a person to ask."""
    return (
        f"Việc “{topic}” chưa làm được qua tin nhắn này.\n"
        f"Xin ông/bà gọi {office.hotline} hoặc đến {office.name}, {office.address}."
    )


def call_button(office: Office) -> Button:
    return Button("Gọi đường dây nóng", "call", office.hotline)


def resumed(title: str, since: datetime) -> str:
    return f"Lúc {since.astimezone(VIETNAM):%H:%M} ông/bà đang làm dở việc “{title}”. Ta làm tiếp từ đây."


def restarted(title: str) -> str:
    return f"Việc “{title}” hôm trước chưa xong và đã khép lại. Ta bắt đầu lại."


def out_of_step(office: Office) -> str:
    return f"Việc này đang chưa làm được. {how_to_reach(office)}"
