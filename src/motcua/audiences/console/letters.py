"""What inbox and report pages say, in Vietnamese: verdicts, clocks, windows, what became of an answer."""

from datetime import datetime, timedelta

from motcua.audiences.console.wording import Said, span
from motcua.features.helpdesk.queries import Line, Row
from motcua.features.helpdesk.rules import Verdict, Window, WindowState
from motcua.features.reports.rules import Verdict as ReportVerdict
from motcua.foundation.clock import VIETNAM, local_date

_SENTENCES: dict[str, str] = {
    Verdict.UNKNOWN_THREAD: "Không còn hội thoại này trong đơn vị của đồng chí.",
    Verdict.TAKEN: "Đồng nghiệp đang trả lời người này. Máy chưa gửi gì.",
    Verdict.NOT_YOURS: "Đồng chí chưa nhận hội thoại này. Bấm Nhận trước.",
    Verdict.ALREADY_DONE: "Hội thoại này đã xong. Bấm Mở lại để nhắn tiếp.",
    Verdict.NOT_DONE_YET: "Hội thoại này vẫn đang mở.",
    Verdict.OPEN_ELSEWHERE: "Người dân đã có hội thoại mới. Đồng chí mở hội thoại đó để trả lời.",
    Verdict.WINDOW_CLOSED: "Đã quá thời hạn nhắn tin cho người này. Máy chưa gửi gì.",
    Verdict.COSTS_MONEY: "Tin này tính phí. Đánh dấu đồng ý trả phí rồi gửi lại.",
    Verdict.UNREACHABLE: "Tài khoản không còn gắn với đơn vị nên không gửi được. Đồng chí gọi điện.",
    Verdict.EMPTY: "Chưa có nội dung. Đồng chí viết rồi gửi lại.",
    Verdict.TOO_LONG: "Nội dung quá dài. Đồng chí rút gọn rồi gửi lại.",
    Verdict.UNKNOWN_UNIT: "Không chuyển được đến đơn vị này. Đồng chí chọn đơn vị khác.",
    Verdict.BAD_SHORTCUT: "Tên tắt chỉ gồm chữ thường không dấu, số và gạch nối.",
    Verdict.SHORTCUT_TAKEN: "Tên tắt này đã có. Đồng chí bỏ câu cũ hoặc đặt tên khác.",
    "no_words": "Dòng này không có lời hỏi để thêm vào hỏi đáp.",
    Verdict.BAD_TIME: "Giờ hẹn phải sau lúc này và trong 7 ngày.",
}
_REPORT_SENTENCES: dict[str, str] = {
    ReportVerdict.UNKNOWN_REPORT: "Không có tin báo này trong đơn vị của đồng chí.",
    ReportVerdict.NOT_ALLOWED: "Chỉ giao được cho cán bộ trực ban hoặc lãnh đạo.",
    ReportVerdict.NOT_YOURS: "Tin báo này chưa giao cho đồng chí.",
    ReportVerdict.ALREADY_CLOSED: "Tin báo này đã đóng. Bấm Mở lại nếu cần làm tiếp.",
    ReportVerdict.NOT_CLOSED_YET: "Tin báo này vẫn đang mở.",
    ReportVerdict.OPEN_ELSEWHERE: "Người báo đã có tin mới cùng loại. Đồng chí mở tin đó.",
    ReportVerdict.EMPTY: "Chưa ghi kết quả. Đồng chí viết rồi bấm lại.",
    ReportVerdict.TOO_LONG: "Nội dung quá dài. Đồng chí rút gọn rồi bấm lại.",
}
_DONE = {
    "claimed": "Đồng chí đã nhận hội thoại này. Máy tạm dừng trả lời.",
    "released": "Đã trả lại hàng chờ. Máy trả lời người dân trở lại.",
    "noted": "Đã ghi chú. Người dân không thấy ghi chú này.",
    "snoozed": "Đã hẹn lại. Hội thoại hiện lên khi đến giờ hoặc khi người dân nhắn.",
    "transferred": "Đã chuyển hội thoại và báo cho người dân.",
    "finished": "Đã xong. Máy trả lời người dân trở lại.",
    "reopened": "Đã mở lại. Đồng chí đang trả lời người này.",
    "added": "Đã thêm câu mẫu.",
    "retired": "Đã bỏ câu mẫu.",
    "assigned": "Đã giao tin báo.",
    "closed": "Đã đóng tin báo.",
}
_NOT_FETCHED = {
    "image": "Người dân gửi ảnh. Ảnh không được tải về.",
    "file": "Người dân gửi tệp. Tệp không được tải về.",
    "audio": "Người dân gửi tiếng nói. Tệp không được tải về.",
    "video": "Người dân gửi phim. Phim không được tải về.",
    "sticker": "Người dân gửi hình dán.",
    "location": "Người dân gửi vị trí. Vị trí không được lưu.",
    "link": "Người dân gửi liên kết. Liên kết không được mở.",
    "business_card": "Người dân gửi danh thiếp. Danh thiếp không được lưu.",
}
_CHANNELS = {"zalo": "Zalo", "webchat": "Trang web"}
_UNSENT = ("failed", "rejected", "expired", "unknown")


