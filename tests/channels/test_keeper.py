"""A citizen may see what was written to her, and may be forgotten."""

from datetime import datetime, timedelta

import pytest

from motcua.foundation.citizens import operations
from motcua.foundation.citizens.models import ChannelIdentity
from motcua.messaging.channels import delivery, inbox, outbox
from motcua.messaging.channels.contract import Answer, Conversation, Identity, Inbound
from motcua.messaging.channels.keeper import ChannelKeeper
from motcua.messaging.channels.models import ConversationState, Follower, InboundEvent, OutboxMessage
from motcua.messaging.channels.zalo.client import ZaloClient
from motcua.messaging.dialogue.reply import Reply
from tests.channels.scripted_zalo import LOST, ScriptedZalo
from tests.channels.test_inbox import Register, parrot, run_out
from tests.channels.wire import NOW, Wire, put

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def citizen_of(external_id: str = "u1") -> int:
    return ChannelIdentity.objects.get(external_id=external_id).citizen_id


def test_she_sees_what_was_written_to_her_and_when_she_followed(wire: Wire, handling: Register) -> None:
    handling(parrot)
    put(wire.body("follow"), wire.text("chào", at=NOW + MINUTE), wire.text("chào", citizen="u2"))
    run_out()
    told = ChannelKeeper().tell(citizen_of())
    assert [one.get("text") for one in told] == ["1. follow", "2. chào", None]
    assert told[-1] == {"followed": NOW.isoformat(), "until": None}


def test_a_forgotten_citizen_leaves_nameless_rows_and_no_words(
    wire: Wire, handling: Register, client: ZaloClient
) -> None:
    handling(parrot)
    put(wire.body("follow"), wire.body("unfollow", at=NOW + MINUTE), wire.text("chào", citizen="u2"))
    run_out()
    delivery.deliver_due(now=NOW)
    outbox.enqueue(account=wire.account.pk, to="u1", reply=Reply("chưa gửi"), kind="call", now=NOW)
    operations.erase(citizen_id=citizen_of(), now=NOW + 2 * MINUTE)
    assert not ConversationState.objects.filter(external_id="u1").exists()
    assert not InboundEvent.objects.filter(external_id="u1").exists()
    hers = OutboxMessage.objects.exclude(external_id="u2").values_list("external_id", "reply_sealed")
    assert {(external_id, bytes(sealed)) for external_id, sealed in hers} == {("", b"")}
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"delivered", "expired"}
    assert Follower.objects.get().external_id == ""
    assert ConversationState.objects.filter(external_id="u2").exists()


def test_a_withdrawal_in_the_chat_forgets_and_is_handled(wire: Wire, handling: Register) -> None:
    def handle(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
        if inbound.happening == "withdraw":
            operations.erase(citizen_id=who.citizen, now=now)
            return Answer(state={})
        return parrot(inbound, who, talk, now)

    handling(handle)
    put(wire.text("chào"))
    put(wire.body("user_withdraw", at=NOW + MINUTE), wire.text("lại", at=NOW + 2 * MINUTE))
    run_out()
    assert InboundEvent.objects.filter(handled_at=None).count() == 0
    assert not inbox.claim(limit=5, now=NOW)
    (last,) = OutboxMessage.objects.exclude(reply_sealed=b"")
    assert outbox.read_reply(bytes(last.reply_sealed)).text == "1. lại"


def test_a_lost_call_to_a_forgotten_citizen_is_not_repeated(
    wire: Wire, handling: Register, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    handling(parrot)
    put(wire.text("chào"))
    run_out()
    delivery.deliver_due(now=NOW)
    zalo.say(LOST)
    outbox.enqueue(account=wire.account.pk, to="u1", reply=Reply("Mời đến quầy 3."), kind="call", now=NOW)
    delivery.deliver_due(now=NOW)
    operations.erase(citizen_id=citizen_of(), now=NOW + timedelta(seconds=10))
    delivery.settle(now=NOW + MINUTE)
    assert delivery.deliver_due(now=NOW + MINUTE) == 0
