"""07:00: a whole city presses the same button. The real edge beside pgbench, in turns, in one run.

    python -m benchmarks.rush [--seconds 6] [--rounds 3] [--connections 256] [--edges 1]

Prints one JSON document; what each figure means stands in benchmarks/README.md.
"""

import argparse
import asyncio
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import mean

from benchmarks import http, journey, load
from benchmarks.crowd import Crowd, gather
from benchmarks.edges import Served, start_edge
from benchmarks.ordinary import HOT_COUNTER, ONE_TICKET_A_COMMIT
from benchmarks.stage import Document, Foreign, Stage, enter_django, hand_over, machine, median, processor_s, staged
from motcua.foundation import clock

PLACES_OF_THE_RACE = 50
RACERS = 200
_MOST_A_SECOND = 15_000
_WALKERS = 20_000
_COUNTERS = 720  # a ticket a second, so that the times told stay within the day


@dataclass
class Rounds:
    """What the rounds measured, in the order they ran."""

    tickets: list[float] = field(default_factory=list)
    pgbench: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    foreign_s: list[float] = field(default_factory=list)
    created: int = 0
    repeated: int = 0
    refused: int = 0
    broken: int = 0


def main() -> None:
    told = _arguments()
    load.find_wrk()
    about = machine()
    with staged("rush") as stage:
        hot, small = _open_shifts(stage, told)
        crowd = gather(stage, hot.unit_id, _crowd_size(told), clock.now())
        _install(stage)
        edges = [start_edge(stage) for _ in range(told.edges)]
        rounds = Rounds()
        used = _warm_up(stage, edges, crowd, hot.pk, told)
        warmed = _rows(stage, hot.pk)
        for _ in range(told.rounds):
            used = _rush(stage, edges, crowd, hot.pk, used, told, rounds)
            rounds.pgbench.append(load.pgbench(stage, ONE_TICKET_A_COMMIT, seconds=told.seconds))
            rounds.bare.append(_bare(stage, edges, told))
        race = asyncio.run(_race(stage, edges, crowd, small.pk, used))
        document = _document(stage, rounds, told, about, _audit(stage, rounds, hot.pk, warmed) | race)
        for edge in edges:
            stage.stop(edge.process)
        way = journey.walk(stage, crowd, hot.unit.slug, hot.pk, used + RACERS, told.seconds)
        document |= {"journey": way, "journeys_per_s": way["journeys_per_s"], "journey_p99_ms": way["p99_ms"]}
    hand_over(document, [(name, document[name]) for name in _TABLE])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rush", description="A rush on one shift.")
    parser.add_argument("--seconds", type=float, default=6.0, help="length of each measured block")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=256)
    parser.add_argument("--edges", type=int, default=1, help="edge processes, each on a port of its own")
    return parser.parse_args()


def _crowd_size(told: argparse.Namespace) -> int:
    rounds, seconds = int(told.rounds), float(told.seconds)
    return max(200_000, math.ceil((rounds * seconds + 3) * _MOST_A_SECOND) + _WALKERS)


def _open_shifts(stage: Stage, told: argparse.Namespace):  # type: ignore[no-untyped-def]  # Django's models load first here
    enter_django(stage)
    from tests import factories

    from motcua.tickets.operations import open_shift

    now = clock.now()
    point = factories.point()
    line = factories.line(point.unit)

    def opened(starts_in_minutes: int, capacity: int):  # type: ignore[no-untyped-def]  # as above
        starts = now + timedelta(minutes=starts_in_minutes)
        return open_shift(
            point=point, line=line, on=clock.local_date(now), starts_at=starts, ends_at=starts + timedelta(hours=12),
            opens_at=now - timedelta(hours=1), capacity=capacity,
            open_counters=_COUNTERS, now=now,
        )  # fmt: skip

    return opened(30, _crowd_size(told) * 2), opened(60, PLACES_OF_THE_RACE)


def _install(stage: Stage) -> None:
    with stage.connect() as connection:
        connection.execute(HOT_COUNTER)


