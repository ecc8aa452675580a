"""Reads of units, their dated tree and names, their points and opening hours."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import Q, QuerySet

from motcua.foundation.clock import local_date
from motcua.foundation.offices import rules
from motcua.foundation.offices.models import (
    Holiday,
    IssuingPoint,
    OpeningHours,
    OpeningOverride,
    OrgUnit,
    OrgUnitName,
    OrgUnitPlacement,
    UnitSuccession,
)
from motcua.foundation.offices.rules import Hours, OpenState, Override, Stretch, WeeklyRule

__all__ = [
    "ancestors", "any_trial_unit", "descendants", "hours_of_points", "name_of", "names_of",
    "open_states", "parent_of", "point_of_unit", "points_of_unit", "short_name_of", "successors", "unit_by_slug",
    "units_on",
]  # fmt: skip

_ANCESTORS = """
WITH RECURSIVE up(unit_id, depth, path) AS (
    SELECT %(unit)s::bigint, 0, ARRAY[%(unit)s::bigint]
    UNION ALL
    SELECT p.parent_id, up.depth + 1, up.path || p.parent_id
    FROM up JOIN org_unit_placement p ON p.unit_id = up.unit_id
    WHERE p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s) AND p.parent_id <> ALL (up.path)
)
SELECT unit_id FROM up WHERE depth > 0 ORDER BY depth
"""
_DESCENDANTS = """
WITH RECURSIVE down(unit_id, depth, path) AS (
    SELECT %(unit)s::bigint, 0, ARRAY[%(unit)s::bigint]
    UNION ALL
    SELECT p.unit_id, down.depth + 1, down.path || p.unit_id
    FROM down JOIN org_unit_placement p ON p.parent_id = down.unit_id
    WHERE p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s) AND p.unit_id <> ALL (down.path)
)
SELECT unit_id FROM down WHERE depth > 0 ORDER BY depth, unit_id
"""


def in_force(on: date) -> Q:
    """Rows with `valid_from`/`valid_to` that speak of this date; the last day is included."""
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))


def unit_by_slug(slug: str) -> OrgUnit | None:
    """The unit at an address; closed and external ones too."""
    return OrgUnit.objects.filter(slug=slug).first()


def units_on(on: date) -> QuerySet[OrgUnit]:
    """The units that work on a date and are ours to answer for (no directory entries)."""
    return OrgUnit.objects.filter(in_force(on), external=False).order_by("kind", "slug")


def any_trial_unit() -> bool:
    """For pages of no unit: True while any of ours is a trial, while there is none yet, and when nobody can tell."""
    found: bool | None = cache.get("any-trial-unit")
    if found is None:
        try:
            ours = set(OrgUnit.objects.filter(external=False).values_list("official_since", flat=True))
        except DatabaseError:
            return True
        found = None in ours or not ours
        cache.set("any-trial-unit", found, 30)
    return found


def name_of(unit_id: int, on: date) -> str:
    """What the unit was called on a date; its last name before when it had none then; empty when it never had one."""
    return names_of([unit_id], on).get(unit_id, ("", ""))[0]


def short_name_of(unit_id: int, on: date) -> str:
    """The short name on a date, by the same rule."""
    return names_of([unit_id], on).get(unit_id, ("", ""))[1]


def names_of(unit_ids: Collection[int], on: date) -> Mapping[int, tuple[str, str]]:
    """(name, short name) of each unit on a date, one query."""
    rows = OrgUnitName.objects.filter(unit_id__in=unit_ids, valid_from__lte=on).order_by("valid_from")
    return {row.unit_id: (row.name, row.short_name) for row in rows}


def parent_of(unit_id: int, on: date) -> int | None:
    """The unit above on a date."""
    placed = OrgUnitPlacement.objects.filter(in_force(on), unit_id=unit_id).order_by("-valid_from")
    return placed.values_list("parent_id", flat=True).first()


def ancestors(unit_id: int, on: date) -> tuple[int, ...]:
    """Every unit above on a date, nearest first; a ring in the data ends the walk."""
    return _walk(_ANCESTORS, unit_id, on)


def descendants(unit_id: int, on: date) -> tuple[int, ...]:
    """Every unit below on a date, whatever the depth, nearest first."""
    return _walk(_DESCENDANTS, unit_id, on)


def successors(unit_id: int) -> tuple[int, ...]:
    """The units that carry on the work of a closed one."""
    rows = UnitSuccession.objects.filter(predecessor_id=unit_id).order_by("on", "successor_id")
    return tuple(rows.values_list("successor_id", flat=True))


def points_of_unit(unit_id: int, on: date) -> QuerySet[IssuingPoint]:
    """The points a unit runs on a date, headquarters first."""
    return IssuingPoint.objects.filter(in_force(on), unit_id=unit_id).order_by("kind", "id")


def point_of_unit(unit_id: int, point_id: int, on: date) -> IssuingPoint | None:
    """One point, if this unit runs it on the date."""
    return points_of_unit(unit_id, on).filter(id=point_id).first()


def open_states(point_ids: Collection[int], now: datetime) -> Mapping[int, OpenState]:
    """Open or closed, until when and why, for each point; four queries however many points."""
    today = local_date(now)
    hours = hours_of_points(point_ids, today, today + timedelta(days=rules.LOOK_AHEAD_DAYS + 1))
    return {point_id: rules.state_at(one, now) for point_id, one in hours.items()}


def hours_of_points(point_ids: Collection[int], first: date, last: date) -> Mapping[int, Hours]:
    """The rules that decide the points' hours from one date to another, both included."""
    weekly: dict[int, list[WeeklyRule]] = defaultdict(list)
    rows = OpeningHours.objects.filter(Q(valid_to=None) | Q(valid_to__gte=first), valid_from__lte=last)
    for row in rows.filter(point_id__in=point_ids):
        stretch = Stretch(row.opens_minute, row.closes_minute)
        weekly[row.point_id].append(WeeklyRule(row.weekday, stretch, row.valid_from, row.valid_to))
    overrides: dict[int, dict[date, tuple[Override, ...]]] = defaultdict(dict)
    for said in OpeningOverride.objects.filter(point_id__in=point_ids, date__range=(first, last)):
        one = Override(None if said.closed else Stretch(said.opens_minute, said.closes_minute), said.reason)
        overrides[said.point_id][said.date] = (*overrides[said.point_id].get(said.date, ()), one)
    holidays = dict(Holiday.objects.filter(date__range=(first, last)).values_list("date", "name"))
    return {point_id: Hours(tuple(weekly[point_id]), overrides[point_id], holidays) for point_id in point_ids}


def _walk(sql: str, unit_id: int, on: date) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"unit": unit_id, "on": on})
        return tuple(row[0] for row in cursor.fetchall())
