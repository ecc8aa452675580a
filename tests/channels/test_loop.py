"""The worker's threads together: from a stored event to a message at Zalo, and a clean end."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection

from motcua.foundation import clock
from motcua.messaging.channels import intake, loop
from motcua.messaging.channels.contract import Answer, Conversation, Handler, Identity, Inbound
from motcua.messaging.channels.models import InboundEvent, OaToken, OutboxMessage
from motcua.messaging.channels.zalo.client import ZaloClient
from motcua.messaging.dialogue.reply import Reply
from tests.channels.scripted_zalo import LOST, Asked, Says, ScriptedZalo
from tests.channels.wire import Wire, put

pytestmark = pytest.mark.django_db(transaction=True)


def parrot(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
    if inbound.text == "hỏng":
        raise ValueError("a flow with a bug")
    return Answer((Reply(inbound.text),))


class Worker:
    """`run_forever` in a thread of its own."""

    def __init__(self, client: ZaloClient) -> None:
        self.stop = threading.Event()
        self.thread = threading.Thread(target=loop.run_forever, args=(self.stop,), daemon=True)

    def __enter__(self) -> "Worker":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(30)
        assert not self.thread.is_alive()


def until(condition: Callable[[], bool]) -> None:
    """Wait for the condition, at most 20 s."""
    patience = threading.Event()
    for _ in range(400):
        if condition():
            return
        patience.wait(0.05)
    raise AssertionError("it did not happen")


@pytest.fixture(autouse=True)
def living_token(wire: Wire) -> None:
    """The worker reads the real clock, so the token lives by it too."""
    now = clock.now()
    OaToken.objects.update(expires_at=now + timedelta(days=1), refreshed_at=now)


def test_events_of_many_citizens_are_answered_and_the_worker_ends_with_empty_hands(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo, handling: Callable[[Handler], None], database_url: str
) -> None:
    handling(parrot)
    now = clock.now()
    with Worker(client), psycopg.connect(database_url, autocommit=True) as edge:
        put(*(wire.text(f"tin {n}", citizen=f"u{n}", at=now) for n in range(30)), now=now, on=edge)
        put(wire.text("hỏng", citizen="u0", at=now), now=now, on=edge)
        edge.execute(f"NOTIFY {intake.BELL_CHANNEL}")
        until(lambda: len(zalo.asked) == 30)
    assert sorted(str(text) for text in zalo.texts) == sorted(f"tin {n}" for n in range(30))
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"delivered"}
    assert InboundEvent.objects.filter(handled_at=None).count() == 1


def test_a_slow_zalo_holds_up_nobody_but_its_own_reader(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo, handling: Callable[[Handler], None], database_url: str
) -> None:
    handling(parrot)
    release = threading.Event()

    def hold() -> None:
        release.wait(5)

    def judge(asked: Asked) -> Says | None:
        slow = asked.message["text"] == "chậm"
        return Says(b'{"error":0,"data":{"message_id":"m-slow"}}', before=hold) if slow else None

    zalo.judge = judge
    now = clock.now()
    with Worker(client), psycopg.connect(database_url, autocommit=True) as edge:
        put(wire.text("chậm", citizen="u0", at=now), now=now, on=edge)
        until(lambda: len(zalo.asked) == 1)
        put(*(wire.text(f"tin {n}", citizen=f"u{n}", at=now) for n in range(1, 10)), now=now, on=edge)
        until(lambda: OutboxMessage.objects.filter(state="delivered").count() == 9)
        release.set()
        until(lambda: OutboxMessage.objects.filter(state="delivered").count() == 10)


def test_stopping_waits_for_the_calls_under_way_and_records_them(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo, handling: Callable[[Handler], None], database_url: str
) -> None:
    handling(parrot)
    worker = Worker(client)
    zalo.say(Says(b'{"error":0,"data":{"message_id":"m-1"}}', before=worker.stop.set))
    now = clock.now()
    with worker, psycopg.connect(database_url, autocommit=True) as edge:
        put(wire.text("chào", at=now), now=now, on=edge)
        until(worker.stop.is_set)
    assert OutboxMessage.objects.get().state == "delivered"


def test_a_lost_answer_is_proved_by_its_echo_while_the_worker_runs(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo, handling: Callable[[Handler], None], database_url: str
) -> None:
    handling(parrot)
    zalo.say(LOST)
    now = clock.now()
    with Worker(client), psycopg.connect(database_url, autocommit=True) as edge:
        put(wire.text("chào", at=now), now=now, on=edge)
        until(lambda: OutboxMessage.objects.filter(uncertain_since__isnull=False).exists())
        put(wire.echo("chào", "m-9", at=now), now=now, on=edge)
        until(lambda: OutboxMessage.objects.filter(state="delivered").exists())
    assert len(zalo.asked) == 1


def test_a_database_that_restarts_costs_time_not_events(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo, handling: Callable[[Handler], None], database_url: str
) -> None:
    handling(parrot)
    now = clock.now()
    with Worker(client), psycopg.connect(database_url, autocommit=True) as edge:
        put(wire.text("một", at=now), now=now, on=edge)
        until(lambda: OutboxMessage.objects.filter(state="delivered").count() == 1)
        edge.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.close()
        put(wire.text("hai", citizen="u2", at=now), now=now, on=edge)
        until(lambda: OutboxMessage.objects.filter(state="delivered").count() == 2)
    assert zalo.texts == ["một", "hai"]
