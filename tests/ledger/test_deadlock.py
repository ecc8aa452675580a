"""Lists that want the same things in another order wait for each other; they never lock up."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from motcua.foundation.audit.tags import ActorKind
from motcua.foundation.citizens.models import Person
from motcua.tickets import ledger, operations
from motcua.tickets.models import Share, Shift, ShiftShare, Ticket
from tests import factories
from tests.factories import NOW
from tests.ledger.asking import at_kiosk, by_citizen
from tests.ledger.test_race import wait_until_blocked

pytestmark = pytest.mark.django_db(transaction=True)
Ask = Callable[..., list[ledger.Outcome]]


@contextmanager
def first_holds_second_waits(
    url: str, held: list[ledger.Request], wanted: list[ledger.Request]
) -> Iterator[tuple[Ask, "Future[list[ledger.Outcome]]"]]:
    """The first writer asked for `held` and has not committed; the second asks for `wanted` and waits."""
    with (
        psycopg.connect(url) as first, psycopg.connect(url) as second, psycopg.connect(url) as watcher,
        ThreadPoolExecutor(1) as pool,
    ):  # fmt: skip
        ledger.issue_tickets(first.cursor(), held, NOW)
        waiting = pool.submit(ledger.issue_tickets, second.cursor(), wanted, NOW)
        wait_until_blocked(watcher, second)
        yield lambda *more: ledger.issue_tickets(first.cursor(), more, NOW), waiting
        first.commit()
        waiting.result(timeout=10)
        second.commit()


def test_crossed_shifts(database_url):
    low, high = factories.shift(), factories.shift()
    with first_holds_second_waits(database_url, [at_kiosk(low)], [at_kiosk(high), at_kiosk(low)]) as (ask, waiting):
        assert ask(at_kiosk(high))[0].number == 1
    assert [one.number for one in waiting.result()] == [2, 2]


def test_crossed_persons(database_url):
    unit = factories.unit()
    shifts = [factories.shift(factories.point(unit), factories.line(unit, letter, letter)) for letter in "ABC"]
    low, high = (factories.citizen(unit)[1] for _ in range(2))
    held = [by_citizen(shifts[0], low)]
    wanted = [by_citizen(shifts[1], high), by_citizen(shifts[1], low)]
    with first_holds_second_waits(database_url, held, wanted) as (ask, waiting):
        assert ask(by_citizen(shifts[2], high))[0].number == 1
    assert [one.verdict for one in waiting.result()] == ["issued", "issued"]


def test_presses_cancels_and_editors_at_once_all_come_through(database_url):
    at = factories.point()
    shifts = [factories.shift(at, factories.line(at.unit, letter, letter), capacity=500) for letter in "AB"]
    people = [factories.citizen(at.unit)[1] for _ in range(8)]
    barrier = threading.Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(_presses, barrier, database_url, shifts, each) for each in (people, people[::-1])]
        work += [pool.submit(_in_django, barrier, one) for one in (_cancels, lambda: _edits(shifts))]
        for one in work:
            one.result(timeout=60)
    for share in ShiftShare.objects.all():
        assert share.taken == Ticket.objects.filter(share=share).exclude(state="cancelled").count()
    assert not Ticket.objects.filter(day_ordinal__gt=2).exists()


def _presses(barrier: threading.Barrier, url: str, shifts: list[Shift], people: list[Person]) -> None:
    barrier.wait()
    with psycopg.connect(url, autocommit=True) as connection:
        for turn in range(25):
            asked = [by_citizen(shifts[(turn + place) % 2], one) for place, one in enumerate(people)]
            ledger.issue_tickets(connection.cursor(), [*asked, at_kiosk(shifts[turn % 2])], NOW)


def _in_django(barrier: threading.Barrier, work: Callable[[], None]) -> None:
    try:
        barrier.wait()
        work()
    finally:
        connection.close()


def _cancels() -> None:
    for _ in range(25):
        for ticket in Ticket.objects.filter(state="waiting").order_by("-id").values_list("id", flat=True)[:2]:
            operations.cancel(ticket, by_kind=ActorKind.SYSTEM, by_id=0, now=NOW)


def _edits(shifts: list[Shift]) -> None:
    for turn in range(25):
        operations.change_capacity(shifts[turn % 2].pk, Share.ALL, 500 + turn, by=0, now=NOW)
