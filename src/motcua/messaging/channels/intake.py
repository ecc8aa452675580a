"""The webhook door: verify the exact bytes, store the event encrypted in a commit shared with others, answer.

No Django: the edge imports this. Nothing is parsed beyond the envelope; the worker does the rest. Promises: a genuine
event is stored once before 200 is said, an unknown kind of event too; a forged one is counted and never stored.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import psycopg

from motcua.foundation.group_commit import Busy, CommitUnknown, GroupCommit
from motcua.messaging.channels.zalo import events, signature
from motcua.messaging.channels.zalo.events import Envelope
from motcua.messaging.channels.zalo.keys import AppKeys, Unread

log = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
SEALED_AS = "inbound_event"
BELL_CHANNEL = "motcua_inbound"
ANSWER_WITHIN = 1.5  # Zalo waits 2 s
GATHER_SECONDS = 0.01
# Zalo repeats for at most 12 hours; what is older is a replay of a body someone kept.
STALE_AFTER = timedelta(hours=24)
_BELL_SECONDS = 0.1

# psycopg's row type is not ours to say: the door reads only what STORE_SQL returns.
AsyncConnection = psycopg.AsyncConnection[Any]
Connection = psycopg.Connection[Any]

# -- name: store_inbound_events
# One commit for a whole list. A second delivery of an event meets "an_event_is_stored_once" and changes nothing.
STORE_SQL = """
    INSERT INTO inbound_event
        (channel, app_id, account, external_id, event_name, lane, dedupe_key, body_sealed, occurred_at, received_at)
    SELECT 'zalo', app_id, account, external_id, event_name, lane, dedupe_key, body_sealed,
        to_timestamp(occurred_at), to_timestamp(received_at)
    FROM unnest(
        %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[], %s::bytea[], %s::float8[], %s::float8[]
    ) AS event (app_id, account, external_id, event_name, lane, dedupe_key, body_sealed, occurred_at, received_at)
    ON CONFLICT ON CONSTRAINT an_event_is_stored_once DO NOTHING
    RETURNING dedupe_key
"""


class Receipt(Enum):
    """What became of a webhook call; the value is the HTTP status to answer."""

    STORED = (200, "stored")
    REPEATED = (200, "repeated")
    PROBE = (200, "probe")
    STALE = (200, "stale")
    MALFORMED = (400, "malformed")
    FORGED = (401, "forged")
    TOO_LARGE = (413, "too-large")
    BUSY = (503, "busy")

    @property
    def status(self) -> int:
        return self.value[0]

    @property
    def word(self) -> str:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Stored:
    """One row of `inbound_event`, ready for STORE_SQL. Moments are seconds since 1970."""

    app_id: str
    account: str
    external_id: str
    event_name: str
    lane: str
    dedupe_key: bytes
    body_sealed: bytes
    occurred_at: float | None
    received_at: float


Seal = Callable[[bytes, str], bytes]


def to_row(envelope: Envelope, raw_body: bytes, *, seal: Seal, now: datetime) -> Stored:
    """The row of a verified event."""
    at = envelope.at
    return Stored(
        app_id=envelope.app_id,
        account=envelope.oa_id,
        external_id=envelope.citizen,
        event_name=envelope.event_name,
        lane=envelope.lane,
        dedupe_key=events.dedupe_key(envelope, raw_body),
        body_sealed=seal(raw_body, SEALED_AS),
        occurred_at=at.timestamp() if at else None,
        received_at=now.timestamp(),
    )


def encode(rows: Sequence[Stored]) -> list[str]:
    """Rows → the nine arrays of STORE_SQL, as PostgreSQL writes arrays.

    Written by hand: the driver's own way with lists was a third of the processor time of an event.
    """
    return [
        _texts([row.app_id for row in rows]),
        _texts([row.account for row in rows]),
        _texts([row.external_id for row in rows]),
        _texts([row.event_name for row in rows]),
        _texts([row.lane for row in rows]),
        _bytes([row.dedupe_key for row in rows]),
        _bytes([row.body_sealed for row in rows]),
        _numbers([row.occurred_at for row in rows]),
        _numbers([row.received_at for row in rows]),
    ]


def _texts(values: list[str]) -> str:
    joined = '","'.join(values)
    if "\\" in joined or joined.count('"') != 2 * (len(values) - 1):
        joined = '","'.join(value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return '{"' + joined + '"}'


def _bytes(values: list[bytes]) -> str:
    return '{"' + '","'.join(["\\\\x" + value.hex() for value in values]) + '"}'


def _numbers(values: Sequence[float | None]) -> str:
    return "{" + ",".join(["NULL" if value is None else repr(value) for value in values]) + "}"


def store(connection: Connection, rows: Sequence[Stored]) -> list[bool]:
    """Store a list; True for each event that was not there before. Commits when the connection is in autocommit."""
    fresh = {bytes(row[0]) for row in connection.execute(STORE_SQL, encode(rows)).fetchall()}
    return [row.dedupe_key in fresh for row in rows]


async def store_async(connection: AsyncConnection, rows: Sequence[Stored]) -> list[bool]:
    """As `store`."""
    cursor = await connection.execute(STORE_SQL, encode(rows))
    fresh = {bytes(row[0]) for row in await cursor.fetchall()}
    return [row.dedupe_key in fresh for row in rows]


async def read_bounded(chunks: AsyncIterator[bytes], content_length: str | None) -> bytes | None:
    """The request body, or None when it is over 256 kB: announced so and left unread, or cut off while reading."""
    announced = content_length or ""
    if announced.isascii() and announced.isdigit() and int(announced[:12]) > MOST_BYTES:
        return None
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


class Bell:
    """Wakes the workers after a commit: at once when it was quiet, else at most once in 100 ms. A lost ring is healed
    by the workers' own polling."""

    def __init__(self, connect: Callable[[], AbstractAsyncContextManager[AsyncConnection]]) -> None:
        self._connect = connect
        self._due = False
        self._rung_at = float("-inf")
        self._task: asyncio.Task[None] | None = None

    def ring(self) -> None:
        if self._due:
            return
        self._due = True
        loop = asyncio.get_running_loop()
        loop.call_later(max(0.0, self._rung_at + _BELL_SECONDS - loop.time()), self._start)

    async def close(self) -> None:
        """Ring what is still due, so that nothing waits for a poll."""
        if self._due:
            self._start()
        if self._task is not None:
            await self._task

    def _start(self) -> None:
        if not self._due:
            return
        loop = asyncio.get_running_loop()
        self._due = False
        self._rung_at = loop.time()
        self._task = loop.create_task(self._notify())

    async def _notify(self) -> None:
        try:
            async with self._connect() as connection:
                await connection.execute(f"NOTIFY {BELL_CHANNEL}")
        except Exception:  # the bell is a courtesy: workers poll
            log.warning("intake.bell.failed", exc_info=True)


