"""Answers made of the day's own figures: open now, hours, where, numbers left, the numbers being called.

Each teller returns Markdown for one unit at one moment, or None, and then the written answer stands.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from motcua.features.knowledge.facts import hours_in_words
from motcua.features.knowledge.live import register_live
from motcua.foundation.clock import local_date
from motcua.foundation.offices import queries as offices
from motcua.foundation.offices.models import Holiday, IssuingPoint, OpeningHours, OpeningOverride, PointKind
from motcua.foundation.offices.rules import OpenState
from motcua.workflows.assistant import offers, phrases, port, slips

_FOR_S = 10
_HOLIDAYS_AHEAD = timedelta(days=21)
_SHUT = OpenState(is_open=False)


def register() -> None:
    """Tell these from now on. Safe to repeat."""
    for name, teller, title in (
        ("open_now", open_now, "Đang mở cửa hay không"), ("hours", hours, "Giờ làm việc, ngày nghỉ"),
        ("where", where, "Địa chỉ các điểm cấp"), ("mobile_points", mobile_points, "Điểm lưu động hôm nay"),
        ("numbers_left", numbers_left, "Số còn lại hôm nay"), ("calendar", calendar, "Các buổi sắp tới"),
        ("now_serving", now_serving, "Số đang làm"), ("my_number", my_number, "Số của người hỏi"),
        ("phone_numbers", phone_numbers, "Số điện thoại cần gọi"),
    ):  # fmt: skip
        register_live(name, teller, title)


def open_now(unit_id: int, now: datetime) -> str | None:
    """Which points are open, until when, or when they open."""
    return _list(f"{point.name}: {point.hours}." for point in _points(unit_id, now))


def where(unit_id: int, now: datetime) -> str | None:
    """Every point with its address."""
    return _list(f"{point.name}: {point.address}. {point.hours}." for point in _points(unit_id, now))


def mobile_points(unit_id: int, now: datetime) -> str | None:
    """The mobile points that give numbers today."""
    mobile = set(
        offices.points_of_unit(unit_id, local_date(now)).filter(kind=PointKind.MOBILE).values_list("id", flat=True)
    )
    today = [shift for shift in offers.shifts_of_day(unit_id, local_date(now), now) if int(shift.point.id) in mobile]
    if not today:
        return "Hôm nay không có điểm lưu động nào."
    return _list(
        f"{phrases.place(shift.point)}: {phrases.hours(shift.starts_at, shift.ends_at)}, {_free(shift)}."
        for shift in today
    )


def hours(unit_id: int, now: datetime) -> str | None:
    """The weekly hours of each point, then holidays and changed days of the next three weeks."""
    return offers.remembered(f"hours:{unit_id}", _FOR_S, now, lambda: _hours(unit_id, now))


def numbers_left(unit_id: int, now: datetime) -> str | None:
    """How many numbers are left in today's shifts, and when the next ones open."""
    today = local_date(now)
    left = [shift for shift in offers.shifts_of_day(unit_id, today, now) if shift.door in ("open", "full")]
    if left:
        title = "Số còn lại hôm nay:\n\n"
        return title + _lines(f"{_named(shift)}: {_free(shift)}." for shift in left)
    coming = [shift for shift in _coming(unit_id, now) if shift.door in ("open", "not_yet_open")]
    if not coming:
        return None
    first = min(coming, key=lambda shift: shift.opens_at)
    return f"Hiện không có buổi nào nhận bấm số. Buổi tới bấm số từ {phrases.hour_and_day(first.opens_at, today)}."


def calendar(unit_id: int, now: datetime) -> str | None:
    """The shifts of the coming days."""
    shifts = _coming(unit_id, now)[:14]
    return _list(f"{phrases.day(shift.starts_at)}, {_named(shift)}: {_free(shift)}." for shift in shifts)


def now_serving(unit_id: int, now: datetime) -> str | None:
    """The numbers being called at each point."""
    points = slips.now_serving(unit_id, now)
    if not points:
        return "Hiện không có nơi nào đang gọi số."
    called = ((one, ", ".join(number for number, _ in one.calls) or "chưa gọi số nào") for one in points[:12])
    told = _lines(f"{one.point}: {numbers}. Đang chờ: {one.waiting} người." for one, numbers in called)
    return f"Số đang làm lúc {phrases.hour(now)}:\n\n{told}"


def my_number(unit_id: int, now: datetime) -> str | None:
    """For anybody; the conversation adds the asker's own numbers below it."""
    return phrases.MY_NUMBER


def phone_numbers(unit_id: int, now: datetime) -> str | None:
    """Whom to call; the unit's own facts are filled in."""
    return "- {unit}: {hotline}\n- Khẩn cấp: 113. Cháy, nổ: 114. Cấp cứu: 115\n\nĐịa chỉ: {address}."


def _points(unit_id: int, now: datetime) -> list[port.Point]:
    return offers.remembered(f"all-points:{unit_id}", _FOR_S, now, lambda: _read_points(unit_id, now))


def _read_points(unit_id: int, now: datetime) -> list[port.Point]:
    rows = list(offices.points_of_unit(unit_id, local_date(now)))
    states = offices.open_states([row.pk for row in rows], now)
    return [
        port.Point(str(row.pk), row.name, row.address, phrases.opening(states.get(row.pk, _SHUT), now)) for row in rows
    ]


def _hours(unit_id: int, now: datetime) -> str | None:
    today = local_date(now)
    points = list(offices.points_of_unit(unit_id, today))
    weekly = OpeningHours.objects.filter(offices.in_force(today), point__in=points)
    rules: dict[int, list[tuple[int, int, int]]] = {}
    for rule in weekly:
        rules.setdefault(rule.point_id, []).append((rule.weekday, rule.opens_minute, rule.closes_minute))
    told = [f"{point.name}: {hours_in_words(rules[point.pk])}." for point in points if point.pk in rules]
    return _lines([*told, *_other_days(points, now)]) if told else None


def _other_days(points: list[IssuingPoint], now: datetime) -> list[str]:
    today = local_date(now)
    ahead = (today, today + _HOLIDAYS_AHEAD)
    changed = OpeningOverride.objects.filter(point__in=points, date__range=ahead).select_related("point")
    lines = [f"{one.date:%d/%m/%Y}: nghỉ {one.name}." for one in Holiday.objects.filter(date__range=ahead)]
    for one in changed.order_by("date", "point_id"):
        how = "nghỉ" if one.closed else "đổi giờ"
        lines.append(f"{one.date:%d/%m/%Y}, {one.point.name}: {how}{f' ({one.reason})' if one.reason else ''}.")
    return lines


def _coming(unit_id: int, now: datetime) -> list[port.Shift]:
    return [shift for point in offers.points(unit_id, now) for shift in offers.shifts(unit_id, int(point.id), now)]


def _named(shift: port.Shift) -> str:
    return f"{shift.point.name}, {shift.service} {phrases.hours(shift.starts_at, shift.ends_at)}"


def _free(shift: port.Shift) -> str:
    return {"full": "đã hết số", "closed": "đã đóng", "not_yet_open": "chưa mở bấm số"}.get(
        shift.door, f"còn {shift.free} số"
    )


def _list(lines: Iterable[str]) -> str | None:
    return _lines(lines) or None


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
