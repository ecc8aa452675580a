"""A conversation passes from the bot to an officer and back, and each step is seen in the rows and in the log."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from motcua.features.helpdesk import jobs, operations, queries, rules
from motcua.features.helpdesk import listeners as heard
from motcua.features.helpdesk.models import Thread, ThreadMessage, ThreadState
from motcua.features.helpdesk.rules import Verdict
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.citizens.operations import erase
from motcua.foundation.citizens.queries import personal_data
from motcua.messaging.channels import outbox
from motcua.messaging.channels.models import ConversationState, OutboxMessage
from tests import factories
from tests.factories import NOW
from tests.features.helpdesk.desk import HOUR, MINUTE, Desk, asks, open_desk, somebody, thread_of, writes
from tests.features.queueing.day import officer

pytestmark = pytest.mark.django_db
SATURDAY = NOW + timedelta(days=1)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def sent(who_external_id: str) -> list[str]:
    rows = OutboxMessage.objects.filter(external_id=who_external_id).order_by("id")
    return [outbox.read_reply(bytes(row.reply_sealed)).text for row in rows]


def tags() -> list[str]:
    return list(AuditEvent.objects.filter(tag__startswith="thread:").order_by("id").values_list("tag", flat=True))


def test_the_bot_hands_over_in_office_hours_and_says_by_when(desk: Desk) -> None:
    who = somebody(desk)
    handed = asks(who, question_id=7)
    assert handed.open_now
    assert handed.expect_reply_at == NOW + 15 * MINUTE
    thread = thread_of(who)
    assert (thread.pk, thread.state, thread.reason) == (handed.thread_id, "waiting", "asked")
    (line,) = thread.messages.all()
    assert (line.direction, line.question_id) == ("in", 7)
    assert b"13" not in bytes(line.body_sealed)
    assert tags() == ["thread:opened"]


def test_outside_office_hours_a_reply_is_due_after_the_next_opening(desk: Desk) -> None:
    handed = asks(somebody(desk), now=SATURDAY)
    assert not handed.open_now
    monday_0730 = NOW + timedelta(days=3) - 70 * MINUTE
    assert handed.expect_reply_at == monday_0730 + 15 * MINUTE


def test_a_message_just_before_closing_is_due_the_next_working_day(desk: Desk) -> None:
    handed = asks(somebody(desk), now=NOW + 8 * HOUR + 15 * MINUTE)  # 16:55 on a Friday
    assert handed.open_now
    assert handed.expect_reply_at == NOW + timedelta(days=3) - 70 * MINUTE + 15 * MINUTE


def test_a_unit_without_hours_promises_nothing() -> None:
    desk = open_desk()
    other = factories.unit()
    who = somebody(desk)
    Thread.objects.all().delete()
    handed = operations.hand_over(
        who=type(who)(**{**{name: getattr(who, name) for name in who.__slots__}, "unit": other.pk}),
        reason="asked", text="?", at=NOW, now=NOW,
    )  # fmt: skip
    assert (handed.open_now, handed.expect_reply_at) == (False, None)


def test_a_second_hand_over_goes_on_in_the_open_thread(desk: Desk) -> None:
    who = somebody(desk)
    first, second = asks(who), asks(who, "Alo?", reason="angry", now=NOW + MINUTE)
    assert first.thread_id == second.thread_id
    assert second.expect_reply_at == first.expect_reply_at, "the clock runs from the first unanswered message"
    assert ThreadMessage.objects.count() == 2


def test_the_database_refuses_a_second_open_thread(desk: Desk) -> None:
    who = somebody(desk)
    asks(who)
    twin = thread_of(who)
    twin.pk = None
    with pytest.raises(IntegrityError, match="a_conversation_has_one_open_thread"), transaction.atomic():
        twin.save(force_insert=True)


def test_while_it_waits_the_bot_answers_and_the_thread_keeps_the_words(desk: Desk) -> None:
    who = somebody(desk)
    assert writes(who, "Bấm số") is False, "no thread, nothing kept"
    asks(who)
    assert writes(who, "Alo", now=NOW + MINUTE) is False
    assert [line.text for line in page(who).lines] == ["Con em 13 tuổi 11 tháng làm được chưa ạ", "Alo"]


def page(who, by: int = 0, now=NOW) -> queries.ThreadPage:
    return queries.thread_page(thread_of(who), by, now)


def test_an_event_that_was_taken_in_and_then_handed_over_stands_once(desk: Desk) -> None:
    who = somebody(desk)
    asks(who)
    later = NOW + MINUTE
    writes(who, "Lệ phí bao nhiêu", now=later)
    asks(who, "Lệ phí bao nhiêu", now=later, question_id=9)
    lines = list(ThreadMessage.objects.order_by("id").values_list("question_id", flat=True))
    assert lines == [None, 9]


def test_a_claimed_thread_silences_the_bot_and_a_repeated_event_adds_nothing(desk: Desk) -> None:
    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    assert operations.claim(thread=thread_of(who).pk, by=han, now=NOW).changed
    assert writes(who, "Dạ em chờ", now=NOW + MINUTE, message_id="z1") is True
    assert writes(who, "Dạ em chờ", now=NOW + MINUTE, message_id="z1") is True
    assert ThreadMessage.objects.count() == 2
    assert writes(who, "", kind="image", now=NOW + 2 * MINUTE) is True
    last = ThreadMessage.objects.latest("id")
    assert (last.kind, bytes(last.body_sealed)) == ("image", b"")


def test_one_officer_answers_at_a_time(desk: Desk) -> None:
    who, han, son = somebody(desk), officer(desk.unit), officer(desk.unit, name="Trần Sơn")
    asks(who)
    thread = thread_of(who).pk
    assert operations.claim(thread=thread, by=han, now=NOW).verdict is Verdict.DONE
    assert operations.claim(thread=thread, by=han, now=NOW).verdict is Verdict.REPEATED
    assert operations.claim(thread=thread, by=son, now=NOW).verdict is Verdict.TAKEN
    for press in (
        lambda: operations.reply(thread=thread, text="Chào", key="k", by=son, now=NOW),
        lambda: operations.finish(thread=thread, by=son, now=NOW),
        lambda: operations.release(thread=thread, by=son, now=NOW),
        lambda: operations.snooze(thread=thread, until=NOW + HOUR, by=son, now=NOW),
        lambda: operations.transfer(thread=thread, to_unit=1, note="", by=son, now=NOW),
    ):
        assert press().verdict in (Verdict.TAKEN, Verdict.NOT_YOURS)
    assert operations.add_note(thread=thread, text="Cháu chưa đủ tuổi", key="n", by=son, now=NOW).changed
    gone = NOW + rules.LEASE
    assert operations.claim(thread=thread, by=son, now=gone).changed, "whoever walked away may be relieved"
    assert operations.reply(thread=thread, text="Chào", key="k", by=han, now=gone).verdict is Verdict.TAKEN


def test_an_answer_goes_through_the_outbox_once_and_stops_the_clock(desk: Desk) -> None:
    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    thread = thread_of(who).pk
    at = NOW + 3 * MINUTE
    for verdict in (Verdict.DONE, Verdict.REPEATED):
        outcome = operations.reply(thread=thread, text=" Cháu đủ 14 tuổi ngày 20/08. ", key="k1", by=han, now=at)
        assert outcome.verdict is verdict
    assert sent(who.external_id) == ["Cán bộ trả lời:\nCháu đủ 14 tuổi ngày 20/08."]
    row = thread_of(who)
    assert (row.state, row.claimed_by, row.first_answered_at, row.waiting_since) == ("claimed", han, at, None)
    shown = page(who, han.pk)
    assert shown.mine
    assert shown.lines[-1].text == "Cháu đủ 14 tuổi ngày 20/08."
    assert shown.lines[-1].delivery == "queued"
    OutboxMessage.objects.update(state="rejected", ended_at=at)
    assert page(who, han.pk).lines[-1].delivery == "rejected"
    assert tags() == ["thread:opened", "thread:claimed", "thread:answered"]


def test_nothing_and_too_much_are_not_sent(desk: Desk) -> None:
    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    thread = thread_of(who).pk
    assert operations.reply(thread=thread, text=" \n", key="a", by=han, now=NOW).verdict is Verdict.EMPTY
    assert operations.reply(thread=thread, text="x" * 4001, key="b", by=han, now=NOW).verdict is Verdict.TOO_LONG
    assert operations.reply(thread=0, text="x", key="c", by=han, now=NOW).verdict is Verdict.UNKNOWN_THREAD
    assert sent(who.external_id) == []


def test_the_channels_window_is_obeyed_and_a_price_is_agreed_to_first(desk: Desk) -> None:
    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    thread = thread_of(who).pk
    assert page(who).window == rules.Window(rules.WindowState.OPEN, NOW + timedelta(hours=48))
    third_day = NOW + timedelta(hours=49)
    assert page(who, now=third_day).window.state is rules.WindowState.PAID

    def answer(now, **more) -> Verdict:
        return operations.reply(thread=thread, text="Chào", key=str(now), by=han, now=now, **more).verdict

    assert answer(third_day) is Verdict.COSTS_MONEY
    assert answer(NOW + timedelta(days=8), pays=True) is Verdict.WINDOW_CLOSED
    assert sent(who.external_id) == []
    assert answer(third_day, pays=True) is Verdict.DONE
    ConversationState.objects.update(last_event_at=NOW + timedelta(days=9))
    assert answer(NOW + timedelta(days=10)) is Verdict.DONE, "a press on the menu opens the window too"


def test_questions_that_waited_are_solved_by_the_first_answer_only(desk: Desk, monkeypatch) -> None:
    told: list[tuple] = []
    monkeypatch.setattr(heard, "_listeners", [])
    operations.register_solved_listener(lambda *what: told.append(what))
    who, han = somebody(desk), officer(desk.unit)
    asks(who, question_id=3)
    asks(who, "Lệ phí?", now=NOW + MINUTE, question_id=4)
    thread = thread_of(who).pk
    operations.reply(thread=thread, text="Miễn phí lần đầu", key="1", by=han, now=NOW + 2 * MINUTE)
    operations.reply(thread=thread, text="Chào", key="2", by=han, now=NOW + 3 * MINUTE)
    assert [(one[1], one[2], one[3]) for one in told] == [
        (3, han.pk, "Miễn phí lần đầu"), (4, han.pk, "Miễn phí lần đầu"),
    ]  # fmt: skip


def test_what_is_snoozed_wakes_when_the_citizen_writes(desk: Desk) -> None:
    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    thread = thread_of(who).pk
    operations.claim(thread=thread, by=han, now=NOW)
    assert operations.snooze(thread=thread, until=NOW, by=han, now=NOW).verdict is Verdict.BAD_TIME
    until = NOW + timedelta(days=1)
    assert operations.snooze(thread=thread, until=until, by=han, now=NOW).changed
    assert jobs.tidy_threads(NOW + 2 * HOUR) == 0
    assert writes(who, "Alo", now=NOW + 2 * HOUR) is True
    row = thread_of(who)
    assert (row.snoozed_until, row.claim_until) == (None, NOW + 2 * HOUR + rules.LEASE)


def test_an_unanswered_thread_returns_to_the_line_when_its_officer_is_gone(desk: Desk) -> None:
    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    operations.claim(thread=thread_of(who).pk, by=han, now=NOW)
    gone = NOW + rules.LEASE
    units = {desk.unit.pk}
    assert queries.counts(units, 0, NOW).waiting == 0
    assert queries.counts(units, 0, gone).waiting == 1, "seen at once, before the job"
    assert writes(who, "Alo?", now=gone) is False
    assert thread_of(who).state == ThreadState.WAITING
    operations.claim(thread=thread_of(who).pk, by=han, now=gone)
    assert jobs.tidy_threads(gone + rules.LEASE) == 1
    assert jobs.tidy_threads(gone + rules.LEASE) == 0
    assert thread_of(who).claimed_by is None


def test_an_answered_thread_that_stays_quiet_ends_by_itself_after_a_day(desk: Desk) -> None:
    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    operations.reply(thread=thread_of(who).pk, text="Chào", key="1", by=han, now=NOW)
    assert jobs.tidy_threads(NOW + timedelta(hours=23)) == 0
    assert jobs.tidy_threads(NOW + timedelta(hours=24)) == 1
    assert thread_of(who).state == ThreadState.DONE


def test_a_finished_thread_gives_the_citizen_back_to_the_bot_and_may_be_reopened(desk: Desk) -> None:
    who, han, son = somebody(desk), officer(desk.unit), officer(desk.unit)
    asks(who)
    thread = thread_of(who).pk
    operations.claim(thread=thread, by=han, now=NOW)
    assert operations.finish(thread=thread, by=han, now=NOW).changed
    assert writes(who, "Cảm ơn", now=NOW + MINUTE) is False
    assert operations.finish(thread=thread, by=han, now=NOW).verdict is Verdict.ALREADY_DONE
    assert operations.reopen(thread=thread, by=son, now=NOW + MINUTE).changed
    assert thread_of(who).claimed_by == son
    assert operations.reopen(thread=thread, by=son, now=NOW).verdict is Verdict.NOT_DONE_YET
    operations.finish(thread=thread, by=son, now=NOW + MINUTE)
    newer = asks(who, now=NOW + 2 * MINUTE).thread_id
    assert newer != thread
    assert operations.reopen(thread=thread, by=son, now=NOW + 3 * MINUTE).verdict is Verdict.OPEN_ELSEWHERE


def test_another_unit_takes_over_and_the_citizen_is_told_on_her_own_account(desk: Desk) -> None:
    there = open_desk("Công an quận 9")
    who, han, minh = somebody(desk), officer(desk.unit), officer(there.unit)
    asks(who)
    thread = thread_of(who).pk
    operations.claim(thread=thread, by=han, now=NOW)
    for wrong in (desk.unit.pk, 0):
        refused = operations.transfer(thread=thread, to_unit=wrong, note="", by=han, now=NOW)
        assert refused.verdict is Verdict.UNKNOWN_UNIT
    at = NOW + MINUTE
    assert operations.transfer(thread=thread, to_unit=there.unit.pk, note="Hộ khẩu quận 9", by=han, now=at).changed
    assert "chuyển đến Công an quận 9" in sent(who.external_id)[0]
    assert not queries.threads_visible_to_units({desk.unit.pk}).exists()
    assert queries.counts({there.unit.pk}, minh.pk, at).waiting == 1
    assert operations.reply(thread=thread, text="Chào", key="1", by=minh, now=at).changed
    last = OutboxMessage.objects.latest("id")
    assert (last.account, last.external_id) == (desk.account, who.external_id)
    assert writes(who, "Dạ", now=at + MINUTE) is True
    assert thread_of(who).unit == there.unit


def test_an_answer_from_zalos_own_tool_pauses_the_bot_and_is_seen(desk: Desk) -> None:
    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    for _ in range(2):  # Zalo repeats its events
        operations.answered_elsewhere(who=who, admin_id="admin-7", at=NOW, now=NOW)
    row = thread_of(who)
    assert (row.state, row.elsewhere_by, row.first_answered_at) == ("claimed", "admin-7", NOW)
    assert [line.message.elsewhere_by for line in page(who).lines] == ["", "admin-7"]
    assert queries.counts({desk.unit.pk}, han.pk, NOW).waiting == 0
    assert [one.thread.pk for one in queries.inbox({desk.unit.pk}, han.pk, "waiting", NOW).others] == [row.pk]
    assert writes(who, "Vâng", now=NOW + 59 * MINUTE) is True
    assert writes(who, "Alo", now=NOW + 60 * MINUTE) is False
    assert thread_of(who).state == ThreadState.WAITING


def test_who_was_answered_elsewhere_without_asking_us_has_a_thread_of_the_colleague(desk: Desk) -> None:
    who, han = somebody(desk), officer(desk.unit)
    operations.answered_elsewhere(who=who, admin_id="admin-7", at=NOW, now=NOW)
    assert thread_of(who).reason == "elsewhere"
    assert writes(who, "Vâng", now=NOW + MINUTE) is True
    assert operations.claim(thread=thread_of(who).pk, by=han, now=NOW + MINUTE).changed, "an officer here may go on"
    operations.answered_elsewhere(who=who, admin_id="admin-7", at=NOW + 2 * MINUTE, now=NOW + 2 * MINUTE)
    assert thread_of(who).claimed_by == han
    assert queries.figures(desk.unit.pk, NOW, NOW + HOUR).asked == 0


def test_canned_answers_have_one_text_a_shortcut(desk: Desk) -> None:
    han = officer(desk.unit)

    def add(shortcut: str, text: str = "Chào ông/bà.") -> Verdict:
        made = operations.add_canned_answer(unit=desk.unit.pk, shortcut=shortcut, text=text, by=han, now=NOW)
        return made.verdict

    assert [add("chao"), add("chao"), add("Chào"), add("gio", " ")] == [
        Verdict.DONE, Verdict.SHORTCUT_TAKEN, Verdict.BAD_SHORTCUT, Verdict.EMPTY,
    ]  # fmt: skip
    (kept,) = queries.canned_answers(desk.unit.pk)
    assert operations.retire_canned_answer(answer=kept.pk, unit=desk.unit.pk, by=han, now=NOW).changed
    assert add("chao", "Xin chào ông/bà.") is Verdict.DONE


def test_lists_mask_names_and_order_by_waiting(desk: Desk) -> None:
    first, second = somebody(desk, "Đặng Ngọc Ánh"), somebody(desk, "Võ Minh Khôi")
    asks(second, "Đổi số điện thoại", now=NOW + MINUTE)
    asks(first)
    shown = queries.inbox({desk.unit.pk}, 0, "waiting", NOW + 20 * MINUTE)
    assert [row.who for row in shown.rows] == ["Đ. N. Á***", "V. M. K***"]
    assert [row.late for row in shown.rows] == [True, True]
    assert shown.rows[1].preview == "Đổi số điện thoại"
    assert (shown.counts.waiting, shown.counts.late) == (2, 2)
    assert queries.inbox({0}, 0, "waiting", NOW).rows == ()


def test_figures_tell_how_soon_officers_answered(desk: Desk) -> None:
    han = officer(desk.unit)
    for minutes in (2, 4, 6):
        who = somebody(desk)
        asks(who)
        operations.reply(thread=thread_of(who).pk, text="Chào", key="1", by=han, now=NOW + minutes * MINUTE)
    asks(somebody(desk))
    told = queries.figures(desk.unit.pk, NOW, NOW + HOUR)
    assert (told.asked, told.answered, told.half_within, told.most_within) == (4, 3, 4 * MINUTE, 6 * MINUTE)


def test_a_citizen_is_told_her_letters_and_may_have_them_forgotten(desk: Desk) -> None:
    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    thread = thread_of(who).pk
    operations.reply(thread=thread, text="Chào chị", key="1", by=han, now=NOW)
    operations.add_note(thread=thread, text="Nói nhỏ nhẹ", key="2", by=han, now=NOW)
    told = str(personal_data(who.citizen, NOW)["letters"])
    assert "13 tuổi" in told and "Chào chị" in told and "nhỏ nhẹ" not in told
    erase(citizen_id=who.citizen, now=NOW)
    row = thread_of(who)
    assert (row.state, row.external_id) == ("done", "")
    assert not ThreadMessage.objects.exclude(body_sealed=b"").exists()
    assert operations.reply(thread=thread, text="Alo", key="3", by=han, now=NOW).verdict is Verdict.ALREADY_DONE
    assert operations.reopen(thread=thread, by=han, now=NOW).verdict is Verdict.UNKNOWN_THREAD


def test_letters_age(desk: Desk) -> None:
    from motcua.features.helpdesk.keeper import LETTERS_LIVE, HelpdeskKeeper

    who, han = somebody(desk), officer(desk.unit)
    asks(who)
    operations.claim(thread=thread_of(who).pk, by=han, now=NOW)
    operations.finish(thread=thread_of(who).pk, by=han, now=NOW)
    assert HelpdeskKeeper().expire(NOW + LETTERS_LIVE) == 0
    assert HelpdeskKeeper().expire(NOW + LETTERS_LIVE + MINUTE) == 1
    assert HelpdeskKeeper().expire(NOW + LETTERS_LIVE + MINUTE) == 0
