"""Where events enter, whatever their channel: stored encrypted, each once, in a commit shared with others.

No Django when the edge imports this. A channel's own door judges what is genuine; the worker does the rest.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Literal, NamedTuple

import psycopg

from motcua.foundation import secrets
from motcua.foundation.group_commit import CommitUnknown, GroupCommit
from motcua.messaging.channels import arrays, registry
from motcua.messaging.channels.contract import Inbound

log = logging.getLogger(__name__)

SEALED_AS = "inbound_event"
BELL_CHANNEL = "motcua_inbound"
GATHER_SECONDS = 0.01
_BELL_SECONDS = 0.1
_KEY_BYTES = 32  # SHA-256

# psycopg's row type is not ours to say: the door reads only what STORE_SQL returns.
AsyncConnection = psycopg.AsyncConnection[Any]
Connection = psycopg.Connection[Any]
Lane = Literal["talk", "receipt"]

# -- name: store_inbound_events
# One commit for a whole list of one channel. A second delivery of an event meets "an_event_is_stored_once" and changes
# nothing.
STORE_SQL = """
    WITH stored AS (
        INSERT INTO inbound_event
            (channel, app_id, account, external_id, event_name, lane, dedupe_key, body_sealed, occurred_at, received_at)
        SELECT %s, app_id, account, external_id, event_name, lane, dedupe_key, body_sealed,
            to_timestamp(occurred_at), to_timestamp(received_at)
        FROM unnest(
            %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[], %s::bytea[],
            %s::float8[], %s::float8[]
        ) AS event (app_id, account, external_id, event_name, lane, dedupe_key, body_sealed, occurred_at, received_at)
        ON CONFLICT ON CONSTRAINT an_event_is_stored_once DO NOTHING
        RETURNING dedupe_key
    )
    SELECT string_agg(dedupe_key, '') FROM stored
