"""Officers sign in: what is audited, what the edge gets, who waits after failures."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from pytest_django import Settings

from motcua.foundation import secrets
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.staff import operations, queries, rules
from motcua.foundation.staff.jobs import delete_old_tokens
from motcua.foundation.staff.models import AccessToken, Officer, SignInFailures
from motcua.foundation.staff.tokens import FIND_TOKENS, MAY_ISSUE, STAFF_COOKIE
from tests import factories
from tests.console.conftest import Time
from tests.features.queueing.day import PASSWORD, officer

pytestmark = pytest.mark.django_db
SIGN_IN = "/console/sign-in/"


@pytest.fixture
def han(time: Time) -> Officer:
    return officer(factories.unit())


def sign_in(
    client: Client, name: str, password: str = PASSWORD, address: str = "192.0.2.1"
) -> Any:  # Any: the test client's own answer
    return client.post(SIGN_IN, {"login": name, "password": password}, REMOTE_ADDR=address)


def known_to_the_edge(token: str, time: Time) -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FIND_TOKENS, [[secrets.token_hash(token)], time.now, MAY_ISSUE])
        return cursor.fetchone() is not None


def audited(tag: str) -> int:
    return AuditEvent.objects.filter(tag=tag).count()


def test_the_sign_in_page_is_ours_and_carries_the_strip(client: Client) -> None:
    shown = client.get(SIGN_IN)
    assert "BẢN CHẠY THỬ – DỮ LIỆU MẪU." in shown.content.decode()
    assert "style-src 'self'" in shown.headers["Content-Security-Policy"]
    assert "style=" not in shown.content.decode()


def test_signing_in_sets_a_cookie_the_edge_can_read_and_signing_out_revokes_it(
    client: Client, han: Officer, time: Time
) -> None:
    answer = sign_in(client, han.username)
    assert answer.headers["Location"] == "/console/"
    cookie = answer.cookies[STAFF_COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert known_to_the_edge(cookie.value, time)
    assert AccessToken.objects.get().expires_at == time.now + timedelta(hours=12)
    assert client.get("/console/").status_code == 200
    client.post("/console/sign-out/")
    assert not known_to_the_edge(cookie.value, time)
    assert client.get("/console/").status_code == 302
    assert (audited("staff:sign_in"), audited("staff:sign_out")) == (1, 1)


def test_a_wrong_password_is_told_kindly_and_audited_without_the_name(client: Client, han: Officer) -> None:
    shown = sign_in(client, han.username, "sai").content.decode()
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in shown
    assert f'value="{han.username}"' in shown
    event = AuditEvent.objects.get(tag="staff:sign_in:failed")
    assert (event.actor_id, event.detail) == (han.pk, {})
    assert STAFF_COOKIE not in client.cookies


def test_an_unknown_name_gets_the_same_answer(client: Client, han: Officer) -> None:
    unknown = sign_in(client, "khong-co", "sai").content.decode()
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in unknown
    assert AuditEvent.objects.get(tag="staff:sign_in:failed").actor_id == 0


def test_after_five_failures_one_address_waits_longer_and_longer(client: Client, han: Officer, time: Time) -> None:
    for _ in range(rules.FREE_TRIES):
        sign_in(client, han.username, "sai")
    assert "thử lại sau 1 phút" in sign_in(client, han.username).content.decode()
    time.passes(31)
    sign_in(client, han.username, "sai")
    time.passes(31)
    assert "thử lại sau 1 phút" in sign_in(client, han.username).content.decode()
    time.passes(31)
    assert sign_in(client, han.username).status_code == 302


def test_nobody_outside_locks_an_officer_out_of_her_counter(client: Client, han: Officer) -> None:
    for _ in range(rules.FREE_TRIES + 3):
        sign_in(Client(), han.username, "sai", address="203.0.113.9")
    assert "thử lại sau" in sign_in(Client(), han.username, address="203.0.113.9").content.decode()
    assert sign_in(client, han.username, address="192.0.2.1").status_code == 302


def test_behind_our_proxy_the_address_is_the_one_the_proxy_saw(
    client: Client, han: Officer, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def from_address(seen: str, password: str = PASSWORD) -> Any:  # Any: the test client's own answer
        told = {"login": han.username, "password": password}
        return Client().post(SIGN_IN, told, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=seen)

    for number in range(rules.FREE_TRIES + 3):
        from_address(f"198.51.100.{number}, 203.0.113.9", "sai")
    assert "thử lại sau" in from_address("203.0.113.9").content.decode()
    assert from_address("192.0.2.1").status_code == 302


def test_the_number_of_proxies_is_told_by_the_environment() -> None:
    say = "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    for told, meant in (("", 0), ("2", 2)):
        environment = {**os.environ, "MOTCUA_TRUSTED_PROXIES": told}
        heard = subprocess.run([sys.executable, "-c", say], env=environment, capture_output=True, text=True, check=True)
        assert int(heard.stdout) == meant


def test_spelling_the_name_otherwise_does_not_buy_more_tries(client: Client, han: Officer) -> None:
    for attempt in range(rules.FREE_TRIES):
        sign_in(client, han.username.upper() if attempt % 2 else f" {han.username}", "sai")
    assert "thử lại sau" in sign_in(client, han.username).content.decode()


def test_one_address_that_tries_many_names_waits_too(client: Client, time: Time) -> None:
    for number in range(rules.FREE_TRIES_OF_AN_ADDRESS):
        assert not operations.begin_try(account=f"ten-{number}", address="192.0.2.1", now=time.now)
    assert "thử lại sau" in sign_in(client, "ten-khac", "sai").content.decode()


def test_a_right_password_forgets_the_failures(client: Client, han: Officer) -> None:
    for _ in range(3):
        for _ in range(rules.FREE_TRIES - 1):
            sign_in(Client(), han.username, "sai")
        assert sign_in(Client(), han.username).status_code == 302


@pytest.mark.parametrize("failures,seconds", [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (10, 900), (10_000, 900)])
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert rules.wait_after(failures, rules.FREE_TRIES) == timedelta(seconds=seconds)


def test_there_is_no_sign_up(client: Client) -> None:
    assert client.get("/console/sign-up/").status_code == 404
    assert client.get("/console/signup/").status_code == 404


def test_an_officer_who_left_does_not_come_in(client: Client, han: Officer) -> None:
    Officer.objects.filter(pk=han.pk).update(is_active=False)
    sign_in(client, han.username)
    assert client.get("/console/").status_code == 302
    assert AccessToken.objects.count() == 0


def test_the_cookie_of_an_officer_who_left_is_nobodys_at_the_edge(client: Client, han: Officer, time: Time) -> None:
    cookie = sign_in(client, han.username).cookies[STAFF_COOKIE]
    assert known_to_the_edge(cookie.value, time)
    Officer.objects.filter(pk=han.pk).update(is_active=False)
    assert not known_to_the_edge(cookie.value, time)


def test_tokens_and_failures_go_a_day_after_they_ended(client: Client, han: Officer, time: Time) -> None:
    sign_in(client, han.username)
    sign_in(Client(), han.username, "sai")
    time.passes(35 * 3600)
    assert delete_old_tokens(time.now)["tokens"] == 0
    sign_in(Client(), han.username)
    time.passes(3600 + 1)
    sign_in(Client(), "ten-khac", "sai", address="192.0.2.7")
    assert delete_old_tokens(time.now)["tokens"] == 1
    assert AccessToken.objects.count() == 1
    time.passes(25 * 3600)
    assert delete_old_tokens(time.now)["sign_in_failures"] > 0
    assert SignInFailures.objects.count() == 0


def test_a_role_that_ends_closes_the_console_at_once(client: Client, han: Officer, time: Time) -> None:
    sign_in(client, han.username)
    han.grants.update(revoked_at=time.now)
    assert client.get("/console/").status_code == 403
    assert queries.units_where(han.pk, "queue.call", time.now) == frozenset()


def test_an_administrator_without_a_counter_lands_in_the_admin(client: Client, time: Time) -> None:
    Officer.objects.create_superuser("quan-tri", PASSWORD)
    answer = sign_in(client, "quan-tri")
    assert answer.headers["Location"] == "/admin/"
    assert STAFF_COOKIE not in answer.cookies


def test_the_admin_has_no_sign_in_of_its_own(client: Client) -> None:
    answer = client.get("/admin/login/?next=/admin/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(SIGN_IN)


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def enrol(client: Client, han: Officer) -> str:
    """Turn the second factor on as an officer does, and return its key."""
    sign_in(client, han.username)
    page = client.get("/console/second-factor/activate/", follow=True)
    if "Nhập lại mật khẩu" in page.content.decode():
        page = client.post(
            page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], {"password": PASSWORD}, follow=True
        )
    shown = page.content.decode()
    assert "<svg" in shown
    assert "style=" not in shown
    key = re.search(r'<p class="secret">([A-Z2-7]+)</p>', shown)
    assert key is not None
    answer = client.post("/console/second-factor/activate/", {"code": code_of(key[1])})
    assert answer.status_code == 302
    return key[1]


def test_with_a_second_factor_the_password_alone_opens_nothing(client: Client, han: Officer) -> None:
    enrol(client, han)
    stored = Authenticator.objects.get(user=han, type="totp").data["secret"]
    fresh = Client()
    answer = sign_in(fresh, han.username)
    assert answer.headers["Location"] == "/console/sign-in/code/"
    assert fresh.get("/console/").status_code == 302
    assert STAFF_COOKIE not in fresh.cookies
    assert "Mã không đúng" in fresh.post("/console/sign-in/code/", {"code": "000000"}).content.decode()
    assert secrets.decrypt_text(bytes.fromhex(stored), "second factor").isalnum()


def test_the_code_or_a_recovery_code_completes_the_sign_in(client: Client, han: Officer) -> None:
    enrol(client, han)
    shown = client.get("/console/second-factor/codes/").content.decode()
    codes = re.findall(r'<li class="secret">([0-9a-z]+)</li>', shown)
    assert len(codes) == 10
    fresh = Client()
    sign_in(fresh, han.username)
    answer = fresh.post("/console/sign-in/code/", {"code": codes[0]})
    assert answer.status_code == 302
    assert STAFF_COOKIE in answer.cookies
    assert fresh.get("/console/").status_code == 200
    again = Client()
    sign_in(again, han.username)
    assert "Mã không đúng" in again.post("/console/sign-in/code/", {"code": codes[0]}).content.decode()


@pytest.mark.parametrize("page", ["", "activate/", "deactivate/", "codes/", "codes/new/"])
def test_second_factor_pages_need_a_sign_in(client: Client, page: str) -> None:
    answer = client.get(f"/console/second-factor/{page}")
    assert answer.status_code in (302, 404)
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith(SIGN_IN)
