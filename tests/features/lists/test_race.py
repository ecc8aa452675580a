"""Two counters, one card: whoever presses second finds it handed over."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, close_old_connections, connection, connections, transaction

from motcua.features.lists import intake, row_operations
from motcua.features.lists.models import HandOver, ListRow
from motcua.features.lists.rules import Outcome, Verdict
from motcua.foundation.verdict import Effect
from tests import factories
from tests.factories import NOW
from tests.features.lists.made import BA, HAI, MAU, published, writer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_connections() -> Iterator[None]:
    yield
    connections.close_all()


def at_once(*presses: Callable[[], object]) -> list[object]:
    """Run the presses in threads that start together; each thread has its own connection."""
    barrier = Barrier(len(presses))

    def run(press: Callable[[], object]) -> object:
        close_old_connections()
        try:
            barrier.wait(timeout=10)
            return press()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as pool:
        return [done.result(timeout=30) for done in [pool.submit(run, press) for press in presses]]


def test_a_card_is_handed_over_once_at_two_counters() -> None:
    unit = factories.unit()
    published(unit)
    han, nam = writer(unit), writer(unit)
    for row in ListRow.objects.all():

        def press(by: object, row_id: int = row.pk) -> Outcome:
            return row_operations.hand_over(unit_id=unit.pk, row_id=row_id, paper="old_card", by=by, now=NOW)  # type: ignore[arg-type]

        outcomes = at_once(lambda press=press: press(han), lambda press=press: press(nam))
        verdicts = sorted(str(one.verdict) for one in outcomes)  # type: ignore[attr-defined]
        assert verdicts == [str(Verdict.CLOSED_ALREADY), str(Verdict.DONE)]
    assert HandOver.objects.count() == 3
    assert not ListRow.objects.filter(state="open").exists()


def test_the_database_alone_refuses_a_second_claim() -> None:
    unit = factories.unit()
    published(unit, rows=(MAU,))
    by, row = writer(unit), ListRow.objects.get()
    HandOver.objects.create(unit=unit, row=row, paper="vneid", by=by, at=NOW)
    with pytest.raises(IntegrityError, match="a_thing_is_handed_over_once"), transaction.atomic():
        HandOver.objects.create(unit=unit, row=row, paper="old_card", by=by, at=NOW)
    outcome = row_operations.hand_over(unit_id=unit.pk, row_id=row.pk, paper="old_card", by=by, now=NOW)
    assert outcome.verdict is Verdict.CLOSED_ALREADY


def test_the_same_sheet_from_two_officers_comes_in_once() -> None:
    the_list = published(factories.unit(), rows=())
    sheet = [MAU, HAI, BA]
    told = at_once(*(lambda run=run: intake.record(the_list.pk, sheet, run_id=run, by=None, now=NOW) for run in (1, 2)))
    effects = sorted([one.effect for one in verdicts] for verdicts in told)  # type: ignore[attr-defined]
    assert effects == [[Effect.NEW] * 3, [Effect.SAME] * 3]
    assert ListRow.objects.count() == 3
