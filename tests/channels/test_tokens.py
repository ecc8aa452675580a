"""A token pair is renewed once, kept before use, and never twice with one refresh token."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from motcua.foundation import secrets
from motcua.messaging.channels.models import OaToken
from motcua.messaging.channels.zalo import tokens
from motcua.messaging.channels.zalo.client import ZaloClient
from tests.channels.scripted_zalo import Says, ScriptedZalo, accepted, envelope
from tests.channels.test_delivery import MINUTE, SECOND, again, say, send_all
from tests.channels.wire import NOW, Wire

pytestmark = pytest.mark.django_db
PAIR = Says(b'{"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": "90000"}')


def test_a_refused_token_is_renewed_and_the_message_goes_out_with_the_new_one(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    later = NOW + 5 * MINUTE
    zalo.say(envelope(-216), PAIR, accepted())
    message = say(wire, "Chào.", now=later)
    send_all(client, later)
    assert again(message).state == "queued"
    send_all(client, later + 2 * SECOND)
    assert len(zalo.asked) == 1  # nothing goes out with a token that is not trusted
    assert tokens.renew_due(client, now=later + 2 * SECOND) == 1
    send_all(client, later + 3 * SECOND)
    assert again(message).state == "delivered"
    assert zalo.asked[1].form["refresh_token"] == "refresh-1"
    assert zalo.asked[2].headers["access_token"] == "access-2"


def test_it_is_renewed_before_it_ends(wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
    assert tokens.renew_due(client, now=NOW + timedelta(hours=23)) == 0
    zalo.say(PAIR)
    assert tokens.renew_due(client, now=NOW + timedelta(hours=24, minutes=30)) == 1
    kept = OaToken.objects.get()
    assert secrets.decrypt_text(bytes(kept.refresh_sealed), tokens.SEALED_AS) == "refresh-2"
    assert (kept.version, kept.leased_until) == (2, None)


def test_an_answer_without_a_refresh_token_keeps_the_old_one(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    zalo.say(Says(b'{"access_token": "access-2", "expires_in": "90000"}'))
    tokens.renew_due(client, now=NOW + timedelta(hours=25))
    kept = OaToken.objects.get()
    assert secrets.decrypt_text(bytes(kept.refresh_sealed), tokens.SEALED_AS) == "refresh-1"


def test_a_used_refresh_token_asks_for_consent_and_messages_wait(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    now = NOW + timedelta(hours=24, minutes=30)
    zalo.say(Says(b""))
    tokens.renew_due(client, now=now)
    assert OaToken.objects.get().consent_needed_since == now
    say(wire, "Chào.", now=now)
    send_all(client, now)
    assert tokens.renew_due(client, now=now + timedelta(hours=1)) == 0
    assert len(zalo.asked) == 1


def test_a_gateway_fault_is_tried_once_more_with_the_same_token_and_then_no_more(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    now = NOW + timedelta(hours=24, minutes=10)
    zalo.say(Says(b"<html>", status=504), Says(b"<html>", status=504))
    for step in range(8):
        tokens.renew_due(client, now=now + step * MINUTE)
    assert [asked.form["refresh_token"] for asked in zalo.asked] == ["refresh-1", "refresh-1"]
    assert OaToken.objects.get().consent_needed_since is not None


def test_a_token_that_stays_refused_right_after_a_renewal_is_not_renewed_again(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    zalo.judge = lambda asked: PAIR if "access_token" in asked.path else envelope(-216)
    message = say(wire, "Chào.", now=NOW + 5 * MINUTE)
    for step in range(20):
        now = NOW + 5 * MINUTE + step * SECOND
        send_all(client, now)
        tokens.renew_due(client, now=now)
    assert again(message).state == "failed"
    assert sum("access_token" in asked.path for asked in zalo.asked) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_renew_one_token_once(wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
    gate = threading.Barrier(3)
    zalo.say(PAIR)

    def worker() -> None:
        gate.wait()
        tokens.renew_due(client, now=NOW + timedelta(hours=25))
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(zalo.asked) == 1
    assert OaToken.objects.get().version == 2
