"""What the conversation needs of the office, as one small border: dataclasses in, dataclasses out. No Django here.

`binding.py` answers from the real product, the tests from an in-memory double.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from motcua.messaging.text import BirthDate, Refused
from motcua.workflows.assistant.port_help import Help
from motcua.workflows.assistant.port_lists import Lists
from motcua.workflows.assistant.port_lookup import Lookups

Door = Literal["open", "full", "closed", "not_yet_open"]
LinkPurpose = Literal["home", "ticket", "take", "personal_data"]
Relation = Literal["self", "parent", "child", "spouse", "other"]


@dataclass(frozen=True, slots=True)
class Point:
    """A place where numbers are given out; `hours` is one line such as "Đang mở đến 22:00"."""

    id: str
    name: str
    address: str
    hours: str


@dataclass(frozen=True, slots=True)
class Shift:
    """One line of service at a point for a stretch of one day, and whether a press would get a number now."""

    id: str
    point: Point
    service: str
    starts_at: datetime
    ends_at: datetime
    door: Door
    free: int
    waiting: int
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """The account holder or a relative she acts for; an unknown birth date is None."""

    id: str
    name: str
    birth: BirthDate | None
    relation: Relation


@dataclass(frozen=True, slots=True)
class Ticket:
    """A number as its holder may see it; `display` is "–" until a registered one gets its number."""

    id: str
    display: str
    code: str
    person: str
    point: Point
    service: str
    starts_at: datetime
    window: tuple[datetime, datetime] | None
    bring: tuple[str, ...]
    state: Literal["registered", "waiting", "called", "missed"]
    ahead: int | None
    counter: str = ""


@dataclass(frozen=True, slots=True)
class NowServing:
    """The numbers being called at a point, with their counters, as of `at`."""

    point: str
    calls: tuple[tuple[str, str], ...]
    waiting: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """What a citizen is told before her data is kept (`told`, the office's duty), what she may freely agree to or not
    (`asked`, her words), and where to read on."""

    told: str
    asked: str
    url: str


@dataclass(frozen=True, slots=True)
class Issued:
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Yours:
    """She already holds this number in this shift."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Registered:
    """A place is kept; the number comes at the daily cut-off."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Full:
    next_open: Shift | None


@dataclass(frozen=True, slots=True)
class Closed:
    next_open: Shift | None


@dataclass(frozen=True, slots=True)
class NotYetOpen:
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class LimitReached:
    """`ticket` is the live one that stands in the way, if any."""

    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class NotEligible:
    reason: str


@dataclass(frozen=True, slots=True)
class BirthDateNeeded:
    """The age rule cannot be read without a birth date."""


@dataclass(frozen=True, slots=True)
class TryLater:
    """Nothing is known to have happened; pressing again is safe."""


Outcome = (
    Issued | Yours | Registered | Full | Closed | NotYetOpen | LimitReached | NotEligible | BirthDateNeeded | TryLater
)
Cancelled = Literal["cancelled", "too_late"]


class Desk(Help, Lists, Lookups, Protocol):
    """One citizen at one office's desk at one moment. Every write is safe to repeat."""

    def points(self) -> list[Point]:
        """Where a number can be had today or on a coming day."""

    def shifts(self, point_id: str) -> list[Shift]:
        """The point's shifts that have not ended, first to last."""

    def shift(self, shift_id: str) -> Shift | None:
        """One shift of this office; None when it is not (any more) to be had."""

    def people(self) -> list[Person]:
        """Whom she takes numbers for, herself first, at most `people_limit`."""

    def people_limit(self) -> int: ...

    def notice(self) -> Notice | None:
        """The words for who has given no data yet; None once she has been told and has gone on."""

    def has_read(self, *, agrees: bool) -> None:
        """Keep that she was told and, if she agrees, her agreement: version, channel, moment."""

    def keep_person(self, name: str, birth: BirthDate | None, relation: Relation) -> Person | Refused:
        """Remember a person; the same name and birth date again is the same person."""

    def keep_birth(self, person_id: str, birth: BirthDate) -> None:
        """Complete a person whose birth date was unknown."""

    def press(self, shift_id: str, person_id: str) -> Outcome:
        """Bấm số: the one irreversible step of the flow."""

    def tickets(self) -> list[Ticket]:
        """Her numbers that still live, and those missed today, soonest first."""

    def now_serving(self) -> list[NowServing]: ...

    def cancel(self, ticket_id: str) -> Cancelled: ...

    def personal_link(self, purpose: LinkPurpose, ticket_id: str = "") -> str: ...
