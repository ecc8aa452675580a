"""The first pages: trial or official, open or closed, own ticket first, what is being called."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation.offices.models import OpeningOverride, OrgUnit, OrgUnitName, OrgUnitPlacement, UnitSuccession
from motcua.tickets.models import Ticket
from motcua.tickets.operations import issue
from tests import factories
from tests.citizen.reading import text_of
from tests.factories import NOW, TODAY
from tests.ledger.asking import at_kiosk, by_citizen

STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU. Không phải trang của cơ quan Công an."


def home(client: Client, unit: OrgUnit) -> str:
    return text_of(client.get(f"/u/{unit.slug}/"))


def test_a_trial_unit_says_so_first_and_dials_nobody(client, unit, shift):
    page = client.get(f"/u/{unit.slug}/").content.decode()
    assert text_of(client.get(f"/u/{unit.slug}/")).startswith(f"Tới nội dung chính {STRIP}")
    assert "tel:" not in page
    assert "Trang chính thức" not in page
    assert "không gọi được" in page


def test_an_official_unit_names_its_account_and_dials(client, unit):
    OrgUnit.objects.filter(pk=unit.pk).update(official_since=NOW, official_account_name="Công an quận Mẫu – TP.HCM")
    page = client.get(f"/u/{unit.slug}/").content.decode()
    assert "BẢN CHẠY THỬ" not in page
    assert "Công an quận Mẫu – TP.HCM" in page
    assert 'href="tel:02800000113"' in page


def test_open_until_when_and_how_many_wait(client, unit, shift):
    issue([at_kiosk(shift), at_kiosk(shift)], now=NOW)
    assert "Mở đến 22:00 · 2 người đang chờ" in home(client, unit)


def test_closed_says_when_it_opens_again_and_why(client, unit, shift):
    for day in (TODAY, TODAY + timedelta(days=1)):
        OpeningOverride.objects.create(point=shift.point, date=day, closed=True, reason="Mất điện")
    assert "Đang đóng cửa (Mất điện), mở lại 7:00 Chủ nhật 24/07/2022" in home(client, unit)


def test_only_what_exists_is_offered(client, unit, shift):
    words = home(client, unit)
    for row in ("Bấm số", "Số của tôi", "Số đang làm", "Dữ liệu cá nhân"):
        assert row in words
    for row in ("Đặt lịch", "Tra cứu", "Hỏi đáp", "Tin tức"):
        assert row not in words


def test_ones_own_ticket_comes_first(browser, unit, shift, person):
    issue([at_kiosk(shift)], now=NOW)
    issue([by_citizen(shift, person)], now=NOW)
    words = home(browser, unit)
    assert words.index("A002") < words.index("Bấm số")
    assert "Còn 1 người phía trước" in words


def test_a_stranger_sees_nobodys_ticket(client, unit, shift, person):
    issue([by_citizen(shift, person)], now=NOW)
    assert "A001" not in home(client, unit)


def test_the_cookie_of_another_unit_shows_nothing_here(browser, shift, person):
    elsewhere = factories.unit("Công an quận Khác")
    issue([by_citizen(shift, person)], now=NOW)
    assert "A001" not in home(browser, elsewhere)
    assert browser.get(f"/u/{elsewhere.slug}/me/").status_code == 401


def test_a_closed_unit_sends_to_its_successor(client, unit):
    OrgUnit.objects.filter(pk=unit.pk).update(valid_to=TODAY - timedelta(days=1))
    heir = factories.unit("Công an phường Mới")
    UnitSuccession.objects.create(predecessor=unit, successor=heir, on=TODAY)
    words = home(client, unit)
    assert "làm việc đến hết ngày 21/07/2022" in words
    assert "Công an phường Mới" in words


def test_the_masthead_names_unit_and_place_of_the_day(client, unit):
    above = factories.unit("Công an Thành phố Mẫu")
    OrgUnitPlacement.objects.create(unit=unit, parent=above, valid_from=date(2000, 1, 1))
    OrgUnitName.objects.create(unit=unit, name="Công an quận Tên Mới", short_name="x", valid_from=date(2025, 1, 1))
    words = home(client, unit)
    assert "Công an quận Mẫu Công an Thành phố Mẫu" in words
    assert "Tên Mới" not in words


def test_the_house_lists_its_units_and_not_the_directory_entries(client, unit):
    OrgUnit.objects.filter(pk=factories.unit("Trung tâm dữ liệu").pk).update(external=True)
    words = text_of(client.get("/"))
    assert "Công an quận Mẫu" in words
    assert "Trung tâm" not in words
    assert STRIP in words


def test_a_directory_entry_has_no_page(client, unit):
    OrgUnit.objects.filter(pk=unit.pk).update(external=True)
    assert client.get(f"/u/{unit.slug}/").status_code == 404


def test_now_serving_shows_numbers_and_no_names(client, unit, shift, person):
    issue([by_citizen(shift, person)], now=NOW)
    issue([at_kiosk(shift)], now=NOW)
    Ticket.objects.filter(number=1).update(state="called")
    page = client.get(f"/u/{unit.slug}/now/")
    words = text_of(page)
    assert "A001" in words
    assert "1 người đang chờ" in words
    assert "Mẫu" not in words.replace("Công an quận Mẫu", "").replace("đường Mẫu", "")
    assert f'data-live="/live/points/{shift.point_id}"' in page.content.decode()


def test_a_day_without_shifts_says_so(client, unit):
    assert "Hôm nay chưa có buổi làm việc" in text_of(client.get(f"/u/{unit.slug}/now/"))


@pytest.mark.parametrize("path", ["/u/khong-co/", "/nope/", "/u/khong-co/take/1/"])
def test_what_is_not_there_is_said_in_vietnamese_with_a_way_on(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 404
    words = text_of(answer)
    assert "Không có trang này" in words
    assert "Về trang chính" in words
    assert STRIP in words


def test_a_broken_page_tells_that_numbers_are_safe(monkeypatch, unit):
    def breaks(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("motcua.audiences.citizen.views.home._open_lines", breaks)
    answer = Client(raise_request_exception=False).get(f"/u/{unit.slug}/")
    assert answer.status_code == 500
    assert "số đã lấy không mất" in text_of(answer)


def test_a_form_without_its_token_says_what_to_do(person, unit):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(reverse("citizen-consents", kwargs={"unit": unit.slug}), {"purpose": "notices"})
    assert answer.status_code == 403
    assert "tải lại rồi gửi lại" in text_of(answer)
