"""Events from Zalo: how many the door stores and answers, and how many conversations are answered end to end.

python -m benchmarks.webhooks [--seconds 4] [--rounds 3] [--citizens 600] [--only intake|answers] [--edges 1]

About two minutes on two quiet cores; `took_s` says where they went. Most of it is the demo's own start.
"""

import argparse
import asyncio
import json
import math
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks import http, load
from benchmarks.edges import Served, start_edge
from benchmarks.stage import Document, Stage, enter_django, hand_over, machine, median, processor_s, staged
from benchmarks.whole_demo import Demo, demo_running
from motcua.foundation import clock

_APP, _OA, _KEY = "1000000000000000001", "2000000000000000001", "benchmark-oa-secret-key"
_MOST_A_SECOND = 14_000  # events made beforehand for each second: far more than one edge has ever stored
_PLATFORM_WAITS_MS = 2000
_ASKED_ANSWERS_PER_S = 150

# The same row with the same indexes and constraints, as long as a sealed body, one commit each.
_ORDINARY_TABLE = """
CREATE TABLE ordinary_event (LIKE inbound_event INCLUDING ALL);
CREATE SEQUENCE ordinary_event_number CACHE 100;
"""
_ONE_EVENT_A_COMMIT = """
INSERT INTO ordinary_event
  (channel, app_id, account, external_id, event_name, lane, dedupe_key, body_sealed, occurred_at, received_at)
SELECT 'zalo', '1000000000000000001', '2000000000000000001', (n % 50000)::text, 'user_send_text', 'talk',
  sha256(n::text::bytea), decode(repeat('ab', {sealed}), 'hex'), now(), now()
FROM nextval('ordinary_event_number') AS n;
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.webhooks", description="Webhook intake and answers.")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=128)
    parser.add_argument("--citizens", type=int, default=600, help="citizens who write at once, end to end")
    parser.add_argument("--edges", type=int, default=1, help="edge processes, each on a port of its own")
    parser.add_argument("--only", choices=("intake", "answers"), help="measure one half")
    told = parser.parse_args()
    load.find_wrk()
    took: dict[str, float] = {}
    document: Document = {"benchmark": "webhooks", "machine": machine(), "took_s": took}
    if told.only != "answers":
        with _timed(took, "intake"), staged("webhooks") as stage:
            document |= {**_intake(stage, told), "database": stage.server_settings()}
    if told.only != "intake":
        with ExitStack() as stack:
            with _timed(took, "demo_start"):
                demo = stack.enter_context(demo_running())
            with _timed(took, "answers"):
                document |= asyncio.run(_conversations(demo, told.citizens))
    hand_over(document, [(name, document[name]) for name in _TABLE if name in document])


@contextmanager
def _timed(took: dict[str, float], what: str) -> Iterator[None]:
    began = time.monotonic()
    try:
        yield
    finally:
        took[what] = round(time.monotonic() - began, 1)
        print(f"{what}: {took[what]} s", file=sys.stderr)


_TABLE = (
    "events_per_s", "pgbench_insert_tps", "ratio_insert", "p99_ms", "cpu_ms_per_event", "stored", "rows", "lost",
    "answers_per_s", "asked_answers_per_s", "unanswered",
)  # fmt: skip


def _intake(stage: Stage, told: argparse.Namespace) -> Document:
    """Signed events through the edge and plain inserts by pgbench, in turns."""
    enter_django(stage)
    _register()
    events = stage.folder / "events.bin"
    seconds_in_all = math.ceil(told.rounds * told.seconds + 2)
    count = seconds_in_all * _MOST_A_SECOND
    sealed = _write_events(events, count)
    with stage.connect() as connection:
        connection.execute(_ORDINARY_TABLE)
    ordinary = _ONE_EVENT_A_COMMIT.format(sealed=sealed)
    edges = [start_edge(stage) for _ in range(told.edges)]
    postmaster = stage.cluster.running_pid()
    assert postmaster is not None
    busy = [postmaster, *(edge.pid for edge in edges)]
    # every record is as long as the next, so an edge's share begins at a whole one
    at = [number * (count // told.edges) * (events.stat().st_size // count) for number in range(told.edges)]
    results, pgbench, cpu_s = [], [], 0.0
    for number in range(told.rounds + 1):  # the first round warms up
        before = processor_s(*busy)
        seconds = told.seconds if number else 2.0
        one = _round(stage, edges, events, at, seconds, told.connections)
        cpu_s += processor_s(*busy) - before if number else 0
        results.append(one)
        tps = load.pgbench(stage, ordinary, seconds=seconds)
        pgbench.extend([tps] if number else [])
    measured = results[1:]
    stored = sum(int(one["stored"]) for one in results)
    with stage.connect() as connection:
        row = connection.execute("SELECT count(*) FROM inbound_event").fetchone()
    rows = int(str(row[0])) if row else 0
    rate = median([one["stored"] / one["seconds"] for one in measured])
    return {
        "edges": told.edges,
        "events_per_s": round(rate), "pgbench_insert_tps": round(median(pgbench)),
        "ratio_insert": round(rate / median(pgbench), 2),
        "p50_ms": round(median([one["p50_ms"] for one in measured]), 1),
        "p99_ms": round(median([one["p99_ms"] for one in measured]), 1), "platform_waits_ms": _PLATFORM_WAITS_MS,
        "slowest_ms": round(max(one["max_ms"] for one in measured), 1),
        "cpu_ms_per_event": round(1000 * cpu_s / max(1, sum(one["stored"] for one in measured)), 4),
        "stored": stored, "rows": rows, "lost": max(0, stored - rows),
        "refused": sum(int(one["other"]) for one in results), "broken": sum(int(one["broken"]) for one in results),
        "rounds": {
            "events_per_s": [round(one["stored"] / one["seconds"]) for one in measured],
            "pgbench_insert_tps": [round(one) for one in pgbench],
        },
    }  # fmt: skip


def _round(
    stage: Stage, edges: list[Served], events: Path, at: list[int], seconds: float, connections: int
) -> load.WrkResult:
    """One block on all edges at once, each with events of its own from where it stopped; rates and counts are sums."""

    def call(number: int) -> load.WrkResult:
        return load.wrk(
            f"{edges[number].url}/", "hook.lua", events, at[number], connections=connections // len(edges),
            seconds=seconds, folder=stage.folder,
        )  # fmt: skip

    with ThreadPoolExecutor(len(edges)) as drivers:
        parts = list(drivers.map(call, range(len(edges))))
    for number, part in enumerate(parts):
        at[number] += int(part["next"])
    worst = ("p50_ms", "p99_ms", "max_ms", "seconds")
    return {name: (max if name in worst else sum)(part[name] for part in parts) for name in parts[0]}


def _register() -> None:
    from motcua.foundation import secrets
    from motcua.messaging.channels.models import OaAccount, ZaloApp
    from motcua.messaging.channels.zalo.keys import SEALED_AS

    app = ZaloApp.objects.create(
        app_id=_APP, name="Bản chạy thử", app_secret_sealed=secrets.encrypt_text("benchmark-app-secret", SEALED_AS),
        oa_secret_key_sealed=secrets.encrypt_text(_KEY, SEALED_AS),
    )  # fmt: skip
    OaAccount.objects.create(app=app, oa_id=_OA, name="Công an quận Mẫu", is_demo=True)


def _write_events(path: Path, count: int) -> int:
    """Texts of many citizens, each signed as Zalo signs. Returns how long one is when sealed."""
    from motcua.foundation import secrets
    from motcua.messaging.channels.intake import SEALED_AS
    from motcua.messaging.channels.zalo.signature import mac

    stamp = str(int((clock.now() - timedelta(seconds=5)).timestamp() * 1000))
    with path.open("wb") as file:
        for number in range(count):
            body = json.dumps({
                "app_id": _APP, "user_id_by_app": f"{number:019d}", "event_name": "user_send_text", "timestamp": stamp,
                "sender": {"id": f"{number % 50_000:019d}"}, "recipient": {"id": _OA},
                "message": {"msg_id": f"bench{number:016d}", "text": "Cho tôi hỏi hôm nay đang làm đến số mấy rồi ạ?"},
            }, ensure_ascii=False).encode()  # fmt: skip
            file.write(mac(_APP, body, stamp, _KEY).encode() + b"%05d" % len(body) + body)
    return len(secrets.encrypt(body, SEALED_AS))


async def _conversations(demo: Demo, citizens: int) -> Document:
    """Everybody asks at once; the clock stops when the last phone of the emulator shows its answer."""
    oa_id = str((await _json(f"{demo.emulator}/control/oas"))[0]["oa_id"])
    gate = asyncio.Semaphore(48)

    async def post(path: str, body: Document) -> http.Reply:
        async with gate:
            return await http.send(f"{demo.emulator}/control/{path}", "POST", body)

    made = await asyncio.gather(*(post("citizens", {"name": f"Nguyễn Thị Mẫu {n}"}) for n in range(citizens)))
    people = [str(one.body["id"]) for one in made]
    await asyncio.gather(*(post(f"citizens/{one}/follow", {"oa_id": oa_id}) for one in people))
    await _all_answered(demo, oa_id, people, {one: 1 for one in people}, within_s=120)
    await asyncio.sleep(3)
    before = {one: await _heard(demo, oa_id, one) for one in people}
    cpu, began = processor_s(demo.process.pid), time.monotonic()
    await asyncio.gather(*(post(f"citizens/{one}/send", {"oa_id": oa_id, "text": "số đang làm"}) for one in people))
    sent_s = time.monotonic() - began
    left, took = await _all_answered(demo, oa_id, people, {one: before[one] + 1 for one in people}, within_s=120)
    answered = citizens - len(left)
    return {
        "citizens": citizens, "answered": answered, "unanswered": len(left), "sent_in_s": round(sent_s, 2),
        "answered_in_s": round(took, 2), "answers_per_s": round(answered / max(took, 0.001), 1),
        "asked_answers_per_s": _ASKED_ANSWERS_PER_S,
        "demo_cpu_ms_per_answer": round(1000 * (processor_s(demo.process.pid) - cpu) / max(1, answered), 2),
    }  # fmt: skip


async def _all_answered(
    demo: Demo, oa_id: str, people: list[str], wanted: dict[str, int], within_s: float
) -> tuple[list[str], float]:
    """Wait until each has as many messages from the office as wanted. Who still waits, and seconds until the last.

    The last asked hear last, so those are looked at first, and nobody is asked again who has been seen answered.
    """
    began = took = time.monotonic()
    left = list(people)
    while left and time.monotonic() - began < within_s:
        if await _heard(demo, oa_id, left[-1]) < wanted[left[-1]]:
            await asyncio.sleep(0.05)
            continue
        left.pop()
        took = time.monotonic()
    return left, took - began


async def _heard(demo: Demo, oa_id: str, citizen: str) -> int:
    told = await _json(f"{demo.emulator}/control/citizens/{citizen}/messages?oa_id={oa_id}")
    return sum(1 for message in told if message["direction"] == "from_oa")


async def _json(url: str) -> list[dict[str, object]]:
    """A list the control API answers with."""
    return (await http.send(url)).items


if __name__ == "__main__":
    main()
