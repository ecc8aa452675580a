"""What the schedule runs."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from motcua.messaging.channels import delivery, inbox, jobs, outbox
from motcua.messaging.channels.contract import Answer, Handler
from motcua.messaging.channels.models import ConversationState, InboundEvent, OutboxMessage
from motcua.messaging.channels.zalo.client import ZaloClient
from motcua.messaging.dialogue.reply import Reply
from tests.channels.wire import NOW, Wire, put

pytestmark = pytest.mark.django_db


def test_raw_events_live_seven_days(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_CHUNK", 2)
    for day in range(10):
        put(wire.text(f"ngày {day}", at=NOW + timedelta(days=day)), now=NOW + timedelta(days=day))
    assert jobs.delete_raw_events(NOW + timedelta(days=12)) == 5
    assert InboundEvent.objects.order_by("pk").values_list("received_at", flat=True)[0] == NOW + timedelta(days=5)
    assert jobs.delete_raw_events(NOW + timedelta(days=12)) == 0


def test_what_was_written_is_forgotten_after_thirty_days_and_its_end_stays(wire: Wire, client: ZaloClient) -> None:
    outbox.enqueue(account=wire.account.pk, to="u1", reply=Reply("Chào."), kind="reply", now=NOW)
    delivery.deliver_due(now=NOW)
    assert jobs.forget_sent_texts(NOW + timedelta(days=29)) == 0
    assert jobs.forget_sent_texts(NOW + timedelta(days=31)) == 1
    message = OutboxMessage.objects.get()
    assert (bytes(message.reply_sealed), message.state) == (b"", "delivered")
    assert (message.external_id, bytes(message.echo_hash)) == ("", b"")


def test_a_conversation_left_half_way_is_forgotten_after_thirty_days(
    wire: Wire, handling: Callable[[Handler], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_CHUNK", 2)
    handling(lambda inbound, who, talk, now: Answer((), {"name": "Nguyễn Thị Mẫu"}))
    for day in range(4):
        put(wire.text("Nguyễn Thị Mẫu", citizen=f"u{day}", at=NOW + timedelta(days=day)))
    inbox.work(now=NOW)
    assert jobs.forget_idle_conversations(NOW + timedelta(days=30)) == 0
    assert jobs.forget_idle_conversations(NOW + timedelta(days=32, hours=1)) == 3
    rows = ConversationState.objects.order_by("external_id")
    assert [bool(bytes(row.state_sealed)) for row in rows] == [False, False, False, True]
    assert all(row.last_event_at is not None for row in rows)
    assert jobs.forget_idle_conversations(NOW + timedelta(days=32, hours=1)) == 0
