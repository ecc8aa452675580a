"""The reference channel walks the same path as Zalo, without a word of Zalo and without HTTP."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

import psycopg
import pytest
from django.db import IntegrityError, transaction

from motcua.foundation import clock, secrets
from motcua.foundation.citizens.models import ChannelIdentity
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels import accounts, inbox, intake, outbox, registry
from motcua.messaging.channels.contract import Answer, Conversation, Handler, Identity, Inbound
from motcua.messaging.channels.models import InboundEvent, OaAccount, OaBinding, OutboxMessage
from motcua.messaging.channels.sender import Sender
from motcua.messaging.channels.webchat.port import BELL_CHANNEL
from motcua.messaging.dialogue.reply import Button, Reply
from tests import factories
from tests.channels.scripted_zalo import ScriptedZalo
from tests.channels.wire import NOW, Wire, put

pytestmark = pytest.mark.django_db(transaction=True)
Register = Callable[[Handler], None]


def parrot(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
    heard = int(str(talk.state.get("heard", 0))) + 1
    return Answer((Reply(f"{heard}. {inbound.text}"),), {"heard": heard})


def open_page(unit: OrgUnit) -> OaAccount:
    account = OaAccount.objects.create(channel="webchat", oa_id=f"web-{unit.pk}", name="Công an quận Mẫu")
    OaBinding.objects.create(account=account, unit=unit, valid_from=date(2000, 1, 1))
    return account


def write(account: OaAccount, text: str, *, who: str = "w1", message_id: str = "", at: datetime = NOW) -> int:
    return intake.store_local("webchat", account.oa_id, who, {"text": text, "message_id": message_id}, at)


@pytest.fixture
def page(transactional_db: None) -> OaAccount:
    return open_page(factories.unit())


def test_what_is_written_on_a_page_is_answered_on_it(page: OaAccount, handling: Register, database_url: str) -> None:
    handling(parrot)
    write(page, "Bấm số", message_id="1")
    assert inbox.work(now=NOW) == 1
    assert ChannelIdentity.objects.get().channel == "webchat"
    sender = Sender(lambda: NOW, threading.Event())
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute(f"LISTEN {BELL_CHANNEL}")
        assert sender.turn() == 1
        heard = [notice.payload for notice in listener.notifies(timeout=5, stop_after=1)]
    sender.finish()
    message = OutboxMessage.objects.get()
    assert (message.state, message.ended_at, message.external_id) == ("delivered", NOW, "w1")
    assert outbox.read_reply(bytes(message.reply_sealed)).text == "1. Bấm số"
    assert heard == [f"{page.oa_id}/w1"]


def test_a_message_said_twice_is_one_event_and_everybody_has_message_ids_of_their_own(page: OaAccount) -> None:
    first = write(page, "Bấm số", message_id="1")
    assert write(page, "Bấm số", message_id="1", at=NOW + timedelta(seconds=3)) == first
    assert write(page, "Bấm số", message_id="1", who="w2") != first
    assert write(page, "Bấm số") != first
    assert InboundEvent.objects.count() == 3


def test_what_is_written_is_kept_encrypted(page: OaAccount) -> None:
    write(page, "Nguyễn Văn Mẫu")
    sealed = bytes(InboundEvent.objects.get().body_sealed)
    assert "Mẫu".encode() not in sealed
    assert "Mẫu".encode() in secrets.decrypt(sealed, intake.SEALED_AS)


def test_an_event_rolled_back_with_its_page_was_never_said(page: OaAccount) -> None:
    with transaction.atomic():
        write(page, "Bấm số")
        transaction.set_rollback(True)
    assert not InboundEvent.objects.exists()


def test_the_bell_wakes_the_worker(page: OaAccount, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute(f"LISTEN {intake.BELL_CHANNEL}")
        write(page, "Bấm số")
        assert len(list(listener.notifies(timeout=5, stop_after=1))) == 1


def test_all_citizens_of_a_page_keep_their_order_and_their_own_talk(page: OaAccount, handling: Register) -> None:
    handling(parrot)
    for number in range(3):
        for who in ("w1", "w2"):
            write(page, f"tin {number}", who=who, at=NOW + timedelta(seconds=number))
    while inbox.work(now=NOW):
        pass
    for who in ("w1", "w2"):
        rows = OutboxMessage.objects.filter(external_id=who).order_by("pk")
        said = [outbox.read_reply(bytes(row.reply_sealed)).text for row in rows]
        assert said == [f"{number + 1}. tin {number}" for number in range(3)]


def test_zalo_cannot_speak_for_a_page_and_a_page_not_for_an_official_account(
    page: OaAccount, wire: Wire, handling: Register
) -> None:
    handling(parrot)
    write(wire.account, "giả làm Zalo")
    put(Wire(page, wire.unit, wire.app_id).text("giả làm trang web"))
    inbox.work(now=NOW)
    assert InboundEvent.objects.filter(handled_at=None).count() == 0
    assert not OutboxMessage.objects.exists()


def test_an_account_of_zalo_has_an_app(page: OaAccount) -> None:
    with pytest.raises(IntegrityError, match="a_zalo_account_is_linked_to_an_app"):
        OaAccount.objects.create(oa_id="oa-none", name="Không có ứng dụng")


def test_a_reply_is_carried_whole(page: OaAccount) -> None:
    reply = Reply("Chọn\n" * 1000, buttons=tuple(Button(f"Khung {n}", "say", f"#k{n}") for n in range(9)))
    outbox.enqueue(account=page.pk, to="w1", reply=reply, kind="reply", now=NOW)
    assert outbox.read_reply(bytes(OutboxMessage.objects.get().reply_sealed)) == reply


def test_an_event_of_a_channel_nobody_registered_is_put_aside(page: OaAccount, handling: Register) -> None:
    handling(parrot)
    write(page, "Bấm số")
    InboundEvent.objects.update(channel="pigeon")
    assert inbox.work(now=NOW) == 1
    assert InboundEvent.objects.get().handled_at == NOW
    with pytest.raises(registry.UnknownChannel):
        registry.channel("pigeon")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'"x"', b"{}", b'{"at": "x"}', b'{"at": 1e300}', b'{"at": 1, "happening": ["x"]}', b'{"at": 1}'],
)
def test_a_body_that_says_nothing_is_no_event(body: bytes) -> None:
    assert registry.channel("webchat").understand(body) is None


class TestWhereToWrite:
    """A citizen with several names is written to where she notices it."""

    def name(self, account: OaAccount, citizen: int, external_id: str) -> None:
        ChannelIdentity.objects.create(
            citizen_id=citizen, channel=account.channel, account=account.oa_id, external_id=external_id
        )

    def test_zalo_goes_first_and_the_page_is_better_than_nothing(self, page: OaAccount, wire: Wire) -> None:
        today = clock.local_date(NOW)
        citizen, _ = factories.citizen(OaBinding.objects.get(account=page).unit)
        assert accounts.address_of(citizen.pk, today) is None
        self.name(page, citizen.pk, "w1")
        found = accounts.address_of(citizen.pk, today)
        assert found is not None
        assert (found.account.channel, found.external_id) == ("webchat", "w1")
        self.name(wire.account, citizen.pk, "u1")
        self.name(page, citizen.pk, "w2")
        found = accounts.address_of(citizen.pk, today)
        assert found is not None
        assert (found.account.channel, found.external_id) == ("zalo", "u1")


def test_no_request_leaves_the_house_for_a_page(page: OaAccount, zalo: ScriptedZalo, client: object) -> None:
    outbox.enqueue(account=page.pk, to="w1", reply=Reply("Chào ông/bà."), kind="reply", now=NOW)
    sender = Sender(lambda: NOW, threading.Event())
    assert sender.turn() == 1
    sender.finish()
    assert OutboxMessage.objects.get().state == "delivered"
    assert zalo.asked == []
