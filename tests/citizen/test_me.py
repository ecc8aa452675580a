"""Dữ liệu cá nhân của tôi: seen, corrected, taken along, agreed to, forgotten; each time in the audit log."""

import json

import pytest

from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.citizens import operations, queries
from motcua.foundation.citizens.models import Citizen, Person
from motcua.foundation.citizens.rules import Birth
from motcua.tickets.models import Ticket
from motcua.tickets.operations import issue
from tests import factories
from tests.citizen.reading import text_of
from tests.factories import NOW
from tests.ledger.asking import by_citizen


@pytest.fixture
def me(unit) -> str:
    return f"/u/{unit.slug}/me/"


def test_i_see_what_is_kept_and_the_look_is_recorded(browser, me, person):
    words = text_of(browser.get(me))
    assert "Nguyễn Thị Mẫu" in words
    assert "Sinh 05/08/1990" in words
    assert AuditEvent.objects.filter(tag="citizen:viewed", subject_id=person.holder_id).count() == 1


def test_i_take_it_along_as_a_file(browser, me, shift, person):
    issue([by_citizen(shift, person)], now=NOW)
    answer = browser.get(f"{me}data.json")
    assert "attachment" in answer.headers["content-disposition"]
    told = json.loads(answer.content)
    assert told["people"][0]["full_name"] == "Nguyễn Thị Mẫu"
    assert told["tickets"][0]["number"] == "A001"


def test_i_agree_and_take_it_back(browser, me, person):
    consents = f"{me}consents/"
    browser.post(consents, {"purpose": "notices", "choice": "give"})
    assert queries.has_consent(person.holder_id, "notices")
    assert "Đã đồng ý 22/07/2022" in text_of(browser.get(me))
    browser.post(consents, {"purpose": "notices", "choice": "withdraw"})
    assert not queries.has_consent(person.holder_id, "notices")
    browser.post(consents, {"purpose": "x", "choice": "x"})
    assert queries.consents_of(person.holder_id).count() == 1


def test_erasing_asks_once_naming_the_numbers_and_then_signs_out(browser, me, unit, shift, person):
    issue([by_citizen(shift, person)], now=NOW)
    assert "Số A001 (thứ Sáu 22/07/2022) sẽ bị hủy" in text_of(browser.get(f"{me}erase/"))
    assert Citizen.objects.get(pk=person.holder_id).erased_at is None
    done = browser.post(f"{me}erase/")
    assert "Đã xóa dữ liệu" in text_of(done)
    assert done.cookies["mc_citizen"].value == ""
    assert Citizen.objects.get(pk=person.holder_id).erased_at is not None
    assert Ticket.objects.get().state == "cancelled"
    assert browser.get(me).status_code == 401


def test_leaving_a_shared_machine_ends_the_session(browser, me):
    token = browser.cookies["mc_citizen"].value
    browser.post(f"{me}leave/")
    browser.cookies["mc_citizen"] = token
    assert browser.get(me).status_code == 401


@pytest.mark.parametrize("more", ["", "data.json", "consents/", "erase/", "leave/"])
def test_nothing_is_shown_or_done_without_a_cookie(client, me, person, more):
    for answer in (client.get(me + more), client.post(me + more)):
        assert answer.status_code == 401
        assert "Nguyễn Thị Mẫu" not in answer.content.decode()


def test_i_correct_a_name_and_the_ticket_keeps_the_old_one(browser, unit, shift, person):
    issue([by_citizen(shift, person)], now=NOW)
    url = f"/u/{unit.slug}/people/{person.pk}/"
    assert 'value="Nguyễn Thị Mẫu"' in browser.get(url).content.decode()
    browser.post(url, {"name": "Nguyễn Thị Mẫn", "day": "5", "month": "8", "year": "1990"})
    person.refresh_from_db()
    assert person.full_name == "Nguyễn Thị Mẫn"
    assert Ticket.objects.get().person_name == "Nguyễn Thị Mẫu"


def test_nobody_elses_person_is_seen_changed_or_removed(browser, unit):
    hers = factories.citizen(unit, "Người Khác")[1]
    url = f"/u/{unit.slug}/people/{hers.pk}/"
    assert browser.get(url).status_code == 404
    assert browser.post(url, {"name": "X", "year": "1990"}).status_code == 404
    assert browser.post(f"{url}remove/").status_code == 409
    hers.refresh_from_db()
    assert hers.full_name == "Người Khác"


def test_a_relative_needs_a_relation_and_what_was_typed_stays(browser, unit):
    url = f"/u/{unit.slug}/people/new/"
    answer = browser.post(url, {"name": "Trần Bé Mẫu", "year": "2015"})
    assert answer.status_code == 422
    assert "chọn quan hệ" in text_of(answer)
    assert 'value="Trần Bé Mẫu"' in answer.content.decode()


def test_the_sixth_person_is_told_what_else_to_do(browser, unit, person):
    for _ in range(4):
        operations.add_person(
            citizen_id=person.holder_id, relation="child", name="Trần Bé", birth=Birth(2015), phone="", now=NOW
        )
    answer = browser.post(f"/u/{unit.slug}/people/new/", {"relation": "child", "name": "Trần Út", "year": "2016"})
    assert answer.status_code == 409
    assert "ki-ốt hoặc quầy" in text_of(answer)


def test_a_relative_is_removed_and_the_holder_is_not(browser, unit, person):
    child = operations.add_person(
        citizen_id=person.holder_id, relation="child", name="Trần Bé", birth=None, phone="", now=NOW
    )
    browser.post(f"/u/{unit.slug}/people/{child}/remove/")
    assert Person.objects.get(pk=child).removed_at is not None
    answer = browser.post(f"/u/{unit.slug}/people/{person.pk}/remove/")
    assert answer.status_code == 409
    assert "xóa toàn bộ dữ liệu" in text_of(answer)
