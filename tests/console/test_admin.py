"""The stock admin: reference data only, in Vietnamese, with the trial strip; nothing of the ledger is changed there."""

import pytest
from django.core.cache import cache
from django.test import Client

from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer, RoleGrant
from tests import factories
from tests.console.conftest import Time
from tests.features.queueing.day import PASSWORD, numbers, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(time: Time) -> Client:
    made = Officer.objects.create_superuser("quan-tri", PASSWORD)
    client = Client()
    client.force_login(made)
    return client


def test_the_index_speaks_vietnamese_and_carries_the_strip(admin: Client) -> None:
    shown = admin.get("/admin/").content.decode()
    assert "BẢN CHẠY THỬ – DỮ LIỆU MẪU." in shown
    for words in ("Đơn vị và điểm cấp", "Thủ tục", "Cán bộ", "vai trò được giao", "ngày nghỉ lễ"):
        assert words.lower() in shown.lower()
    for foreign in ("Email addresses", "Authenticators", "Procrastinate", "Groups"):
        assert foreign not in shown


def test_the_strip_goes_when_no_unit_is_a_trial_any_more(admin: Client, time: Time) -> None:
    factories.unit()
    cache.clear()
    assert "BẢN CHẠY THỬ" in admin.get("/admin/").content.decode()
    OrgUnit.objects.update(official_since=time.now)
    cache.clear()
    assert "BẢN CHẠY THỬ" not in admin.get("/admin/").content.decode()
    assert "BẢN CHẠY THỬ" not in admin.get("/admin/offices/orgunit/add/").content.decode()
    cache.clear()


@pytest.mark.parametrize(
    "page",
    [
        "offices/orgunit/", "offices/orgunit/add/", "offices/issuingpoint/add/", "offices/holiday/add/",
        "procedures/procedure/add/", "procedures/serviceline/add/", "staff/officer/add/", "staff/rolegrant/add/",
        "staff/rolegrant/", "tickets/ticket/", "tickets/shift/",
    ],
)  # fmt: skip
def test_pages_open(admin: Client, page: str) -> None:
    shift = factories.shift()
    numbers(shift, ".")
    officer(shift.unit)
    assert admin.get(f"/admin/{page}").status_code == 200


def test_tickets_are_only_looked_at(admin: Client) -> None:
    shift = factories.shift()
    (ticket,) = numbers(shift, ".")
    assert admin.get("/admin/tickets/ticket/add/").status_code == 403
    assert admin.post(f"/admin/tickets/ticket/{ticket.pk}/change/", {"state": "served"}).status_code == 403
    assert admin.post(f"/admin/tickets/ticket/{ticket.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_officer_is_made_with_a_password_and_signs_in(admin: Client) -> None:
    unit = factories.unit()
    body = {"username": "moi", "full_name": "Trần Văn Mới", "title": "", "unit": unit.pk, "is_active": "on"}
    refused = admin.post("/admin/staff/officer/add/", {**body, "new_password": "ngan"})
    assert refused.status_code == 200
    assert admin.post("/admin/staff/officer/add/", {**body, "new_password": PASSWORD}).status_code == 302
    assert PASSWORD not in Officer.objects.get(username="moi").password
    assert Client().post("/console/sign-in/", {"login": "moi", "password": PASSWORD}).status_code == 302


def test_a_role_is_given_and_ended_with_audit(admin: Client) -> None:
    unit = factories.unit()
    someone = Officer.objects.create_user("moi", PASSWORD, full_name="Trần Văn Mới", unit=unit)
    body = {"officer": someone.pk, "unit": unit.pk, "role": "counter_officer"}
    assert admin.post("/admin/staff/rolegrant/add/", body).status_code == 302
    grant = RoleGrant.objects.get(officer=someone)
    assert AuditEvent.objects.get(tag="role:granted").subject_id == someone.pk
    admin.post("/admin/staff/rolegrant/", {"action": "end_roles", "_selected_action": [grant.pk]})
    grant.refresh_from_db()
    assert grant.revoked_at is not None
    assert AuditEvent.objects.filter(tag="role:revoked").count() == 1


def test_an_officer_who_is_no_administrator_stays_outside(time: Time) -> None:
    client = Client()
    client.force_login(officer(factories.unit()))
    assert client.get("/admin/").status_code in (302, 403)
