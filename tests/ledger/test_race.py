"""The first test of the repository: two writers on one shift. As one statement the function fails it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from motcua.tickets import ledger
from motcua.tickets.models import ShiftShare, Ticket
from tests import factories
from tests.factories import NOW
from tests.ledger.asking import at_kiosk, by_citizen

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_second_writer_waits_and_goes_on_where_the_first_stopped(database_url):
    shift = factories.shift()
    people = [factories.citizen(shift.unit)[1] for _ in range(6)]
    started = threading.Event()
    with psycopg.connect(database_url) as first, psycopg.connect(database_url) as second:
        ledger.issue_tickets(first.cursor(), [by_citizen(shift, p) for p in people[:3]], NOW)

        def second_writer():
            started.set()
            outcomes = ledger.issue_tickets(second.cursor(), [by_citizen(shift, p) for p in people[3:]], NOW)
            second.commit()
            return outcomes

        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(second_writer)
            started.wait()
            wait_until_blocked(first, second)
            first.commit()
            outcomes = waiting.result(timeout=10)
    assert [one.number for one in outcomes] == [4, 5, 6]
    assert sorted(Ticket.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert ShiftShare.objects.get().taken == 6


def test_a_person_pressing_in_two_shifts_at_once_gets_two_numbers_and_no_third(press):
    unit = factories.unit()  # three points, or the shared priority series would make them wait for each other
    shifts = [factories.shift(factories.point(unit), factories.line(unit, letter, letter)) for letter in "ABC"]
    _, person = factories.citizen(unit)
    barrier = threading.Barrier(3)

    def go(shift):
        barrier.wait()
        return press(by_citizen(shift, person))[0].verdict

    with ThreadPoolExecutor(3) as pool:
        verdicts = sorted(pool.map(go, shifts))
    assert verdicts == ["issued", "issued", "limit_reached"]


def test_two_shifts_of_one_point_never_show_the_same_number(press):
    at = factories.point()
    of_line = factories.line(at.unit)
    morning = factories.shift(at, of_line)
    evening = factories.shift(at, of_line, starts_at=NOW, ends_at=morning.ends_at)
    requests = [at_kiosk(shift) for shift in (morning, evening) * 40]
    with ThreadPoolExecutor(8) as pool:
        outcomes = [one for many in pool.map(press, requests) for one in many]
    assert sorted(one.number for one in outcomes) == list(range(1, 81))


def test_two_hundred_racers_for_fifty_places_get_exactly_fifty(press):
    shift = factories.shift(capacity=50)
    people = [factories.citizen(shift.unit)[1] for _ in range(200)]
    with ThreadPoolExecutor(16) as pool:
        outcomes = [one for many in pool.map(lambda p: press(by_citizen(shift, p)), people) for one in many]
    issued = [one for one in outcomes if one.verdict == "issued"]
    assert sorted(one.number for one in issued) == list(range(1, 51))
    assert sum(one.verdict == "full" for one in outcomes) == 150
    rows = set(Ticket.objects.values_list("id", "number", "prefix"))
    assert rows == {(one.ticket, one.number, one.prefix) for one in issued}
    assert ShiftShare.objects.get().taken == 50


def wait_until_blocked(watcher: psycopg.Connection, writer: psycopg.Connection) -> None:
    """Return once PostgreSQL itself says that the writer waits for a lock."""
    for _ in range(2000):
        row = watcher.execute("SELECT cardinality(pg_blocking_pids(%s))", [writer.info.backend_pid]).fetchone()
        if row and row[0]:
            return
    raise AssertionError("the second writer never waited")
