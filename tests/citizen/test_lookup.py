"""Tra cứu on the page: found, in progress, needs fix, none, several, details, limits; with and without script."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from motcua.features.dossiers.intake import Stage
from motcua.features.dossiers.models import DossierFollow
from motcua.foundation import proof
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.citizens.models import Consent
from tests import factories
from tests.citizen.conftest import browser_of
from tests.citizen.reading import form_of, text_of
from tests.factories import NOW
from tests.features.dossiers.files import record, told

TYPED = {"name": "Nguyễn Thị Mẫu", "day": "5", "month": "8", "year": "1990"}


def page_of(unit, *more):
    return f"/u/{unit.slug}/lookup/" + "/".join(more)


def ask(client, unit, **typed):
    """As a browser with script: the proof is done."""
    here = page_of(unit)
    form = form_of(client.get(here), here)
    if "opening" in form:
        form["proof"] = proof.solve(form["opening"])
    return client.post(here, form | TYPED | typed, follow=True)


def prove(client, response, slip):
    action = re.search(r'action="([^"]*/slip/)"', response.content.decode())[1]
    form = form_of(response, action)
    if "opening" in form:
        form["proof"] = proof.solve(form["opening"])
    return client.post(action, form | {"code": slip}, follow=True)


def test_a_stranger_reads_stage_place_next_step_and_as_of_and_nothing_more(unit):
    record(unit, told(stage=Stage.AT_UNIT_READY, place="Quầy trả kết quả"))
    response = ask(Client(), unit)
    text = text_of(response)
    assert response.status_code == 200
    for words in ("Hồ sơ của N. T. M***", "Đã có thẻ", "Quầy trả kết quả", "mang giấy hẹn", "ngày 20/07/2022"):
        assert words in text, words
    for secret in ("Nguyễn Thị Mẫu", "079190000001", "912", "1 đường Mẫu", "Đã duyệt, in thẻ"):
        assert secret not in text, secret


def test_nothing_personal_stands_in_any_address(unit):
    record(unit, told())
    response = ask(Client(), unit)
    ((address, status),) = response.redirect_chain
    assert status == 303
    assert re.fullmatch(rf"/u/{unit.slug}/lookup/answers/[\w-]{{43}}/", address)
    assert response["Cache-Control"] == "no-store"


def test_the_address_of_an_answer_is_worth_nothing_in_another_browser(unit):
    record(unit, told())
    ((address, _),) = ask(Client(), unit).redirect_chain
    other = Client().get(address)
    assert other.status_code == 410
    assert "N. T. M" not in text_of(other)


def test_needs_fix_tells_the_reason_only_after_the_slip(unit):
    record(unit, told(stage=Stage.NEEDS_FIX, reason="name_differs"))
    client = Client()
    short = ask(client, unit)
    assert "Cần bổ sung" in text_of(short)
    assert "khác với dữ liệu dân cư" not in text_of(short)
    wrong = prove(client, short, "GH-0000")
    assert wrong.status_code == 422
    assert "Mã chưa đúng" in text_of(wrong)
    whole = text_of(prove(client, wrong, "gh-7788"))
    for words in ("khác với dữ liệu dân cư", "Mang giấy khai sinh", "Hồ sơ đã đi đến đâu", "trước ngày 16/01/2023"):
        assert words in whole, words
    assert AuditEvent.objects.filter(tag="dossier:viewed").exists()


def test_the_code_typed_with_the_name_opens_the_details_at_once(unit):
    record(unit, told(stage=Stage.UNDELIVERED, reason="phone_wrong"))
    text = text_of(ask(Client(), unit, code="GH-7788"))
    for words in ("số điện thoại sai", "1 đường Mẫu", "0912 345 678"):
        assert words in text, words


def test_the_code_alone_gives_the_short_answer(unit):
    record(unit, told())
    text = text_of(ask(Client(), unit, name="", day="", month="", year="", code="gh 7788"))
    assert "Hồ sơ của N. T. M***" in text
    assert "Hồ sơ đã đi đến đâu" not in text


def test_a_late_dossier_says_so(unit):
    record(unit, told())
    assert "quá ngày hẹn 20/07/2022" in text_of(ask(Client(), unit))


def test_none_and_namesakes_disclose_nothing(unit):
    record(unit, told(), told(code="H2", identity_number="", slip_code="GH-2"))
    several = text_of(ask(Client(), unit))
    assert "nhiều người trùng họ tên" in several
    none = text_of(ask(Client(), unit, name="nguyen thi mau", day="", month=""))
    assert "Chưa tìm thấy" in none
    assert "chưa có dấu" in none
    assert "chỉ ghi năm sinh" in none
    for text in (several, none):
        assert "Đang xử lý" not in text


def test_without_script_a_stranger_waits_a_little_and_keeps_what_she_typed(unit, clock_at):
    record(unit, told())
    client, here = Client(), page_of(unit)
    form = form_of(client.get(here), here) | TYPED
    early = client.post(here, form)
    assert early.status_code == 429
    assert "Nguyễn Thị Mẫu" in early.content.decode()
    again = form_of(early, here)
    assert again["name"] == "Nguyễn Thị Mẫu"
    clock_at.now = NOW + timedelta(seconds=5)
    assert "Đang xử lý" in text_of(client.post(here, again, follow=True))


def test_a_proof_is_good_for_one_question(unit):
    record(unit, told())
    client, here = Client(), page_of(unit)
    form = form_of(client.get(here), here) | TYPED
    form["proof"] = proof.solve(form["opening"])
    assert client.post(here, form).status_code == 303
    assert client.post(here, form).status_code == 429


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "họ và tên bằng chữ"), ({"year": "90"}, "4 chữ số"), ({"month": "13"}, "không có trong lịch"),
        ({"day": "29", "month": "2", "year": "1990"}, "không có trong lịch"), ({"name": "M4u"}, "không có chữ số"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(unit, wrong, sentence):
    here = page_of(unit)
    response = Client().post(here, TYPED | wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)


def test_the_twenty_first_question_of_an_account_waits(unit, person):
    record(unit, told())
    browser, here = browser_of(person), page_of(unit)
    for _ in range(20):
        assert browser.post(here, TYPED).status_code == 303
    late = browser.post(here, TYPED)
    assert late.status_code == 429
    assert "nhiều lần quá" in text_of(late)


def test_asking_to_be_told_needs_her_own_consent_first(unit, person):
    record(unit, told())
    browser = browser_of(person)
    response = browser.post(page_of(unit), TYPED, follow=True)
    action = re.search(r'action="([^"]*/follow/)"', response.content.decode())[1]
    form = form_of(response, action)
    assert "agree" not in form
    assert "đánh dấu đồng ý" in text_of(browser.post(action, form))
    assert not DossierFollow.objects.exists()
    mine = browser.post(action, form | {"agree": "yes"}, follow=True)
    assert Consent.objects.get().purpose == "notices"
    assert "N. T. M***" in text_of(mine)


def test_a_household_sees_each_of_its_dossiers_and_leaves_one(unit, person):
    record(unit, told(), told(code="H2", full_name="Trần Văn Con", identity_number="", stage=Stage.PRINTED))
    browser = browser_of(person)
    for name in ("Nguyễn Thị Mẫu", "Trần Văn Con"):
        response = browser.post(page_of(unit), TYPED | {"name": name}, follow=True)
        action = re.search(r'action="([^"]*/follow/)"', response.content.decode())[1]
        browser.post(action, {"agree": "yes"})
    text = text_of(browser.get(page_of(unit, "mine/")))
    assert "N. T. M***" in text
    assert "T. V. C***" in text
    assert "Đã in" in text
    left = DossierFollow.objects.get(dossier__code="H2")
    browser.post(page_of(unit, "mine", str(left.dossier_id), "leave/"))
    assert "T. V. C***" not in text_of(browser.get(page_of(unit, "mine/")))


def test_the_first_page_offers_it_once_there_are_dossiers(unit):
    assert "Tra cứu hồ sơ" not in text_of(Client().get(f"/u/{unit.slug}/"))
    other = factories.unit()
    record(other, told())
    assert "Tra cứu hồ sơ" in text_of(Client().get(f"/u/{other.slug}/"))