def said(code: str) -> Said | None:
    """The sentence of a code as it stands in an address of the inbox; None for unknown codes."""
    return _said(code, _SENTENCES)


def report_said(code: str) -> Said | None:
    """As above on pages of reports."""
    return _said(code, _REPORT_SENTENCES)


def _said(code: str, refusals: dict[str, str]) -> Said | None:
    if code in _DONE:
        return Said(_DONE[code], refused=False)
    return Said(refusals[code]) if code in refusals else None


def moment(at: datetime, now: datetime) -> str:
    """10:29 today, else 21/07 10:29."""
    told = at.astimezone(VIETNAM)
    return f"{told:%H:%M}" if local_date(at) == local_date(now) else f"{told:%d/%m %H:%M}"


def what_came(kind: str, text: str) -> str:
    """A citizen's line: her words, else what she sent and that it stayed where it was."""
    about = _NOT_FETCHED.get(kind, "" if kind == "text" else "Người dân gửi nội dung máy không đọc được.")
    return " ".join(filter(None, (about, text)))


def wait_words(row: Row, now: datetime) -> tuple[str, str]:
    """The tag under a row: words and how it looks."""
    if row.thread.state == "done":
        return "đã xong", "ok"
    if row.thread.snoozed_until and row.thread.snoozed_until > now:
        return f"hẹn lại {moment(row.thread.snoozed_until, now)}", "off"
    if row.waited is None:
        return "đã trả lời", "ok"
    return (f"chờ {span(row.waited)}, quá hẹn", "go") if row.late else (f"chờ {span(row.waited)}", "plain")


def due_words(due_at: datetime | None, now: datetime) -> str:
    """By when the citizen was told to expect a reply; the first-response clock of the thread."""
    if due_at is None:
        return ""
    if due_at < now:
        return f"Quá hẹn trả lời {span(now - due_at)}"
    if due_at - now < timedelta(hours=1):
        return f"Còn {max(1, int((due_at - now).total_seconds() // 60))} phút để trả lời"
    return f"Trả lời trước {moment(due_at, now)}"


def window_words(window: Window, channel: str, now: datetime) -> str:
    """The countdown of the channel's free replies; empty where it never ends."""
    if window.state is not WindowState.OPEN or window.ends_at is None:
        return ""
    left = window.ends_at - now
    hours = int(left.total_seconds() // 3600)
    return f"{_CHANNELS.get(channel, channel)}: còn {f'{hours} giờ' if hours else span(left)} nhắn miễn phí"


def window_warning(window: Window, phone: str) -> str:
    """Before anything is sent: that it costs or cannot go, and the next best way."""
    instead = f"Đồng chí gọi số {phone}." if phone else "Chưa có số điện thoại, chờ người dân nhắn lại."
    if window.state is WindowState.PAID:
        return f"Đã hết thời gian nhắn miễn phí, tin này tính phí. {instead}"
    if window.state is WindowState.CLOSED:
        return f"Kênh này không cho nhắn người này nữa. {instead}"
    return ""


def delivery_words(line: Line, now: datetime) -> tuple[str, bool]:
    """What became of an answer, and whether it needs somebody's eye."""
    if line.delivery is None:
        return "", False
    if line.delivery == "delivered" and line.seen_at:
        return f"Đã xem {moment(line.seen_at, now)}", False
    return str(line.delivery.label), line.delivery.value in _UNSENT


def trouble_words(line: Line, phone: str) -> str:
    """What to do about an answer that did not arrive; nothing is sent again by itself."""
    instead = f"gọi số {phone}" if phone else "gửi lại hoặc chờ người dân nhắn"
    if line.delivery == "unknown":
        return f"Máy không tự gửi lại. Nếu cần chắc chắn, đồng chí {instead}."
    return f"Người dân chưa đọc được tin này. Đồng chí {instead}."
