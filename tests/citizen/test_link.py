"""A personal link in a browser: looked at, pressed, forwarded, forged, too old."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from motcua.foundation.citizens import link_operations, operations
from motcua.foundation.citizens.models import CitizenSession, PersonalLink
from motcua.messaging.channels.models import OaAccount, OaBinding, OutboxMessage, ZaloApp
from tests import factories
from tests.citizen.conftest import browser_of
from tests.citizen.reading import form_of, text_of
from tests.factories import NOW


@pytest.fixture
def path(person) -> str:
    return send(person.holder_id)


@pytest.fixture
def zalo_account(unit) -> str:
    app = ZaloApp.objects.create(name="Mẫu", app_id="app-1")
    account = OaAccount.objects.create(app=app, oa_id="oa-1", name="Công an quận Mẫu", is_demo=True)
    OaBinding.objects.create(account=account, unit=unit, valid_from=date(2020, 1, 1))
    return account.oa_id


def send(citizen_id: int, purpose: str = "personal_data", target: str = "") -> str:
    url = link_operations.personal_link(
        citizen_id=citizen_id, purpose=purpose, target=target or "/u/x/me/", now=NOW,
        valid_until=NOW + timedelta(hours=14),
    )  # fmt: skip
    return "/l/" + url.split("/l/")[1]


def press(client: Client, path: str):
    return client.post(path, form_of(client.get(path), path))


def test_looking_shows_the_masked_account_and_binds_nothing(client, path):
    page = client.get(path)
    assert "N. T. M***" in text_of(page)
    assert "Nguyễn Thị Mẫu" not in text_of(page)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "mc_citizen" not in page.cookies
    assert PersonalLink.objects.get().bound_at is None


def test_pressing_signs_in_and_leaves_an_address_without_the_token(client, path):
    done = press(client, path)
    assert done.headers["location"] == "/u/x/me/"
    assert done.cookies["mc_citizen"]["httponly"]
    assert CitizenSession.objects.count() == 1
    assert client.get(path).headers["location"] == "/u/x/me/"


def test_a_forwarded_link_shows_the_way_to_the_owners_zalo_only(client, path):
    press(client, path)
    stranger = Client()
    page = stranger.get(path)
    assert page.status_code == 403
    assert "đã mở trên máy khác" in text_of(page)
    assert "Gửi lại liên kết vào Zalo của tôi" in text_of(page)
    assert stranger.post(path, {"proof": stranger.cookies["mc_link"].value}).status_code == 403
    assert "mc_citizen" not in stranger.cookies


def test_the_owners_own_cookie_still_binds_the_link_so_that_a_forwarded_copy_opens_nothing(person, path):
    owner, stranger = browser_of(person), Client()
    before = owner.cookies["mc_citizen"].value
    assert owner.get(path).status_code == 200
    assert press(owner, path).headers["location"] == "/u/x/me/"
    assert owner.cookies["mc_citizen"].value == before
    assert owner.get(path).headers["location"] == "/u/x/me/"
    assert stranger.get(path).status_code == 403
    assert stranger.post(path, {"proof": stranger.cookies["mc_link"].value}).status_code == 403
    assert "mc_citizen" not in stranger.cookies


def test_a_forwarded_ticket_link_leads_to_the_public_state(client, person):
    path = send(person.holder_id, "ticket", "/t/7M4K92QH/")
    press(client, path)
    assert 'href="/t/7M4K92QH/"' in Client().get(path).content.decode()


def test_a_personal_data_link_tells_a_stranger_nothing_of_its_aim(client, path):
    press(client, path)
    assert "/u/x/me/" not in Client().get(path).content.decode()


def test_too_late_says_how_long_a_link_lives(client, path, clock_at):
    clock_at.now = NOW + timedelta(minutes=31)
    page = client.get(path)
    assert page.status_code == 410
    assert "30 phút" in text_of(page)


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 500, "ệ"])
def test_a_forged_link_says_what_to_do(client, db, token):
    for answer in (client.get(f"/l/{token}/"), client.post(f"/l/{token}/"), client.post(f"/l/{token}/resend/")):
        assert answer.status_code in (302, 404)
    assert "Liên kết không đúng" in text_of(client.get(f"/l/{token}/"))


def test_another_site_cannot_press_for_somebody(path):
    attacked = Client()
    assert attacked.post(path, {"proof": "guess"}).status_code == 200
    proof = form_of(attacked.get(path), path)
    assert attacked.post(path, proof, headers={"sec-fetch-site": "cross-site"}).status_code == 200
    assert "mc_citizen" not in attacked.cookies
    assert PersonalLink.objects.get().bound_at is None


def test_opening_replaces_another_citizens_cookie(path, unit):
    browser = browser_of(factories.citizen(unit, "Người Khác")[1])
    before = browser.cookies["mc_citizen"].value
    press(browser, path)
    assert browser.cookies["mc_citizen"].value != before


def test_resending_writes_to_the_owners_chat_and_never_to_who_asks(client, unit, clock_at, zalo_account):
    citizen = operations.identify(unit_id=unit.pk, channel="zalo", account=zalo_account, external_id="876", now=NOW)
    path = send(citizen)
    clock_at.now = NOW + timedelta(hours=1)
    proof = form_of(client.get(path), f"{path}resend/")
    for _ in range(2):
        answer = client.post(f"{path}resend/", proof)
        assert "Đã gửi liên kết mới vào Zalo" in text_of(answer)
        assert not re.search(r"/l/[A-Za-z0-9_-]{43}", answer.content.decode().replace(path, ""))
    assert OutboxMessage.objects.get().external_id == "876"
    assert PersonalLink.objects.count() == 2


def test_without_zalo_the_page_says_where_else(client, path, clock_at):
    clock_at.now = NOW + timedelta(hours=1)
    answer = client.post(f"{path}resend/", form_of(client.get(path), f"{path}resend/"))
    assert "chưa có Zalo" in text_of(answer)
