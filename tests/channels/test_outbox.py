"""Messages are put in the outbox by whoever has something to say, in their own transaction."""

from datetime import timedelta

import pytest
from django.db import transaction

from motcua.foundation.citizens.models import ChannelIdentity, Citizen
from motcua.messaging.channels import outbox
from motcua.messaging.channels.models import OaBinding, OutboxMessage
from motcua.messaging.dialogue.render import DEMO_STRIP
from motcua.messaging.dialogue.reply import Button, Reply
from tests import factories
from tests.channels.conformance import REPLIES
from tests.channels.wire import NOW, Wire, open_wire

pytestmark = pytest.mark.django_db


def enqueue(wire: Wire, reply: Reply, **told: object) -> list[int]:
    settings: dict[str, object] = {"account": wire.account.pk, "to": "u1", "kind": "reply", "now": NOW, **told}
    return outbox.enqueue(reply=reply, **settings)  # type: ignore[arg-type]  # test sugar


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES.keys())
def test_what_is_stored_reads_back_the_same(reply: Reply) -> None:
    assert outbox.read_reply(outbox.seal_reply(reply)) == reply


def test_a_message_belongs_to_the_unit_its_account_speaks_for(wire: Wire) -> None:
    (first,) = enqueue(wire, Reply("Mời ông/bà đến quầy 3."), kind="call")
    message = OutboxMessage.objects.get(pk=first)
    assert (message.unit, message.account, message.external_id) == (wire.unit, wire.account, "u1")
    assert (message.state, message.kind, message.not_after) == ("queued", "call", NOW + timedelta(minutes=10))


def test_a_rolled_back_operation_says_nothing(wire: Wire) -> None:
    with transaction.atomic():
        enqueue(wire, Reply("Chào."))
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


def test_a_long_reply_becomes_several_messages_in_order(wire: Wire) -> None:
    ids = enqueue(wire, REPLIES["long"])
    texts = [outbox.read_reply(bytes(OutboxMessage.objects.get(pk=pk).reply_sealed)).text for pk in ids]
    assert len(ids) > 2 and ids == sorted(ids)
    assert [text.split("\n")[0] for text in texts] == [f"({n}/{len(ids)})" for n in range(1, len(ids) + 1)]


def test_every_message_of_a_trial_unit_says_so_and_dials_nobody() -> None:
    demo = open_wire(is_demo=True)
    call = Button("Gọi", "call", "028 0000 0113")
    for reply in (*REPLIES.values(), Reply("Gọi.", buttons=(call, Button("Xem", "say", "#x")))):
        for pk in enqueue(demo, reply):
            stored = outbox.read_reply(bytes(OutboxMessage.objects.get(pk=pk).reply_sealed))
            assert stored.text.count(DEMO_STRIP) == 1
            assert all(button.kind != "call" for button in stored.buttons)


def test_an_account_that_speaks_for_nobody_says_nothing(wire: Wire) -> None:
    OaBinding.objects.update(valid_to=NOW.date() - timedelta(days=1))
    with pytest.raises(OaBinding.DoesNotExist):
        enqueue(wire, Reply("Chào."))


def test_a_citizen_is_written_to_by_her_own_account(wire: Wire) -> None:
    citizen = Citizen.objects.create(unit=wire.unit)
    ChannelIdentity.objects.create(citizen=citizen, channel="zalo", account=wire.oa_id, external_id="u77")
    (pk,) = outbox.enqueue_to_citizen(citizen=citizen.pk, reply=Reply("Đến lượt."), kind="call", now=NOW)
    assert OutboxMessage.objects.get(pk=pk).external_id == "u77"


def test_a_citizen_without_zalo_must_be_told_another_way() -> None:
    citizen = Citizen.objects.create(unit=factories.unit())
    assert outbox.enqueue_to_citizen(citizen=citizen.pk, reply=Reply("Đến lượt."), kind="call", now=NOW) == []
