"""From the outbox over real HTTP: at most once, in order, and every message comes to an end."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from motcua.messaging.channels import delivery, jobs, outbox, receipts, registry
from motcua.messaging.channels.contract import Kind, Outcome, Result
from motcua.messaging.channels.models import ConversationState, OaAccount, OutboxMessage
from motcua.messaging.channels.zalo.client import ZaloClient
from motcua.messaging.channels.zalo.port import ZaloPort
from motcua.messaging.dialogue.reply import Reply
from tests.channels.conformance import REPLIES
from tests.channels.scripted_zalo import LOST, Asked, Says, ScriptedZalo, accepted, envelope
from tests.channels.wire import NOW, Wire, open_wire, put

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def say(wire: Wire, text: str, *, to: str = "u1", kind: Kind = "reply", now: datetime = NOW) -> OutboxMessage:
    (pk,) = outbox.enqueue(account=wire.account.pk, to=to, reply=Reply(text), kind=kind, now=now)
    return OutboxMessage.objects.get(pk=pk)


def again(message: OutboxMessage) -> OutboxMessage:
    message.refresh_from_db()
    return message


def run_leases_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_message SET lease_until = lease_until - interval '1 hour'")


def send_all(client: ZaloClient, now: datetime = NOW) -> None:
    registry.register_channel(ZaloPort(client))
    while delivery.deliver_due(now=now):
        pass


def test_a_message_is_committed_as_sending_before_the_call_and_ends_delivered(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    message = say(wire, "Chào ông/bà.")
    lines = delivery.open_lines(NOW)
    (claimed,) = delivery.claim(lines, limit=5, now=NOW)
    assert again(message).state == "sending"
    assert zalo.asked == []
    sent = delivery.transmit(claimed, lines[claimed.account])
    delivery.record([(claimed, lines[claimed.account], sent)], now=NOW)
    assert (again(message).state, message.channel_message_id, message.ended_at) == ("delivered", "m-1", NOW)
    assert zalo.asked[0].headers["access_token"] == "access-1"


def test_one_citizen_reads_her_messages_in_order_and_waits_for_nobody_else(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    for number in range(3):
        say(wire, f"a{number}", to="u1")
        say(wire, f"b{number}", to="u2")
    assert len(delivery.claim(delivery.open_lines(NOW), limit=50, now=NOW)) == 2
    assert delivery.claim(delivery.open_lines(NOW), limit=50, now=NOW) == []
    OutboxMessage.objects.update(state="queued", lease_until=None)
    send_all(client)
    for citizen, letter in (("u1", "a"), ("u2", "b")):
        texts = [asked.message["text"] for asked in zalo.asked if asked.json["recipient"]["user_id"] == citizen]
        assert texts == [f"{letter}{number}" for number in range(3)]


class TestUnsure:
    """Nobody knows whether it arrived: never sent again by itself, its echo may prove it."""

    def test_a_lost_answer_waits_for_the_echo_and_the_next_message_does_not_wait(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.say(LOST, accepted("m-2"))
        lost, following = say(wire, "một"), say(wire, "hai")
        send_all(client)
        assert (again(lost).state, lost.uncertain_since) == ("sending", NOW)
        assert again(following).state == "delivered"
        assert zalo.texts == ["một", "hai"]

    def test_its_echo_proves_it(self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
        zalo.say(LOST)
        lost = say(wire, "Ông/bà là số A045.")
        send_all(client)
        put(wire.echo("Ông/bà là số A045.", "m-9"))
        assert receipts.work(now=NOW + SECOND) == 1
        assert (again(lost).state, lost.channel_message_id) == ("delivered", "m-9")
        assert delivery.settle(now=NOW + 2 * MINUTE) == 0

    def test_without_an_echo_a_reply_ends_unknown_after_a_minute_and_is_never_sent_again(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.say(LOST)
        lost = say(wire, "Chào.")
        send_all(client)
        delivery.settle(now=NOW + 59 * SECOND)
        assert again(lost).state == "sending"
        delivery.settle(now=NOW + MINUTE)
        assert (again(lost).state, lost.ended_at) == ("unknown", NOW + MINUTE)
        send_all(client, NOW + 2 * MINUTE)
        assert len(zalo.asked) == 1

    def test_a_call_to_the_counter_is_sent_once_more_marked_and_only_once(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.say(LOST, LOST)
        first = say(wire, "Mời ông/bà đến quầy 3.", kind="call")
        send_all(client)
        delivery.settle(now=NOW + MINUTE)
        send_all(client, NOW + MINUTE)
        delivery.settle(now=NOW + 3 * MINUTE)
        send_all(client, NOW + 3 * MINUTE)
        assert zalo.texts == ["Mời ông/bà đến quầy 3.", "(nhắc lại) Mời ông/bà đến quầy 3."]
        assert again(first).state == "unknown"
        assert OutboxMessage.objects.get(repeats=first).state == "unknown"

    def test_a_call_nobody_can_read_any_more_gets_no_reminder_and_holds_up_no_other(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.say(LOST, LOST)
        damaged = say(wire, "Mời ông/bà đến quầy 3.", kind="call")
        sound = say(wire, "Mời ông/bà đến quầy 4.", kind="call", to="u2")
        send_all(client)
        OutboxMessage.objects.filter(pk=damaged.pk).update(reply_sealed=b"altered")
        assert delivery.settle(now=NOW + MINUTE) == 2
        assert (again(damaged).state, again(sound).state) == ("unknown", "unknown")
        assert OutboxMessage.objects.get(repeats__isnull=False).repeats == sound

    def test_proof_that_comes_late_still_puts_it_right(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.say(LOST)
        lost = say(wire, "Chào.")
        send_all(client)
        delivery.settle(now=NOW + MINUTE)
        put(wire.echo("Chào.", "m-9", at=NOW + SECOND), now=NOW + 5 * MINUTE)
        receipts.work(now=NOW + 5 * MINUTE)
        assert again(lost).state == "delivered"

    def test_the_echo_of_an_earlier_message_with_the_same_text_proves_nothing(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.say(accepted("m-1"), LOST)
        say(wire, "Chào.")
        lost = say(wire, "Chào.")
        send_all(client)
        put(wire.echo("Chào.", "m-1"))
        receipts.work(now=NOW)
        assert again(lost).state == "sending"
        put(wire.echo("Chào.", "m-2"))
        receipts.work(now=NOW)
        assert again(lost).state == "delivered"

    @pytest.mark.parametrize("stranger", [{"citizen": "u2"}, {"admin": "ad7"}, {"text": "Khác."}])
    def test_other_echoes_prove_nothing(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo, stranger: dict[str, str]
    ) -> None:
        zalo.say(LOST)
        lost = say(wire, "Chào.")
        send_all(client)
        put(wire.echo(**{"text": "Chào.", "message_id": "m-9", **stranger}))  # type: ignore[arg-type]  # test sugar
        receipts.work(now=NOW)
        assert again(lost).state == "sending"

    def test_plain_text_with_an_added_line_is_still_known_by_its_beginning(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.say(envelope(-201), envelope(-201), envelope(-201), LOST)
        outbox.enqueue(account=wire.account.pk, to="u1", reply=REPLIES["link"], kind="reply", now=NOW)
        send_all(client)
        put(wire.echo(str(zalo.texts[-1]), "m-9"))
        receipts.work(now=NOW)
        assert OutboxMessage.objects.get().state == "delivered"

    def test_an_echo_before_the_answer_counts_even_if_the_answer_is_lost(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        message = say(wire, "Chào.")
        lines = delivery.open_lines(NOW)
        (claimed,) = delivery.claim(lines, limit=1, now=NOW)
        zalo.say(LOST)
        sent = delivery.transmit(claimed, lines[claimed.account])
        put(wire.echo("Chào.", "m-9"))
        receipts.work(now=NOW)
        delivery.record([(claimed, lines[claimed.account], sent)], now=NOW)
        assert again(message).state == "delivered"

    def test_a_worker_killed_between_sending_and_recording_leaves_an_unknown_not_a_second_message(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        message, following = say(wire, "một"), say(wire, "hai")
        lines = delivery.open_lines(NOW)
        (claimed,) = delivery.claim(lines, limit=1, now=NOW)
        delivery.transmit(claimed, lines[claimed.account])  # and the worker dies before it could record
        delivery.settle(now=NOW + SECOND)
        assert again(message).uncertain_since is None
        run_leases_out()
        delivery.settle(now=NOW + 20 * SECOND)
        send_all(client, NOW + 20 * SECOND)
        delivery.settle(now=NOW + MINUTE)
        assert (again(message).state, again(following).state) == ("unknown", "delivered")
        assert zalo.texts == ["một", "hai"]


class TestRefusals:
    """What Zalo says, and where the message ends."""

    @pytest.mark.parametrize(
        ("code", "state"),
        [(-213, "rejected"), (-230, "rejected"), (-244, "rejected"), (-210, "failed"), (-224, "failed"),
         (-99999, "failed")],
    )  # fmt: skip
    def test_final_codes_end_at_once(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo, code: int, state: str
    ) -> None:
        zalo.say(envelope(code, "why"))
        message = say(wire, "Chào.")
        send_all(client)
        assert (again(message).state, message.code, message.said) == (state, code, "why")
        assert len(zalo.asked) == 1

    def test_over_the_rate_limit_the_whole_account_rests_and_then_goes_on(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        zalo.say(envelope(-32))
        first, second = say(wire, "một"), say(wire, "hai", to="u2")
        delivery.deliver_due(now=NOW, limit=1)
        assert (again(first).state, first.attempts) == ("queued", 1)
        send_all(client, NOW + timedelta(milliseconds=500))
        assert len(zalo.asked) == 1
        send_all(client, NOW + 2 * SECOND)
        assert (again(first).state, again(second).state) == ("delivered", "delivered")

    def test_a_network_that_is_down_costs_no_message(self, wire: Wire, client: ZaloClient) -> None:
        with ZaloClient(api_url="http://127.0.0.1:1") as nowhere:
            message = say(wire, "Chào.")
            send_all(nowhere)
        assert (again(message).state, message.uncertain_since) == ("queued", None)
        send_all(client, NOW + 5 * SECOND)
        assert again(message).state == "delivered"

    def test_a_stopped_account_sends_nothing_more(self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
        other = open_wire()
        zalo.say(envelope(-204))
        say(wire, "một"), say(wire, "hai")
        send_all(client)
        here = say(other, "ba")
        send_all(client)
        assert zalo.texts == ["một", "ba"]
        account = OaAccount.objects.get(pk=wire.account.pk)
        assert (account.stopped_at, account.stopped_because) == (NOW, "OA đã bị khóa. Liên hệ Zalo.")
        assert again(here).state == "delivered"

    def test_what_was_not_sent_in_time_expires(self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
        OaAccount.objects.update(stopped_at=NOW)
        call, reply = say(wire, "Mời đến quầy 3.", kind="call"), say(wire, "Chào.", to="u2")
        jobs.settle_outbox(NOW + 10 * MINUTE)
        assert (again(call).state, again(reply).state) == ("expired", "queued")
        jobs.settle_outbox(NOW + timedelta(hours=6))
        assert again(reply).state == "expired"
        assert zalo.asked == []

    def test_a_citizen_who_was_silent_for_a_week_is_not_written_to(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        ConversationState.objects.create(account=wire.account, external_id="u1", last_event_at=NOW - timedelta(days=8))
        message = say(wire, "Thẻ đã có.")
        send_all(client)
        assert (again(message).state, zalo.asked) == ("rejected", [])

    def test_a_reply_that_cannot_be_read_fails_and_the_next_goes_on(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        broken, following = say(wire, "một"), say(wire, "hai")
        OutboxMessage.objects.filter(pk=broken.pk).update(reply_sealed=b"altered")
        send_all(client)
        assert (again(broken).state, again(following).state) == ("failed", "delivered")

    def test_every_message_comes_to_an_end_whatever_zalo_says(
        self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo
    ) -> None:
        codes = [0, -32, -200, -201, -204, -213, -216, -220, -224, -230, -233, -235, -240, -242, -99999]
        answers = [envelope(code) for code in codes] + [LOST, Says(b"", status=504), Says(b"", status=404)]
        for number, answer in enumerate(answers):
            each = open_wire()
            zalo.judge = lambda asked, answer=answer: answer  # type: ignore[misc]  # bound early on purpose
            say(each, f"tin {number}", kind="call" if number % 2 else "reply")
            for seconds in (0, 2, 6, 30, 61, 130, 300, 590, 700):
                now = NOW + timedelta(seconds=seconds)
                send_all(client, now)
                delivery.settle(now=now)
            delivery.settle(now=NOW + timedelta(hours=7))
        assert OutboxMessage.objects.filter(state__in=["queued", "sending"]).count() == 0
        assert OutboxMessage.objects.filter(ended_at=None).count() == 0


class TestLearning:
    """What an account taught us is kept with the account."""

    def test_v2_and_the_button_form_are_remembered(self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
        def judge(asked: Asked) -> Says | None:
            if asked.path.startswith("/v3"):
                return envelope(-235)
            return envelope(-201) if "attachment" in asked.message else None

        zalo.judge = judge
        for _ in range(2):
            outbox.enqueue(account=wire.account.pk, to="u1", reply=REPLIES["buttons"], kind="reply", now=NOW)
        send_all(client)
        account = OaAccount.objects.get()
        assert (account.message_api, account.button_form) == ("v2", "plain")
        paths = [asked.path for asked in zalo.asked]
        assert paths == ["/v3.0/oa/message/cs"] + ["/v2.0/oa/message"] * 5
        assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"delivered"}


class TestReceipts:
    """Received and seen are noted with the message."""

    def test_received_and_seen_are_noted_once(self, wire: Wire, client: ZaloClient, zalo: ScriptedZalo) -> None:
        zalo.say(accepted("m-5"))
        message = say(wire, "Chào.")
        send_all(client)
        put(wire.body("user_received_message", at=NOW + SECOND, message={"msg_id": "m-5"}))
        put(wire.body("user_seen_message", at=NOW + MINUTE, message={"msg_ids": ["m-5", "m-6"]}))
        assert receipts.work(now=NOW + MINUTE) == 2
        assert receipts.work(now=NOW + MINUTE) == 0
        assert (again(message).received_at, message.seen_at) == (NOW + SECOND, NOW + MINUTE)

    def test_unknown_events_and_unreadable_ones_do_not_hold_the_line(self, wire: Wire) -> None:
        put(wire.body("something_new"), wire.echo("Chào.", "m-1"))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE inbound_event SET body_sealed = 'x' WHERE event_name = 'something_new'")
        assert receipts.work(now=NOW) == 2


@pytest.mark.django_db(transaction=True)
def test_senders_race_and_every_message_goes_out_once_and_in_order(
    wire: Wire, client: ZaloClient, zalo: ScriptedZalo
) -> None:
    for number in range(6):
        for who in range(8):
            say(wire, f"{number}", to=f"u{who}")
    gate = threading.Barrier(3)

    def worker() -> None:
        gate.wait()
        while OutboxMessage.objects.filter(state="queued").exists():
            delivery.deliver_due(now=NOW, limit=3)
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for who in range(8):
        texts = [asked.message["text"] for asked in zalo.asked if asked.json["recipient"]["user_id"] == f"u{who}"]
        assert texts == [f"{number}" for number in range(6)]
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"delivered"}


@pytest.mark.django_db(transaction=True)
def test_outcomes_and_receipts_of_the_same_messages_meet_without_a_deadlock(wire: Wire) -> None:
    errors: list[BaseException] = []
    for _ in range(5):
        for number in range(30):
            say(wire, "Chào.", to=f"u{number}")
        lines = delivery.open_lines(NOW)
        claimed = delivery.claim(lines, limit=50, now=NOW)
        results = [(one, lines[one.account], Result(Outcome.DONE, code=0, message_id=f"m-{one.id}")) for one in claimed]
        for one in reversed(claimed):
            put(wire.echo("Chào.", f"m-{one.id}", citizen=one.to))
            put(wire.body("user_received_message", citizen=one.to, message={"msg_id": f"m-{one.id}"}))
        gate = threading.Barrier(2)
        jobs_at_once = (partial(delivery.record, results, now=NOW), partial(receipts.work, now=NOW))
        threads = [threading.Thread(target=_at_once, args=(gate, job, errors)) for job in jobs_at_once]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert not errors
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"delivered"}


def _at_once(gate: threading.Barrier, job: Callable[[], object], errors: list[BaseException]) -> None:
    gate.wait()
    try:
        job()
    except BaseException as error:
        errors.append(error)
        raise
    finally:
        connection.close()
