"""A unit's leader with her lists: uploads, and steps run at once, as the worker would."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter

from motcua.foundation.offices.models import OrgUnit
from motcua.workflows.imports import operations, steps
from motcua.workflows.imports.models import ImportRun
from motcua.workflows.imports.reporting import Quiet
from motcua.workflows.imports.targets import Scope
from tests.factories import NOW

HEADER = ("Mã hồ sơ", "Họ và tên", "Ngày sinh", "Trạng thái", "Số định danh", "Điện thoại")
ROWS: tuple[tuple[object, ...], ...] = (
    ("HS-001", "Nguyễn Thị Mẫu", "05/08/1990", "Có thẻ tại đơn vị", "079190001234", "0912345678"),
    ("HS-002", "H'Hen Niê", "1992", "Đang xử lý", "066192004321", "0987654321"),
    ("HS-003", "Đỗ Văn Khuôn", "29/02/1988", "Không được cấp", "", ""),
)


def csv_of(rows: Iterable[Sequence[object]], header: Sequence[object] = HEADER) -> bytes:
    """A CSV file in UTF-8."""
    return "\n".join(",".join(map(str, row)) for row in (header, *rows)).encode()


def xlsx_of(rows: Iterable[Sequence[object]], header: Sequence[object] = HEADER, above: int = 0) -> bytes:
    """An XLSX file; `above` rows of titles stand over the header."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Danh sách")
        for place in range(above):
            sheet.write(place, 1, f"TIÊU ĐỀ {place}")
        for place, row in enumerate((header, *rows), above):
            sheet.write_row(place, 0, row)
    return file.getvalue()


def upload(unit: OrgUnit, data: bytes, name: str = "danh-sach.csv", target: str = "dossiers", **told: object) -> int:
    """An uploaded file; the id of its run."""
    run = operations.receive(
        scope=Scope(unit.pk), target_key=target, file_name=name, data=data, by=told.get("by"), now=NOW  # type: ignore[arg-type]  # test sugar
    )  # fmt: skip
    return run.pk


def plan(run_id: int, now: datetime = NOW) -> ImportRun:
    """Ask for the dry run and do it."""
    assert operations.begin_plan(run_id=run_id, now=now) == "done"
    run = ImportRun.objects.get(pk=run_id)
    steps.plan(run, Quiet(), now)
    return ImportRun.objects.get(pk=run_id)


def write(run_id: int, now: datetime = NOW) -> ImportRun:
    """Ask for the import and do it."""
    assert operations.begin_write(run_id=run_id, by=None, now=now) == "done"
    run = ImportRun.objects.get(pk=run_id)
    steps.write(run, Quiet(), now)
    return ImportRun.objects.get(pk=run_id)


def undo(run_id: int, now: datetime = NOW) -> ImportRun:
    """Ask for the undoing and do it."""
    assert operations.begin_undo(run_id=run_id, by=None, now=now) == "done"
    run = ImportRun.objects.get(pk=run_id)
    steps.undo(run, Quiet(), now)
    return ImportRun.objects.get(pk=run_id)


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """New, changed, same, bad."""
    return run.new_rows, run.changed_rows, run.same_rows, run.bad_rows
