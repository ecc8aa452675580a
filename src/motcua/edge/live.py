"""Door 2: GET /live/… , server-sent events from live state.

The hub keeps one state a watched shift, read at most four times a second, whoever looks: 2,000 phones cost one query.
Each stream works out its own line (people ahead) and sends it when it changed.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable

from starlette.types import Receive, Scope, Send

from motcua.edge.database import Link
from motcua.edge.wire import respond
from motcua.foundation import clock
from motcua.foundation.group_commit import Busy, CommitUnknown
from motcua.tickets import codes, door, streams

log = logging.getLogger(__name__)
_REREAD_S = 0.25
_POLL_S = 5.0
_HEARTBEAT_S = 20.0
_MAX_STREAMS = 10_000
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-accel-buffering", b"no"),
]
Message = dict[str, object]


class _Topic:
    """One watched shift: its newest state and who waits for the next."""

    def __init__(self) -> None:
        self.state: streams.ShiftState | None = None
        self.dirty = True
        self.watchers: set[asyncio.Event] = set()
        self.reader: asyncio.Task[None] | None = None


class Hub:
    """The states of all shifts that somebody watches."""

    def __init__(self, reader: Link) -> None:
        self._reader = reader
        self._topics: dict[int, _Topic] = {}

    def moved(self, topic: str) -> None:
        """A notification came; topics nobody watches are ignored."""
        kind, _, number = topic.partition(":")
        if kind == "shift" and number.isdigit() and (watched := self._topics.get(int(number))):
            self._reread(int(number), watched)

    async def state(self, shift: int) -> streams.ShiftState:
        """The state of a watched shift, read first if need be."""
        topic = self._topics[shift]
        if topic.state is None:
            topic.state = await self._read(shift)
            topic.dirty = False
        return topic.state

    def watch(self, shift: int, wake: asyncio.Event) -> None:
        """Wake this event at every change of the shift, until `forget`."""
        self._topics.setdefault(shift, _Topic()).watchers.add(wake)

    def forget(self, shift: int, wake: asyncio.Event) -> None:
        """Stop watching; a shift nobody watches is dropped."""
        if (topic := self._topics.get(shift)) is not None:
            topic.watchers.discard(wake)
            if not topic.watchers:
                del self._topics[shift]

    async def poll_forever(self) -> None:
        """Every five seconds compare versions, so that a lost notification costs five seconds, not the day."""
        while True:
            await asyncio.sleep(_POLL_S)
            if not self._topics:
                continue
            try:
                names = [f"shift:{shift}" for shift in self._topics]
                rows = await self._reader.fetch(streams.QUERIES["versions"], {"topics": names})
            except (Busy, CommitUnknown):
                continue
            for name, version in rows:
                topic = self._topics.get(int(name[6:]))
                if topic and topic.state and topic.state.version != version:
                    self.moved(name)

    def _reread(self, shift: int, topic: _Topic) -> None:
        topic.dirty = True
        if topic.reader is None or topic.reader.done():
            topic.reader = asyncio.get_running_loop().create_task(self._reread_soon(shift, topic))

    async def _reread_soon(self, shift: int, topic: _Topic) -> None:
        while topic.dirty and topic.watchers:
            topic.dirty = False
            try:
                topic.state = await self._read(shift)
            except (Busy, CommitUnknown):
                topic.dirty = True
            else:
                for wake in topic.watchers:
                    wake.set()
            await asyncio.sleep(_REREAD_S)

    async def _read(self, shift: int) -> streams.ShiftState:
        rows = await self._reader.fetch(streams.QUERIES["shift_state"], {"shift": shift})
        return streams.decode_state(rows[0])


class LiveDoor:
    """The ASGI app under /live/."""

    def __init__(self, hub: Hub, reader: Link) -> None:
        self._hub, self._reader = hub, reader
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind, what = scope["path_params"]["kind"], scope["path_params"]["what"]
        if self._open >= _MAX_STREAMS:
            await respond(send, door.problem("try-later"))
            return
        self._open += 1
        try:
            if kind == "tickets":
                await self._ticket(what, receive, send)
            elif kind == "points" and what.isdigit():
                await self._point(int(what), receive, send)
            else:
                await respond(send, door.Answer(404, {"detail": "Không có luồng này."}))
        except (Busy, CommitUnknown):
            log.warning("edge.live_database_away")  # the browser reconnects by itself
        finally:
            self._open -= 1

    async def _ticket(self, code: str, receive: Receive, send: Send) -> None:
        ticket = codes.decode(code)
        rows = await self._reader.fetch(streams.QUERIES["ticket_state"], {"ticket": ticket}) if ticket else []
        if not rows or ticket is None:
            await respond(send, door.Answer(404, {"detail": "Không có số này. Ông/bà kiểm tra lại mã."}))
            return
        shift, status = rows[0]

        async def line() -> Message:
            nonlocal status
            state = await self._hub.state(shift)
            message = streams.ticket_message(state, ticket, status)
            if message["ahead"] is None and message["counter"] is None:
                status = (await self._reader.fetch(streams.QUERIES["ticket_state"], {"ticket": ticket}))[0][1]
                message = streams.ticket_message(state, ticket, status)
            return message

        await self._stream("ticket", [shift], line, receive, send, quiet=("version",))

    async def _point(self, point: int, receive: Receive, send: Send) -> None:
        day = clock.local_date(clock.now())
        rows = await self._reader.fetch(streams.QUERIES["shifts_of_point"], {"point": point, "date": day})
        shifts = [row[0] for row in rows]

        async def line() -> Message:
            return streams.board_message([await self._hub.state(shift) for shift in shifts])

        await self._stream("point", shifts, line, receive, send)

    async def _stream(
        self,
        event: str,
        shifts: list[int],
        line: Callable[[], Awaitable[Message]],
        receive: Receive,
        send: Send,
        quiet: tuple[str, ...] = (),
    ) -> None:
        """Send `line()` now and whenever it differs in more than its `quiet` fields, until the client goes."""
        wake = asyncio.Event()
        for shift in shifts:
            self._hub.watch(shift, wake)
        gone = asyncio.ensure_future(_until_gone(receive, wake))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})
            told: Message | None = None
            while not gone.done():
                wake.clear()
                message = await line()
                shown = {key: value for key, value in message.items() if key not in quiet}
                if shown != told:
                    told = shown
                    data = json.dumps({**message, "at": _time_of_day()}, separators=(",", ":"))
                    body = f"event: {event}\nid: {message['version']}\ndata: {data}\n\n".encode()
                    await send({"type": "http.response.body", "body": body, "more_body": True})
                if not await _woken(wake):
                    await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
        finally:
            gone.cancel()
            for shift in shifts:
                self._hub.forget(shift, wake)


def _time_of_day() -> str:
    """The product's own time, "8:43": a phone's clock may be wrong, and the demo's is moved."""
    return f"{clock.now().astimezone(clock.VIETNAM):%-H:%M}"


async def _woken(wake: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(_HEARTBEAT_S):
            await wake.wait()
    except TimeoutError:
        return False
    return True


async def _until_gone(receive: Receive, wake: asyncio.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    wake.set()
