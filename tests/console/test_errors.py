"""What officers are told when something is closed to them, is not there or is broken: on their own pages."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client

from motcua.features.helpdesk import queries
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.roles import Role
from tests import factories
from tests.features.queueing.day import officer

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]


@pytest.fixture
def unit() -> OrgUnit:
    return factories.unit()


def test_a_room_that_is_not_hers_is_said_on_an_officers_page_with_a_way_on(unit: OrgUnit, browser_of: Browser) -> None:
    answer = browser_of(officer(unit, Role.CONTENT_EDITOR)).get("/console/inbox/")
    shown = answer.content.decode()
    assert answer.status_code == 403
    assert '<body class="staff">' in shown
    assert "BẢN CHẠY THỬ – DỮ LIỆU MẪU." in shown
    assert "Đồng chí chưa được giao mục này." in shown
    assert "Công an quận Mẫu" in shown and 'aria-current="page"' not in shown
    assert "Đề nghị quản trị đơn vị cấp quyền" in shown
    assert '<a class="sbtn sbtn--main" href="/console/knowledge/">Mở mục Hỏi đáp</a>' in shown


@pytest.mark.parametrize("address", ["/console/nowhere/", "/console/channels/9999999/menu/qr.svg"])
def test_an_address_that_is_not_there_is_said_on_an_officers_page(
    unit: OrgUnit, browser_of: Browser, address: str
) -> None:
    answer = browser_of(officer(unit, Role.UNIT_ADMIN)).get(address)
    assert answer.status_code == 404
    assert "Chọn một mục để làm tiếp." in answer.content.decode()


def test_citizens_keep_their_own_pages(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert 'class="staff"' not in answer.content.decode()


@pytest.mark.parametrize(("trouble", "status"), [(RuntimeError("x"), 500), (OperationalError("away"), 503)])
def test_what_broke_is_said_without_asking_the_database(
    unit: OrgUnit, browser_of: Browser, monkeypatch: pytest.MonkeyPatch, trouble: Exception, status: int
) -> None:
    client = browser_of(officer(unit))
    client.raise_request_exception = False

    def fails(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(queries, "inbox", fails)
    answer = client.get("/console/inbox/")
    shown = answer.content.decode()
    assert answer.status_code == status
    assert answer.has_header("Retry-After") == (status == 503)
    assert '<body class="staff">' in shown and "Hệ thống đang trục trặc." in shown
    assert "Đăng xuất" not in shown, "who looks was asked of the database"
