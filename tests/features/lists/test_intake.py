"""Rows of a sheet come in, come again, change, and are taken back."""

from datetime import timedelta

import pytest

from motcua.features.lists import cells, intake
from motcua.features.lists.models import ListRow, ListRowChange, RowEnd
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.verdict import Effect
from tests.factories import NOW
from tests.features.lists.made import BA, COLUMNS, HAI, MAU, drafted, published, writer

pytestmark = pytest.mark.django_db
MOVED = (*MAU[:6], "99 đường Mẫu", MAU[7])


def told(list_id: int) -> dict[str, dict[str, str]]:
    """The open rows by code."""
    rows = [cells.unseal(row.cells_sealed) for row in ListRow.objects.filter(lookup_list_id=list_id, state="open")]
    return {row["ma"]: row for row in rows}


def effects(verdicts) -> list[str]:
    return [str(one.effect) for one in verdicts]


def test_the_same_sheet_twice_changes_nothing(unit):
    the_list = published(unit, rows=())
    assert effects(intake.compare(the_list.pk, [MAU, HAI], NOW)) == ["new", "new"]
    assert effects(intake.record(the_list.pk, [MAU, HAI], run_id=1, by=None, now=NOW)) == ["new", "new"]
    before = list(ListRow.objects.values_list("pk", "digest", "recorded_at"))
    assert effects(intake.record(the_list.pk, [MAU, HAI], run_id=2, by=None, now=NOW)) == ["same", "same"]
    assert [
        (pk, bytes(digest), at) for pk, digest, at in ListRow.objects.values_list("pk", "digest", "recorded_at")
    ] == [(pk, bytes(digest), at) for pk, digest, at in before]
    assert ListRowChange.objects.count() == 0


def test_nothing_personal_stands_in_the_clear(unit):
    the_list = published(unit)
    row = ListRow.objects.filter(lookup_list=the_list).first()
    stored = b"".join(bytes(part) for part in (row.cells_sealed, row.row_key, row.key_hash, row.digest))
    for word in ("Mẫu", "1990", "GH-0001", "912000001"):
        assert word.encode() not in stored
    assert told(the_list.pk)["GH-0001"]["dia_chi"] == "1 đường Mẫu"


def test_one_persons_line_twice_in_a_sheet_is_bad_only_where_it_differs(unit):
    the_list = published(unit, rows=())
    verdicts = intake.record(the_list.pk, [MAU, MAU, MOVED, HAI], run_id=1, by=None, now=NOW)
    assert effects(verdicts) == ["new", "same", "bad", "new"]
    assert "trùng" in verdicts[2].reason


def test_a_line_that_could_never_be_found_is_refused(unit):
    the_list = published(unit, rows=())
    [verdict] = intake.record(the_list.pk, [("", *MAU[1:])], run_id=1, by=None, now=NOW)
    assert verdict.effect is Effect.BAD and "Họ tên" in verdict.reason
    assert not ListRow.objects.exists()


def test_namesakes_born_the_same_day_are_two_lines(unit):
    the_list = published(unit, rows=(MAU, (*MAU[:2], "GH-0009", *MAU[3:])))
    assert ListRow.objects.filter(lookup_list=the_list).count() == 2
    assert len({bytes(row.key_hash) for row in ListRow.objects.all()}) == 1


def test_undo_closes_what_a_run_brought_and_puts_back_what_it_changed(unit):
    the_list = published(unit, rows=(MAU,))
    officer = writer(unit)
    assert effects(intake.record(the_list.pk, [MOVED, HAI], run_id=7, by=officer.pk, now=NOW)) == ["changed", "new"]
    assert told(the_list.pk)["GH-0001"]["dia_chi"] == "99 đường Mẫu"
    assert intake.undo(the_list.pk, 7, by=officer.pk, now=NOW + timedelta(hours=1)) == 2
    assert told(the_list.pk) == {"GH-0001": told(the_list.pk)["GH-0001"]}
    assert told(the_list.pk)["GH-0001"]["dia_chi"] == "1 đường Mẫu"
    assert ListRow.objects.get(state="closed").end == RowEnd.UNDONE
    assert intake.undo(the_list.pk, 7, by=officer.pk, now=NOW) == 0
    assert AuditEvent.objects.filter(tag="list:rows_undone").count() == 2


def test_what_was_undone_comes_in_again_as_new(unit):
    the_list = published(unit, rows=())
    officer = writer(unit)
    intake.record(the_list.pk, [MAU, HAI], run_id=7, by=None, now=NOW)
    assert intake.undo(the_list.pk, 7, by=officer.pk, now=NOW) == 2
    assert effects(intake.record(the_list.pk, [MOVED, HAI], run_id=8, by=None, now=NOW)) == ["new", "new"]
    assert told(the_list.pk)["GH-0001"]["dia_chi"] == "99 đường Mẫu"
    assert intake.undo(the_list.pk, 8, by=officer.pk, now=NOW) == 2
    assert told(the_list.pk) == {}


def test_a_later_change_is_not_undone_with_an_earlier_run(unit):
    the_list = published(unit, rows=())
    intake.record(the_list.pk, [MAU, HAI], run_id=1, by=None, now=NOW)
    intake.record(the_list.pk, [MOVED], run_id=2, by=None, now=NOW)
    assert intake.undo(the_list.pk, 1, by=writer(unit).pk, now=NOW) == 1
    assert set(told(the_list.pk)) == {"GH-0001"}


def test_runs_are_undone_one_after_another_from_the_last(unit):
    the_list = published(unit, rows=())
    officer = writer(unit)
    intake.record(the_list.pk, [MAU, HAI], run_id=1, by=None, now=NOW)
    intake.record(the_list.pk, [MOVED], run_id=2, by=None, now=NOW)
    assert [intake.undo(the_list.pk, run, by=officer.pk, now=NOW) for run in (2, 1)] == [1, 2]
    assert told(the_list.pk) == {}


def test_a_closed_line_is_not_opened_by_a_sheet(unit):
    the_list = published(unit, rows=(MAU,))
    ListRow.objects.update(state="closed", closed_at=NOW, end="handed_over")
    assert effects(intake.compare(the_list.pk, [MAU, MOVED], NOW)) == ["same", "bad"]
    [verdict] = intake.compare(the_list.pk, [MOVED], NOW)
    assert "đã đóng" in verdict.reason


def test_a_list_not_yet_published_takes_rows_by_its_draft(unit):
    version = drafted(unit)
    assert intake.columns_of(version.lookup_list_id) == COLUMNS
    assert effects(intake.record(version.lookup_list_id, [BA], run_id=None, by=None, now=NOW)) == ["new"]


def test_the_number_of_statements_does_not_grow_with_the_rows(unit, django_assert_num_queries):
    the_list = published(unit, rows=())

    def many(first: int, last: int) -> list[tuple[str, ...]]:
        return [(f"Nguyễn Văn {'abcdefghij'[n % 10]}", "1990", f"X{n:06}", *MAU[3:]) for n in range(first, last)]

    with django_assert_num_queries(7):
        intake.record(the_list.pk, many(0, 5), run_id=1, by=None, now=NOW)
    with django_assert_num_queries(7):
        intake.record(the_list.pk, many(5, 2005), run_id=2, by=None, now=NOW)
