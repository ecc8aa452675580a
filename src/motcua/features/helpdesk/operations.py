"""What an officer does in the inbox. Each is one transaction: rows, messages on their way, audit event, listeners.

An operation never raises for what an officer may meet; it says it with a verdict. Which threads she reaches is the
query's scope. The open claimed thread itself is the bot's pause: `take_in` says True while a person owns it.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from motcua.features.helpdesk import hours, rules, windows
from motcua.features.helpdesk.arrivals import HandedOver, answered_elsewhere, hand_over, held, put_back, take_in
from motcua.features.helpdesk.listeners import register_solved_listener, tell_solved
from motcua.features.helpdesk.models import (
    BODY,
    CannedAnswer,
    Direction,
    Thread,
    ThreadMessage,
    ThreadState,
    ThreadTransfer,
)
from motcua.features.helpdesk.rules import Outcome, Verdict, WindowState
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.clock import local_date
from motcua.foundation.offices import queries as offices
from motcua.foundation.secrets import encrypt_text
from motcua.foundation.staff.models import Officer
from motcua.messaging.channels import outbox
from motcua.messaging.channels.models import OaBinding
from motcua.messaging.dialogue.reply import Reply

__all__ = [
    "HandedOver",
    "add_canned_answer",
    "add_note",
    "answered_elsewhere",
    "claim",
    "finish",
    "hand_over",
    "note_inbox_seen",
    "note_thread_seen",
    "register_solved_listener",
    "release",
    "reopen",
    "reply",
    "retire_canned_answer",
    "snooze",
    "take_in",
    "tie_question",
    "transfer",
]

_ANSWER = "Cán bộ trả lời:\n{text}"
_MOVED = "Câu hỏi của ông/bà đã được chuyển đến {unit}. Cán bộ ở đó sẽ trả lời ông/bà tại đây."
_SNOOZE_AT_MOST = timedelta(days=7)


def claim(*, thread: int, by: Officer, now: datetime) -> Outcome:
    """Nhận: this officer answers, nobody else. Pressing again, or opening her own thread, keeps it hers for longer."""
    with transaction.atomic():
        if (row := _locked(thread)) is None:
            return Outcome(Verdict.UNKNOWN_THREAD)
        verdict = rules.may_claim(held(row), by.pk, now)
        if verdict is Verdict.DONE:
            _claim(row, by, now)
        elif verdict is Verdict.REPEATED:
            row.claim_until = max(filter(None, (row.claim_until, now + rules.LEASE)))
        row.save()
        return Outcome(verdict, thread)


def release(*, thread: int, by: Officer, now: datetime) -> Outcome:
    """Trả lại: back to those that wait."""
    with transaction.atomic():
        row, refusal = _own(thread, by)
        if row is None:
            return refusal
        put_back(row, ActorKind.OFFICER, by.pk, now)
        row.save()
        return Outcome(Verdict.DONE, thread)


def reply(*, thread: int, text: str, key: str, by: Officer, now: datetime, pays: bool = False) -> Outcome:
    """Gửi: answer the citizen where she wrote; a thread that waits is claimed by answering it.

    `key` is the form's own, so that a double press sends once. `pays`: she saw that this message costs money.
    """
    if (verdict := rules.check_text(text, rules.TEXT_LIMIT)) is not Verdict.DONE:
        return Outcome(verdict, thread)
    with transaction.atomic():
        if (row := _locked(thread)) is None:
            return Outcome(Verdict.UNKNOWN_THREAD)
        if _is_repeated(row, key):
            return Outcome(Verdict.REPEATED, thread)
        refusal = _may_reply(row, by, now, pays=pays)
        if refusal is not Verdict.DONE:
            return Outcome(refusal, thread)
        if (sent := _send(row, _ANSWER.format(text=text.strip()), now)) is None:
            return Outcome(Verdict.UNREACHABLE, thread)
        if row.claimed_by_id != by.pk:
            _claim(row, by, now)
        _tell_solved(row, text.strip(), by, now)
        _add(row, Direction.OURS, text.strip(), by, now, key=f"form:{key}", outbox_ids=sent)
        row.first_answered_at = row.first_answered_at or now
        row.waiting_since = row.reply_due_at = row.snoozed_until = None
        row.claim_until, row.last_at = now + rules.LEASE, now
        row.save()
        _audit(EventTag.THREAD_ANSWERED, row, by, now)
        return Outcome(Verdict.DONE, thread)


def add_note(*, thread: int, text: str, key: str, by: Officer, now: datetime) -> Outcome:
    """Ghi chú: words for colleagues only. Whoever reads the thread may add one."""
    if (verdict := rules.check_text(text, rules.NOTE_LIMIT)) is not Verdict.DONE:
        return Outcome(verdict, thread)
    with transaction.atomic():
        if (row := _locked(thread)) is None:
            return Outcome(Verdict.UNKNOWN_THREAD)
        if _is_repeated(row, key):
            return Outcome(Verdict.REPEATED, thread)
        _add(row, Direction.NOTE, text.strip(), by, now, key=f"form:{key}")
        _audit(EventTag.THREAD_NOTED, row, by, now)
        return Outcome(Verdict.DONE, thread)


def snooze(*, thread: int, until: datetime, by: Officer, now: datetime) -> Outcome:
    """Hẹn lại: out of sight until a moment at most seven days ahead, or until the citizen writes."""
    if not now < until <= now + _SNOOZE_AT_MOST:
        return Outcome(Verdict.BAD_TIME, thread)
    with transaction.atomic():
        row, refusal = _own(thread, by)
        if row is None:
            return refusal
        row.snoozed_until, row.claim_until = until, until + rules.LEASE
        row.save()
        _audit(EventTag.THREAD_SNOOZED, row, by, now)
        return Outcome(Verdict.DONE, thread)


def transfer(*, thread: int, to_unit: int, note: str, by: Officer, now: datetime) -> Outcome:
    """Chuyển: another unit answers from now on, on the same account; the citizen is told while that costs nothing."""
    today = local_date(now)
    if len(note) > rules.NOTE_LIMIT:
        return Outcome(Verdict.TOO_LONG, thread)
    with transaction.atomic():
        row, refusal = _own(thread, by)
        if row is None:
            return refusal
        if to_unit == row.unit_id or not offices.units_on(today).filter(pk=to_unit).exists():
            return Outcome(Verdict.UNKNOWN_UNIT, thread)
        ThreadTransfer.objects.create(thread=row, from_unit_id=row.unit_id, to_unit_id=to_unit, by=by, at=now)
        _audit(EventTag.THREAD_TRANSFERRED, row, by, now, to=to_unit)
        if note.strip():
            _add(row, Direction.NOTE, note.strip(), by, now)
        _tell_moved(row, offices.name_of(to_unit, today), by, now)
        put_back(row, ActorKind.OFFICER, by.pk, now)
        row.unit_id, row.last_at = to_unit, now
        if row.waiting_since is not None:
            row.reply_due_at = hours.reply_due(to_unit, now)[1]
        row.save()
        return Outcome(Verdict.DONE, thread)


def finish(*, thread: int, by: Officer, now: datetime) -> Outcome:
    """Đã xong: the bot answers this citizen again. `reopen` takes it back."""
    with transaction.atomic():
        row, refusal = _own(thread, by)
        if row is None:
            return refusal
        end(row, ActorKind.OFFICER, by.pk, now)
        row.finished_by = by
        row.save()
        return Outcome(Verdict.DONE, thread)


def reopen(*, thread: int, by: Officer, now: datetime) -> Outcome:
    """Mở lại: the officer goes on with a finished thread, unless the citizen has a newer open one."""
    try:
        with transaction.atomic():
            if (row := _locked(thread)) is None or not row.external_id:
                return Outcome(Verdict.UNKNOWN_THREAD)
            if row.state != ThreadState.DONE:
                return Outcome(Verdict.NOT_DONE_YET, thread)
            row.finished_at = row.finished_by = None
            _claim(row, by, now, tag=EventTag.THREAD_REOPENED)
            row.save()
            return Outcome(Verdict.DONE, thread)
    except IntegrityError:  # a_conversation_has_one_open_thread
        return Outcome(Verdict.OPEN_ELSEWHERE, thread)


def tie_question(*, line: int, question_id: int) -> None:
    """Write beside a citizen's words which question was kept of them."""
    ThreadMessage.objects.filter(pk=line, direction=Direction.THEIRS).update(question_id=question_id)


