"""Times and amounts as citizens read them: 7:00–22:00, thứ Sáu 22/07/2022, khoảng 30–45 phút."""

from datetime import date, datetime

from motcua.foundation.clock import VIETNAM, local_date
from motcua.foundation.offices.rules import OpenState

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_STEP = 5


def clock_time(moment: datetime) -> str:
    """7:00, 22:30, in Vietnam's time."""
    here = moment.astimezone(VIETNAM)
    return f"{here.hour}:{here.minute:02}"


def closing_time(moment: datetime) -> str:
    """As `clock_time`, but midnight is 24:00 of the day before."""
    told = clock_time(moment)
    return "24:00" if told == "0:00" else told


def day(on: date) -> str:
    """22/07/2022."""
    return f"{on:%d/%m/%Y}"


def weekday(on: date) -> str:
    """thứ Sáu."""
    return _WEEKDAYS[on.weekday()]


def day_from(on: date, today: date) -> str:
    """hôm nay, ngày mai, else weekday and date."""
    match (on - today).days:
        case 0:
            return "hôm nay"
        case 1:
            return "ngày mai"
    return f"{weekday(on)} {day(on)}"


def moment_from(moment: datetime, now: datetime) -> str:
    """7:00 hôm nay, 7:30 thứ Năm 11/02/2027."""
    return f"{clock_time(moment)} {day_from(local_date(moment), local_date(now))}"


def minutes_range(people: int, seconds_each: int) -> str:
    """khoảng 30–45 phút: never one exact minute (ux.md 1.3), on five-minute marks, empty when there is nobody ahead."""
    if people <= 0:
        return ""
    seconds = people * seconds_each
    low = seconds * 8 // 3000 * _STEP
    high = max(low + _STEP, -(-seconds * 13 // 3000) * _STEP)
    return f"khoảng {low}–{high} phút" if low else f"trong khoảng {high} phút"


def opening(state: OpenState, now: datetime) -> str:
    """Mở đến 22:00; or closed until when, and why."""
    if state.is_open and state.closes_at is not None:
        if local_date(state.closes_at) > local_date(now) and clock_time(state.closes_at) != "0:00":
            return f"Mở đến {moment_from(state.closes_at, now)}"
        return f"Mở đến {closing_time(state.closes_at)}"
    because = f" ({state.reason})" if state.reason else ""
    if state.opens_at is None:
        return f"Đang đóng cửa{because}"
    return f"Đang đóng cửa{because}, mở lại {moment_from(state.opens_at, now)}"
