"""Reports over HTTP: everybody sees that one came, assigned roles open it, and an overdue one is heard everywhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from motcua.features.reports import operations
from motcua.features.reports.models import Report
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.roles import Role
from tests.console.conftest import Time
from tests.factories import NOW
from tests.features.helpdesk.desk import Desk, open_desk, somebody
from tests.features.queueing.day import officer

pytestmark = pytest.mark.django_db
Browser = Callable[[Officer], Client]
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU."
WORDS = "Có người bẻ khóa xe ở hẻm 12"
DOOR = "Có tin mới – chỉ cán bộ trực ban được mở"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def report(desk: Desk) -> int:
    operations.receive(who=somebody(desk), text=WORDS, kind="emergency", at=NOW, now=NOW)
    return Report.objects.get().pk


def at(report: int, what: str = "") -> str:
    return f"/console/reports/{report}/{what}"


def test_a_counter_officer_sees_that_something_came_and_not_what(desk: Desk, report: int, browser_of: Browser) -> None:
    client = browser_of(officer(desk.unit))
    shown = client.get("/console/reports/").content.decode()
    assert STRIP in shown and DOOR in shown
    assert "Hạn 08:55" in shown
    one = client.get(at(report)).content.decode()
    assert DOOR in one and "Mở nội dung" not in one
    for page in (shown, one):
        assert WORDS not in page and "Ngọc Ánh" not in page
    for what in ("openings/", "assignments/", "ends/", "reopenings/"):
        assert client.post(at(report, what)).status_code == 403
    assert not AuditEvent.objects.filter(tag="report:read").exists()


def test_the_officer_on_duty_opens_takes_and_closes_it(desk: Desk, report: int, browser_of: Browser) -> None:
    han = officer(desk.unit, Role.DUTY_OFFICER)
    client = browser_of(han)
    shut = client.get(at(report)).content.decode()
    assert WORDS not in shut and "Mở nội dung" in shut
    opened = client.post(at(report, "openings/"))
    assert WORDS in opened.content.decode()
    assert "no-store" in opened.headers["Cache-Control"]
    assert AuditEvent.objects.filter(tag="report:read", actor_id=han.pk, subject_id=report).count() == 1
    assert client.post(at(report, "assignments/"), {"officer": han.pk}).status_code == 303
    assert "Giao cho đồng chí" in client.get("/console/reports/").content.decode()
    empty = client.post(at(report, "ends/"), {"text": " "})
    assert empty.status_code == 409 and "Chưa ghi kết quả." in empty.content.decode()
    assert client.post(at(report, "ends/"), {"text": "Đã báo tổ tuần tra"}).status_code == 303
    assert "Đã đóng" in client.get("/console/reports/?show=closed").content.decode()
    assert "Đã báo tổ tuần tra" in client.post(at(report, "openings/")).content.decode()
    assert client.post(at(report, "reopenings/")).status_code == 303
    assert Report.objects.get().state == "assigned"


def test_a_report_of_a_colleague_stays_shut(desk: Desk, report: int, browser_of: Browser) -> None:
    leader, han = officer(desk.unit, Role.LEADER), officer(desk.unit, Role.DUTY_OFFICER)
    clerk = officer(desk.unit)
    client = browser_of(leader)
    for wrong in (clerk.pk, "x", ""):
        assert client.post(at(report, "assignments/"), {"officer": wrong}).status_code == 409
    assert client.post(at(report, "assignments/"), {"officer": han.pk}).status_code == 303
    assert WORDS in client.post(at(report, "openings/")).content.decode(), "who assigns may open what she gave"
    assert Report.objects.get().taken_at is None


def test_another_units_reports_do_not_exist(report: int, browser_of: Browser) -> None:
    stranger = browser_of(officer(open_desk().unit, Role.DUTY_OFFICER))
    assert stranger.get(at(report)).status_code == 404
    assert stranger.post(at(report, "openings/")).status_code == 404
    assert "Không có tin báo đang mở." in stranger.get("/console/reports/").content.decode()


def test_a_report_is_counted_in_the_menu_until_somebody_has_it_in_hand_and_again_when_its_reporter_adds_to_it(
    desk: Desk, report: int, browser_of: Browser
) -> None:
    clerk, han = browser_of(officer(desk.unit)), officer(desk.unit, Role.DUTY_OFFICER)
    assert 'Tin báo<span class="nav__count">1</span>' in clerk.get("/console/").content.decode()
    duty = browser_of(han)
    duty.post(at(report, "assignments/"), {"officer": han.pk})
    assert "Tin báo<span" not in clerk.get("/console/").content.decode()
    found = Report.objects.get()
    Report.objects.update(last_at=found.last_at + timedelta(minutes=5))
    assert 'Tin báo<span class="nav__count">1</span>' in clerk.get("/console/").content.decode()
    duty.post(at(report, "openings/"))
    Report.objects.update(taken_at=found.last_at + timedelta(minutes=6))
    assert "Tin báo<span" not in clerk.get("/console/").content.decode()


def test_an_overdue_report_is_heard_on_every_page(desk: Desk, report: int, browser_of: Browser, time: Time) -> None:
    client = browser_of(officer(desk.unit))
    time.passes(16 * 60)
    assert 'Tin báo<span class="nav__count">1</span>' in client.get("/console/").content.decode()
    shown = client.get("/console/reports/").content.decode()
    assert "1 tin quá hạn chưa có người nhận." in shown
    assert "Quá hạn 08:55" in shown
    assert "<title>(1 quá hạn)" in shown.replace("\n", "")
