"""What the console says, in Vietnamese: verdicts, spans of time, where a number came from."""

from dataclasses import dataclass
from datetime import timedelta

from motcua.features.queueing.queries import Undoable
from motcua.features.queueing.rules import Verdict
from motcua.foundation.clock import VIETNAM
from motcua.tickets.models import Share, Ticket

_SENTENCES = {
    Verdict.DONE: "Đã ghi nhận.",
    Verdict.REPEATED: "Phím bấm hai lần, máy chỉ nhận lần đầu.",
    Verdict.NOBODY_WAITING: "Chưa có người chờ. Người đang ở quầy vẫn được giữ nguyên.",
    Verdict.NOBODY_SERVED: "Quầy đang trống. Bấm F2 để gọi số tiếp theo.",
    Verdict.PAGE_IS_OLD: "Màn hình vừa rồi đã cũ nên máy chưa làm gì. Đồng chí xem lại và bấm lại.",
    Verdict.NOT_YOUR_COUNTER: "Đồng chí không còn ngồi quầy này. Chọn quầy để làm tiếp.",
    Verdict.COUNTER_TAKEN: "Quầy này vừa có người ngồi. Bấm Nhận bàn giao nếu đồng chí thay ca.",
    Verdict.STILL_SERVING: "Đang phục vụ một người. Bấm F8 Xong trước khi rời quầy.",
    Verdict.NOTHING_TO_UNDO: "Đã quá 10 giây, không hoàn tác được nữa.",
    Verdict.CHANGED_MEANWHILE: "Số này vừa được thay đổi ở nơi khác. Máy chưa làm gì thêm.",
    Verdict.REJOIN_OVER: "Đã quá 10 phút. Mời người dân lấy số mới hoặc gặp bàn tiếp đón.",
}
_QUIET = (Verdict.DONE, Verdict.REPEATED)
_SHARES = {Share.ONSITE: "Tại chỗ", Share.BOOKED: "Đặt lịch", Share.HOME: "Bấm số tại nhà"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence above the keys after a press that was not obeyed."""

    sentence: str
    refused: bool = True


def said(code: str) -> Said | None:
    """The sentence of a verdict's code as it stands in an address; None for unknown codes and for success."""
    try:
        verdict = Verdict(code)
    except ValueError:
        return None
    return None if verdict in _QUIET else Said(_SENTENCES[verdict])


def span(length: timedelta) -> str:
    """27 phút; 1 giờ 05 phút."""
    minutes = max(0, int(length.total_seconds() // 60))
    return f"{minutes} phút" if minutes < 60 else f"{minutes // 60} giờ {minutes % 60:02d} phút"


def serving_for(length: timedelta) -> str:
    """Under the word "Đang phục vụ": for how long."""
    return span(length) if length >= timedelta(minutes=1) else "vừa gọi"


def source(ticket: Ticket) -> str:
    """Where a number was taken."""
    if known := _SHARES.get(Share(ticket.share.share)):
        return known
    return "Bấm số tại nhà" if ticket.holder_id else "Tại chỗ"


def undo_words(undoable: Undoable, counter: str) -> str:
    """What was done a moment ago and can be taken back."""
    at = f"lúc {undoable.at.astimezone(VIETNAM):%H:%M}"
    return {
        "call": f"Đã gọi {undoable.number} đến {counter.lower()} {at}.",
        "recall": f"Đã gọi lại {undoable.number} {at}.",
        "no_show": f"Đã ghi {undoable.number} vắng {at}. Số được giữ 10 phút.",
        "finish": f"Đã xong {undoable.number} {at}.",
        "requeue": f"Đã xếp {undoable.number} vào sau hai người nữa.",
    }[undoable.kind]
