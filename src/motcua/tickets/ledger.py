"""The hot path: numbers for a list of requests in one transaction. SQL in, dataclasses out. No Django here.

The same list shape serves a web press, a kiosk, the worker's chat presses and the edge's group commit. Refusals are
outcomes, not exceptions.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from motcua.foundation.audit.tags import ActorKind


def named_queries(path: Path) -> dict[str, str]:
    """The statements of an SQL file, by the `-- name:` line above each."""
    blocks = path.read_text().split("-- name: ")[1:]
    return {name.strip(): body.strip() for name, _, body in (block.partition("\n") for block in blocks)}


QUERIES = named_queries(Path(__file__).with_name("ledger.sql"))
ISSUE = QUERIES["issue_tickets"]


class Verdict(StrEnum):
    """What became of a request."""

    ISSUED = "issued"
    REGISTERED = "registered"
    YOURS = "yours"
    FULL = "full"
    CLOSED = "closed"
    NOT_YET_OPEN = "not_yet_open"
    LIMIT_REACHED = "limit_reached"
    UNKNOWN_SHIFT = "unknown_shift"
    UNKNOWN_PERSON = "unknown_person"
    NOT_ELIGIBLE = "not_eligible"
    BIRTH_DATE_NEEDED = "birth_date_needed"


class Request(NamedTuple):
    """One press. Without `person` it is an anonymous walk-in, which repeats only by `key` (16 bytes)."""

    shift: int
    unit: int
    holder: int | None
    person: int | None
    actor_kind: ActorKind
    actor: int
    share: str = "home"
    priority: bool = False
    key: bytes | None = None

    @property
    def identity(self) -> object:
        """Two requests with the same identity never ride in one list; None repeats freely."""
        return self.person if self.person is not None else self.key


class Outcome(NamedTuple):
    """The answer to one press, in the order asked. `ticket`: the new one, yours, or the live one in the way.

    `expected_at` is when the number's turn may come; `next_shift` an open shift when this one is full or closed.
    """

    verdict: Verdict
    ticket: int | None
    number: int | None
    prefix: str | None
    shift: int
    expected_at: datetime | None
    opens_at: datetime | None
    next_shift: int | None


class Cursor(Protocol):
    """What the synchronous runner needs of a database cursor (psycopg's or Django's)."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...  # Any: psycopg's own types are wider than ours
    def fetchall(self) -> Any: ...


def encode(requests: Sequence[Request], now: datetime) -> dict[str, object]:
    """The parameters of `issue_tickets`: one array a column, as PostgreSQL's text (psycopg's lists cost more)."""
    return {
        "shift": array(r.shift for r in requests),
        "unit": array(r.unit for r in requests),
        "holder": array(r.holder for r in requests),
        "person": array(r.person for r in requests),
        "share": array(r.share for r in requests),
        "priority": array(r.priority for r in requests),
        "key": byte_array(r.key for r in requests),
        "actor_kind": array(r.actor_kind for r in requests),
        "actor": array(r.actor for r in requests),
        "now": now,
    }


def array(values: Iterable[object]) -> str:
    """Numbers, truth values, None, or words of letters and underscores, as the text of a PostgreSQL array."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def byte_array(values: Iterable[bytes | None]) -> str:
    """Byte strings and None as the text of a bytea[]."""
    return "{" + ",".join(["NULL" if value is None else f'"\\\\x{value.hex()}"' for value in values]) + "}"


def decode(rows: Sequence[Sequence[Any]]) -> list[Outcome]:
    """Rows of `issue_tickets`, in the order of the requests."""
    return [Outcome(_VERDICTS[row[0]], *row[1:]) for row in rows]


def issue_tickets(cursor: Cursor, requests: Sequence[Request], now: datetime) -> list[Outcome]:
    """Run one list on a synchronous cursor, inside the caller's transaction; identities must not repeat in it."""
    cursor.execute(ISSUE, encode(requests, now))
    return decode(cursor.fetchall())


_VERDICTS = {str(verdict): verdict for verdict in Verdict}
