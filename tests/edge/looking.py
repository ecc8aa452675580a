"""A browser at a live page, as ASGI speaks to the door, and a connection that counts what it is asked."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from motcua.edge.database import Link
from motcua.edge.live import LiveDoor
from motcua.tickets import streams

_WITHIN_S = 10.0


class CountingLink(Link):
    """The edge's own link; `asked` tells how often each statement was run."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "test", pooled=False)
        self.asked: Counter[str] = Counter()

    async def fetch(self, query: str, params: Mapping[str, object] | Sequence[object]) -> list[tuple[Any, ...]]:
        """As the link does, counted."""
        names = {text: name for name, text in streams.QUERIES.items()}
        self.asked[names.get(query, query)] += 1
        return await super().fetch(query, params)


class Looking:
    """One open stream: its status and everything it was told."""

    def __init__(self) -> None:
        self.status = 0
        self.heard: list[dict[str, Any]] = []
        self.heartbeats = 0
        self.left = asyncio.Event()

    async def receive(self) -> dict[str, object]:
        """What the server hears of this client: nothing, until it goes."""
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:  # Any: starlette's own Message
        """What the server says to it."""
        self.status = message.get("status", self.status)
        body = message.get("body", b"").decode()
        self.heartbeats += body.startswith(": here")
        self.heard += [json.loads(line[6:]) for line in body.splitlines() if line.startswith("data: ")]


@asynccontextmanager
async def looking(door: LiveDoor, kind: str, what: str) -> AsyncIterator[Looking]:
    """Open a live page, and leave it at the end."""
    look = Looking()
    scope = {"type": "http", "method": "GET", "path_params": {"kind": kind, "what": what}}
    task = asyncio.create_task(door(scope, look.receive, look.send))
    try:
        await until(lambda: look.heard or task.done(), f"the first word of {kind}/{what}")
        yield look
    finally:
        look.left.set()
        await task


async def until(condition: Callable[[], object], what: str) -> None:
    """Wait until it is so."""
    deadline = asyncio.get_running_loop().time() + _WITHIN_S
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, f"waited for {what}"
        await asyncio.sleep(0.01)
