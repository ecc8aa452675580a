"""/metrics: what waits and what was counted, for this machine or for who shows the token; nothing of a person."""

import asyncio
from datetime import timedelta

import psycopg
import pytest

from motcua.edge.database import Link
from motcua.edge.metrics import Figures, Metrics
from motcua.tickets.door import Answer
from motcua.tickets.ledger import Outcome, Verdict
from tests.edge.asking import Asked
from tests.factories import NOW


def asked(url: str, heard: Asked, token: str = "", figures: Figures | None = None) -> Answer:
    """What the door answers."""

    async def told() -> Answer:
        link = Link(url, "test", pooled=False)
        try:
            return await Metrics(figures or Figures({}), link, token).answer(heard)
        finally:
            await link.close()

    return asyncio.run(told())


def figures_of(answer: Answer) -> dict[str, float]:
    """The samples by name and labels."""
    lines = [line for line in answer.encode().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_what_was_counted_and_what_waits_is_told(office: str) -> None:
    with psycopg.connect(office, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO worker_heartbeat (name, beat_at) VALUES ('w', %s)", [NOW - timedelta(seconds=4)]
        )
    figures = Figures({"forged": 1})
    given = Outcome(Verdict.ISSUED, 1, 1, "A", 1, None, None, None)
    figures.issued([given, given, given._replace(verdict=Verdict.FULL)])
    answer = asked(office, Asked("GET"), figures=figures)
    assert answer.status == 200
    told = figures_of(answer)
    assert told['motcua_presses_total{verdict="issued"}'] == 2
    assert told['motcua_presses_total{verdict="full"}'] == 1
    assert told["motcua_list_presses_sum"] == 3
    assert told['motcua_webhooks_total{receipt="forged"}'] == 1
    assert told["motcua_inbound_waiting"] == 0
    assert told["motcua_worker_age_seconds"] == pytest.approx(4)
    assert told["motcua_database_up"] == 1


def test_without_a_database_it_still_answers_and_says_so() -> None:
    told = figures_of(asked("postgresql://nobody@127.0.0.1:1/nothing", Asked("GET")))
    assert told["motcua_database_up"] == 0


@pytest.mark.parametrize(
    ("heard", "token", "status"),
    [
        (Asked("GET", peer="203.0.113.7:9"), "", 404),
        (Asked("GET", {"x-forwarded-for": "203.0.113.7"}), "", 404),
        (Asked("GET"), "secret", 404),
        (Asked("GET", {"authorization": "Bearer secres"}), "secret", 404),
        (Asked("GET", {"authorization": "Bearer secret"}, peer="203.0.113.7:9"), "secret", 200),
    ],
)
def test_only_this_machine_or_who_shows_the_token_may_ask(office: str, heard: Asked, token: str, status: int) -> None:
    assert asked(office, heard, token).status == status
