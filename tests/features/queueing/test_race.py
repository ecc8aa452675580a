"""Officers who press at the same moment, each on a connection of her own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Lock

import psycopg
import pytest
from django.db import close_old_connections, connection, connections

from motcua.features.queueing import operations
from motcua.features.queueing.models import CompletionResult, CounterAction, CounterDuty, TicketCall
from motcua.features.queueing.rules import Outcome, Verdict
from motcua.foundation.offices.models import Counter
from motcua.foundation.staff.models import Officer
from motcua.tickets.models import Ticket, TicketState
from tests import factories
from tests.factories import NOW
from tests.features.queueing.day import numbers, officer, seated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_connections() -> Iterator[None]:
    yield
    connections.close_all()


def at_once(*presses: Callable[[], Outcome]) -> list[Outcome]:
    """Run the presses in threads that start together; each thread has its own connection."""
    barrier = Barrier(len(presses))

    def run(press: Callable[[], Outcome]) -> Outcome:
        close_old_connections()
        try:
            barrier.wait(timeout=10)
            return press()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as pool:
        return [done.result(timeout=30) for done in [pool.submit(run, press) for press in presses]]


def test_two_officers_never_call_the_same_number() -> None:
    shift = factories.shift()
    numbers(shift, "." * 12)
    desks = [seated(shift, 1), seated(shift, 2)]
    called: list[int | None] = []
    for turn in range(6):
        moment = NOW + timedelta(seconds=30 * turn)

        def press(who: Officer, counter: int, at: object = moment) -> Outcome:
            return operations.call_next_ticket(counter=counter, by=who, now=at)  # type: ignore[arg-type]

        called += [outcome.ticket for outcome in at_once(lambda: press(*desks[0]), lambda: press(*desks[1]))]
    assert len(set(called)) == 12
    assert None not in called
    assert TicketCall.objects.count() == 12
    assert Ticket.objects.filter(state=TicketState.CALLED).count() == 2


def test_the_last_number_goes_to_one_of_two() -> None:
    shift = factories.shift()
    numbers(shift, ".")
    (han, first), (nam, second) = seated(shift, 1), seated(shift, 2)
    outcomes = at_once(
        lambda: operations.call_next_ticket(counter=first, by=han, now=NOW),
        lambda: operations.call_next_ticket(counter=second, by=nam, now=NOW),
    )
    assert sorted(one.verdict for one in outcomes) == [Verdict.DONE, Verdict.NOBODY_WAITING]


def test_priority_stays_one_in_three_with_three_counters_at_once() -> None:
    shift = factories.shift()
    numbers(shift, "." * 12 + "P" * 6)
    desks = [seated(shift, number) for number in (1, 2, 3)]
    for turn in range(4):
        moment = NOW + timedelta(seconds=30 * turn)
        at_once(
            *[
                lambda who=who, counter=counter, at=moment: operations.call_next_ticket(counter=counter, by=who, now=at)
                for who, counter in desks
            ]
        )
    order = list(TicketCall.objects.order_by("id").values_list("ticket__priority", flat=True))
    assert order == [True, False, False, False] * 3


def test_one_officer_pressing_twice_at_once_calls_once() -> None:
    shift = factories.shift()
    numbers(shift, "...")
    han, counter = seated(shift, 1)
    outcomes = at_once(
        *[lambda: operations.call_next_ticket(counter=counter, by=han, now=NOW, version=0) for _ in range(4)]
    )
    assert sorted(one.verdict for one in outcomes) == [Verdict.DONE] + [Verdict.REPEATED] * 3
    assert TicketCall.objects.count() == 1


def test_a_number_that_is_being_given_back_is_stepped_over_without_waiting(database_url: str) -> None:
    shift = factories.shift()
    first, second = numbers(shift, "..")
    han, counter = seated(shift, 1)
    with psycopg.connect(database_url) as other:
        other.execute("SELECT 1 FROM ticket WHERE id = %s FOR UPDATE", [first.pk])
        assert operations.call_next_ticket(counter=counter, by=han, now=NOW).ticket == second.pk
        other.rollback()


def test_two_officers_who_sit_down_at_once_do_not_share_a_counter() -> None:
    shift = factories.shift()
    _, counter = seated(shift, 1)
    CounterDuty.objects.update(until_at=NOW)
    people = [officer(shift.unit) for _ in range(3)]
    lock = Lock()

    def sit(who: Officer) -> Outcome:
        with lock:
            pass
        return operations.take_counter(counter=counter, line=None, by=who, now=NOW)

    outcomes = at_once(*[lambda who=who: sit(who) for who in people])
    assert sorted(one.verdict for one in outcomes) == [Verdict.COUNTER_TAKEN] * 2 + [Verdict.DONE]


def test_one_officer_in_two_tabs_sits_down_once() -> None:
    shift = factories.shift()
    who, first = seated(shift, 1)
    second = Counter.objects.get(point=shift.point, number=2).pk
    third = Counter.objects.get(point=shift.point, number=3).pk
    for turn in range(1, 6):
        CounterDuty.objects.filter(until_at=None).update(until_at=NOW + timedelta(hours=turn))

        def sit(counter: int, hour: int = turn) -> Outcome:
            return operations.take_counter(counter=counter, line=None, by=who, now=NOW + timedelta(hours=hour))

        outcomes = at_once(*[lambda at=at: sit(at) for at in (first, second, third)])
        assert Verdict.DONE in {one.verdict for one in outcomes}
        assert {one.verdict for one in outcomes} <= {Verdict.DONE, Verdict.COUNTER_TAKEN}
        assert CounterDuty.objects.filter(until_at=None).count() == 1


def test_xong_and_goi_tiep_at_once_finish_the_person_once() -> None:
    shift = factories.shift()
    numbers(shift, "..")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    version = CounterAction.objects.latest("id").pk
    moment = NOW + timedelta(minutes=5)
    outcomes = at_once(
        lambda: operations.finish(
            counter=counter, result=CompletionResult.COMPLETE, by=han, now=moment, version=version
        ),
        lambda: operations.call_next_ticket(counter=counter, by=han, now=moment, version=version),
    )
    assert sorted(one.verdict for one in outcomes) == [Verdict.DONE, Verdict.PAGE_IS_OLD]
