"""Nhập danh sách over HTTP: upload, columns, dry run, decide, take back; in her own unit only, and without script."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from motcua.features.dossiers.models import Dossier
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.roles import Role
from motcua.workflows.imports import steps
from motcua.workflows.imports.books import UPLOAD
from motcua.workflows.imports.models import ImportRun
from motcua.workflows.imports.reporting import Quiet
from tests import factories
from tests.factories import NOW
from tests.features.queueing.day import officer
from tests.imports.office import HEADER, ROWS, csv_of, xlsx_of

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU."
BAD = ("HS-009", "Trần Văn Lâm", "12/13/1985", "Đang xử lý", "79085004417", "")


@pytest.fixture
def unit() -> OrgUnit:
    return factories.unit()


@pytest.fixture
def leader(unit: OrgUnit, browser_of: Browser) -> Client:
    return browser_of(officer(unit, Role.LEADER))


def send(client: Client, data: bytes, name: str = "danh-sach.xlsx", target: str = "dossiers:0"):
    return client.post("/console/imports/new/", {"target": target, "file": SimpleUploadedFile(name, data)})


def work(run_id: int) -> None:
    """What the worker does."""
    run = ImportRun.objects.get(pk=run_id)
    {"planning": steps.plan, "writing": steps.write, "undoing": steps.undo}[run.state](run, Quiet(), NOW)


def at(run_id: int, what: str = "") -> str:
    return f"/console/imports/{run_id}/{what}"


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def chosen(run: ImportRun) -> dict[str, str]:
    """The form of columns as it stands on the page."""
    return {f"place-{key}": str(place) for key, place in run.places.items()}


def test_from_upload_to_undo(leader: Client, unit: OrgUnit) -> None:
    assert STRIP in page(leader, "/console/imports/") and STRIP in page(leader, "/console/imports/new/")
    sent = send(leader, xlsx_of([*ROWS, BAD], above=2))
    run = ImportRun.objects.get()
    assert sent.status_code == 303 and sent["Location"] == at(run.pk)
    columns = page(leader, at(run.pk))
    assert "Nguyễn Thị Mẫu" in columns and "Chưa ghi gì" in columns
    assert leader.post(at(run.pk, "columns/"), chosen(run)).status_code == 303
    waiting = page(leader, at(run.pk))
    assert "Đang xem thử" in waiting and 'http-equiv="refresh"' in waiting
    work(run.pk)
    found = page(leader, at(run.pk))
    assert "1 dòng cần sửa" in found and "Tháng 13 không có." in found and "Nhập 3 dòng đúng" in found
    assert "số định danh mất số 0 đầu" in found
    assert not Dossier.objects.exists()
    leader.post(at(run.pk, "writes/"))
    work(run.pk)
    assert "đã nhập 3 dòng" in page(leader, at(run.pk))
    assert Dossier.objects.filter(unit=unit).count() == 3
    leader.post(at(run.pk, "undos/"))
    work(run.pk)
    assert "đã hoàn tác 3 dòng" in page(leader, at(run.pk))
    assert "Đã hoàn tác" in page(leader, "/console/imports/")


def test_the_error_file_is_the_own_sheet_with_one_column_more(leader: Client) -> None:
    risky = ("HS-010", "=cmd|' /C calc'!A0", "01/01/1990", "Đang xử lý", "", "")
    send(leader, xlsx_of([*ROWS, BAD, risky], above=2))
    run = ImportRun.objects.get()
    leader.post(at(run.pk, "columns/"), chosen(run))
    work(run.pk)
    answer = leader.get(at(run.pk, "errors.xlsx"))
    assert 'filename="danh-sach-loi.xlsx"' in answer["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python(False)
    assert rows[0][1] == "TIÊU ĐỀ 0" and rows[2] == [*HEADER, "Lỗi"]
    assert [row[-1] for row in rows[3:6]] == ["", "", ""]
    assert rows[6][-1] == "Tháng 13 không có. Cần ngày/tháng/năm."
    assert rows[7][1] == "'=cmd|' /C calc'!A0"
    only = leader.get(at(run.pk, "errors.xlsx?only=bad")).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(only)).get_sheet_by_index(0).to_python(False)
    assert [row[0] for row in rows[2:]] == ["Mã hồ sơ", "HS-009", "HS-010"]


def test_columns_are_told_once_and_remembered_for_the_same_header(leader: Client) -> None:
    header = ("Mã", "Ông bà", "Sinh", "Đang ở đâu", "Số", "Gọi")
    send(leader, csv_of(ROWS, header), "la.csv")
    run = ImportRun.objects.get()
    refused = leader.post(at(run.pk, "columns/"), {"place-code": "0"})
    assert refused.status_code == 422
    assert "Chọn cột, hoặc ghi một giá trị chung." in refused.content.decode()
    told = {"place-code": "0", "place-full_name": "1", "place-birth": "2", "fixed-stage": "at_unit_ready"}
    assert leader.post(at(run.pk, "columns/"), told).status_code == 303
    work(run.pk)
    assert ImportRun.objects.get().new_rows == 3
    again = send(leader, csv_of(ROWS[:1], header), "la-2.csv")
    assert again["Location"].endswith("?said=remembered")
    latest = ImportRun.objects.order_by("-pk")[0]
    assert latest.state == "planning"
    assert latest.places == {"code": 0, "full_name": 1, "birth": 2} and latest.fixed == {"stage": "at_unit_ready"}


def test_what_is_no_list_is_refused_in_a_sentence_and_nothing_is_kept(leader: Client) -> None:
    for data, name, sentence in (
        (b"%PDF-1.7", "a.xlsx", "Đây là tệp PDF."),
        (b"", "a.csv", "Tệp trống."),
        (b"a,b\n", "a.exe", "Không nhận tệp .exe."),
    ):
        answer = send(leader, data, name)
        assert answer.status_code == 422, sentence
        assert sentence in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_file_over_the_limit_is_refused_before_it_is_read(leader: Client) -> None:
    answer = leader.post(
        "/console/imports/new/", data=b"x", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(UPLOAD.file_bytes + 1_000_000),
    )  # fmt: skip
    assert answer.status_code == 413 and "30 MB" in answer.content.decode()


def test_the_upload_is_refused_without_its_form_token(unit: OrgUnit) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer(unit, Role.LEADER))
    assert send(client, csv_of(ROWS), "a.csv").status_code == 403
    assert not ImportRun.objects.exists()


def test_imports_of_another_unit_do_not_exist(leader: Client, browser_of: Browser) -> None:
    send(leader, csv_of(ROWS), "a.csv")
    run_id = ImportRun.objects.get().pk
    stranger = browser_of(officer(factories.unit(), Role.LEADER))
    assert stranger.get(at(run_id)).status_code == 404
    assert stranger.get(at(run_id, "errors.xlsx")).status_code == 404
    for press in ("sheets/", "columns/", "writes/", "stops/", "cancellations/", "undos/"):
        assert stranger.post(at(run_id, press)).status_code == 404
    assert ImportRun.objects.get().state == "uploaded"


def test_a_counter_officer_may_not_import(unit: OrgUnit, browser_of: Browser) -> None:
    clerk = browser_of(officer(unit))
    assert clerk.get("/console/imports/").status_code == 403
    assert send(clerk, csv_of(ROWS), "a.csv").status_code == 403
    assert "Nhập danh sách" not in clerk.get("/console/").content.decode()


def test_stopping_leaves_nothing_behind(leader: Client) -> None:
    send(leader, csv_of(ROWS), "a.csv")
    run = ImportRun.objects.get()
    leader.post(at(run.pk, "columns/"), chosen(run))
    asked = leader.post(at(run.pk, "cancellations/"))
    assert asked["Location"].endswith("?said=stopping") and "Đang dừng" in page(leader, at(run.pk))
    ImportRun.objects.update(state="planned", cancel_asked_at=None)
    leader.post(at(run.pk, "stops/"))
    assert "đã dừng, không nhập gì" in page(leader, at(run.pk))
    assert not Dossier.objects.exists()


def test_a_live_page_is_told_to_load_anew_when_the_step_is_over(leader: Client) -> None:
    send(leader, csv_of(ROWS), "a.csv")
    run = ImportRun.objects.get()
    leader.post(at(run.pk, "columns/"), chosen(run))
    assert "HX-Refresh" not in leader.get(at(run.pk), headers={"HX-Request": "true"}).headers
    work(run.pk)
    assert leader.get(at(run.pk), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_template_has_the_header_that_is_understood_at_once(leader: Client) -> None:
    content = leader.get("/console/imports/templates/dossiers-0.xlsx").content
    send(leader, content, "mau.xlsx")
    run = ImportRun.objects.get()
    assert len(run.places) == len(run.labels) == 13
