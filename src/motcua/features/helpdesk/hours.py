"""When the officers of a unit are there, and by when a citizen who writes now may expect a reply."""

from datetime import datetime, timedelta

from motcua.features.helpdesk import rules
from motcua.foundation.clock import local_date
from motcua.foundation.offices import queries as offices
from motcua.foundation.offices import rules as opening

__all__ = ["reply_due", "snooze_until"]


def reply_due(unit_id: int, now: datetime) -> tuple[bool, datetime | None]:
    """Whether any point of the unit is open, and when a reply is due; None when nothing opens within 60 days."""
    return rules.reply_due(now, _stretches(unit_id, now))


def snooze_until(unit_id: int, wanted: str, now: datetime) -> datetime:
    """When a snoozed thread comes back: a wish of `rules.SNOOZES`, or "opening". An unknown wish is now: refused."""
    if wanted != rules.NEXT_OPENING:
        return now + rules.SNOOZES.get(wanted, timedelta())
    opens = min((begins for begins, _ in _stretches(unit_id, now) if begins > now), default=None)
    return opens or now + rules.SNOOZES["24h"]


def _stretches(unit_id: int, now: datetime) -> list[tuple[datetime, datetime | None]]:
    today = local_date(now)
    points = list(offices.points_of_unit(unit_id, today).values_list("id", flat=True))
    last = today + timedelta(days=opening.LOOK_AHEAD_DAYS + 1)
    found: list[tuple[datetime, datetime | None]] = []
    for hours in offices.hours_of_points(points, today, last).values():
        state = opening.state_at(hours, now)
        if state.is_open:
            found.append((now, state.closes_at))
        if (opens := opening.next_opening(hours, now)) is not None:
            found.append((opens, None))
    return found
