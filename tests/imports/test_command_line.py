"""`motcua import dossiers`: the same steps from a terminal, with a bar; a dry run writes nothing."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from motcua.cli import app
from motcua.features.dossiers.models import Dossier
from motcua.foundation.offices.models import OrgUnit
from motcua.workflows.imports.models import ImportRun
from tests import factories
from tests.imports.office import HEADER, ROWS, csv_of, xlsx_of

pytestmark = pytest.mark.django_db
BAD = ("HS-009", "Trần Văn Lâm", "12/13/1985", "Đang xử lý", "", "")


@pytest.fixture
def unit() -> OrgUnit:
    return factories.unit()


def run(file: Path, unit: OrgUnit, *more: str) -> Result:
    return CliRunner().invoke(app, ["import", "dossiers", str(file), "--unit", unit.slug, *more])


def test_a_dry_run_counts_and_writes_nothing(unit: OrgUnit, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(xlsx_of([*ROWS, BAD], above=2))
    done = run(file, unit, "--dry-run")
    assert done.exit_code == 0, done.output
    assert "Xem thử, chưa ghi gì: 3 mới, 0 thay đổi, 0 như cũ, 1 lỗi." in done.output
    assert "ngày sinh không có thật" in done.output
    assert not Dossier.objects.exists()


def test_a_file_is_imported_and_its_errors_written_beside(unit: OrgUnit, tmp_path: Path) -> None:
    file, errors = tmp_path / "a.csv", tmp_path / "loi.xlsx"
    file.write_bytes(csv_of([*ROWS, BAD]))
    done = run(file, unit, "--errors", str(errors))
    assert "Đã nhập: 3 mới, 0 thay đổi, 0 như cũ, 1 lỗi." in done.output
    assert Dossier.objects.filter(unit=unit).count() == 3
    rows = CalamineWorkbook.from_path(errors).get_sheet_by_index(0).to_python()
    assert rows[4][-1] == "Tháng 13 không có. Cần ngày/tháng/năm."
    assert "Đã nhập: 0 mới, 0 thay đổi, 3 như cũ, 1 lỗi." in run(file, unit).output


def test_nothing_is_imported_when_a_bad_row_is_to_stop_it(unit: OrgUnit, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_of([*ROWS, BAD]))
    done = run(file, unit, "--stop-on-bad")
    assert done.exit_code == 1 and "Xem thử, chưa ghi gì" in done.output
    assert not Dossier.objects.exists()


def test_columns_are_told_by_name_and_by_one_word_for_all(unit: OrgUnit, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_of([row[:3] for row in ROWS], ("Mã", "Ông bà", "Sinh")))
    missing = run(file, unit)
    assert missing.exit_code == 2 and "Còn thiếu cột: Họ và tên (full_name)" in missing.output
    done = run(file, unit, "--map", "full_name=Ông bà", "--map", "birth=Sinh", "--map", "stage==Đã có thẻ")
    assert "Đã nhập: 3 mới" in done.output, done.output
    assert set(Dossier.objects.values_list("stage", flat=True)) == {"at_unit_ready"}


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        (b"%PDF", (), "bên trong không phải bảng tính"),
        (csv_of(ROWS, HEADER), ("--map", "full_name=Không có"), "tệp không có cột “Không có”"),
        (csv_of(ROWS, HEADER), ("--map", "nothing=Mã"), "cần KHÓA=TÊN CỘT"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    content: bytes, more: tuple[str, ...], said: str, unit: OrgUnit, tmp_path: Path
) -> None:
    file = tmp_path / ("a.xls" if said.startswith("bên") else "a.csv")
    file.write_bytes(content.replace(b"%PDF", b"plain words"))
    done = run(file, unit, *more)
    assert done.exit_code == 2 and said in done.output
    assert not Dossier.objects.exists() and not ImportRun.objects.filter(state="done").exists()


def test_an_unknown_unit_is_said(unit: OrgUnit, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_of(ROWS))
    done = CliRunner().invoke(app, ["import", "dossiers", str(file), "--unit", "khong-co"])
    assert done.exit_code == 2 and "Không có đơn vị khong-co." in done.output
