"""Where and when a number can be had, read from shifts and opening hours for one unit at one moment."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.core.cache import cache
from django.db.models import QuerySet

from motcua.foundation.clock import local_date
from motcua.foundation.offices import queries as offices
from motcua.foundation.offices.models import IssuingPoint
from motcua.foundation.offices.rules import OpenState
from motcua.tickets.models import Shift
from motcua.tickets.queries import OpenShift, shifts_on
from motcua.workflows.assistant import phrases, port

DAYS_AHEAD = 6
ENOUGH = 8
_PLACES_FOR_S, _DOORS_FOR_S = 10, 1
_DOORS: dict[str, port.Door] = {"open": "open", "full": "full", "closed": "closed", "not_yet_open": "not_yet_open"}
T = TypeVar("T")


def points(unit_id: int, now: datetime) -> list[port.Point]:
    """The points with a shift today or within six days, headquarters first; at most ten seconds old."""
    return remembered(f"points:{unit_id}", _PLACES_FOR_S, now, lambda: _points(unit_id, now))


def shifts(unit_id: int, point_id: int, now: datetime) -> list[port.Shift]:
    """A point's shifts that are not over, day by day, until there are enough to choose from."""
    found: list[port.Shift] = []
    for day in remembered(f"days:{unit_id}", _PLACES_FOR_S, now, lambda: _days(unit_id, now)):
        if sum(shift.door == "open" for shift in found) >= ENOUGH:
            break
        found += [shift for shift in _on(unit_id, day, now) if shift.point.id == str(point_id)]
    return found


def shift(unit_id: int, shift_id: int, now: datetime) -> port.Shift | None:
    """One shift that is not over; None for any other unit's."""
    same_shift = Shift.objects.filter(id=shift_id, unit_id=unit_id)
    day = remembered(
        f"day:{unit_id}:{shift_id}", _PLACES_FOR_S, now, lambda: same_shift.values_list("date", flat=True).first()
    )
    seen = _on(unit_id, day, now) if day else []
    return next((shift for shift in seen if shift.id == str(shift_id)), None)


def shifts_of_day(unit_id: int, day: date, now: datetime) -> list[port.Shift]:
    """A day's shifts that are not over, at every point; at most a second old."""
    return _on(unit_id, day, now)


def _on(unit_id: int, day: date, now: datetime) -> list[port.Shift]:
    """A day's shifts that are not over; at most a second old: a whole city asks for them at once."""
    return remembered(
        f"shifts:{unit_id}:{day}", _DOORS_FOR_S, now,
        lambda: [_shift(one) for one in shifts_on(unit_id, day, now) if one.shift.ends_at > now],
    )  # fmt: skip


def _points(unit_id: int, now: datetime) -> list[port.Point]:
    rows = list(IssuingPoint.objects.filter(id__in=_coming(unit_id, now).values("point_id")).order_by("kind", "id"))
    states = offices.open_states([row.pk for row in rows], now)
    return [_point(row, phrases.opening(states.get(row.pk, OpenState(is_open=False)), now)) for row in rows]


def _days(unit_id: int, now: datetime) -> list[date]:
    return sorted(set(_coming(unit_id, now).values_list("date", flat=True)))


def remembered(key: str, seconds: int, now: datetime, read: Callable[[], T]) -> T:
    """What was read in the same stretch of `seconds` on our clock, by whichever citizen's turn came first."""
    stretch = f"assistant:{key}:{int(now.timestamp()) // seconds}"
    found: T | None = cache.get(stretch)
    if found is None:
        found = read()
        cache.set(stretch, found, seconds)
    return found


def point_of(row: IssuingPoint) -> port.Point:
    """A point without its hours, for tickets."""
    return _point(row, "")


def _coming(unit_id: int, now: datetime) -> QuerySet[Shift]:
    today = local_date(now)
    return Shift.objects.filter(
        unit_id=unit_id, date__range=(today, today + timedelta(days=DAYS_AHEAD)), ends_at__gt=now
    )


def _point(row: IssuingPoint, hours: str) -> port.Point:
    return port.Point(str(row.pk), row.name, row.address, hours)


def _shift(one: OpenShift) -> port.Shift:
    return port.Shift(
        id=str(one.shift.pk),
        point=point_of(one.shift.point),
        service=one.shift.line.name,
        starts_at=one.shift.starts_at,
        ends_at=one.shift.ends_at,
        door=_DOORS[one.status],
        free=one.free,
        waiting=one.waiting,
        opens_at=one.opens_at,
    )
