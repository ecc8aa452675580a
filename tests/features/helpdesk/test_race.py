"""Two officers press at the same moment, each on a connection of her own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connections

from motcua.features.helpdesk import operations
from motcua.features.helpdesk.models import Thread, ThreadMessage
from motcua.features.helpdesk.rules import Verdict
from motcua.messaging.channels.models import OutboxMessage
from tests.factories import NOW
from tests.features.helpdesk.desk import asks, open_desk, somebody, thread_of, writes
from tests.features.queueing.day import officer
from tests.features.queueing.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_connections() -> Iterator[None]:
    yield
    connections.close_all()


def test_one_of_two_officers_gets_the_thread() -> None:
    desk = open_desk()
    who = somebody(desk)
    asks(who)
    thread, pair = thread_of(who).pk, [officer(desk.unit) for _ in range(2)]
    verdicts = at_once(*[lambda by=by: operations.claim(thread=thread, by=by, now=NOW) for by in pair])
    assert sorted(one.verdict for one in verdicts) == [Verdict.DONE, Verdict.TAKEN]


def test_one_of_two_officers_who_answer_at_once_is_heard() -> None:
    desk = open_desk()
    who = somebody(desk)
    asks(who)
    thread, pair = thread_of(who).pk, [officer(desk.unit) for _ in range(2)]
    verdicts = at_once(
        *[lambda by=by: operations.reply(thread=thread, text="Chào", key=str(by.pk), by=by, now=NOW) for by in pair]
    )
    assert sorted(one.verdict for one in verdicts) == [Verdict.DONE, Verdict.TAKEN]
    assert OutboxMessage.objects.count() == 1


def test_a_double_press_sends_once() -> None:
    desk = open_desk()
    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    thread = thread_of(who).pk
    verdicts = at_once(
        *[lambda: operations.reply(thread=thread, text="Chào", key="one", by=han, now=NOW) for _ in range(3)]
    )
    assert sorted(one.verdict for one in verdicts) == [Verdict.DONE, Verdict.REPEATED, Verdict.REPEATED]
    assert OutboxMessage.objects.count() == 1


def test_two_workers_that_hand_over_at_once_open_one_thread() -> None:
    who = somebody(open_desk())
    later = NOW + timedelta(seconds=1)
    at_once(lambda: asks(who, "một"), lambda: asks(who, "hai", now=later))  # type: ignore[arg-type,return-value]
    assert Thread.objects.count() == 1
    assert ThreadMessage.objects.count() == 2


def test_a_message_that_meets_its_threads_end_is_answered_by_the_bot_or_kept() -> None:
    desk = open_desk()
    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    thread = thread_of(who).pk
    operations.claim(thread=thread, by=han, now=NOW)
    silent, _ = at_once(
        lambda: writes(who, "Cảm ơn", message_id="x"),  # type: ignore[arg-type,return-value]
        lambda: operations.finish(thread=thread, by=han, now=NOW),
    )
    assert ThreadMessage.objects.count() == (2 if silent else 1)
