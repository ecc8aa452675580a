"""Open the shifts of the coming days from the weekly plan. Safe to run as often as one likes."""

from datetime import date, datetime, timedelta

from django.db.models import Q

from motcua.foundation import clock
from motcua.foundation.offices import queries as offices
from motcua.foundation.offices.rules import moment
from motcua.foundation.procedures import queries as procedures
from motcua.tickets.models import Mode, Share, Shift, ShiftPlan
from motcua.tickets.operations import open_shift

__all__ = ["open_planned_shifts"]

DAYS_AHEAD = 6  # as people know it from iHanoi (ux.md 1.3)
SHOWN_BEFORE = timedelta(hours=24)  # how long before a shift takes numbers it is worth reading about


def open_planned_shifts(now: datetime, days_ahead: int = DAYS_AHEAD) -> int:
    """Open what the plan has from today to `days_ahead` days on, on days the point is open. Returns how many."""
    today = clock.local_date(now)
    return sum(_open_day(today + timedelta(days=ahead), now) for ahead in range(days_ahead + 1))


def _open_day(day: date, now: datetime) -> int:
    plans = ShiftPlan.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), weekday=day.weekday(), valid_from__lte=day
    ).select_related("point", "line")
    opened = 0
    for plan in plans:
        starts_at, ends_at = moment(day, plan.starts_minute), moment(day, plan.ends_minute)
        if ends_at <= now or not _is_open(plan.point_id, day, starts_at, ends_at):
            continue
        if starts_at - timedelta(hours=plan.opens_hours_before) > now + SHOWN_BEFORE:
            continue
        if Shift.objects.filter(point=plan.point, line=plan.line, starts_at=starts_at).exists():
            continue
        _open(plan, day, starts_at, ends_at, now)
        opened += 1
    return opened


def _is_open(point_id: int, day: date, starts_at: datetime, ends_at: datetime) -> bool:
    return any(opens < ends_at and starts_at < closes for opens, closes in offices.intervals_of_point(point_id, day))


def _open(plan: ShiftPlan, day: date, starts_at: datetime, ends_at: datetime, now: datetime) -> Shift:
    capacity: int | dict[Share, int] = plan.home_places
    if plan.onsite_places:
        capacity = {Share.HOME: plan.home_places, Share.ONSITE: plan.onsite_places}
    return open_shift(
        point=plan.point, line=plan.line, on=day, starts_at=starts_at, ends_at=ends_at, capacity=capacity,
        opens_at=starts_at - timedelta(hours=plan.opens_hours_before), open_counters=plan.open_counters,
        born_not_after=procedures.born_not_after(plan.line.procedure_id, day), mode=Mode(plan.mode), now=now,
    )  # fmt: skip
