"""What comes from a citizen's side: the bot gives up, a message arrives, somebody answered in the channel's own tool.

Each runs in the transaction of the event it belongs to, which holds the conversation; a thread is locked after it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import connection, transaction

from motcua.features.helpdesk import hours, rules
from motcua.features.helpdesk.models import BODY, Direction, Thread, ThreadMessage, ThreadReason, ThreadState
from motcua.features.helpdesk.rules import Held
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.secrets import encrypt_text
from motcua.messaging.channels.contract import Identity
from motcua.messaging.channels.models import OaAccount

__all__ = ["HandedOver", "Reason", "answered_elsewhere", "hand_over", "take_in"]

Reason = Literal["asked", "angry", "unanswered", "attachment"]

# -- name: has_open_thread -- asked for every message of every citizen: through the mapper it took two thirds of a turn
HAS_OPEN_SQL = "SELECT 1 FROM thread WHERE account_id = %s AND external_id = %s AND state <> 'done'"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """`expect_reply_at` is what the citizen may be told; None when the unit has no opening in sight."""

    thread_id: int
    open_now: bool
    expect_reply_at: datetime | None


def hand_over(
    *, who: Identity, reason: Reason, text: str, at: datetime, now: datetime, question_id: int | None = None
) -> HandedOver:
    """Chuyển cán bộ: a person must answer this. An open thread is reused, a finished one is not."""
    with transaction.atomic():
        thread = _open_thread(who) or _begin(who, ThreadReason(reason), at, now)
        _keep(thread, text, "file" if reason == "attachment" else "text", at, "", question_id)
        is_open, due = hours.reply_due(thread.unit_id, now)
        _heard(thread, at, due, now)
        thread.save()
    return HandedOver(thread.pk, is_open, thread.reply_due_at)


def take_in(*, who: Identity, text: str, kind: str, at: datetime, message_id: str, now: datetime) -> bool:
    """A citizen wrote. True: a person owns this conversation, the message stands in the thread, the bot is silent.

    False: the bot answers. A thread that waits keeps the message all the same, and one whose officer walked away
    goes back to those that wait.
    """
    if not _has_open_thread(who):
        return False
    with transaction.atomic():
        thread = _open_thread(who)
        if thread is None:  # finished this very moment
            return False
        owned = rules.is_owned(held(thread), now)
        if _keep(thread, text, kind, at, f"in:{message_id}" if message_id else "", None):
            due = hours.reply_due(thread.unit_id, now)[1] if thread.waiting_since is None else None
            _heard(thread, at, due, now)
        if not owned and thread.state == ThreadState.CLAIMED:
            put_back(thread, ActorKind.SYSTEM, 0, now)
        thread.save()
        return owned


def answered_elsewhere(*, who: Identity, admin_id: str, at: datetime, now: datetime) -> None:
    """Somebody answered in the channel's own tool: she owns the conversation for the account's pause.

    An officer who holds the thread here keeps it. What was written there is unknown; that it was stands in the thread.
    """
    pause = timedelta(minutes=OaAccount.objects.values_list("officer_pause_minutes", flat=True).get(pk=who.account))
    with transaction.atomic():
        thread = _open_thread(who) or _begin(who, ThreadReason.ELSEWHERE, at, now)
        key = f"else:{int(at.timestamp() * 1000)}:{admin_id}"[:80]
        if ThreadMessage.objects.filter(thread=thread, message_key=key).exists():
            return
        ThreadMessage.objects.create(
            thread=thread, direction=Direction.OURS, at=at, elsewhere_by=admin_id, message_key=key
        )
        if thread.claimed_by_id is None:
            thread.state, thread.elsewhere_by, thread.claimed_at = ThreadState.CLAIMED, admin_id or "?", now
        thread.claim_until = max(filter(None, (thread.claim_until, at + pause)))
        thread.first_answered_at = thread.first_answered_at or at
        thread.waiting_since = thread.reply_due_at = None
        thread.last_at = now
        thread.save()


def held(thread: Thread) -> Held:
    """The thread as the rules see it."""
    return Held(thread.state, thread.claimed_by_id, thread.claim_until)


def put_back(thread: Thread, actor_kind: ActorKind, actor_id: int, now: datetime) -> None:
    """Back among those that wait; the caller has locked the thread and saves it."""
    thread.state, thread.elsewhere_by = ThreadState.WAITING, ""
    thread.claimed_by = thread.claimed_at = thread.claim_until = thread.snoozed_until = None
    record(
        EventTag.THREAD_RELEASED, at=now, actor_kind=actor_kind, actor_id=actor_id, unit_id=thread.unit_id,
        subject_id=thread.pk,
    )  # fmt: skip


def _has_open_thread(who: Identity) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HAS_OPEN_SQL, [who.account, who.external_id])
        return cursor.fetchone() is not None


def _open_thread(who: Identity) -> Thread | None:
    """Locked."""
    found = Thread.objects.select_for_update().exclude(state=ThreadState.DONE)
    return found.filter(account_id=who.account, external_id=who.external_id).first()


def _begin(who: Identity, reason: ThreadReason, at: datetime, now: datetime) -> Thread:
    """A new thread, or the one another process began a moment ago."""
    fresh = Thread(
        unit_id=who.unit, account_id=who.account, channel=who.channel, external_id=who.external_id,
        citizen_id=who.citizen, reason=reason, first_asked_at=at, last_asked_at=at, last_at=now,
    )  # fmt: skip
    Thread.objects.bulk_create([fresh], ignore_conflicts=True)
    thread = _open_thread(who)
    assert thread is not None  # ours, or the one that was in its way
    record(
        EventTag.THREAD_OPENED, at=now, actor_kind=ActorKind.CITIZEN, actor_id=who.citizen, unit_id=thread.unit_id,
        subject_id=thread.pk, reason=str(reason),
    )  # fmt: skip
    return thread


def _keep(thread: Thread, text: str, kind: str, at: datetime, key: str, question_id: int | None) -> bool:
    """Add the citizen's words once; a question asked with words that are there already is written beside them."""
    theirs = ThreadMessage.objects.filter(thread=thread, direction=Direction.THEIRS)
    if key and theirs.filter(message_key=key).exists():
        return False
    if not key and (there := theirs.filter(at=at).order_by("-id").first()) is not None:
        ThreadMessage.objects.filter(pk=there.pk).update(question_id=question_id or there.question_id)
        return False
    ThreadMessage.objects.create(
        thread=thread, direction=Direction.THEIRS, kind=kind[:16], at=at, message_key=key[:80],
        body_sealed=encrypt_text(text[: rules.TEXT_LIMIT], BODY), question_id=question_id,
    )  # fmt: skip
    return True


def _heard(thread: Thread, at: datetime, due: datetime | None, now: datetime) -> None:
    """The clocks of a thread after a citizen's message; they run from the first one nobody answered yet."""
    thread.last_asked_at, thread.last_at = max(thread.last_asked_at, at), now
    if thread.waiting_since is None:
        thread.waiting_since, thread.reply_due_at = at, due
    if thread.snoozed_until is not None:
        thread.snoozed_until, thread.claim_until = None, now + rules.LEASE
