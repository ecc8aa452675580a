"""Lists hold people's data for as long as the matter needs, tell them what they asked, and forget them."""

from datetime import timedelta

import pytest

from motcua.features.lists import queries, row_operations
from motcua.features.lists.keeper import ListsKeeper
from motcua.features.lists.models import ListRequest, ListRow
from tests import factories
from tests.factories import NOW
from tests.features.lists.made import HAI, MAU, published, writer

pytestmark = pytest.mark.django_db
KEEPER = ListsKeeper()


@pytest.fixture
def asked(unit) -> ListRequest:
    """A citizen's proposal for the first of two rows."""
    the_list = published(unit, rows=(MAU, HAI))
    citizen = factories.citizen(unit)[0]
    definition = queries.published(unit.pk, the_list.slug)
    made = row_operations.ask_correction(
        definition=definition, row_id=ListRow.objects.earliest("pk").pk, typed={"dia_chi": "9 đường Mới"},
        citizen_id=citizen.pk, now=NOW,
    )  # fmt: skip
    return ListRequest.objects.get(pk=made.id)


def test_she_reads_what_she_asked_for(asked) -> None:
    [told] = KEEPER.tell(asked.citizen_id)
    assert told["typed"] == {"dia_chi": "9 đường Mới"}
    assert told["state"] == "Chờ cán bộ xem"


def test_forgetting_cuts_the_tie(asked) -> None:
    KEEPER.forget(asked.citizen_id, NOW)
    asked.refresh_from_db()
    assert asked.citizen_id is None


def test_a_closed_row_is_emptied_after_ninety_days_and_an_open_one_stays(unit, asked) -> None:
    row_operations.close(unit_id=unit.pk, row_id=asked.row_id, end="fixed", by=writer(unit), now=NOW)
    assert KEEPER.expire(NOW + timedelta(days=89)) == 0
    assert KEEPER.expire(NOW + timedelta(days=91)) == 1
    row = ListRow.objects.get(pk=asked.row_id)
    asked.refresh_from_db()
    assert (bytes(row.cells_sealed), bytes(row.key_hash), bytes(asked.typed_sealed)) == (b"", b"", b"")
    assert bytes(ListRow.objects.exclude(pk=row.pk).get().cells_sealed) != b""
    assert KEEPER.expire(NOW + timedelta(days=92)) == 0
