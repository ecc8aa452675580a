"""Where and when a number can be had, read from shifts and opening hours for one unit at one moment."""

from datetime import datetime, timedelta

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
_DOORS: dict[str, port.Door] = {"open": "open", "full": "full", "closed": "closed", "not_yet_open": "not_yet_open"}


def points(unit_id: int, now: datetime) -> list[port.Point]:
    """The points with a shift today or within six days, headquarters first."""
    coming = _coming(unit_id, now).values_list("point_id", flat=True).distinct()
    rows = list(IssuingPoint.objects.filter(id__in=list(coming)).order_by("kind", "id"))
    states = offices.open_states([row.pk for row in rows], now)
    return [_point(row, phrases.opening(states.get(row.pk, OpenState(is_open=False)), now)) for row in rows]


def shifts(unit_id: int, point_id: int, now: datetime) -> list[port.Shift]:
    """A point's shifts that are not over, day by day, until there are enough to choose from."""
    days = _coming(unit_id, now).filter(point_id=point_id).values_list("date", flat=True)
    found: list[port.Shift] = []
    for day in sorted(set(days)):
        if sum(shift.door == "open" for shift in found) >= ENOUGH:
            break
        found += [
            _shift(one) for one in shifts_on(unit_id, day, now)
            if one.shift.point_id == point_id and one.shift.ends_at > now
        ]  # fmt: skip
    return found


def shift(unit_id: int, shift_id: int, now: datetime) -> port.Shift | None:
    """One shift that is not over; None for any other unit's."""
    day = Shift.objects.filter(id=shift_id, unit_id=unit_id, ends_at__gt=now).values_list("date", flat=True).first()
    seen = shifts_on(unit_id, day, now) if day else []
    return next((_shift(one) for one in seen if one.shift.pk == shift_id), None)


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
