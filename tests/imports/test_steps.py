"""From file to dossiers: judged, written, the same again, taken back; all in the words of the counts."""

from datetime import timedelta

import pytest

from motcua.features.dossiers.models import Dossier
from motcua.foundation.audit.models import AuditEvent
from motcua.workflows.imports import keeping, operations
from motcua.workflows.imports.models import ImportRun
from tests import factories
from tests.factories import NOW
from tests.imports.office import ROWS, counts, csv_of, plan, undo, upload, write, xlsx_of

pytestmark = pytest.mark.django_db


def test_a_list_is_judged_and_nothing_is_written_before_the_officer_says_so() -> None:
    run = plan(upload(factories.unit(), csv_of(ROWS)))
    assert (run.state, *counts(run)) == ("planned", 3, 0, 0, 0)
    assert not Dossier.objects.exists()


def test_the_good_rows_are_written_and_the_same_file_again_changes_nothing() -> None:
    unit = factories.unit()
    first = upload(unit, csv_of(ROWS))
    plan(first)
    done = write(first)
    assert (done.state, *counts(done)) == ("done", 3, 0, 0, 0)
    assert Dossier.objects.filter(unit=unit).count() == 3
    again = plan(upload(unit, xlsx_of(ROWS, above=3), "danh-sach.xlsx"))
    assert counts(again) == (0, 0, 3, 0)
    assert operations.begin_write(run_id=again.pk, by=None, now=NOW) == "nothing_good"


def test_bad_rows_stay_out_with_their_own_row_number_and_the_good_ones_go_in() -> None:
    unit = factories.unit()
    bad = [
        ("HS-004", "", "01/01/1990", "Đang xử lý", "", ""),
        ("HS-005", "Trần Văn Lâm", "12/13/1985", "Đang xử lý", "", ""),
        ("HS-001", "Nguyễn Thị Mẫu", "05/08/1990", "Có thẻ tại đơn vị", "079190001234", "0912345678"),
        ("HS-006", "Phan Bích Ngân", "30/02/1978", "LD-99", "123", "09"),
    ]
    run_id = upload(unit, xlsx_of([*ROWS, *bad], above=2), "danh-sach.xlsx")
    run = plan(run_id)
    assert counts(run) == (3, 0, 0, 4)
    told = {row.number: row.sentence for row in keeping.bad_rows(run_id)}
    assert told[7] == "Trống. Bắt buộc."
    assert told[8] == "Tháng 13 không có. Cần ngày/tháng/năm."
    assert told[9] == "Trùng với dòng 4."
    assert told[10].startswith("Tháng 2 không có ngày 30. “LD-99” không có trong danh mục.")
    write(run_id)
    assert Dossier.objects.filter(unit=unit).count() == 3


def test_an_import_is_taken_back_within_a_week_and_only_the_last_one() -> None:
    unit = factories.unit()
    first, second = upload(unit, csv_of(ROWS[:1])), upload(unit, csv_of(ROWS))
    for run_id in (first, second):
        plan(run_id)
        write(run_id, NOW + timedelta(seconds=run_id))
    later = NOW + timedelta(hours=1)
    assert operations.begin_undo(run_id=first, by=None, now=later) == "not_the_last"
    assert undo(second, later).undone_rows == 2
    assert Dossier.objects.filter(unit=unit, retracted_at=None).count() == 1
    assert operations.begin_undo(run_id=first, by=None, now=later + timedelta(days=8)) == "too_late"
    assert undo(first, later).state == "undone"
    assert not Dossier.objects.filter(unit=unit, retracted_at=None).exists()


def test_what_an_import_did_is_in_the_log_without_personal_data() -> None:
    run_id = upload(factories.unit(), csv_of(ROWS))
    plan(run_id)
    write(run_id)
    events = AuditEvent.objects.filter(subject_id=run_id, tag__startswith="import:").order_by("pk")
    assert [event.tag for event in events] == ["import:received", "import:written"]
    assert events[1].detail == {"target": "dossiers", "new": 3, "changed": 0, "same": 0, "bad": 0}


def test_two_officers_at_once_the_second_is_told() -> None:
    unit = factories.unit()
    first, second = upload(unit, csv_of(ROWS)), upload(unit, csv_of(ROWS))
    for run_id in (first, second):
        plan(run_id)
    assert operations.begin_write(run_id=first, by=None, now=NOW) == "done"
    assert operations.begin_write(run_id=second, by=None, now=NOW) == "somebody_else"
    assert operations.begin_write(run_id=first, by=None, now=NOW) == "changed_meanwhile"


def test_the_file_is_sealed_and_goes_after_a_week() -> None:
    run_id = upload(factories.unit(), csv_of(ROWS))
    parts = ImportRun.objects.get(pk=run_id).filepart_set.all()
    assert "Nguyễn".encode() not in b"".join(bytes(part.sealed) for part in parts)
    assert keeping.file_of(run_id) == csv_of(ROWS)
    assert keeping.forget_files(NOW + timedelta(days=6)) == 0
    assert keeping.forget_files(NOW + timedelta(days=8)) == 1
    assert keeping.file_of(run_id) is None
    assert operations.begin_plan(run_id=run_id, now=NOW) == "file_gone"
