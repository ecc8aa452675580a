"""Templates through the outbox: sent once, paid, receipted by webhook, and each comes to an end."""

import json
from datetime import timedelta

import pytest

from motcua.messaging.channels import delivery, outbox, receipts
from motcua.messaging.channels.contract import Template
from motcua.messaging.channels.models import ConversationState, OaAccount, OutboxMessage
from motcua.messaging.channels.zalo.client import ZaloClient
from tests.channels.scripted_zalo import LOST, ScriptedZalo, envelope
from tests.channels.test_delivery import again, say, send_all
from tests.channels.wire import NOW, Wire, put

pytestmark = pytest.mark.django_db
PHONE = "84900000000"
TEXT = "Thẻ căn cước của ông/bà đã có."


def queue(wire: Wire, *, phone: str = PHONE, to: str = "") -> OutboxMessage:
    template = Template("610001", {"ma_ho_so": "HS-1"}, phone=phone)
    pk = outbox.enqueue_template(account=wire.account.pk, template=template, text=TEXT, to=to, now=NOW)
    return OutboxMessage.objects.get(pk=pk)


def receipt(wire: Wire, message: OutboxMessage, msg_id: str = "zns-1") -> bytes:
    told = {"msg_id": msg_id, "tracking_id": f"mc-{message.pk}", "delivery_time": "1"}
    return wire.body("user_received_message", citizen=PHONE, at=NOW + timedelta(seconds=3), message=told)


def test_a_template_by_phone_is_sent_and_its_receipt_noted(wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
    message = queue(wire)
    zalo.say(envelope(0, msg_id="zns-1", sent_time="1", quota={"dailyQuota": "9", "remainingQuota": "8"}))
    send_all(client)
    (asked,) = zalo.asked
    assert asked.path == "/message/template"
    body = json.loads(asked.body)
    assert (body["phone"], body["tracking_id"]) == (PHONE, f"mc-{message.pk}")
    assert (again(message).state, message.channel_message_id, message.charge) == ("delivered", "zns-1", "charged")
    put(receipt(wire, message))
    receipts.work(now=NOW)
    assert again(message).received_at == NOW + timedelta(seconds=3)


def test_the_number_stands_nowhere_in_the_clear_and_its_words_can_be_read_later(wire: Wire) -> None:
    message = queue(wire)
    assert PHONE not in message.external_id and message.external_id.startswith("tel:")
    assert PHONE.encode() not in bytes(message.reply_sealed)
    assert outbox.read_reply(bytes(message.reply_sealed)).text == TEXT
    assert queue(wire).external_id == message.external_id  # so that one person's messages keep their order


def test_by_user_id_it_goes_to_the_account_and_no_window_holds_it(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    ConversationState.objects.create(account=wire.account, external_id="u1", last_event_at=NOW - timedelta(days=40))
    message, reply = queue(wire, phone="", to="u1"), say(wire, "Chào.", to="u1")
    zalo.say(envelope(0, message_id="m-9", quota={"quota_type": "purchase_quota"}))
    send_all(client)
    assert [asked.path for asked in zalo.asked] == ["/v3.0/oa/message/template"]
    assert (again(message).state, message.charge) == ("delivered", "purchase_quota")
    assert (again(reply).state, reply.said) == ("rejected", "no interaction within the reply window")


def test_a_lost_answer_is_proved_by_the_receipt_and_never_sent_again(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    message = queue(wire)
    zalo.say(LOST)
    send_all(client)
    assert again(message).uncertain_since == NOW
    delivery.settle(now=NOW + timedelta(minutes=2))
    assert again(message).state == "unknown"
    put(receipt(wire, message))
    receipts.work(now=NOW + timedelta(minutes=3))
    assert (again(message).state, message.channel_message_id) == ("delivered", "zns-1")
    assert len(zalo.asked) == 1
    assert OutboxMessage.objects.count() == 1


def test_a_receipt_of_another_account_proves_nothing(wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
    message = queue(wire)
    zalo.say(LOST)
    send_all(client)
    raw = receipt(wire, message).replace(wire.oa_id.encode(), b"oa-elsewhere")
    put(raw)
    receipts.work(now=NOW)
    assert again(message).state == "sending"


@pytest.mark.parametrize(
    ("code", "state"), [(-118, "rejected"), (-115, "rejected"), (-144, "rejected"), (-135, "failed"), (-1122, "failed")]
)
def test_every_refusal_is_an_end_and_none_stops_the_account(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo, code: int, state: str
) -> None:
    message = queue(wire)
    zalo.say(envelope(code))
    send_all(client)
    assert (again(message).state, message.code) == (state, code)
    account = OaAccount.objects.get()
    assert (account.stopped_at, account.paid_stopped_at) == (None, None)


def test_at_night_it_waits_alone(wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
    message = queue(wire)
    zalo.say(envelope(-133))
    send_all(client)
    assert (again(message).state, message.send_after) == ("queued", NOW + timedelta(hours=1))
    assert OaAccount.objects.get().hold_until is None


def test_an_empty_purse_stops_what_costs_and_free_answers_go_on(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    for citizen, days in (("paid", 3), ("also-paid", 4), ("free", 1)):
        ConversationState.objects.create(
            account=wire.account, external_id=citizen, last_event_at=NOW - timedelta(days=days)
        )
    first = say(wire, "Một.", to="paid")
    zalo.say(envelope(-211))
    send_all(client)
    assert (again(first).state, first.code) == ("rejected", -211)
    account = OaAccount.objects.get()
    assert (account.stopped_at, account.paid_stopped_at) == (None, NOW)
    second, third = say(wire, "Hai.", to="also-paid"), say(wire, "Ba.", to="free")
    send_all(client)
    assert (again(second).state, again(third).state) == ("rejected", "delivered")
    assert len(zalo.asked) == 2