def _warm_up(stage: Stage, edges: list[Served], crowd: Crowd, shift: int, told: argparse.Namespace) -> int:
    """Two seconds that are not measured: plans are made, caches filled, threads started."""
    short = argparse.Namespace(**{**vars(told), "seconds": 2.0})
    used = _rush(stage, edges, crowd, shift, 0, short, Rounds())
    load.pgbench(stage, ONE_TICKET_A_COMMIT, seconds=1)
    return used


def _rush(
    stage: Stage, edges: list[Served], crowd: Crowd, shift: int, used: int, told: argparse.Namespace, rounds: Rounds
) -> int:
    """One block of presses; returns how many tokens are used up."""
    share = min(int(told.seconds * _MOST_A_SECOND), crowd.size - used - RACERS - _WALKERS) // len(edges)
    roots = _processes(stage, edges)
    before, foreign = processor_s(*roots), Foreign()

    def press(number: int) -> load.WrkResult:
        return load.wrk(
            f"{edges[number].url}/", "press.lua", crowd.tokens, used + number * share, share, shift, 1,
            connections=told.connections // len(edges), seconds=told.seconds, folder=stage.folder,
        )  # fmt: skip

    with ThreadPoolExecutor(len(edges)) as drivers:
        results = list(drivers.map(press, range(len(edges))))
    created = sum(int(one["created"]) for one in results)
    rounds.tickets.append(sum(one["created"] / one["seconds"] for one in results))
    rounds.cpu_s.append(processor_s(*roots) - before)
    rounds.foreign_s.append(foreign.busy_s())
    rounds.p50.append(mean(one["p50_ms"] for one in results))
    rounds.p99.append(max(one["p99_ms"] for one in results))
    rounds.slowest.append(max(one["max_ms"] for one in results))
    rounds.created += created
    rounds.repeated += sum(int(one["repeated"]) for one in results)
    rounds.refused += sum(int(one["other"]) for one in results)
    rounds.broken += sum(int(one["broken"]) for one in results)
    return used + share * len(edges)


def _bare(stage: Stage, edges: list[Served], told: argparse.Namespace) -> float:
    """The cheapest route of the same server under the same connections."""
    result = load.wrk(
        f"{edges[0].url}/healthz", "plain.lua", connections=told.connections, seconds=max(2, told.seconds / 2),
        folder=stage.folder,
    )  # fmt: skip
    return result["requests"] / result["seconds"]


def _processes(stage: Stage, edges: list[Served]) -> list[int]:
    postmaster = stage.cluster.running_pid()
    assert postmaster is not None
    return [postmaster, *(edge.pid for edge in edges)]


async def _race(stage: Stage, edges: list[Served], crowd: Crowd, shift: int, used: int) -> Document:
    """Many citizens at once for few places; every answer is held against the database."""
    tokens = crowd.tokens_from(used)[:RACERS]
    answers = await asyncio.gather(*(
        http.send(
            f"{edges[number % len(edges)].url}/api/v1/tickets", "POST", {"shift": shift}, cookie=f"mc_citizen={token}"
        )
        for number, token in enumerate(tokens)
    ))  # fmt: skip
    told = sorted((one.body["ticket"], one.body["display"]) for one in answers if one.status == 201)
    with stage.connect() as connection:
        found = connection.execute("SELECT id, prefix, number FROM ticket WHERE shift_id = %s ORDER BY id", [shift])
        rows = [(ticket, f"{prefix}{number:03d}") for ticket, prefix, number in found]
    return {
        "race": {
            "racers": RACERS, "places": PLACES_OF_THE_RACE, "issued": len(told), "rows": len(rows),
            "refused_full": sum(one.status == 409 for one in answers),
            "answers_equal_rows": told == rows,
        },
        "undersold": max(0, PLACES_OF_THE_RACE - len(rows)),
        "oversold_in_race": max(0, len(rows) - PLACES_OF_THE_RACE),
    }  # fmt: skip


