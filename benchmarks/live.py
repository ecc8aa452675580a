"""Two thousand phones watch their number; an officer calls one person. When has the last phone heard?

python -m benchmarks.live [--streams 2000] [--calls 5]
"""

import argparse
import asyncio
import itertools
import json
import resource
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from benchmarks.edges import Served, start_edge
from benchmarks.stage import Stage, enter_django, hand_over, machine, median, processor_s, pss_mb, staged
from motcua.foundation import clock

_ASKED_S = 1.0
_ASKED_MB = 300
_CALL_WITHIN_S = 30.0


@dataclass
class Watch:
    """One stream: what it was told last, and when (monotonic)."""

    told: dict[str, object] = field(default_factory=dict)
    at: float = 0.0
    heard: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description="Live streams on one edge.")
    parser.add_argument("--streams", type=int, default=2000)
    parser.add_argument("--calls", type=int, default=5, help="calls to the counter; each must reach every stream")
    told = parser.parse_args()
    _allow_files(told.streams * 2 + 200)
    about = machine()
    with staged("live") as stage:
        counter, codes = _office(stage, told.streams, told.calls)
        edge = start_edge(stage)
        empty_mb = pss_mb(edge.pid)
        seen = asyncio.run(_watch(edge, counter, codes, told.calls))
    reached = [call["last_stream_s"] for call in seen["calls"]]
    document = {
        "benchmark": "live", "machine": about, "streams": told.streams, "open_streams": seen["open"],
        "opened_in_s": round(seen["opened_in_s"], 2), "to_last_stream_s": round(max(reached), 3),
        "to_last_stream_median_s": round(median(reached), 3), "asked_s": _ASKED_S,
        "edge_pss_mb": round(seen["mb"], 1), "edge_pss_empty_mb": round(empty_mb, 1), "asked_mb": _ASKED_MB,
        "cpu_ms_per_message": round(seen["cpu_ms_per_message"], 3), "calls": seen["calls"],
        "missed": sum(call["missed"] for call in seen["calls"]),
    }  # fmt: skip
    hand_over(document, [(name, document[name]) for name in _TABLE])


_TABLE = (
    "open_streams", "opened_in_s", "to_last_stream_s", "to_last_stream_median_s", "missed", "edge_pss_mb",
    "edge_pss_empty_mb", "cpu_ms_per_message",
)  # fmt: skip


def _allow_files(needed: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(needed, hard), hard))


def _office(stage: Stage, streams: int, calls: int):  # type: ignore[no-untyped-def]  # Django's models load first here
    """A shift with `streams` waiting people behind those who will be called, and an officer at a counter."""
    enter_django(stage)
    from tests import factories

    from motcua.features.queueing import operations as queueing
    from motcua.features.queueing.rules import Verdict
    from motcua.foundation.audit.tags import ActorKind
    from motcua.foundation.offices.models import Counter
    from motcua.foundation.staff.models import Officer
    from motcua.tickets import codes, ledger
    from motcua.tickets.operations import issue, open_shift

    now = clock.now()
    point = factories.point()
    shift = open_shift(
        point=point, line=factories.line(point.unit), on=clock.local_date(now), starts_at=now - timedelta(minutes=10),
        ends_at=now + timedelta(hours=10), opens_at=now - timedelta(hours=1), capacity=streams + calls, now=now,
    )  # fmt: skip
    press = ledger.Request(
        shift=shift.pk, unit=point.unit_id, holder=None, person=None, actor_kind=ActorKind.SYSTEM, actor=0
    )
    tickets = [one.ticket for one in issue([press] * (streams + calls), now=now)]
    officer = Officer.objects.create(username="quay1", unit=point.unit)
    counter = Counter.objects.get(point=point, number=1)
    queueing.take_counter(counter=counter.pk, line=None, by=officer, now=now)

    minutes = itertools.count(1)

    def call() -> None:
        from django.db import connections

        pressed = now + timedelta(minutes=next(minutes))  # an officer who takes her time, not a double tap
        outcome = queueing.call_next_ticket(counter=counter.pk, by=officer, now=pressed)
        connections.close_all()
        assert outcome.verdict == Verdict.DONE, outcome

    return call, [codes.encode(ticket) for ticket in tickets[calls:] if ticket]


async def _watch(edge: Served, call, codes: list[str], calls: int):  # type: ignore[no-untyped-def]  # a figure a name
    began = time.monotonic()
    watches = [Watch() for _ in codes]
    gate = asyncio.Semaphore(200)
    opened = asyncio.Event()
    counting = [len(codes)]

    def heard_first() -> None:
        counting[0] -= 1
        if not counting[0]:
            opened.set()

    tasks = [
        asyncio.create_task(_listen(edge.url, code, watch, gate, heard_first))
        for code, watch in zip(codes, watches, strict=True)
    ]
    try:
        async with asyncio.timeout(120):
            await opened.wait()
        opened_in_s = time.monotonic() - began
        before, heard = processor_s(edge.pid), sum(watch.heard for watch in watches)
        reached = [await _call(call, watches) for _ in range(calls)]
        messages = sum(watch.heard for watch in watches) - heard
        return {
            "open": sum(1 for watch in watches if watch.heard), "opened_in_s": opened_in_s, "calls": reached,
            "mb": pss_mb(edge.pid), "cpu_ms_per_message": 1000 * (processor_s(edge.pid) - before) / max(1, messages),
        }  # fmt: skip
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _call(call, watches: list[Watch]) -> dict[str, float]:  # type: ignore[no-untyped-def]  # a plain function
    """Call one person; everybody behind her must hear one person fewer ahead."""
    expected = [int(str(watch.told["ahead"])) - 1 for watch in watches]
    await asyncio.to_thread(call)
    committed = time.monotonic()
    deadline = committed + _CALL_WITHIN_S
    while time.monotonic() < deadline and any(w.told["ahead"] != e for w, e in zip(watches, expected, strict=True)):  # noqa: ASYNC110
        await asyncio.sleep(0.02)  # 2,000 events to wait for would cost more than they measure
    late = [watch.at - committed for watch, e in zip(watches, expected, strict=True) if watch.told["ahead"] == e]
    await asyncio.sleep(0.6)
    return {
        "first_stream_s": round(max(0.0, min(late, default=_CALL_WITHIN_S)), 3),
        "last_stream_s": round(max(late, default=_CALL_WITHIN_S), 3), "missed": len(watches) - len(late),
    }  # fmt: skip


async def _listen(url: str, code: str, watch: Watch, gate: asyncio.Semaphore, heard_first) -> None:  # type: ignore[no-untyped-def]  # a plain function
    where = urlsplit(url)
    async with gate:
        reader, writer = await asyncio.open_connection(where.hostname, where.port, limit=8192)
        writer.write(f"GET /live/tickets/{code} HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode())
        await _hear(reader, watch)
        heard_first()
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            await _hear(reader, watch)
    writer.close()


async def _hear(reader: asyncio.StreamReader, watch: Watch) -> None:
    while not (line := await reader.readline()).startswith(b"data: "):
        if not line:
            raise ConnectionError("the stream ended")
    watch.told = json.loads(line[6:])
    watch.at = time.monotonic()
    watch.heard += 1


if __name__ == "__main__":
    main()
