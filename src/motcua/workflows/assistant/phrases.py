"""How the assistant words days, hours, shifts and tickets. Sentences stay short; numbers stand alone on their line."""

from datetime import date, datetime

from motcua.foundation.clock import VIETNAM, local_date
from motcua.foundation.offices.rules import OpenState
from motcua.messaging.text import BirthDate
from motcua.workflows.assistant.port import Point, Relation, Shift, Ticket

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_RELATIONS = {"self": "", "parent": " (cha/mẹ)", "child": " (con)", "spouse": " (vợ/chồng)", "other": " (người thân)"}

MY_NUMBER = "Ông/bà xem số, số người phía trước và hủy số ở mục “Số của tôi”. Hủy sớm để người khác có chỗ."


def hour(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M}"


def day(moment: datetime) -> str:
    """thứ Năm 26/11/2026."""
    on = local_date(moment)
    return f"{_WEEKDAYS[on.weekday()]} {on:%d/%m/%Y}"


def near_day(moment: datetime, today: date) -> str:
    """Hôm nay and ngày mai by name, other days by date."""
    away = (local_date(moment) - today).days
    return {0: "hôm nay", 1: "ngày mai"}.get(away, day(moment))


def hour_and_day(moment: datetime, today: date) -> str:
    """07:00 ngày mai."""
    return f"{hour(moment)} {near_day(moment, today)}"


def hours(starts: datetime, ends: datetime) -> str:
    """07:30–11:30; the midnight that ends a day is 24:00."""
    end = hour(ends)
    return f"{hour(starts)}–{'24:00' if end == '00:00' else end}"


def opening(state: OpenState, now: datetime) -> str:
    """Đang mở đến 22:00; or when it opens, and why it is shut."""
    if state.is_open and state.closes_at is not None:
        closes = hour(state.closes_at)
        return f"Đang mở đến {'24:00' if closes == '00:00' else closes}"
    why = f" ({state.reason})" if state.reason else ""
    if state.opens_at is None:
        return f"Đang đóng{why}"
    return f"Mở lúc {hour_and_day(state.opens_at, local_date(now))}{why}"


def shift_title(shift: Shift, today: date) -> str:
    return f"{shift.service}, {near_day(shift.starts_at, today)} {hours(shift.starts_at, shift.ends_at)}"


def shift_detail(shift: Shift) -> str:
    waiting = f", {shift.waiting} người đang chờ" if shift.waiting else ""
    return f"còn {shift.free} số{waiting}"


def person_line(name: str, birth: BirthDate | str | None, relation: Relation) -> str:
    """Nguyễn Thị Bảy, sinh 05/08/1950 (cha/mẹ)."""
    return f"{name}{f', sinh {birth}' if birth else ''}{_RELATIONS[relation]}"


def place(point: Point) -> str:
    return f"{point.name}, {point.address}"


def ticket_card(ticket: Ticket, link: str) -> str:
    """The confirmation a citizen keeps: number, code, place, time, what to bring, live page."""
    lines = [
        f"SỐ {ticket.display}" if ticket.state != "registered" else "ĐÃ GHI TÊN, CHƯA CÓ SỐ",
        f"Mã: {ticket.code}",
        f"Người làm: {ticket.person}",
        f"Việc: {ticket.service}",
        f"Nơi làm: {place(ticket.point)}",
        f"Thời gian: {when(ticket)}",
        *([f"Mang theo: {'; '.join(ticket.bring)}."] if ticket.bring else []),
        f"Xem số chạy: {link}",
    ]
    return "\n".join(lines)


def when(ticket: Ticket) -> str:
    if ticket.window is None:
        return f"buổi {hour(ticket.starts_at)} {day(ticket.starts_at)}"
    return f"khoảng {hours(*ticket.window)}, {day(ticket.window[0])}"


def ticket_line(ticket: Ticket) -> str:
    """One line of "số của tôi": where the ticket stands right now."""
    if ticket.state == "called":
        return f"{ticket.display}: ĐẾN LƯỢT. Mời ông/bà đến {ticket.counter or 'quầy'}."
    if ticket.state == "missed":
        return f"{ticket.display}: đã lỡ lượt. Mời ông/bà đến bàn tiếp đón để được xếp lại."
    if ticket.state == "registered":
        return f"{ticket.code}: đã ghi tên, chờ có số."
    ahead = "đến gần lượt" if ticket.ahead == 0 else f"còn {ticket.ahead} người phía trước"
    return f"{ticket.display}: {ahead if ticket.ahead is not None else 'đang chờ'}."