def end(row: Thread, actor_kind: ActorKind, actor_id: int, now: datetime) -> None:
    """Close a locked thread; the caller saves it."""
    row.state, row.finished_at, row.elsewhere_by = ThreadState.DONE, now, ""
    row.claim_until = row.snoozed_until = row.waiting_since = row.reply_due_at = None
    record(
        EventTag.THREAD_FINISHED, at=now, actor_kind=actor_kind, actor_id=actor_id, unit_id=row.unit_id,
        subject_id=row.pk,
    )  # fmt: skip


def add_canned_answer(*, unit: int, shortcut: str, text: str, by: Officer, now: datetime) -> Outcome:
    """Thêm câu mẫu: small letters, figures and hyphens, free in the unit."""
    if not rules.SHORTCUT.fullmatch(shortcut):
        return Outcome(Verdict.BAD_SHORTCUT)
    if (verdict := rules.check_text(text, rules.NOTE_LIMIT)) is not Verdict.DONE:
        return Outcome(verdict)
    try:
        with transaction.atomic():
            made = CannedAnswer.objects.create(
                unit_id=unit, shortcut=shortcut, text=text.strip(), created_at=now, created_by=by
            )
            _audit_canned(EventTag.CANNED_ANSWER_ADDED, unit, made.pk, by, now)
    except IntegrityError:  # a_shortcut_stands_for_one_answer_in_a_unit
        return Outcome(Verdict.SHORTCUT_TAKEN)
    return Outcome(Verdict.DONE)


