"""Live state: a version a topic, and what a subscriber is told. The edge reads it; writers touch it. No Django import
at the top: `touch` takes Django's connection when it runs.

Topics are "shift:<id>". What a page needs is worked out from the ledger when it is read (at most four times a second
a topic), not stored: a rush would rewrite a long waiting list at every commit (docs/adr/0006-live-state.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from motcua.tickets.ledger import QUERIES as LEDGER_QUERIES
from motcua.tickets.ledger import named_queries

QUERIES = named_queries(Path(__file__).with_name("streams.sql"))
CHANNEL = "motcua_live"


@dataclass(frozen=True, slots=True)
class Serving:
    """A number that is being called, and the counter where."""

    ticket: int
    number: str
    counter: int | None


@dataclass(frozen=True, slots=True)
class ShiftState:
    """One shift at one version: numbers called, newest first, and the waiting tickets in order."""

    version: int
    serving: tuple[Serving, ...]
    waiting: tuple[int, ...]
    place: dict[int, int] = field(repr=False)

    def ahead(self, ticket: int) -> int | None:
        """How many people stand before a ticket; None when it does not wait."""
        return self.place.get(ticket)


def decode_state(row: Sequence[Any]) -> ShiftState:
    """A row of `shift_state`."""
    version, serving, waiting = row
    return ShiftState(
        version,
        tuple(Serving(*entry) for entry in serving),
        tuple(waiting),
        {ticket: ahead for ahead, ticket in enumerate(waiting)},
    )


def ticket_message(state: ShiftState, ticket: int, status: str) -> dict[str, object]:
    """What one ticket's page is told, under 300 bytes: its state, people ahead, and the numbers being served."""
    called = next((one for one in state.serving if one.ticket == ticket), None)
    ahead = state.ahead(ticket)
    if called:
        status = "called"
    elif ahead is not None:
        status = "waiting"
    return {
        "version": state.version,
        "state": status,
        "ahead": ahead,
        "counter": called.counter if called else None,
        "serving": [(one.number, one.counter) for one in state.serving[:6]],
    }


def board_message(states: Sequence[ShiftState]) -> dict[str, object]:
    """What a board or a counter of a point is told: numbers being served with their counters, how many wait."""
    return {
        "version": sum(state.version for state in states),
        "serving": [{"number": one.number, "counter": one.counter} for state in states for one in state.serving][:12],
        "waiting": sum(len(state.waiting) for state in states),
    }


def touch(topic: str, now: datetime) -> None:
    """Raise a topic's version inside the caller's transaction and notify at its commit; the last lock it takes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(LEDGER_QUERIES["touch_live_state"], {"topic": topic, "now": now})
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])


def announce(topics: Sequence[str]) -> None:
    """Say which topics moved, in a transaction of its own: a notification slows the commit it rides in."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, t) FROM unnest(%s::text[]) t", [CHANNEL, list(topics)])