"""

# -- name: find_stored_event
FIND_SQL = "SELECT id FROM inbound_event WHERE account = %s AND dedupe_key = %s"


class Stored(NamedTuple):
    """One row of `inbound_event`, in the order of STORE_SQL. Moments are seconds since 1970; the body is sealed on its
    way to the database.
    """

    app_id: str
    account: str
    external_id: str
    event_name: str
    lane: Lane
    dedupe_key: bytes
    body: bytes
    occurred_at: float | None
    received_at: float


def store_local(channel: str, account: str, external_id: str, body: Mapping[str, object], at: datetime) -> int:
    """Store what a citizen wrote in a process of our own, in the caller's transaction; returns the event's id.

    `account` is the `oa_id`. What is stored is `body` with `account`, `external_id` and `at` (milliseconds since 1970)
    written in, so that the channel's `understand` finds all in one place; a `name` in it becomes the event's name.
    One `message_id` said twice by one citizen is one event, else an equal body of the same moment is.
    """
    from django.db import connection  # only here: the edge loads this module and no Django

    told = {**body, "account": account, "external_id": external_id, "at": round(at.timestamp() * 1000)}
    raw = json.dumps(told, ensure_ascii=False).encode()
    message_id = body.get("message_id")
    known_by = repr((external_id, message_id)).encode() if message_id else b"raw\x1f" + raw
    row = Stored(
        app_id="",
        account=account,
        external_id=external_id,
        event_name=str(body.get("name") or "message")[:64],
        lane="talk",
        dedupe_key=hashlib.sha256(channel.encode() + b"\x1f" + known_by).digest(),
        body=raw,
        occurred_at=at.timestamp(),
        received_at=at.timestamp(),
    )
    connection.ensure_connection()
    is_fresh = store(connection.connection, channel, [row])[0]
    with connection.cursor() as cursor:
        if is_fresh:
            cursor.execute(f"NOTIFY {BELL_CHANNEL}")
        cursor.execute(FIND_SQL, [account, row.dedupe_key])
        found: tuple[int] = cursor.fetchone()
    return found[0]


def understand(channel: str, sealed: bytes, event_id: int) -> Inbound | None:
    """A stored event as the house speaks of it; None when nobody here can read it or its channel does not know it."""
    try:
        return registry.channel(channel).understand(secrets.decrypt(sealed, SEALED_AS))
    except (secrets.Undecryptable, registry.UnknownChannel):
        log.exception("intake.unreadable event=%s channel=%s", event_id, channel)
        return None


def encode(channel: str, rows: Sequence[Stored]) -> list[str | arrays.Array]:
    """Rows → the parameters of STORE_SQL: the channel, and an array for each field."""
    app_id, account, external_id, event_name, lane, key, body, occurred, received = zip(*rows, strict=True)
    return [
        channel,
        arrays.texts(app_id),
        arrays.texts(account),
        arrays.texts(external_id),
        arrays.texts(event_name),
        arrays.texts(lane),
        arrays.blobs(key),
        arrays.blobs(secrets.encrypt_all(body, SEALED_AS)),
        arrays.floats(occurred),
        arrays.floats(received),
    ]


def store(connection: Connection, channel: str, rows: Sequence[Stored]) -> list[bool]:
    """Store a list; True for each event that was not there before. Commits when the connection is in autocommit."""
    with psycopg.Cursor(connection) as cursor:  # Django's own cursor would write the parameters into the statement
        arrays.adapt(cursor)
        return _are_fresh(rows, cursor.execute(STORE_SQL, encode(channel, rows), binary=True).fetchone())


async def store_async(connection: AsyncConnection, channel: str, rows: Sequence[Stored]) -> list[bool]:
    """As `store`."""
    async with psycopg.AsyncCursor(connection) as cursor:
        arrays.adapt(cursor)
        await cursor.execute(STORE_SQL, encode(channel, rows), binary=True)
        return _are_fresh(rows, await cursor.fetchone())


def _are_fresh(rows: Sequence[Stored], told: tuple[bytes | None] | None) -> list[bool]:
    """From the keys that were stored, all in one. Of several copies of one event in a list the first was stored and
    the others were there before."""
    keys = told[0] if told is not None and told[0] is not None else b""
    if len(keys) == len(rows) * _KEY_BYTES:
        return [True] * len(rows)
    fresh = {keys[at : at + _KEY_BYTES] for at in range(0, len(keys), _KEY_BYTES)}
    found = []
    for row in rows:
        found.append(row.dedupe_key in fresh)
        fresh.discard(row.dedupe_key)
    return found


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


class Intake:
    """Where the events of one channel are handed in, many at once; `connect()` yields a connection in autocommit."""

    def __init__(
        self,
        channel: str,
        connect: Callable[[], AbstractAsyncContextManager[AsyncConnection]],
        *,
        within: float,
        max_batch: int,
        in_flight: int,
        max_waiting: int,
    ) -> None:
        self._channel = channel
        self._connect = connect
        self._within = within
        self._bell = Bell(connect)
        self._group: GroupCommit[Stored, bool] = GroupCommit(
            self._run,
            max_batch=max_batch,
            in_flight=in_flight,
            max_waiting=max_waiting,
            run_timeout=within,
            gather=GATHER_SECONDS,
        )

    def hand_in(self, row: Stored) -> Awaitable[bool]:
        """True when it was not there before, said after the commit. Raises Busy or CommitUnknown."""
        return self._group.submit(row, asyncio.get_running_loop().time() + self._within)

    async def close(self) -> None:
        """Take nothing more, finish what is under way, ring what is due."""
        await self._group.close()
        await self._bell.close()

    async def _run(self, rows: list[Stored]) -> list[bool]:
        try:
            async with self._connect() as connection:
                fresh = await store_async(connection, self._channel, rows)
        except psycopg.OperationalError as error:
            raise CommitUnknown from error
        if any(fresh):
            self._bell.ring()
        return fresh
