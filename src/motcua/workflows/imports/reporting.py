"""How a step tells how far it is, on a connection of its own: its transaction shows nothing before its end."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import psycopg

from motcua.foundation.config import config

_EVERY_S = 0.5
BEGIN_SQL = """
UPDATE import_run SET attempt = attempt + 1, began_at = now(), beat_at = now(), done_rows = 0
WHERE id = %s AND state = %s RETURNING attempt
"""
TICK_SQL = """
UPDATE import_run SET done_rows = %s, total_rows = greatest(total_rows, %s), beat_at = now()
WHERE id = %s AND attempt = %s RETURNING cancel_asked_at IS NOT NULL
"""


class Cancelled(Exception):
    """The officer pressed Dừng, or another worker took the step over: nothing of it may stay."""


class Reporter(Protocol):
    """What a step calls after each portion."""

    attempt: int

    def tick(self, done: int, total: int) -> None:
        """So many rows of about so many. Raises Cancelled."""


class Quiet:
    """Tells nobody: for a step that runs inside somebody else's transaction."""

    attempt = 0

    def tick(self, done: int, total: int) -> None:
        """Nothing."""


class Aloud:
    """Writes progress into the run, at most twice a second, and hears whether to stop."""

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]", run_id: int, attempt: int) -> None:
        self._connection, self._run_id, self.attempt = connection, run_id, attempt
        self._next = 0.0

    def tick(self, done: int, total: int) -> None:
        """See Reporter."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY_S
        told = self._connection.execute(TICK_SQL, [done, total, self._run_id, self.attempt]).fetchone()
        if told is None or told[0]:
            raise Cancelled


@contextmanager
def reporting(run_id: int, state: str) -> Iterator[Aloud | None]:
    """Begin an attempt at a step; None when the run is not (any more) at it."""
    told = config()
    url = told.database_direct_url or told.database_url
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        begun = connection.execute(BEGIN_SQL, [run_id, state]).fetchone()
        yield None if begun is None else Aloud(connection, run_id, int(str(begun[0])))
