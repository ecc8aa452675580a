"""What live pages watch: one state a shift, read at most four times a second, whoever looks.

2,000 phones cost one query a change, and one when they all come back at once.
"""

import asyncio
import logging
from datetime import date

import psycopg

from motcua.edge.database import Link
from motcua.foundation.group_commit import Busy, CommitUnknown
from motcua.tickets import streams

log = logging.getLogger(__name__)
DATABASE_AWAY = (Busy, CommitUnknown, psycopg.Error)
_REREAD_S = 0.25
_POLL_S = 5.0
_SHIFTS_AGE_S = 15.0
_POINTS_KNOWN = 1_000
POINT_EXISTS = "SELECT 1 FROM issuing_point WHERE id = %s"


class _Topic:
    """One watched shift: its newest state, who waits for the next, and the reads under way."""

    def __init__(self) -> None:
        self.state: streams.ShiftState | None = None
        self.dirty = True
        self.watchers: set[asyncio.Event] = set()
        self.first: asyncio.Task[None] | None = None
        self.reader: asyncio.Task[None] | None = None


class Hub:
    """The states of all shifts that somebody watches."""

    def __init__(self, reader: Link, poll_s: float = _POLL_S) -> None:
        self._reader, self._poll_s = reader, poll_s
        self._topics: dict[int, _Topic] = {}
        self._shifts: dict[tuple[int, date], tuple[float, list[int]]] = {}
        self._reading_shifts = asyncio.Lock()

    def moved(self, topic: str) -> None:
        """A notification came; topics nobody watches are ignored."""
        kind, _, number = topic.partition(":")
        shift = whole_number(number)
        if kind == "shift" and shift is not None and (watched := self._topics.get(shift)):
            self._reread(shift, watched)

    async def state(self, shift: int) -> streams.ShiftState:
        """The state of a watched shift; whoever comes before it was read first waits for the same read."""
        topic = self._topics[shift]
        while topic.state is None:
            if topic.first is None:
                topic.first = asyncio.create_task(self._read_first(shift, topic))
                topic.first.add_done_callback(_heard)
            await asyncio.shield(topic.first)
        return topic.state

    async def shifts_of_point(self, point: int, day: date) -> list[int] | None:
        """The point's shifts of a day, at most 15 s old; None for a point that does not exist."""
        if (shifts := self._known_shifts(point, day)) is not None:
            return shifts
        async with self._reading_shifts:  # whoever waited finds what the first has read
            if (shifts := self._known_shifts(point, day)) is not None:
                return shifts
            return await self._read_shifts(point, day)

    def _known_shifts(self, point: int, day: date) -> list[int] | None:
        until, shifts = self._shifts.get((point, day), (0.0, []))
        return shifts if until > asyncio.get_running_loop().time() else None

    async def _read_shifts(self, point: int, day: date) -> list[int] | None:
        rows = await self._reader.fetch(streams.QUERIES["shifts_of_point"], {"point": point, "date": day})
        shifts = [row[0] for row in rows]
        if not shifts and not await self._reader.fetch(POINT_EXISTS, [point]):
            return None
        if len(self._shifts) >= _POINTS_KNOWN:
            self._shifts.clear()
        self._shifts[point, day] = (asyncio.get_running_loop().time() + _SHIFTS_AGE_S, shifts)
        return shifts

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
            await asyncio.sleep(self._poll_s)
            if not self._topics:
                continue
            try:
                names = [f"shift:{shift}" for shift in self._topics]
                rows = await self._reader.fetch(streams.QUERIES["versions"], {"topics": names})
            except DATABASE_AWAY as error:
                log.warning("edge.poll_failed %s", type(error).__name__)
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
            except DATABASE_AWAY:
                topic.dirty = True
            else:
                for wake in topic.watchers:
                    wake.set()
            await asyncio.sleep(_REREAD_S)

    async def _read_first(self, shift: int, topic: _Topic) -> None:
        try:
            state = await self._read(shift)
            topic.state = topic.state or state  # a change that came meanwhile was read later
        finally:
            topic.first = None

    async def _read(self, shift: int) -> streams.ShiftState:
        rows = await self._reader.fetch(streams.QUERIES["shift_state"], {"shift": shift})
        return streams.decode_state(rows[0])


def whole_number(text: str) -> int | None:
    """A number of an address as PostgreSQL's bigint takes it; None for "²", signs and what is too long."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _heard(task: "asyncio.Task[None]") -> None:
    """Take note of the error, so that nobody complains when all who waited for it have gone."""
    if not task.cancelled():
        task.exception()