def _rows(stage: Stage, shift: int) -> int:
    with stage.connect() as connection:
        row = connection.execute("SELECT count(*) FROM ticket WHERE shift_id = %s", [shift]).fetchone()
    assert row is not None
    return int(str(row[0]))


_AUDIT = """
SELECT count(*), count(*) - count(DISTINCT (series_id, number)), max(number) - min(number) + 1 - count(*),
  count(*) - count(DISTINCT person_id), (SELECT sum(taken) - sum(capacity) FROM shift_share WHERE shift_id = %(shift)s),
  (SELECT sum(taken) FROM shift_share WHERE shift_id = %(shift)s),
  (SELECT count(*) FROM audit_event
   WHERE tag = 'ticket:issued' AND subject_id IN (SELECT id FROM ticket WHERE shift_id = %(shift)s)),
  (SELECT version FROM live_state WHERE topic = 'shift:' || %(shift)s)
FROM ticket WHERE shift_id = %(shift)s
"""


def _audit(stage: Stage, rounds: Rounds, shift: int, warmed: int) -> Document:
    """Count in the database what was promised. `unanswered`: committed, but the driver had hung up at a block's end."""
    with stage.connect() as connection:
        row = connection.execute(_AUDIT, {"shift": shift}).fetchone()
    assert row is not None
    rows, duplicates, gaps, twice, over, taken, audited, lists = (int(str(value)) for value in row)
    return {
        "acknowledged": rounds.created, "rows": rows - warmed, "unanswered": rows - warmed - rounds.created,
        "lost": max(0, rounds.created - (rows - warmed)), "duplicates": duplicates, "gaps": gaps,
        "oversold": max(0, over), "persons_twice": twice, "taken_is_rows": taken == rows,
        "audited_is_rows": audited == rows,
        "tickets_per_commit": round(rows / max(1, lists), 1), "repeated": rounds.repeated,
        "refused": rounds.refused, "broken": rounds.broken,
    }  # fmt: skip


def _document(stage: Stage, rounds: Rounds, told: argparse.Namespace, about: Document, audit: Document) -> Document:
    tickets, hot, bare = median(rounds.tickets), median(rounds.pgbench), median(rounds.bare)
    audit["oversold"] = int(str(audit["oversold"])) + int(str(audit.pop("oversold_in_race")))
    return {
        "benchmark": "rush", "machine": about, "database": stage.server_settings(), "edges": told.edges,
        "connections": told.connections, "seconds": told.seconds,
        "tickets_per_s": round(tickets), "pgbench_hot_tps": round(hot), "ratio_hot": round(tickets / hot, 2),
        "bare_route_per_s": round(bare), "ratio_bare": round(tickets / bare, 3),
        "p50_ms": round(median(rounds.p50), 1), "p99_ms": round(median(rounds.p99), 1),
        "slowest_ms": round(max(rounds.slowest), 1),
        "cpu_ms_per_ticket": round(1000 * sum(rounds.cpu_s) / max(1, rounds.created), 4),
        "machine_ms_per_ticket": round(1000 * sum(rounds.foreign_s) / max(1, rounds.created), 4),
        "first_round_per_s": round(rounds.tickets[0]), "last_round_per_s": round(rounds.tickets[-1]),
        **audit,
        "rounds": {
            "tickets_per_s": [round(one) for one in rounds.tickets],
            "pgbench_hot_tps": [round(one) for one in rounds.pgbench],
            "bare_route_per_s": [round(one) for one in rounds.bare], "p99_ms": [round(one, 1) for one in rounds.p99],
        },
    }  # fmt: skip


_TABLE = (
    "tickets_per_s", "pgbench_hot_tps", "ratio_hot", "bare_route_per_s", "ratio_bare", "p50_ms", "p99_ms",
    "cpu_ms_per_ticket", "first_round_per_s", "last_round_per_s", "acknowledged", "rows", "lost", "duplicates", "gaps",
    "oversold", "undersold", "journeys_per_s", "journey_p99_ms",
)  # fmt: skip

if __name__ == "__main__":
    main()