def retire_canned_answer(*, answer: int, unit: int, by: Officer, now: datetime) -> Outcome:
    """Bỏ câu mẫu: nobody is offered it any more; what was sent with it stays."""
    with transaction.atomic():
        if not CannedAnswer.objects.filter(pk=answer, unit_id=unit, retired_at=None).update(retired_at=now):
            return Outcome(Verdict.REPEATED)
        _audit_canned(EventTag.CANNED_ANSWER_RETIRED, unit, answer, by, now)
        return Outcome(Verdict.DONE)


def note_thread_seen(*, thread: Thread, by: Officer, now: datetime) -> None:
    """Audit that an officer was shown what a citizen wrote; the citizen may ask later who looked."""
    _audit(EventTag.THREAD_VIEWED, thread, by, now, citizen=thread.citizen_id)


def note_inbox_seen(*, unit: int, rows: int, by: Officer, now: datetime) -> None:
    """Audit that an officer was shown a list with masked names and first words."""
    record(
        EventTag.INBOX_VIEWED, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=unit, subject_id=0,
        rows=rows,
    )  # fmt: skip


def _locked(thread: int) -> Thread | None:
    return Thread.objects.select_for_update(of=("self",)).filter(pk=thread).first()


def _own(thread: int, by: Officer) -> tuple[Thread | None, Outcome]:
    """The locked thread when this officer holds it, else what to tell her."""
    if (row := _locked(thread)) is None:
        return None, Outcome(Verdict.UNKNOWN_THREAD)
    verdict = rules.may_act(held(row), by.pk)
    return (row if verdict is Verdict.DONE else None), Outcome(verdict, thread)


def _claim(row: Thread, by: Officer, now: datetime, tag: EventTag = EventTag.THREAD_CLAIMED) -> None:
    row.state, row.claimed_by, row.elsewhere_by = ThreadState.CLAIMED, by, ""
    row.claimed_at, row.claim_until, row.snoozed_until = now, now + rules.LEASE, None
    _audit(tag, row, by, now)


def _may_reply(row: Thread, by: Officer, now: datetime, *, pays: bool) -> Verdict:
    verdict = rules.may_claim(held(row), by.pk, now)
    if verdict not in (Verdict.DONE, Verdict.REPEATED):
        return verdict
    return rules.may_send(windows.window_of(row, now), pays=pays)


def _send(row: Thread, text: str, now: datetime) -> list[int] | None:
    """Queue a message; None when the account speaks for no unit today, or the citizen asked to be forgotten."""
    if not row.external_id:
        return None
    try:
        return outbox.enqueue(account=row.account_id, to=row.external_id, reply=Reply(text), kind="reply", now=now)
    except OaBinding.DoesNotExist:
        return None


def _tell_moved(row: Thread, unit_name: str, by: Officer, now: datetime) -> None:
    if windows.window_of(row, now).state is not WindowState.OPEN:
        return
    text = _MOVED.format(unit=unit_name)
    if sent := _send(row, text, now):
        _add(row, Direction.OURS, text, by, now, outbox_ids=sent)


def _is_repeated(row: Thread, key: str) -> bool:
    return ThreadMessage.objects.filter(thread=row, message_key=f"form:{key}").exists()


def _add(
    row: Thread, direction: Direction, text: str, by: Officer, now: datetime, *, key: str = "",
    outbox_ids: list[int] | None = None,
) -> None:  # fmt: skip
    ThreadMessage.objects.create(
        thread=row, direction=direction, body_sealed=encrypt_text(text, BODY), at=now, by=by, message_key=key,
        outbox_ids=outbox_ids or [],
    )  # fmt: skip


def _tell_solved(row: Thread, answer: str, by: Officer, now: datetime) -> None:
    """The questions asked since the last answer: this one is theirs."""
    answers = row.messages.filter(direction=Direction.OURS, message_key__startswith="form:")
    last = answers.order_by("-id").values_list("id", flat=True).first() or 0
    asked = row.messages.filter(direction=Direction.THEIRS, id__gt=last).exclude(question_id=None)
    for question_id in dict.fromkeys(asked.order_by("id").values_list("question_id", flat=True)):
        if question_id is not None:
            tell_solved(row.pk, question_id, by.pk, answer, now)


def _audit(tag: EventTag, row: Thread, by: Officer, now: datetime, **detail: int) -> None:
    record(tag, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=row.unit_id, subject_id=row.pk, **detail)


def _audit_canned(tag: EventTag, unit: int, answer: int, by: Officer, now: datetime) -> None:
    record(tag, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=unit, subject_id=answer)