class Receiver:
    """The door itself. `connect()` yields a pooled connection in autocommit; `keys` is `KeyCache.get`.

    `counts` says how many calls ended in each `Receipt.word`, for /metrics.
    """

    def __init__(
        self,
        *,
        connect: Callable[[], AbstractAsyncContextManager[AsyncConnection]],
        keys: Callable[[str], Awaitable[AppKeys | None]],
        seal: Seal,
        max_batch: int = 200,
        in_flight: int = 2,
        max_waiting: int = 8192,
    ) -> None:
        self._connect = connect
        self._keys = keys
        self._seal = seal
        self._bell = Bell(connect)
        self._group: GroupCommit[Stored, bool] = GroupCommit(
            self._run,
            max_batch=max_batch,
            in_flight=in_flight,
            max_waiting=max_waiting,
            run_timeout=ANSWER_WITHIN,
            gather=GATHER_SECONDS,
        )
        self._hinted_at = float("-inf")
        self.counts: Counter[str] = Counter()

    async def receive(self, header: str, raw_body: bytes | None, now: datetime) -> Receipt:
        """Judge and store one call. `raw_body` None = it was over the byte limit."""
        receipt = await self._judge(header, raw_body, now)
        self.counts[receipt.word] += 1
        return receipt

    async def close(self) -> None:
        await self._group.close()
        await self._bell.close()

    async def _judge(self, header: str, raw_body: bytes | None, now: datetime) -> Receipt:
        if raw_body is None or len(raw_body) > MOST_BYTES:
            return Receipt.TOO_LARGE
        if not raw_body.strip():
            return Receipt.PROBE  # the console asks so when an address is saved
        envelope = events.envelope_of(raw_body)
        if envelope is None:
            return Receipt.MALFORMED
        try:
            keys = await self._keys(envelope.app_id) if header else None
        except Unread:
            return Receipt.BUSY  # a genuine event called forged would never come again
        if keys is None or not signature.is_genuine(header, raw_body, envelope, keys):
            self._hint(header, raw_body, envelope, keys)
            return Receipt.FORGED
        at = envelope.at
        if at is None or abs(now - at) > STALE_AFTER:
            return Receipt.STALE
        return await self._store(to_row(envelope, raw_body, seal=self._seal, now=now))

    async def _store(self, row: Stored) -> Receipt:
        try:
            fresh = await self._group.submit(row, asyncio.get_running_loop().time() + ANSWER_WITHIN)
        except (Busy, CommitUnknown):
            return Receipt.BUSY  # Zalo sends it again; what was stored after all is known by its key
        return Receipt.STORED if fresh else Receipt.REPEATED

    async def _run(self, rows: list[Stored]) -> list[bool]:
        try:
            async with self._connect() as connection:
                fresh = await store_async(connection, rows)
        except psycopg.OperationalError as error:
            raise CommitUnknown from error
        if any(fresh):
            self._bell.ring()
        return fresh

    def _hint(self, header: str, raw_body: bytes, envelope: Envelope, keys: AppKeys | None) -> None:
        """Say why, for the operator, at most once a second: strangers must not be able to fill the log."""
        tick = asyncio.get_running_loop().time()
        if tick - self._hinted_at < 1:
            return
        self._hinted_at = tick
        if not header:
            why = "no signature header"
        elif keys is None:
            why = "no such app here"
        else:
            why = signature.why_refused(header, raw_body, envelope, keys)
        log.warning("intake.forged app=%s why=%s", envelope.app_id[:40], why)
