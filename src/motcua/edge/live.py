"""Door 2: GET /live/… , server-sent events from live state.

Each stream works out its own line (people ahead) from the hub's state and sends it when it changed.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from prometheus_client import Gauge
from starlette.types import Receive, Scope, Send

from motcua.edge.database import Link
from motcua.edge.hub import DATABASE_AWAY, Hub, whole_number
from motcua.edge.wire import respond
from motcua.foundation import clock
from motcua.tickets import codes, door, streams

log = logging.getLogger(__name__)
_HEARTBEAT_S = 20.0
_READ_AGAIN_S = 60.0
_MAX_STREAMS = 10_000
_OVER = ("served", "cancelled")
_IN_SIGHT = ("waiting", "called")
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),
]
Message = dict[str, object]


class _Look(Protocol):
    """What one stream shows."""

    event: str
    quiet: tuple[str, ...]

    async def shifts(self) -> Sequence[int]:
        """The shifts whose changes it must hear of now."""

    async def message(self) -> Message:
        """What it says now; sent when it differs in more than its `quiet` fields."""


class _TicketLook:
    """One ticket's page.

    The hub sees waiting and called tickets. The ticket itself is read when it leaves the hub's sight, and then every
    60 s at most: a missed turn may be given again, a finished one taken back. A finished one wakes at heartbeats only.
    """

    event = "ticket"
    quiet: tuple[str, ...] = ("version",)

    def __init__(self, hub: Hub, reader: Link, ticket: int, shift: int, status: str) -> None:
        self._hub, self._reader = hub, reader
        self._ticket, self._shift, self._status = ticket, shift, status
        self._read_at = asyncio.get_running_loop().time()
        self._last: Message | None = None

    async def shifts(self) -> Sequence[int]:
        """Its own, until it is over; what was over is asked for again before."""
        if self._last is not None and self._status in _OVER:
            await self._read_again()
        return () if self._last is not None and self._status in _OVER else (self._shift,)

    async def message(self) -> Message:
        """Its state, the people ahead, the numbers being served."""
        if self._last is not None and self._status in _OVER:
            return self._last
        state = await self._hub.state(self._shift)
        message = streams.ticket_message(state, self._ticket, self._status)
        if message["ahead"] is not None or any(one.ticket == self._ticket for one in state.serving):
            self._status = str(message["state"])
        elif await self._read_again():
            message = streams.ticket_message(state, self._ticket, self._status)
        self._last = message
        return message

    async def _read_again(self) -> bool:
        now = asyncio.get_running_loop().time()
        if self._status not in _IN_SIGHT and now - self._read_at < _READ_AGAIN_S:
            return False
        self._read_at = now
        rows = await self._reader.fetch(streams.QUERIES["ticket_state"], {"ticket": self._ticket})
        self._shift, self._status = rows[0]
        return True


class _PointLook:
    """A board or a counter: the shifts of its point on the day it is now, whenever it was switched on."""

    event = "point"
    quiet: tuple[str, ...] = ()

    def __init__(self, hub: Hub, point: int, shifts: list[int]) -> None:
        self._hub, self._point, self._shifts = hub, point, shifts

    async def shifts(self) -> Sequence[int]:
        """Today's; they change at midnight and when a shift is opened."""
        self._shifts = await self._hub.shifts_of_point(self._point, _today()) or []
        return self._shifts

    async def message(self) -> Message:
        """The numbers being served with their counters, and how many wait."""
        return streams.board_message([await self._hub.state(shift) for shift in self._shifts])


class LiveDoor:
    """The ASGI app under /live/."""

    def __init__(self, hub: Hub, reader: Link, counted: Gauge, heartbeat_s: float = _HEARTBEAT_S) -> None:
        self._hub, self._reader, self._counted, self._heartbeat_s = hub, reader, counted, heartbeat_s
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await respond(send, door.Answer(405, {}, {"allow": "GET"}))
            return
        if self._open >= _MAX_STREAMS:
            await respond(send, door.problem("try-later"))
            return
        self._open += 1
        self._counted.set(self._open)
        try:
            await self._show(scope["path_params"]["kind"], scope["path_params"]["what"], receive, send)
        finally:
            self._open -= 1
            self._counted.set(self._open)

    async def _show(self, kind: str, what: str, receive: Receive, send: Send) -> None:
        try:
            look = await self._look(kind, what)
        except DATABASE_AWAY:
            # Any status but 200 makes a browser give the stream up for good; this one it opens again by itself.
            await _begin(send, retry_ms=5000)
            await send({"type": "http.response.body", "body": b""})
            return
        if look is None:
            words = "Không có số này. Ông/bà kiểm tra lại mã." if kind == "tickets" else "Không có luồng này."
            await respond(send, door.Answer(404, {"detail": words}))
            return
        try:
            await self._stream(look, receive, send)
        except DATABASE_AWAY:
            log.warning("edge.live_database_away")  # the browser reconnects by itself

    async def _look(self, kind: str, what: str) -> _Look | None:
        if kind == "tickets" and (ticket := codes.decode(what)) is not None:
            rows = await self._reader.fetch(streams.QUERIES["ticket_state"], {"ticket": ticket})
            return _TicketLook(self._hub, self._reader, ticket, *rows[0]) if rows else None
        if kind == "points" and (point := whole_number(what)) is not None:
            shifts = await self._hub.shifts_of_point(point, _today())
            return None if shifts is None else _PointLook(self._hub, point, shifts)
        return None

    async def _stream(self, look: _Look, receive: Receive, send: Send) -> None:
        """Send the look's message now and whenever it differs, until the client goes."""
        wake = asyncio.Event()
        watched: set[int] = set()
        gone = asyncio.ensure_future(_until_gone(receive, wake))
        try:
            await _begin(send, retry_ms=2000)
            told: Message | None = None
            while not gone.done():
                wake.clear()
                self._watch_only(set(await look.shifts()), watched, wake)
                message = await look.message()
                shown = {key: value for key, value in message.items() if key not in look.quiet}
                if shown != told:
                    told = shown
                    await send({"type": "http.response.body", "body": _event(look.event, message), "more_body": True})
                if not await _woken(wake, self._heartbeat_s):
                    await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
        finally:
            gone.cancel()
            self._watch_only(set(), watched, wake)

    def _watch_only(self, wanted: set[int], watched: set[int], wake: asyncio.Event) -> None:
        for shift in wanted - watched:
            self._hub.watch(shift, wake)
        for shift in watched - wanted:
            self._hub.forget(shift, wake)
        watched.clear()
        watched.update(wanted)


async def _begin(send: Send, retry_ms: int) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": b"retry: %d\n\n" % retry_ms, "more_body": True})


def _event(name: str, message: Message) -> bytes:
    data = json.dumps({**message, "at": _time_of_day()}, separators=(",", ":"))
    return f"event: {name}\nid: {message['version']}\ndata: {data}\n\n".encode()


def _today() -> date:
    return clock.local_date(clock.now())


def _time_of_day() -> str:
    """The product's own time, "8:43": a phone's clock may be wrong, and the demo's is moved."""
    return f"{clock.now().astimezone(clock.VIETNAM):%-H:%M}"


async def _woken(wake: asyncio.Event, within_s: float) -> bool:
    try:
        async with asyncio.timeout(within_s):
            await wake.wait()
    except TimeoutError:
        return False
    return True


async def _until_gone(receive: Receive, wake: asyncio.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    wake.set()
