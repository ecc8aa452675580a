"""The webhook sender: signs exact bytes, keeps the order per account and citizen, retries on the movable clock."""

import asyncio
import heapq
import itertools
from collections import deque
from dataclasses import dataclass, field, replace

from zalo_emulator import events
from zalo_emulator.clock import Clock
from zalo_emulator.faults import FaultBook
from zalo_emulator.signature import sign
from zalo_emulator.wire import CallFailed, Wire
from zalo_emulator.world import OfficialAccount, World

TIME_LIMIT_S = 2.0
RETRY_DELAYS_S = {"short": (30, 300, 900, 1800, 3600), "half_day": (30, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600)}
FAILS_FROM = {"5xx": 500, "silence": 1000, "not_2xx": 300}
STALE_S = 13 * 3600
HOLD_S = 3.0
LANES = 48
KEPT_LOG = 100
KEPT_RETRIES = 20_000
NOT_BY_CITIZENS = ("oa_", "change_", "user_received_message", "user_seen_message")

Key = tuple[str, str]


@dataclass(slots=True)
class Delivery:
    """One event on its way. `body` and `mac` never change between attempts."""

    oa_id: str
    citizen_id: str
    event_name: str
    body: bytes
    mac: str
    at_ms: int
    retries: int = 0
    status: str = "queued"

    @property
    def key(self) -> Key:
        return (self.oa_id, self.citizen_id)


@dataclass(slots=True)
class Counts:
    queued: int = 0
    answered: int = 0
    refused: int = 0
    failed: int = 0
    given_up: int = 0
    off: int = 0


@dataclass(slots=True)
class WebhookSender:
    world: World
    clock: Clock
    faults: FaultBook
    log: deque[Delivery] = field(default_factory=lambda: deque(maxlen=KEPT_LOG))
    counts: Counts = field(default_factory=Counts)
    retrying: list[tuple[int, int, Delivery]] = field(default_factory=list)
    _queues: dict[Key, deque[Delivery]] = field(default_factory=dict)
    _ready: asyncio.Queue[Key] = field(default_factory=asyncio.Queue)
    _held: dict[Key, Delivery] = field(default_factory=dict)
    _wire: Wire = field(default_factory=Wire)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _serial: "itertools.count[int]" = field(default_factory=itertools.count)

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._lane()) for _ in range(LANES)]
        self._tasks.append(asyncio.create_task(self._watch_retries()))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._wire.close()

    def send(self, account: OfficialAccount, citizen_id: str, event: events.Event) -> None:
        """Queue one event; the faults that are on strike here, so a repeat carries the very same bytes."""
        name = str(event["event_name"])
        if not account.webhook_url:
            return
        by_citizen = not name.startswith(NOT_BY_CITIZENS)

        def struck(kind: str) -> bool:
            return self.faults.strike(kind, oa_id=account.oa_id, where=name, always=by_citizen) is not None

        if struck("stale"):
            event = event | {"timestamp": str(self.clock.millis() - STALE_S * 1000)}
        delivery = self._signed(account, citizen_id, event, wrong=struck("bad_mac"))
        if struck("out_of_order") and delivery.key not in self._held:
            self._hold(delivery)
            return
        self._queue(delivery)
        if struck("duplicate"):
            self._queue(replace(delivery))
        if by_citizen:
            self._release(delivery.key)

    def restore(self, due_ms: int, delivery: Delivery) -> None:
        """Put back a retry that was waiting when the process ended."""
        heapq.heappush(self.retrying, (due_ms, next(self._serial), delivery))

    def clear(self) -> None:
        """Forget log, totals and what waits for a retry; what is in the queues finds no account and is dropped."""
        self.log.clear()
        self.retrying.clear()
        self._held.clear()
        self.counts = Counts()

    def idle(self) -> bool:
        return not self._queues and not self._held

    def _signed(self, account: OfficialAccount, citizen_id: str, event: events.Event, *, wrong: bool) -> Delivery:
        body = events.to_bytes(event)
        key = account.oa_secret_key if account.switch("webhook_key") == "oa_secret_key" else account.app_secret
        mac = sign(
            app_id=account.app_id,
            raw_body=body,
            timestamp=str(event["timestamp"]),
            oa_secret_key=key + ("-wrong" if wrong else ""),
        )
        return Delivery(account.oa_id, citizen_id, str(event["event_name"]), body, mac, self.clock.millis())

    def _hold(self, delivery: Delivery) -> None:
        delivery.status = "held"
        self._held[delivery.key] = delivery
        asyncio.get_running_loop().call_later(HOLD_S, self._release, delivery.key)

    def _release(self, key: Key) -> None:
        held = self._held.pop(key, None)
        if held is not None:
            self._queue(held)

    def _queue(self, delivery: Delivery) -> None:
        if not delivery.retries:
            self.log.append(delivery)
        account = self.world.accounts.get(delivery.oa_id)
        if account is None or not account.webhook_on:
            delivery.status = "off"
            self.counts.off += 1
            return
        delivery.status = "queued"
        self.counts.queued += 1
        waiting = self._queues.get(delivery.key)
        if waiting is None:
            self._queues[delivery.key] = deque([delivery])
            self._ready.put_nowait(delivery.key)
        else:
            waiting.append(delivery)

    async def _lane(self) -> None:
        """Take one citizen at a time, one event at a time: order holds within a citizen, not between two."""
        while True:
            key = await self._ready.get()
            waiting = self._queues[key]
            await self._attempt(waiting[0])
            waiting.popleft()
            if waiting:
                self._ready.put_nowait(key)
            else:
                del self._queues[key]

    async def _attempt(self, delivery: Delivery) -> None:
        account = self.world.accounts.get(delivery.oa_id)
        if account is None or not account.webhook_on:
            delivery.status = "off"
            self.counts.off += 1
            return
        headers = {"Content-Type": "application/json", "X-ZEvent-Signature": delivery.mac}
        if delivery.retries:
            headers["num_retry"] = str(delivery.retries)
        try:
            status = await self._wire.post(account.webhook_url, delivery.body, headers, TIME_LIMIT_S)
        except CallFailed as failure:
            self._failed(account, delivery, str(failure))
            return
        if status >= FAILS_FROM[account.switch("retry_after")]:
            self._failed(account, delivery, str(status))
            return
        delivery.status = str(status)
        if status < 400:
            self.counts.answered += 1
        else:
            self.counts.refused += 1

    def _failed(self, account: OfficialAccount, delivery: Delivery, why: str) -> None:
        delivery.status = why
        self.counts.failed += 1
        pauses = RETRY_DELAYS_S[account.switch("retry_pauses")]
        if delivery.retries >= len(pauses):
            account.webhook_on = False
            self.world.changes += 1
            self.counts.given_up += 1
            delivery.status = f"{why}; webhook switched off"
            return
        due_ms = self.clock.millis() + pauses[delivery.retries] * 1000
        delivery.retries += 1
        heapq.heappush(self.retrying, (due_ms, next(self._serial), delivery))
        if len(self.retrying) > KEPT_RETRIES:
            self.retrying.remove(max(self.retrying))
            heapq.heapify(self.retrying)
        self.world.changes += 1

    async def _watch_retries(self) -> None:
        while True:
            await asyncio.sleep(0.1)
            now_ms = self.clock.millis()
            while self.retrying and self.retrying[0][0] <= now_ms:
                self._queue(heapq.heappop(self.retrying)[2])
                self.world.changes += 1
