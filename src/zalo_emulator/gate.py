"""A second port for the product's calls, which truly refuses connections while an outage says so.

The first port cannot: the control API and the screens live there. Bytes pass unread in both directions.
"""

import asyncio
from collections.abc import Callable
from typing import cast

WATCH_S = 0.1


class _Side(asyncio.Protocol):
    """One end of a pair; what it reads, the other end writes, no faster than that end can."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.other: _Side | None = None
        self._early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # cast: uvloop's transport has every method but does not inherit from asyncio.Transport.
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self.other is None or self.other.transport is None:
            self._early.append(data)
        else:
            self.other.transport.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()

    def pause_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.resume_reading()

    def join(self, other: "_Side") -> None:
        self.other, other.other = other, self
        for data in self._early:
            if other.transport is not None:
                other.transport.write(data)
        self._early.clear()


class Gate:
    """Open while `shut()` is false; shutting breaks what is connected and refuses what comes."""

    def __init__(self, host: str, port: int, behind: int, shut: Callable[[], bool]) -> None:
        self._host, self._port, self._behind, self._shut = host, port, behind, shut
        self._sides: set[_Side] = set()
        self._server: asyncio.AbstractServer | None = None
        self._joining: set[asyncio.Task[None]] = set()

    async def watch(self) -> None:
        """Runs until it is cancelled."""
        try:
            while True:
                if self._shut():
                    self._close()
                elif self._server is None:
                    loop = asyncio.get_running_loop()
                    self._server = await loop.create_server(self._outer, self._host, self._port)
                await asyncio.sleep(WATCH_S)
        finally:
            self._close()

    def _outer(self) -> _Side:
        outer = _Side()
        self._sides = {side for side in self._sides if side.transport is not None} | {outer}
        task = asyncio.create_task(self._connect(outer))
        self._joining.add(task)
        task.add_done_callback(self._joining.discard)
        return outer

    async def _connect(self, outer: _Side) -> None:
        try:
            _, inner = await asyncio.get_running_loop().create_connection(_Side, "127.0.0.1", self._behind)
        except OSError:
            if outer.transport is not None:
                outer.transport.abort()
            return
        outer.join(inner)
        if outer.transport is None and inner.transport is not None:
            inner.transport.close()

    def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for side in self._sides:
            if side.transport is not None:
                side.transport.abort()
        self._sides.clear()
