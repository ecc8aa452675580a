"""A whole city talks with one office at a steady rate: webhook → worker → Zalo (the emulator), on the whole demo.

    python -m benchmarks.conversation [--citizens 10000] [--messages 50000] [--per-second 160]

With its defaults about six minutes. A citizen writes a menu word, a command or a question of her own in turn.
"""

import argparse
import asyncio
import time

import psycopg

from benchmarks import http
from benchmarks.stage import Document, hand_over, machine, processor_s
from benchmarks.whole_demo import Demo, demo_running

_ASKED_PER_S, _ASKED_P95_S = 150, 2.0
_PATIENCE_S = 120.0
# Seven, so that a citizen's next words differ: her turn comes round after a number of messages that 7 does not divide.
_TEXTS = (
    "số đang làm", "menu", "le phi lam the bao nhieu", "số của tôi", "mất thẻ căn cước thì làm lại thế nào",
    "hom nay co lam viec khong", "trẻ em dưới 14 tuổi có làm thẻ được không",
)  # fmt: skip

# -- from the platform's own time of a message to the moment the last of its replies was known to have arrived
_JUDGED = """
WITH heard AS (
  SELECT e.id, e.external_id, e.occurred_at, e.handled_at, e.parked_at FROM inbound_event e
  WHERE e.event_name = 'user_send_text' AND e.id > %(after)s
), said AS (
  SELECT o.reply_to, count(*) AS replies, max(o.ended_at) AS ended_at,
    bool_and(o.state = 'delivered') AS all_there, count(*) FILTER (WHERE o.ended_at IS NULL) AS open
  FROM outbox_message o WHERE o.reply_to > %(after)s GROUP BY 1
)
SELECT count(*), count(*) FILTER (WHERE h.handled_at IS NOT NULL), count(*) FILTER (WHERE h.parked_at IS NOT NULL),
  count(s.reply_to) FILTER (WHERE s.all_there), coalesce(sum(s.open), 0),
  extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY s.ended_at - h.occurred_at)),
  extract(epoch FROM percentile_cont(0.95) WITHIN GROUP (ORDER BY s.ended_at - h.occurred_at)),
  extract(epoch FROM max(s.ended_at - h.occurred_at)),
  extract(epoch FROM max(s.ended_at) - min(h.occurred_at))
FROM heard h LEFT JOIN said s ON s.reply_to = h.id
"""
_OUT_OF_ORDER = """
SELECT count(*) FROM (
  SELECT reply_to < lag(reply_to) OVER (PARTITION BY account_id, external_id ORDER BY sending_at, id) AS is_back
  FROM outbox_message WHERE reply_to > %s) o WHERE is_back
"""
_STATES = "SELECT state, count(*) FROM outbox_message WHERE reply_to > %s GROUP BY 1"
_LEFT = """
SELECT (SELECT count(*) FROM inbound_event WHERE handled_at IS NULL AND parked_at IS NULL),
  (SELECT count(*) FROM outbox_message WHERE state IN ('queued', 'sending')),
  (SELECT count(*) FROM inbound_event WHERE event_name = 'user_send_text' AND id > %s)
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conversation", description="A city talks.")
    parser.add_argument("--citizens", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--per-second", type=float, default=160.0)
    told = parser.parse_args()
    about = machine()
    with demo_running() as demo:
        document: Document = {"benchmark": "conversation", "machine": about, **asyncio.run(_talk(demo, told))}
    hand_over(document, [(name, document[name]) for name in _TABLE])


_TABLE = ("answered_per_s", "asked_per_s", "p50_s", "p95_s", "asked_p95_s", "lost", "parked", "out_of_order", "twice")


async def _talk(demo: Demo, told: argparse.Namespace) -> Document:
    oa_id = str((await http.send(f"{demo.emulator}/control/oas")).items[0]["oa_id"])
    with demo.stage.connect() as database:
        after = _number(database, "SELECT coalesce(max(id), 0) FROM inbound_event")
        cpu, began = processor_s(demo.process.pid), time.monotonic()
        crowd = {
            "citizens": told.citizens, "messages": told.messages, "texts": list(_TEXTS), "per_second": told.per_second,
        }  # fmt: skip
        await http.send(f"{demo.emulator}/control/oas/{oa_id}/crowd", "POST", crowd)
        await _until_quiet(database, after, told.messages)
        took = time.monotonic() - began
        judged = _judged(database, after, told.messages)
        arrived = await _arrived(demo, oa_id)
    cpu_ms = 1000 * (processor_s(demo.process.pid) - cpu) / max(1, told.messages)
    sent = sum(judged["states"].values())  # type: ignore[attr-defined]  # a dict of counts, made below
    return {
        **judged, "took_s": round(took, 1), "offered_per_s": told.per_second, "asked_per_s": _ASKED_PER_S,
        "asked_p95_s": _ASKED_P95_S, "replies": sent, "replies_on_phones": arrived, "twice": max(0, arrived - sent),
        "demo_cpu_ms_per_message": round(cpu_ms, 2),
    }  # fmt: skip


def _judged(database: "psycopg.Connection[tuple[object, ...]]", after: int, messages: int) -> Document:
    row = database.execute(_JUDGED, {"after": after}).fetchone()
    assert row is not None
    heard, handled, parked, answered, still_open, p50, p95, slowest, span = (float(str(one or 0)) for one in row)
    return {
        "messages": messages, "heard": int(heard), "handled": int(handled), "parked": int(parked),
        "answered": int(answered), "lost": messages - int(handled), "open_at_the_end": int(still_open),
        "answered_per_s": round(answered / max(span, 0.001), 1), "p50_s": round(p50, 2), "p95_s": round(p95, 2),
        "slowest_s": round(slowest, 2), "out_of_order": _number(database, _OUT_OF_ORDER, after),
        "states": {str(state): int(str(count)) for state, count in database.execute(_STATES, [after])},
    }  # fmt: skip


async def _until_quiet(database: "psycopg.Connection[tuple[object, ...]]", after: int, messages: int) -> None:
    """Until every message came in and nothing waits, or nothing has moved for two minutes."""
    seen, moved = (-1, -1, -1), time.monotonic()
    while time.monotonic() - moved < _PATIENCE_S:
        row = database.execute(_LEFT, [after]).fetchone()
        assert row is not None
        now = (int(str(row[0])), int(str(row[1])), int(str(row[2])))
        if now[:2] == (0, 0) and now[2] >= messages:
            return
        if now != seen:
            seen, moved = now, time.monotonic()
        await asyncio.sleep(1)


async def _arrived(demo: Demo, oa_id: str) -> int:
    """Messages of the office on the crowd's phones."""
    people = [one for one in (await http.send(f"{demo.emulator}/control/citizens")).items
              if str(one["id"]).startswith("crowd-")]  # fmt: skip
    count = 0
    for start in range(0, len(people), 32):
        urls = [
            f"{demo.emulator}/control/citizens/{one['id']}/messages?oa_id={oa_id}" for one in people[start : start + 32]
        ]
        for reply in await asyncio.gather(*map(http.send, urls)):
            count += sum(1 for message in reply.items if message["direction"] == "from_oa")
    return count


def _number(database: "psycopg.Connection[tuple[object, ...]]", query: str, *params: object) -> int:
    row = database.execute(query, params).fetchone()  # type: ignore[call-overload]  # a constant of this module
    assert row is not None
    return int(str(row[0]))


if __name__ == "__main__":
    main()
