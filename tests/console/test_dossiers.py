"""Hồ sơ at the desk: found by code, its history, a correction that erases nothing, contradictions decided."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from motcua.features.dossiers.intake import Source, Stage
from motcua.features.dossiers.models import Dossier, DossierTransition
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from tests import factories
from tests.features.dossiers.files import NOW, record, told
from tests.features.queueing.day import officer

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
HERE = "/console/dossiers/"


@pytest.fixture
def unit() -> OrgUnit:
    return factories.unit()


def row() -> Dossier:
    return Dossier.objects.get()


def correction(**other: object) -> dict[str, object]:
    last = DossierTransition.objects.order_by("-id").values_list("id", flat=True).first()
    return {"stage": "at_unit_ready", "reason": "", "place": "Kệ 3", "note": "Thẻ về sáng nay", "seen": last, **other}


def test_an_officer_finds_a_dossier_by_slip_code_number_or_identity_and_never_by_name(
    unit: OrgUnit, browser_of: Browser
) -> None:
    record(unit, told())
    client = browser_of(officer(unit))
    for code in ("GH-7788", "h29-001", "079190000001"):
        assert "Nguyễn Thị Mẫu" in client.post(HERE, {"code": code}).content.decode(), code
    assert (
        "Nguyễn Thị Mẫu" not in client.post(HERE, {"code": "Nguyễn Thị Mẫu"}).content.decode().split("</form>", 2)[-1]
    )
    searches = AuditEvent.objects.filter(tag="dossier:searched")
    assert searches.count() == 4
    assert "GH" not in str(searches[0].detail)


def test_opening_a_dossier_shows_what_is_sealed_and_is_in_the_log(unit: OrgUnit, browser_of: Browser) -> None:
    record(unit, told())
    page = browser_of(officer(unit)).get(f"{HERE}{row().pk}/").content.decode()
    for words in ("BẢN CHẠY THỬ", "079190000001", "0912 345 678", "1 đường Mẫu", "Danh sách nhập", "Hạn theo luật"):
        assert words in page, words
    assert AuditEvent.objects.filter(tag="dossier:viewed", subject_id=row().pk).count() == 1


def test_a_correction_appends_a_line_and_stands(unit: OrgUnit, browser_of: Browser) -> None:
    record(unit, told())
    client = browser_of(officer(unit))
    response = client.post(f"{HERE}{row().pk}/corrections/", correction())
    assert response.status_code == 303
    assert (row().stage, row().place, row().source) == ("at_unit_ready", "Kệ 3", "manual")
    history = list(row().transitions.order_by("id").values_list("stage", "kind", "note"))
    assert history == [("processing", "told", ""), ("at_unit_ready", "correction", "Thẻ về sáng nay")]
    assert AuditEvent.objects.get(tag="dossier:corrected").detail == {"stage": "at_unit_ready", "reason": ""}


def test_who_saw_an_older_page_is_told_and_not_obeyed(unit: OrgUnit, browser_of: Browser) -> None:
    record(unit, told())
    late = correction()
    record(unit, told(stage=Stage.PRINTED, as_of=NOW), run=2)
    response = browser_of(officer(unit)).post(f"{HERE}{row().pk}/corrections/", late)
    assert response.status_code == 409
    assert "vừa có thay đổi khác" in response.content.decode()
    assert row().stage == "printed"


@pytest.mark.parametrize("wrong", [{"stage": "gone"}, {"reason": "because"}, {"note": "x" * 201}, {"seen": "x"}])
def test_nonsense_in_a_correction_changes_nothing(unit: OrgUnit, browser_of: Browser, wrong: dict[str, object]) -> None:
    record(unit, told())
    response = browser_of(officer(unit)).post(f"{HERE}{row().pk}/corrections/", correction(**wrong))
    assert response.status_code == 409
    assert row().stage == "processing"


@pytest.mark.parametrize(("choice", "stage"), [("accept", "processing"), ("keep", "printed")])
def test_a_contradiction_waits_in_the_menu_until_somebody_decides(
    unit: OrgUnit, browser_of: Browser, choice: str, stage: str
) -> None:
    record(unit, told(stage=Stage.PRINTED))
    record(unit, told(stage=Stage.PROCESSING, as_of=NOW - timedelta(hours=1)), run=2, source=Source.IMPORT)
    client = browser_of(officer(unit))
    assert "Trạng thái báo trái" in client.get(HERE).content.decode()
    flag = DossierTransition.objects.get(standing="backwards")
    assert client.post(f"{HERE}flags/{flag.pk}/decisions/", {"choice": choice}).status_code == 303
    assert (row().stage, row().flagged_at) == (stage, None)
    again = client.post(f"{HERE}flags/{flag.pk}/decisions/", {"choice": choice})
    assert again["Location"].endswith("said=nothing_new")


def test_another_units_dossier_is_not_there(unit: OrgUnit, browser_of: Browser) -> None:
    record(factories.unit(), told())
    client = browser_of(officer(unit))
    assert client.get(f"{HERE}{row().pk}/").status_code == 404
    assert client.post(f"{HERE}{row().pk}/corrections/", correction()).status_code == 404
    assert "Nguyễn Thị Mẫu" not in client.post(HERE, {"code": "GH-7788"}).content.decode()


def test_the_purge_list_counts_down(unit: OrgUnit, browser_of: Browser) -> None:
    record(unit, told(stage=Stage.NEEDS_FIX, reason="name_differs", as_of=NOW - timedelta(days=100)))
    client = browser_of(officer(unit))
    assert "1 hồ sơ chờ bổ sung" in client.get(HERE).content.decode()
    page = client.get(f"{HERE}purges/").content.decode()
    assert "80 ngày" in page
    assert "Họ, chữ đệm hoặc tên khác" in page
