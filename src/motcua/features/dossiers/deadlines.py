"""By when the law and the printed slip want an answer, and when data that waits for a fix is deleted. No Django here.

Days are working days of the state calendar, not a point's opening hours (domain.md 2.3, 2.9).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.features.dossiers.rules import Stage
from motcua.foundation.clock import local_date

PURGE_AFTER = timedelta(days=180)
PURGE_STEPS = (30, 60, 120, 150)
_WEEKEND = 5
# From these on nobody waits for the office any more: the citizen has it, may fetch it, or must do something herself.
_NOT_WAITING = frozenset({
    Stage.AT_UNIT_READY, Stage.COLLECTED, Stage.DELIVERED, Stage.WITHDRAWN, Stage.PURGED, Stage.REFUSED_AT_COUNTER,
    Stage.NEEDS_FIX, Stage.UNDELIVERED, Stage.EXPIRED, Stage.CANCELLED, Stage.NO_SHOW, Stage.DECLARED, Stage.BOOKED,
    Stage.CHECKED_IN,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A dated rule: so many working days for dossiers received from then to then."""

    working_days: int
    valid_from: date
    valid_to: date | None = None
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """`promised_on` stands on paper; `renewed_on` was told with an apology; `legal_on` is what the law wants."""

    promised_on: date | None
    renewed_on: date | None
    legal_on: date | None
    is_late: bool
    late_days: int = 0

    @property
    def expected_on(self) -> date | None:
        """The day the citizen may count on, the newest one told; the law's where nobody told one."""
        return self.renewed_on or self.promised_on or self.legal_on


def add_working_days(start: date, days: int, holidays: Collection[date]) -> date:
    """The day on which so many working days have passed since the day after `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < _WEEKEND and day not in holidays:
            days -= 1
    return day


def working_days_between(first: date, last: date, holidays: Collection[date]) -> int:
    """How many working days lie after `first`, up to `last`."""
    span = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
    return sum(day.weekday() < _WEEKEND and day not in holidays for day in span)


def term_on(terms: Collection[Term], received_on: date) -> Term | None:
    """The rule of the day the dossier was received; a later rule changes nothing for it."""
    found = [
        one for one in terms if one.valid_from <= received_on and (one.valid_to is None or received_on <= one.valid_to)
    ]
    return max(found, key=lambda one: one.valid_from, default=None)


def due(
    *, stage: Stage, received_on: date | None, promised_on: date | None, renewed_on: date | None,
    terms: Collection[Term], holidays: Collection[date], today: date,
) -> Due:  # fmt: skip
    """What was promised and whether its day has passed. A printed date makes late even where a new one was told."""
    term = term_on(terms, received_on) if received_on else None
    legal_on = add_working_days(received_on, term.working_days, holidays) if received_on and term else None
    counts = promised_on or legal_on
    if counts is None or stage in _NOT_WAITING or today <= counts:
        return Due(promised_on, renewed_on, legal_on, is_late=False)
    return Due(promised_on, renewed_on, legal_on, True, working_days_between(counts, today, holidays))


def purge_on(stage: Stage, since: datetime) -> date | None:
    """The day the ministry deletes data that nobody mended; None for stages that are not in danger."""
    return local_date(since) + PURGE_AFTER if stage is Stage.NEEDS_FIX else None


def purge_step(since: datetime, now: datetime) -> int | None:
    """The latest of the warnings that is due by now (30, 60, 120, 150 days); None before the first."""
    waited = (local_date(now) - local_date(since)).days
    return max((step for step in PURGE_STEPS if waited >= step), default=None)
