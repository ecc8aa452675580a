"""What citizens said is answered in order, each once; what cannot be answered is parked and the next goes on."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection, transaction

from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.citizens.models import ChannelIdentity, Citizen
from motcua.messaging.channels import accounts, inbox, outbox, registry
from motcua.messaging.channels.contract import Answer, Conversation, Handler, Identity, Inbound
from motcua.messaging.channels.models import ConversationState, Follower, InboundEvent, OaBinding, OutboxMessage
from motcua.messaging.dialogue.reply import Reply
from tests import factories
from tests.channels.wire import NOW, Wire, open_wire, put

pytestmark = pytest.mark.django_db
Register = Callable[[Handler], None]


def parrot(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
    """Says back what it heard and counts."""
    heard = int(str(talk.state.get("heard", 0))) + 1
    return Answer((Reply(f"{heard}. {inbound.text or inbound.happening}"),), {"heard": heard})


def run_out(now: datetime = NOW) -> None:
    """Work until nothing is left that may be taken now."""
    while inbox.work(now=now) or inbox.work_again(now=now):
        pass


def said(wire: Wire, citizen: str = "u1") -> list[str]:
    rows = OutboxMessage.objects.filter(account=wire.account, external_id=citizen).order_by("pk")
    return [outbox.read_reply(bytes(row.reply_sealed)).text for row in rows]


def run_leases_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbound_event SET lease_until = clock_timestamp() - interval '1 s' WHERE lease_until > '-infinity'"
        )


def test_a_text_becomes_a_citizen_a_conversation_and_an_answer(wire: Wire, handling: Register) -> None:
    handling(parrot)
    put(wire.text("Bấm số"))
    run_out()
    assert said(wire) == ["1. Bấm số"]
    message = OutboxMessage.objects.get()
    event = InboundEvent.objects.get()
    assert (message.state, message.kind, message.unit, message.reply_to) == ("queued", "reply", wire.unit, event.pk)
    assert event.handled_at == NOW
    identity = ChannelIdentity.objects.get()
    assert (identity.channel, identity.account, identity.external_id) == ("zalo", wire.oa_id, "u1")
    assert identity.citizen.unit == wire.unit
    assert AuditEvent.objects.filter(tag="citizen:created").count() == 1


def test_the_handler_knows_who_writes_and_to_which_unit(wire: Wire, handling: Register) -> None:
    met: list[Identity] = []

    def listen(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
        met.append(who)
        return Answer()

    handling(listen)
    put(wire.text("a"), wire.text("b"))
    run_out()
    assert met[0] == met[1]
    assert (met[0].unit, met[0].account, met[0].external_id) == (wire.unit.pk, wire.account.pk, "u1")
    assert Citizen.objects.count() == 1


def test_what_one_citizen_said_is_answered_in_the_order_it_came(wire: Wire, handling: Register) -> None:
    handling(parrot)
    for number in range(6):
        put(wire.text(f"tin {number}", at=NOW + timedelta(seconds=number)))
    run_out()
    assert said(wire) == [f"{number + 1}. tin {number}" for number in range(6)]


def test_many_citizens_share_one_list_and_keep_their_own_conversations(wire: Wire, handling: Register) -> None:
    handling(parrot)
    put(*(wire.text("chào", citizen=f"u{number}") for number in range(15)))
    put(*(wire.text("nữa", citizen=f"u{number}", at=NOW + timedelta(seconds=1)) for number in range(15)))
    assert inbox.work(now=NOW) == 15
    run_out()
    for number in range(15):
        assert said(wire, f"u{number}") == ["1. chào", "2. nữa"]


def test_two_accounts_never_share_a_citizen_or_a_conversation(wire: Wire, handling: Register) -> None:
    other = open_wire()
    handling(parrot)
    put(wire.text("a"), other.text("b"))
    run_out()
    assert (said(wire), said(other)) == (["1. a"], ["1. b"])
    assert {identity.citizen.unit for identity in ChannelIdentity.objects.all()} == {wire.unit, other.unit}


def test_an_older_event_is_answered_and_moves_no_flow_back(wire: Wire, handling: Register) -> None:
    late: list[bool] = []

    def note(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
        late.append(talk.late)
        return Answer((Reply("nghe rồi"),), {"last": inbound.text})

    handling(note)
    put(wire.text("mới", at=NOW))
    run_out()
    put(wire.text("cũ", at=NOW - timedelta(minutes=5)))
    run_out()
    assert late == [False, True]
    assert said(wire) == ["nghe rồi", "nghe rồi"]
    kept = ConversationState.objects.get()
    assert kept.last_event_at == NOW
    assert "mới".encode() not in bytes(kept.state_sealed)
    put(wire.text("sau", at=NOW + timedelta(minutes=1)))
    seen: list[object] = []

    def look(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
        seen.append(talk.state)
        return Answer()

    handling(look)
    run_out()
    assert seen == [{"last": "mới"}]


class TestFailing:
    """Three tries, then parked; nobody else suffers."""

    def test_an_event_that_fails_three_times_is_parked_and_the_next_goes_on(
        self, wire: Wire, handling: Register
    ) -> None:
        tries: list[str] = []

        def fragile(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
            tries.append(inbound.text)
            if inbound.text == "hỏng":
                raise ValueError("a flow with a bug")
            return parrot(inbound, who, talk, now)

        handling(fragile)
        put(wire.text("hỏng"), wire.text("sau", at=NOW + timedelta(seconds=1)), wire.text("khác", citizen="u2"))
        for _ in range(5):
            run_out()
            run_leases_out()
        assert tries.count("hỏng") >= 3
        assert (said(wire), said(wire, "u2")) == (["1. sau"], ["1. khác"])
        assert InboundEvent.objects.filter(parked_at=NOW, handled_at=None, attempts=3).count() == 1
        assert InboundEvent.objects.filter(handled_at=NOW).count() == 2

    def test_what_a_failing_handler_wrote_is_gone_and_what_the_others_wrote_stays(
        self, wire: Wire, handling: Register
    ) -> None:
        def writes(inbound: Inbound, who: Identity, talk: Conversation, now: datetime) -> Answer:
            outbox.enqueue(account=who.account, to=inbound.sender, reply=Reply("viết dở"), kind="reply", now=now)
            if inbound.text == "hỏng":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1 / 0")
            return Answer((Reply("xong"),), {"done": True})

        handling(writes)
        put(wire.text("hỏng"), wire.text("tốt", citizen="u2"))
        inbox.work(now=NOW)
        assert said(wire) == []
        assert sorted(said(wire, "u2")) == ["viết dở", "xong"]
        assert not ConversationState.objects.filter(external_id="u1").exists()

    def test_an_event_that_kills_its_worker_takes_no_other_event_with_it(self, wire: Wire, handling: Register) -> None:
        handling(parrot)
        put(*(wire.text("chào", citizen=f"u{number}") for number in range(5)))
        assert len(inbox.claim(limit=50, now=NOW)) == 5  # and the worker dies here
        assert inbox.claim(limit=50, now=NOW) == []
        run_leases_out()
        assert len(inbox.claim(limit=1, now=NOW, retried=True)) == 1  # dies again, with one in hand
        run_leases_out()
        run_out()
        assert sum(len(said(wire, f"u{number}")) for number in range(5)) == 5

    def test_an_event_whose_worker_dies_three_times_is_parked(self, wire: Wire, handling: Register) -> None:
        handling(parrot)
        put(wire.text("độc"))
        inbox.claim(limit=1, now=NOW)
        for _ in range(2):
            run_leases_out()
            assert len(inbox.claim(limit=1, now=NOW, retried=True)) == 1
        run_leases_out()
        run_out()
        assert InboundEvent.objects.get().parked_at == NOW
        assert said(wire) == []

    def test_a_worker_that_was_too_slow_rolls_its_answer_back(self, wire: Wire, handling: Register) -> None:
        handling(parrot)
        put(wire.text("chậm"))
        slow = inbox.claim(limit=1, now=NOW)
        run_leases_out()
        quick = inbox.claim(limit=1, now=NOW, retried=True)
        inbox.answer(quick, now=NOW)
        inbox.answer(slow, now=NOW)
        assert said(wire) == ["1. chậm"]

    def test_a_body_nobody_can_read_is_set_aside(self, wire: Wire, handling: Register) -> None:
        handling(parrot)
        put(wire.text("a"), wire.text("b", at=NOW + timedelta(seconds=1)))
        first = InboundEvent.objects.order_by("pk")[0]
        InboundEvent.objects.filter(pk=first.pk).update(body_sealed=b"altered")
        run_out()
        assert said(wire) == ["1. b"]

    def test_without_a_handler_nothing_is_taken(self, wire: Wire) -> None:
        before, registry._handlers[:] = list(registry._handlers), []
        put(wire.text("a"))
        with pytest.raises(registry.NoHandler):
            inbox.work(now=NOW)
        registry._handlers[:] = before
        assert InboundEvent.objects.get().attempts == 0


class TestFollowing:
    """Followers are rows with times; nobody is welcomed twice."""

    def test_a_new_follower_is_welcomed_once(self, wire: Wire, handling: Register) -> None:
        handling(parrot)
        put(wire.body("follow", source="oa_profile"))
        run_out()
        put(wire.body("follow", at=NOW + timedelta(seconds=30), source="oa_profile"))
        run_out()
        assert said(wire) == ["1. follow"]
        follower = Follower.objects.get()
        assert (follower.followed_at, follower.unfollowed_at, follower.source) == (NOW, None, "oa_profile")
        assert AuditEvent.objects.filter(tag="follower:gained").count() == 1

    def test_unfollow_ends_the_stretch_and_a_second_follow_begins_another(self, wire: Wire, handling: Register) -> None:
        handling(parrot)
        for minutes, name in enumerate(["follow", "unfollow", "follow"]):
            put(wire.body(name, at=NOW + timedelta(minutes=minutes)))
            run_out()
        assert said(wire) == ["1. follow", "2. follow"]
        assert Follower.objects.count() == 2
        assert Follower.objects.filter(unfollowed_at=None).count() == 1

    def test_an_unfollow_that_comes_late_does_not_end_a_newer_follow(self, wire: Wire, handling: Register) -> None:
        handling(parrot)
        put(wire.body("follow", at=NOW))
        put(wire.body("unfollow", at=NOW - timedelta(minutes=5)))
        run_out()
        assert Follower.objects.get().unfollowed_at is None


class TestOfficers:
    """An officer who writes by hand in Zalo's own tool: whoever answers hears of it and says nothing back."""

    def test_the_handler_hears_who_wrote_and_the_citizens_last_word_stays_hers(
        self, wire: Wire, handling: Register
    ) -> None:
        heard: list[tuple[str, str]] = []

        def listen(inbound: Inbound, _: Identity, conversation: Conversation, __: datetime) -> Answer:
            heard.append((inbound.happening, inbound.source))
            return Answer()

        handling(listen)
        put(wire.text("xin hỏi"))
        put(wire.echo("Chào ông, tôi nghe.", "oa-1", admin="ad7", at=NOW + timedelta(seconds=5)))
        run_out()
        assert heard == [("text", ""), ("staff_replied", "ad7")]
        assert ConversationState.objects.get(external_id="u1").last_event_at == NOW
        assert AuditEvent.objects.filter(tag="conversation:taken_over").count() == 1


