"""The hot path reads by index only, and no more when the tables have grown: the plan is made while they are empty."""

import pytest
from django.db import connection

from motcua.tickets import operations
from motcua.tickets.ledger import Request
from motcua.tickets.models import NumberSeries, Shift, ShiftShare
from tests import factories
from tests.factories import NOW
from tests.ledger.asking import at_kiosk, by_citizen

pytestmark = pytest.mark.django_db
MANY = 20_000
MOST_ROWS = 10 * 40 + 2 * 500  # ten rows a request; the waiting are counted once a list and share asked, to 500
_READ = """
SELECT relname, seq_scan, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
FROM pg_stat_xact_user_tables WHERE relname NOT IN ('audit_event')
"""
_GROW = """
INSERT INTO ticket (unit_id, shift_id, share_id, series_id, procedure_id, date, number, prefix, state, person_id,
  day_ordinal, turn)
SELECT s.unit_id, s.shift_id, s.id, s.series_id, s.procedure_id, s.date, n, 'A',
  CASE WHEN n %% 3 = 0 THEN 'waiting' ELSE 'served' END, CASE WHEN n %% 2 = 0 THEN 900000000 + n END,
  CASE WHEN n %% 2 = 0 THEN 1 END, n
FROM shift_share s, generate_series(1, %s) n WHERE s.shift_id = %s
"""


def read_by(shift: Shift) -> tuple[set[str], int]:
    """Tables that a list of forty read from end to end, and how many rows the list read in all."""
    people = [factories.citizen(shift.unit)[1] for _ in range(20)]
    return read_by_list(
        [*(by_citizen(shift, one) for one in people), *(at_kiosk(shift, bytes([n]) * 16) for n in range(20))]
    )


def read_by_list(requests: list[Request]) -> tuple[set[str], int]:
    """The same of any list."""
    before = _counters()
    operations.issue(requests, now=NOW)
    after = _counters()
    scanned = {name for name, (scans, _) in after.items() if scans > before.get(name, (0, 0))[0]}
    rows = sum(rows - before.get(name, (0, 0))[1] for name, (_, rows) in after.items())
    return scanned, rows


def _counters() -> dict[str, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return {name: (scans, rows) for name, scans, rows in cursor.fetchall()}


@pytest.mark.parametrize("analysed", [False, True])
@pytest.mark.parametrize("known_as_empty", [False, True])
def test_no_table_is_read_from_end_to_end_and_a_grown_one_costs_no_more_rows(known_as_empty, analysed):
    if known_as_empty:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    small = factories.shift(capacity=100)
    scanned, rows = read_by(small)
    assert not scanned
    assert rows < MOST_ROWS
    grown = factories.shift(capacity=MANY + 100)
    with connection.cursor() as cursor:
        cursor.execute(_GROW, [MANY, grown.pk])
        if analysed:
            cursor.execute("ANALYZE ticket")
    ShiftShare.objects.filter(shift=grown).update(taken=MANY)
    NumberSeries.objects.filter(pk=ShiftShare.objects.get(shift=grown).series_id).update(next_number=MANY + 1)
    scanned, rows = read_by(grown)
    assert not scanned
    assert rows < MOST_ROWS


def test_a_refused_list_finds_the_tickets_in_the_way_by_index():
    at = factories.point()
    first, second, third = (
        factories.shift(at, factories.line(at.unit, letter, f"procedure-{letter}"), capacity=MANY + 100)
        for letter in "ABC"
    )
    people = [factories.citizen(at.unit)[1] for _ in range(40)]
    for shift in (first, second):
        operations.issue([by_citizen(shift, one) for one in people], now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(_GROW.replace("n, 'A'", "n + 1000, 'A'"), [MANY, first.pk])
    scanned, rows = read_by_list([by_citizen(third, one) for one in people])
    assert not scanned
    assert rows < 40 * 15
