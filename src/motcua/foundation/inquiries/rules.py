"""How many look-ups are one person's, one network address's and one unit's share. Pure; no Django, no clock.

Source: domain.md S-E1 ("20 tries → blocked"), its Part 4 number 15. An address may be a whole dormitory behind one
router, so it gets more than a citizen. Slip codes are short and often in a row: guesses about one person are counted
whoever makes them. The unit's own limit is what makes thousands of accounts useless together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """What a look-up ended as: counted for statistics (S-E7), never with whom it was about."""

    OPEN = "open"
    FOUND = "found"
    NONE = "none"
    SEVERAL = "several"
    DETAILS = "details"
    WRONG_FACTOR = "wrong_factor"
    REFUSED = "refused"


class Scope(StrEnum):
    """Whose share is counted."""

    CITIZEN = "citizen"
    SOURCE = "source"
    ABOUT = "about"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `many` in a stretch of `within`; stretches begin on the clock, the same for all."""

    many: int
    within: timedelta

    def began(self, now: datetime) -> datetime:
        """When the stretch of this moment began."""
        length = int(self.within.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // length * length, now.tzinfo)

    def retry_at(self, now: datetime) -> datetime:
        """When the next stretch begins."""
        return self.began(now) + self.within


LIMITS: dict[Scope, Limit] = {
    Scope.CITIZEN: Limit(20, timedelta(hours=24)),
    Scope.SOURCE: Limit(60, timedelta(hours=1)),
    Scope.ABOUT: Limit(10, timedelta(hours=1)),
    Scope.UNIT: Limit(3000, timedelta(minutes=10)),
}


@dataclass(frozen=True, slots=True)
class Admission:
    """May this look-up go on, and if not: when again."""

    id: int
    unit_id: int
    allowed: bool
    retry_at: datetime | None = None
    citizen_id: int | None = None
