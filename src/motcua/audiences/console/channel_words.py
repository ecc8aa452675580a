"""What the page of a Zalo account says, in Vietnamese: results of presses, lights, abilities."""

from datetime import datetime

from motcua.audiences.console.wording import Said
from motcua.foundation.clock import VIETNAM
from motcua.messaging.channels.contract import Capabilities
from motcua.messaging.channels.zalo.capabilities import ABILITIES
from motcua.messaging.channels.zalo.checks import Finding, Level
from motcua.messaging.channels.zalo.consent import Verdict

_SAID = {
    "connected": Said("Đã kết nối với Zalo. Mã truy cập mới đang dùng được.", refused=False),
    "bound": Said("Đã khai báo OA. Bước tiếp theo: bấm Kết nối với Zalo.", refused=False),
    "keys": Said("Đã lưu khóa. Webhook dùng khóa mới sau nửa phút.", refused=False),
    "pair": Said("Đã lưu cặp mã. Hệ thống sẽ đổi mã mới trong ít phút.", refused=False),
    "asked": Said("Đã hỏi Zalo. Kết quả ở bảng kiểm tra.", refused=False),
    "tested": Said("Đã xếp tin thử vào hàng gửi. Kết quả hiện ở dòng Tin thử.", refused=False),
    "stopped": Said("Đã ngừng gửi. Tin mới chờ đến khi đồng chí bấm Gửi lại.", refused=False),
    "resumed": Said("Đã gửi lại. Tin đang chờ đi ngay.", refused=False),
    "chosen": Said("Đã lưu lựa chọn.", refused=False),
    "verifier": Said("Đã lưu mã xác thực. Bấm Xác thực ở trang của Zalo.", refused=False),
    "menu": Said("Đã ghi nhận menu được đặt theo tờ này.", refused=False),
    "bad_keys": Said("Mã OA và mã ứng dụng là dãy số; khóa không để trống."),
    "bad_verifier": Said("Mã xác thực không đúng dạng. Dán tên tệp hoặc thẻ meta Zalo cấp."),
    "taken": Said("OA này đang gắn với đơn vị khác. Đề nghị đơn vị đó gỡ trước."),
    "shared": Said("Ứng dụng này đang phục vụ OA khác và khóa vừa nhập không khớp."),
    "nobody": Said("Chưa chọn người nhận. Nhắn OA một tin rồi chọn lại."),
    "no_reason": Said("Chưa ghi lý do ngừng gửi. Đồng chí ghi lý do rồi bấm lại."),
    "not_a_choice": Said("Không có lựa chọn này."),
}
_CONSENT: dict[str, str] = {
    Verdict.UNKNOWN_STATE: "Lần xin quyền này đã dùng hoặc quá 10 phút. Đồng chí bấm Kết nối lại.",
    Verdict.OTHER_OA: "Đồng chí đã chọn một OA khác trên trang của Zalo. Bấm Kết nối lại và chọn đúng OA.",
    Verdict.NO_CODE: "Zalo không cấp quyền. Người đồng ý phải là quản trị viên của OA.",
    Verdict.REFUSED: "Zalo không đổi mã. Kiểm tra khóa bí mật của ứng dụng và địa chỉ trả về.",
    Verdict.NOT_REACHED: "Không nối được tới Zalo. Đồng chí thử lại sau ít phút.",
}
_TAGS = {
    Level.OK: ("tag--ok", "check", "Tốt"),
    Level.UNSURE: ("tag--off", "question", "Chưa rõ"),
    Level.WARN: ("tag--go", "warning", "Chú ý"),
    Level.BAD: ("tag--fix", "error", "Hỏng"),
}


def part_of(code: str) -> str:
    """The part of the page where the press was made: it stays unfolded."""
    if code in ("chosen", "not_a_choice"):
        return "unknowns"
    return "setup" if code in ("keys", "pair", "verifier", "bad_keys", "bad_verifier", "shared") else ""


def said(code: str) -> Said | None:
    """The sentence after a press."""
    if code in _SAID:
        return _SAID[code]
    return Said(_CONSENT[code]) if code in _CONSENT else None


def light(finding: Finding) -> dict[str, str]:
    """A check as the page shows it; never by colour alone."""
    look, icon, word = _TAGS[finding.level]
    return {"title": finding.title, "sentence": finding.sentence, "look": look, "icon": icon, "word": word}


def when(at: datetime | None) -> str:
    """08:40 22/07/2026."""
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if at else ""


def abilities() -> list[dict[str, object]]:
    """What each type of account can do, side by side."""
    names = {2: "Doanh nghiệp", 4: "Cơ quan nhà nước"}
    return [
        {
            "type": oa_type.value,
            "name": names[oa_type.value],
            "first_api": told.dialect,
            "buttons": "hay bị từ chối, có chữ thay" if told.fragile_buttons else "được",
            "custom_fields": "có" if told.custom_fields else "không",
            "limits": limits(told.capabilities),
        }
        for oa_type, told in ABILITIES.items()
    ]


def limits(told: Capabilities) -> list[tuple[str, str]]:
    """The limits of an account as it stands, one line each."""
    free, paid = told.free_reply, told.paid_reply
    freely = f"{int(free.total_seconds() // 3600)} giờ từ lần tương tác cuối" if free else "không giới hạn"
    return [
        ("Chữ trong một tin", f"{told.text_limit} ký tự, dài hơn thì chia nhiều tin"),
        ("Nút, dòng danh sách", f"{told.buttons} nút, {told.list_items} dòng"),
        ("Ảnh", "gửi được" if told.image else "không"),
        ("Nhắn miễn phí", freely),
        ("Nhắn tính phí", f"đến {paid.days} ngày" if paid else "không gửi" if free else "không có"),
    ]
