"""When a point is open, as arithmetic on dated rules. No Django here.

Weekly rules of one date add up (a noon rest is two rules, an evening shift a third). A holiday closes the day. An
override of that very date beats both, because campaigns do work on holidays (domain.md 2.9). 1440 is 24:00.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from motcua.foundation.clock import VIETNAM

MINUTES_A_DAY = 1440
LOOK_AHEAD_DAYS = 60


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Open from one minute of a day to another, 0 ≤ opens < closes ≤ 1440."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """Open on this weekday (0 = Monday) on every date from `valid_from` to `valid_to`, both included."""

    weekday: int
    stretch: Stretch
    valid_from: date
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        """True when the rule speaks of this date."""
        in_time = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return in_time and day.weekday() == self.weekday


@dataclass(frozen=True, slots=True)
class Override:
    """What one date says for itself; `stretch` None is closed. Several for a date add up, unless one is closed."""

    stretch: Stretch | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """All that decides when one point is open."""

    weekly: tuple[WeeklyRule, ...] = ()
    overrides: Mapping[date, tuple[Override, ...]] = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenState:
    """Open now until when, or closed until when and why. `opens_at` None: nothing within 60 days."""

    is_open: bool
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    reason: str = ""


def stretches_on(hours: Hours, day: date) -> tuple[Stretch, ...]:
    """The open stretches of a date in order, touching ones joined."""
    if said := hours.overrides.get(day):
        return () if any(one.stretch is None for one in said) else _joined(one.stretch for one in said if one.stretch)
    if day in hours.holidays:
        return ()
    return _joined(rule.stretch for rule in hours.weekly if rule.covers(day))


def intervals_on(hours: Hours, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """The same stretches as moments; 24:00 is the next day's midnight."""
    return tuple((moment(day, one.opens), moment(day, one.closes)) for one in stretches_on(hours, day))


def is_open_during(hours: Hours, day: date, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the point is open on a day for at least a part of the time between two moments."""
    return any(opens < ends_at and starts_at < closes for opens, closes in intervals_on(hours, day))


def state_at(hours: Hours, now: datetime) -> OpenState:
    """Whether the point is open at this moment. A stretch holds its first minute and not its last."""
    today = now.astimezone(VIETNAM).date()
    for opens, closes in intervals_on(hours, today):
        if opens <= now < closes:
            return OpenState(is_open=True, closes_at=_through_midnight(hours, closes))
    return OpenState(is_open=False, opens_at=next_opening(hours, now), reason=reason_closed(hours, today))


def next_opening(hours: Hours, after: datetime) -> datetime | None:
    """The first moment after `after` at which the point opens, at most 60 days ahead."""
    today = after.astimezone(VIETNAM).date()
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        for opens, _ in intervals_on(hours, today + timedelta(days=ahead)):
            if opens > after:
                return opens
    return None


def reason_closed(hours: Hours, day: date) -> str:
    """Why a whole date is closed: the override's reason, else the holiday's name, else empty."""
    if stretches_on(hours, day):
        return ""
    said = hours.overrides.get(day, ())
    return next((one.reason for one in said if one.reason), "" if said else hours.holidays.get(day, ""))


def moment(day: date, minute: int) -> datetime:
    """The moment of a minute of a Vietnamese day; 1440 is the next midnight."""
    return datetime.combine(day, time(), VIETNAM) + timedelta(minutes=minute)


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    joined: list[Stretch] = []
    for one in sorted(stretches):
        if joined and one.opens <= joined[-1].closes:
            joined[-1] = Stretch(joined[-1].opens, max(joined[-1].closes, one.closes))
        else:
            joined.append(one)
    return tuple(joined)


def _through_midnight(hours: Hours, closes: datetime) -> datetime:
    """A stretch that ends at 24:00 runs on when the next day starts at 00:00; looks one week ahead at most."""
    for _ in range(7):
        following = [end for start, end in intervals_on(hours, closes.date()) if start == closes]
        if closes.time() != time() or not following:
            break
        closes = following[0]
    return closes
