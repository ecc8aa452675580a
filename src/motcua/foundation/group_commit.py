"""Many requests, one commit: while a commit is on its way to disk the next list fills up.

One row lock and one disk flush then serve hundreds of citizens. The class knows nothing of databases: it hands lists
to a *runner* and gives every caller its own result. Promises:

- a request waits at most until its deadline, and the waiting list is bounded: otherwise `Busy`, nothing was done;
- an error of the runner is charged to the guilty request only: the list is rerun in halves;
- when nobody knows whether a commit happened, all in it hear `CommitUnknown`; asking again is the caller's choice;
- a caller that went away neither stops the loop nor spoils the list of the others.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

Req = TypeVar("Req")
Res = TypeVar("Res")

SWEEP_SECONDS = 0.05


class Busy(Exception):
    """Nothing was done and nothing will be: the waiting list is full, the deadline passed, or the store is away.

    A runner raises it too, when it could not begin at all: then nobody is tried again in halves.
    """


class CommitUnknown(Exception):
    """The commit may or may not have happened. A runner raises it when the connection broke at COMMIT."""


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Req, Res]):
    request: Req
    deadline: float
    key: Hashable
    answer: "asyncio.Future[Res]"


class GroupCommit(Generic[Req, Res]):
    """Gathers requests of one kind for `runner(list) -> list of results`, in the same order and number.

    The runner commits before it returns. On any exception but `CommitUnknown` it must have rolled everything back.
    With `key`, two requests of the same key are never under way together: the later one waits for a later list.
    A list starts at once, or, with `gather`, when that many seconds have passed or `gather_until` requests wait.
    """

    def __init__(
        self,
        runner: Callable[[list[Req]], Awaitable[Sequence[Res]]],
        *,
        max_batch: int = 256,
        in_flight: int = 2,
        max_waiting: int = 4096,
        run_timeout: float = 5.0,
        gather: float = 0.0,
        gather_until: int = 32,
        key: Callable[[Req], Hashable] | None = None,
    ) -> None:
        self._runner = runner
        self._max_batch = max_batch
        self._max_in_flight = in_flight
        self._max_waiting = max_waiting
        self._run_timeout = run_timeout
        self._gather = gather
        self._gather_until = gather_until
        self._key = key
        self._ready: deque[_Waiting[Req, Res]] = deque()
        # Present = one request of this key is ready or under way; the deque holds those who came after it.
        self._same_key: dict[Hashable, deque[_Waiting[Req, Res]]] = {}
        self._waiting = 0
        self._running: set[asyncio.Task[None]] = set()
        self._launch_due: asyncio.Handle | None = None
        self._sweeper: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many requests are not yet under way."""
        return self._waiting

    @property
    def in_flight(self) -> int:
        """How many lists are with the runner now."""
        return len(self._running)

    async def submit(self, request: Req, deadline: float) -> Res:
        """The result of this request, after its commit. `deadline` is on the running loop's own clock (`loop.time()`).

        Raises `Busy`, `CommitUnknown`, or whatever the runner raised for this request alone.
        """
        if self._closed or self._waiting >= self._max_waiting:
            raise Busy
        loop = asyncio.get_running_loop()
        if deadline <= loop.time():
            raise Busy
        key = None if self._key is None else self._key(request)
        waiting: _Waiting[Req, Res] = _Waiting(request, deadline, key, loop.create_future())
        self._waiting += 1
        self._queue(waiting)
        self._launch_soon(loop)
        return await waiting.answer

    async def close(self) -> None:
        """Take nothing more, tell the waiting ones `Busy`, and let the lists under way finish."""
        self._closed = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        for waiting in [*self._ready, *(w for later in self._same_key.values() for w in later)]:
            _refuse(waiting, Busy())
        self._ready.clear()
        self._same_key.clear()
        self._waiting = 0
        if self._running:
            await asyncio.wait(set(self._running))

    def _queue(self, waiting: _Waiting[Req, Res]) -> None:
        if self._key is None:
            self._ready.append(waiting)
            return
        later = self._same_key.get(waiting.key)
        if later is None:
            self._same_key[waiting.key] = deque()
            self._ready.append(waiting)
        else:
            later.append(waiting)

    def _release(self, key: Hashable) -> None:
        """The request that held this key is done with: let the next of the same key become ready."""
        if self._key is None:
            return
        later = self._same_key.get(key)
        if later is None:
            return
        if later:
            self._ready.append(later.popleft())
        else:
            del self._same_key[key]

    def _launch_soon(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._sweeper is None:
            self._sweeper = loop.call_later(SWEEP_SECONDS, self._sweep, loop)
        if len(self._running) >= self._max_in_flight:
            return
        if self._launch_due is None:
            waits = self._gather and len(self._ready) < self._gather_until
            start = partial(loop.call_later, self._gather) if waits else loop.call_soon
            self._launch_due = start(self._launch, loop)
        elif len(self._ready) == self._gather_until:
            self._launch_due.cancel()
            self._launch_due = loop.call_soon(self._launch, loop)

    def _launch(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._launch_due is not None:
            self._launch_due.cancel()
            self._launch_due = None
        while self._ready and len(self._running) < self._max_in_flight:
            batch = self._next_batch(loop.time())
            if not batch:
                return
            task = loop.create_task(self._serve(batch))
            self._running.add(task)
            task.add_done_callback(self._finished)

    def _next_batch(self, now: float) -> list[_Waiting[Req, Res]]:
        batch: list[_Waiting[Req, Res]] = []
        while self._ready and len(batch) < self._max_batch:
            waiting = self._ready.popleft()
            self._waiting -= 1
            if waiting.answer.done() or waiting.deadline <= now:
                _refuse(waiting, Busy())
                self._release(waiting.key)
            else:
                batch.append(waiting)
        return batch

    async def _serve(self, batch: list[_Waiting[Req, Res]]) -> None:
        try:
            await self._run(batch)
        finally:
            # Whatever happened, cancelled at shutdown included: nobody waits for ever.
            for waiting in batch:
                _refuse(waiting, CommitUnknown())
                self._release(waiting.key)

    async def _run(self, batch: list[_Waiting[Req, Res]]) -> None:
        error: Exception | None = None
        try:
            async with asyncio.timeout(self._run_timeout):
                results = await self._runner([waiting.request for waiting in batch])
        except Busy:
            _refuse_all(batch, Busy)
        except CommitUnknown:
            _refuse_all(batch, CommitUnknown)
        except TimeoutError:
            log.error("group_commit.timeout", extra={"requests": len(batch)})
            _refuse_all(batch, CommitUnknown)
        except Exception as raised:
            error = raised
        else:
            self._tell(batch, results)
        if error is not None:
            # Outside the handler: inside it each half's error carried all those before it, and a log grew by gigabytes.
            await self._halve(batch, error)

    async def _halve(self, batch: list[_Waiting[Req, Res]], error: Exception) -> None:
        if len(batch) == 1:
            _refuse(batch[0], error)
            return
        middle = len(batch) // 2
        await self._run(batch[:middle])
        await self._run(batch[middle:])

    def _tell(self, batch: list[_Waiting[Req, Res]], results: Sequence[Res]) -> None:
        if len(results) != len(batch):
            log.error("group_commit.wrong_count", extra={"requests": len(batch), "results": len(results)})
            _refuse_all(batch, CommitUnknown)
            return
        for waiting, result in zip(batch, results, strict=True):
            if not waiting.answer.done():
                waiting.answer.set_result(result)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("group_commit.list_failed", exc_info=task.exception())
        if self._ready and not self._closed:
            self._launch_soon(task.get_loop())

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell the overdue `Busy` even while the runner hangs. They leave the queues when their turn comes."""
        self._sweeper = None
        now = loop.time()
        for waiting in self._ready:
            if waiting.deadline <= now:
                _refuse(waiting, Busy())
        for later in self._same_key.values():
            for waiting in later:
                if waiting.deadline <= now:
                    _refuse(waiting, Busy())
        self._drop_settled()
        if self._waiting:
            self._sweeper = loop.call_later(SWEEP_SECONDS, self._sweep, loop)

    def _drop_settled(self) -> None:
        """Make room: who was refused or went away no longer counts against the bound."""
        settled = [waiting for waiting in self._ready if waiting.answer.done()]
        if settled:
            self._ready = deque(waiting for waiting in self._ready if not waiting.answer.done())
        for key, later in self._same_key.items():
            if any(waiting.answer.done() for waiting in later):
                kept = deque(waiting for waiting in later if not waiting.answer.done())
                self._waiting -= len(later) - len(kept)
                self._same_key[key] = kept
        self._waiting -= len(settled)
        for waiting in settled:
            self._release(waiting.key)


def _refuse(waiting: _Waiting[Req, Res], error: Exception) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(error)


def _refuse_all(batch: list[_Waiting[Req, Res]], error: type[Busy] | type[CommitUnknown]) -> None:
    for waiting in batch:
        _refuse(waiting, error())
