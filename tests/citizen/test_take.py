"""Bấm số in a browser: told before typing, three presses for who is known, nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.audiences.citizen.offers import days_of
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.citizens import operations, queries
from motcua.foundation.citizens.models import Citizen, Consent, Person
from motcua.tickets.models import Ticket
from motcua.tickets.operations import close_shift, issue
from tests import factories
from tests.citizen.conftest import browser_of
from tests.citizen.reading import form_of, text_of
from tests.factories import NOW, TODAY
from tests.ledger.asking import at_kiosk, by_citizen

TYPED = {"name": "Trần Văn Mẫu", "day": "5", "month": "8", "year": "1968", "phone": "0912 345 678"}
PRESS = "/api/v1/tickets"


def choose_url(unit) -> str:
    return f"/u/{unit.slug}/take/"


def take_url(shift) -> str:
    return f"/u/{shift.unit.slug}/take/{shift.pk}/"


def press(client: Client, page) -> object:
    """Send the form of the check page as a browser does."""
    return client.post(PRESS, "&".join(f"{k}={v}" for k, v in form_of(page, PRESS).items()),
                       content_type="application/x-www-form-urlencoded")  # fmt: skip


def test_a_known_person_needs_three_presses(browser, unit, shift):
    home = browser.get(f"/u/{unit.slug}/")
    assert f'href="{choose_url(unit)}"' in home.content.decode()
    choose = browser.get(choose_url(unit))
    check = browser.get(choose_url(unit), form_of(choose, choose_url(unit)), follow=True)
    done = press(browser, check)
    assert done.status_code == 303
    ticket = Ticket.objects.get()
    assert ticket.person_name == "Nguyễn Thị Mẫu"
    page = browser.get(done.headers["location"].removeprefix("http://localhost:8000"))
    assert "A001" in text_of(page)


def test_pressing_twice_gives_one_number(browser, shift):
    check = browser.get(take_url(shift))
    assert press(browser, check).headers["location"] == press(browser, check).headers["location"]
    assert Ticket.objects.count() == 1


def test_a_newcomer_types_once_and_is_known(client, shift):
    asked = client.get(take_url(shift))
    assert "Đơn vị dùng họ tên" in text_of(asked)
    assert form_of(asked, take_url(shift)).keys() <= {"name", "day", "month", "year", "phone", "csrfmiddlewaretoken"}
    entered = client.post(take_url(shift), TYPED)
    assert entered.status_code == 302
    cookie = entered.cookies["mc_citizen"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    check = client.get(take_url(shift))
    assert "Trần Văn Mẫu" in text_of(check)
    assert press(client, check).status_code == 303
    person = Person.objects.get()
    assert str(queries.birth_of(person)) == "05/08/1968"
    assert queries.phone_of(person) == "+84912345678"


def test_no_consent_is_ticked_and_none_is_needed(client, shift):
    asked = client.get(take_url(shift)).content.decode()
    assert asked.count('name="consent"') == 2
    assert "checked" not in asked
    client.post(take_url(shift), TYPED)
    assert not Consent.objects.exists()
    assert AuditEvent.objects.filter(tag="notice:shown").count() == 3


def test_consent_that_was_ticked_is_kept_by_purpose(client, shift):
    client.post(take_url(shift), {**TYPED, "consent": ["broadcast", "service", "x"]})
    assert [one.purpose for one in Consent.objects.all()] == ["broadcast"]


def test_a_year_alone_is_enough(client, shift):
    client.post(take_url(shift), {"name": "Nguyễn Văn Bảy", "year": "1944"})
    assert str(queries.birth_of(Person.objects.get())) == "1944"


def test_a_whole_date_pasted_into_the_first_box_is_read(client, shift):
    client.post(take_url(shift), {"name": "Nguyễn Văn Bảy", "day": "5/8/1990"})
    assert str(queries.birth_of(Person.objects.get())) == "05/08/1990"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"year": "2022", "month": "7", "day": "23"}, "Ngày sinh 23/07/2022 chưa đến"),
        ({"year": "66"}, "năm sinh đủ 4 chữ số"),
        ({"year": "1990", "month": "2", "day": "30"}, "không có trong lịch"),
        ({"year": "1990", "month": "", "day": "5"}, "ghi cả tháng sinh"),
        ({"year": "1850"}, "quá xa"),
        ({"name": "Nguyễn" * 50}, "dài quá 100 ký tự"),
        ({"name": ""}, "ghi họ và tên"),
        ({"name": "Nguyễn 007"}, "không có chữ số"),
        ({"name": "<b>An</b>"}, "chữ cái"),
        ({"phone": "12"}, "số điện thoại"),
        ({"phone": "113"}, "số khẩn cấp"),
    ],
)
def test_what_was_typed_wrong_is_said_and_kept(client, shift, typed, sentence):
    sent = {**TYPED, **typed}
    answer = client.post(take_url(shift), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<title>Lỗi: " in page
    assert sentence in text_of(answer)
    kept = form_of(answer, take_url(shift))
    assert {name: kept[name] for name in sent} == sent
    assert not Citizen.objects.exists()


def test_decomposed_letters_are_stored_composed(client, shift):
    client.post(take_url(shift), {**TYPED, "name": "Nguyễn  Đức Hoà\u200b"})
    assert Person.objects.get().full_name == "Nguyễn Đức Hoà"


def test_bytes_that_are_no_utf_8_are_refused_kindly(client, shift):
    form = "application/x-www-form-urlencoded"
    escaped = client.post(take_url(shift), "name=Nguy%E1%FF%E3n&year=1990", content_type=form)
    assert escaped.status_code == 422
    assert "chỉ gồm chữ cái" in text_of(escaped)
    raw = client.post(take_url(shift), b"name=Nguy\xe1\xff\xe3n&year=1990", content_type=form)
    assert raw.status_code == 400
    assert "gửi lại" in text_of(raw)
    assert not Citizen.objects.exists()


def test_a_null_byte_is_not_an_error_of_ours(client, shift):
    answer = client.post(take_url(shift), {**TYPED, "name": "Nguyễn\x00 An"})
    assert answer.status_code in (302, 422)


def test_full_is_said_before_anything_is_typed_with_the_next_open_shift(client, unit):
    full = factories.shift(factories.point(unit), capacity=1)
    later = factories.shift(
        full.point, full.line, on=TODAY + timedelta(days=1), starts_at=NOW + timedelta(days=1),
        ends_at=NOW + timedelta(days=1, hours=4),
    )  # fmt: skip
    issue([at_kiosk(full)], now=NOW)
    listed = client.get(choose_url(unit))
    assert "Hết số." in text_of(listed)
    assert form_of(listed, choose_url(unit)) == {"shift": str(later.pk)}
    refused = client.get(take_url(full))
    assert refused.status_code == 409
    assert "Họ, chữ đệm" not in text_of(refused)
    assert take_url(later) in refused.content.decode()


def test_closed_and_not_yet_open_say_why_and_when(client, unit, shift):
    close_shift(shift.pk, reason="Máy chụp hỏng", by=0, now=NOW - timedelta(minutes=1))
    assert "Đã ngừng nhận số: Máy chụp hỏng." in text_of(client.get(take_url(shift)))
    soon = factories.shift(shift.point, shift.line, opens_at=NOW + timedelta(hours=1), starts_at=NOW)
    assert "Mở lấy số lúc 9:40 hôm nay." in text_of(client.get(take_url(soon)))
    assert "Hiện chưa buổi nào còn số" in text_of(client.get(choose_url(unit)))


def tomorrow_of(shift, *, opens_in: timedelta, hour: int = 0):
    day = timedelta(days=1)
    starts = shift.starts_at + day + timedelta(hours=hour)
    return factories.shift(
        shift.point, shift.line, on=TODAY + day, starts_at=starts, ends_at=starts + timedelta(hours=4),
        opens_at=NOW + opens_in,
    )  # fmt: skip


def test_tomorrows_shifts_that_are_not_yet_open_are_folded_under_when_they_open(client, unit, shift):
    tomorrow_of(shift, opens_in=timedelta(hours=3))
    tomorrow_of(shift, opens_in=timedelta(hours=2), hour=5)
    told = client.get(choose_url(unit)).content.decode()
    folded = told[told.index('<details class="folded">') :]
    assert "<summary>Ngày mai: mở lấy số từ 10:40 hôm nay</summary>" in folded
    assert folded.count('type="radio"') == 2
    assert told.count("<legend") == 1


def test_tomorrows_open_shift_stands_unfolded_beside_the_folded_one(client, unit, shift):
    open_one = tomorrow_of(shift, opens_in=-timedelta(hours=1))
    closed_one = tomorrow_of(shift, opens_in=timedelta(hours=2), hour=5)
    told = client.get(choose_url(unit)).content.decode()
    shown, folded = told.split('<details class="folded">')
    assert f'value="{open_one.pk}"' in shown
    assert f'value="{closed_one.pk}"' in folded
    assert told.count("<legend") == 2


def queries_of_choosing(unit) -> int:
    with CaptureQueriesContext(connection) as asked:
        days_of(unit.pk, NOW)
    return len(asked)


def test_two_days_cost_as_many_queries_as_one(unit, shift):
    assert queries_of_choosing(unit) == 2
    tomorrow_of(shift, opens_in=timedelta(hours=3))
    tomorrow_of(shift, opens_in=-timedelta(hours=3), hour=5)
    assert queries_of_choosing(unit) == 2


def test_a_crowd_in_the_same_second_reads_one_page_and_the_next_second_another(client, unit, shift, clock_at):
    first = client.get(choose_url(unit))
    with CaptureQueriesContext(connection) as asked:
        again = client.get(choose_url(unit))
    assert (len(asked), again.content) == (0, first.content)
    assert again["Cache-Control"] == "no-store"
    issue([at_kiosk(shift)], now=NOW)
    clock_at.now += timedelta(seconds=1)
    assert "còn 99 số" in text_of(client.get(choose_url(unit)))


def test_a_unit_without_shifts_says_so(client, unit):
    assert "chưa mở buổi nào" in text_of(client.get(choose_url(unit)))


@pytest.mark.parametrize("shift_id", ["0", "999999", "9" * 18, "9" * 40])
def test_no_such_shift_is_a_page_not_a_crash(client, unit, shift_id):
    assert client.get(f"/u/{unit.slug}/take/{shift_id}/").status_code == 404


def test_another_units_shift_is_not_found_here(client, shift):
    elsewhere = factories.unit("Công an quận Khác")
    assert client.get(f"/u/{elsewhere.slug}/take/{shift.pk}/").status_code == 404


def test_a_relative_is_added_on_the_way_and_chosen(browser, unit, shift):
    url = f"/u/{unit.slug}/people/new/?shift={shift.pk}"
    added = browser.post(url, {"relation": "parent", "name": "Nguyễn Văn Bảy", "year": "1944"})
    relative = Person.objects.get(full_name="Nguyễn Văn Bảy")
    assert added.headers["location"] == f"{take_url(shift)}?person={relative.pk}"
    check = browser.get(added.headers["location"])
    assert form_of(check, PRESS)["person"] == str(relative.pk)
    press(browser, check)
    assert Ticket.objects.get().person_id == relative.pk


def test_a_follower_from_a_chat_types_her_name_once(unit, shift):
    citizen = operations.identify(unit_id=unit.pk, channel="zalo", account="1", external_id="876", now=NOW)
    browser = browser_of(Person(holder_id=citizen))
    assert "Họ, chữ đệm và tên" in text_of(browser.get(take_url(shift)))
    browser.post(take_url(shift), TYPED)
    assert Citizen.objects.count() == 1
    assert press(browser, browser.get(take_url(shift))).status_code == 303


def test_the_doors_refusals_land_on_a_page_that_says_what_next(browser, unit, shift, person):
    check = browser.get(take_url(shift))
    issue([by_citizen(shift, person)], now=NOW)
    Ticket.objects.update(state="served")
    other = factories.line(unit, prefix="B", code="khac")
    issue([by_citizen(factories.shift(shift.point, other), person)], now=NOW)
    refused = press(browser, check)
    assert refused.status_code == 303
    page = browser.get(refused.headers["location"].removeprefix("http://localhost:8000"))
    assert page.status_code == 409
    assert "Đã đủ số trong ngày" in text_of(page)
    assert reverse("citizen-my", kwargs={"unit": unit.slug}) in page.content.decode()


def test_the_busy_page_keeps_what_was_asked(client, shift):
    page = client.get(f"/take/problem/?shift={shift.pk}&kind=try-later&person=7")
    assert page.status_code == 503
    assert form_of(page, PRESS) == {"shift": str(shift.pk), "person": "7"}


@pytest.mark.parametrize("query", ["", "?kind=<b>&shift=x", "?kind=shift-full&shift=99999", f"?shift={'9' * 30}"])
def test_a_made_up_problem_address_is_still_a_page(client, db, query):
    page = client.get(f"/take/problem/{query}")
    assert page.status_code in (409, 503)
    assert "<b>&" not in page.content.decode()