class TestStrangers:
    """Events that are not for us are set aside without a word."""

    def test_an_app_cannot_speak_for_an_account_of_another_app(self, wire: Wire, handling: Register) -> None:
        handling(parrot)
        other = open_wire()
        put(Wire(wire.account, wire.unit, other.app_id).text("giả"))
        run_out()
        assert not OutboxMessage.objects.exists()
        assert InboundEvent.objects.get().handled_at == NOW

    def test_an_account_that_speaks_for_no_unit_today_is_silent(self, wire: Wire, handling: Register) -> None:
        handling(parrot)
        OaBinding.objects.update(valid_to=NOW.date() - timedelta(days=1))
        put(wire.text("a"))
        run_out()
        assert not OutboxMessage.objects.exists()

    def test_after_a_hand_over_the_successor_answers(self, wire: Wire, handling: Register) -> None:
        handling(parrot)
        successor = factories.unit("Công an phường Mẫu")
        OaBinding.objects.update(valid_to=NOW.date() - timedelta(days=1))
        OaBinding.objects.create(account=wire.account, unit=successor, valid_from=NOW.date())
        put(wire.text("a"))
        run_out()
        assert OutboxMessage.objects.get().unit == successor
        assert accounts.facts_of(wire.account.pk, NOW.date()).unit == successor.pk

    def test_sealed_words_are_nowhere_in_the_clear(self, wire: Wire, handling: Register) -> None:
        handling(lambda inbound, who, talk, now: Answer((Reply("Nguyễn Thị Mẫu"),), {"name": "Nguyễn Thị Mẫu"}))
        put(wire.text("Tôi là Nguyễn Thị Mẫu"))
        run_out()
        name = "Nguyễn Thị Mẫu".encode()
        assert name not in bytes(InboundEvent.objects.get().body_sealed)
        assert name not in bytes(OutboxMessage.objects.get().reply_sealed)
        assert name not in bytes(ConversationState.objects.get().state_sealed)


