"""Open the shifts of the coming days from the weekly plan. Safe to run as often as one likes."""

from datetime import date, datetime, timedelta

from django.db.models import Q

from motcua.foundation import clock
from motcua.foundation.offices import queries as offices
from motcua.foundation.offices.rules import is_open_during, moment
from motcua.foundation.procedures import queries as procedures
from motcua.tickets.models import Mode, Share, Shift, ShiftPlan
from motcua.tickets.operations import open_shift

__all__ = ["open_planned_shifts"]

DAYS_AHEAD = 6  # as people know it from iHanoi (ux.md 1.3)
SHOWN_BEFORE = timedelta(hours=24)  # how long before a shift takes numbers it is worth reading about


def open_planned_shifts(now: datetime, days_ahead: int = DAYS_AHEAD) -> int:
    """Open what the plan has from today to `days_ahead` days on, on days the point is open. Returns how many.

    Three reads of the plan, however many points and days; it runs every few minutes and mostly finds nothing to do.
    """
    today = clock.local_date(now)
    days = [today + timedelta(days=ahead) for ahead in range(days_ahead + 1)]
    in_range = Q(valid_to=None) | Q(valid_to__gte=today)
    plans = list(ShiftPlan.objects.filter(in_range, valid_from__lte=days[-1]).select_related("point", "line"))
    wanted = [(plan, day) for day in days for plan in plans if _is_due(plan, day, now)]
    hours = offices.hours_of_points({plan.point_id for plan, _ in wanted}, today, days[-1])
    there = set(Shift.objects.filter(date__range=(today, days[-1])).values_list("point_id", "line_id", "starts_at"))
    opened = 0
    for plan, day in wanted:
        starts_at, ends_at = _stretch(plan, day)
        known = (plan.point_id, plan.line_id, starts_at)
        if known not in there and is_open_during(hours[plan.point_id], day, starts_at, ends_at):
            _open(plan, day, starts_at, ends_at, now)
            there.add(known)
            opened += 1
    return opened


def _stretch(plan: ShiftPlan, day: date) -> tuple[datetime, datetime]:
    return moment(day, plan.starts_minute), moment(day, plan.ends_minute)


def _is_due(plan: ShiftPlan, day: date, now: datetime) -> bool:
    """In force on the day, not over, and near enough to be read about."""
    if plan.weekday != day.weekday() or plan.valid_from > day or (plan.valid_to and plan.valid_to < day):
        return False
    starts_at, ends_at = _stretch(plan, day)
    return ends_at > now and starts_at - timedelta(hours=plan.opens_hours_before) <= now + SHOWN_BEFORE


def _open(plan: ShiftPlan, day: date, starts_at: datetime, ends_at: datetime, now: datetime) -> Shift:
    capacity: int | dict[Share, int] = plan.home_places
    if plan.onsite_places:
        capacity = {Share.HOME: plan.home_places, Share.ONSITE: plan.onsite_places}
    return open_shift(
        point=plan.point, line=plan.line, on=day, starts_at=starts_at, ends_at=ends_at, capacity=capacity,
        opens_at=starts_at - timedelta(hours=plan.opens_hours_before), open_counters=plan.open_counters,
        born_not_after=procedures.born_not_after(plan.line.procedure_id, day), mode=Mode(plan.mode), now=now,
    )  # fmt: skip