@pytest.mark.django_db(transaction=True)
def test_two_workers_race_and_each_message_is_answered_once_in_order(
    wire: Wire, handling: Register, database_url: str
) -> None:
    handling(parrot)
    with psycopg.connect(database_url, autocommit=True) as edge:
        for number in range(8):
            put(
                *(
                    wire.text(f"tin {number}", citizen=f"u{who}", at=NOW + timedelta(seconds=number))
                    for who in range(12)
                ),
                on=edge,
            )
    start = threading.Barrier(4)
    errors: list[BaseException] = []

    def worker() -> None:
        try:
            start.wait()
            while InboundEvent.objects.filter(handled_at=None).exists():
                inbox.work(now=NOW, limit=5)
                inbox.work_again(now=NOW)
        except BaseException as error:
            errors.append(error)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
    for who in range(12):
        assert said(wire, f"u{who}") == [f"{number + 1}. tin {number}" for number in range(8)]
    assert set(InboundEvent.objects.values_list("attempts", flat=True)) == {1}


def test_an_answer_and_its_handled_mark_are_one_commit(wire: Wire, handling: Register) -> None:
    handling(parrot)
    put(wire.text("a"))
    with transaction.atomic():
        inbox.answer(inbox.claim(limit=1, now=NOW), now=NOW)
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
    assert InboundEvent.objects.get().handled_at is None
