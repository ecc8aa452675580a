"""Reads of the inbox: three queues, one thread, the canned answers, and how soon citizens were answered."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Count, F, Q, QuerySet

from motcua.features.helpdesk import rules, windows
from motcua.features.helpdesk.arrivals import held
from motcua.features.helpdesk.models import (
    BODY,
    CannedAnswer,
    Direction,
    Thread,
    ThreadMessage,
    ThreadState,
    ThreadTransfer,
)
from motcua.features.helpdesk.rules import Window
from motcua.foundation.citizens import queries as citizens
from motcua.foundation.citizens.models import Person
from motcua.foundation.citizens.rules import masked_name
from motcua.foundation.secrets import Undecryptable, decrypt_text
from motcua.messaging.channels import outbox
from motcua.messaging.channels.models import MessageState, OutboxMessage
from motcua.messaging.dialogue.render import DEMO_STRIP

__all__ = [
    "BotLine", "Counts", "Figures", "InboxPage", "Lesson", "Line", "Row", "Show", "ThreadPage", "canned_answers",
    "counts", "figures", "inbox", "lesson_of", "thread_page", "threads_visible_to_units",
]  # fmt: skip

Show = Literal["waiting", "mine", "done"]
MANY = 50
_LINES = 200
_BEFORE, _AFTER = timedelta(minutes=10), timedelta(minutes=20)  # the bot's words are found by unit and time
_BOT_LINES = 12
_EARLIER = 5
_PREVIEW = 90
_WORST_FIRST = ("failed", "rejected", "expired", "unknown", "sending", "queued", "delivered")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many threads each queue holds; `late` of the waiting ones are past the time their citizen was told."""

    waiting: int
    mine: int
    late: int


@dataclass(frozen=True, slots=True)
class Row:
    """One thread in a list: a masked name and the first words."""

    thread: Thread
    who: str
    preview: str
    kind: str
    waited: timedelta | None
    late: bool
    owned: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A queue. `others` are threads colleagues are answering, shown below those that wait."""

    rows: tuple[Row, ...]
    others: tuple[Row, ...]
    counts: Counts
    version: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a thread, opened. `delivery` is the least happy state of its messages, None for a line not sent."""

    message: ThreadMessage
    text: str
    delivery: MessageState | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class BotLine:
    """What the bot said, shortly before it gave the conversation to a person and while none had it."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """All an officer reads of a thread. `lines` stand as they were said, the bot's among them.

    `phone` is shown only to who holds the thread; `moves` are transfers, `earlier` the citizen's other threads.
    """

    thread: Thread
    who: str
    phone: str
    lines: tuple[Line | BotLine, ...]
    moves: tuple[ThreadTransfer, ...]
    earlier: tuple[Thread, ...]
    window: Window
    owned: bool
    mine: bool
    may_be_claimed: bool
    waited: timedelta | None
    late: bool
    version: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """What can be learned from a citizen's words in a thread: the question kept of them, if any, and the officer's next
    answer, empty while there is none."""

    unit: int
    channel: str
    text: str
    asked_at: datetime
    question_id: int | None
    answer: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the threads that began in a stretch of time: how many, how many answered, and how soon (P50, P90)."""

    asked: int
    answered: int
    half_within: timedelta | None
    most_within: timedelta | None


def threads_visible_to_units(units: Collection[int]) -> QuerySet[Thread]:
    """The scope of every inbox page."""
    return Thread.objects.filter(unit_id__in=units, pseudonymised_at=None).select_related("claimed_by", "unit")


def counts(units: Collection[int], officer_id: int, now: datetime) -> Counts:
    """For the tabs and the badge of the menu."""
    still = Thread.objects.filter(unit_id__in=units).exclude(state=ThreadState.DONE)
    told = still.aggregate(
        waiting=Count("pk", filter=_waits(now)),
        mine=Count("pk", filter=_mine(officer_id)),
        late=Count("pk", filter=_waits(now) & Q(reply_due_at__lt=now)),
    )
    return Counts(**told)


def inbox(units: Collection[int], officer_id: int, show: Show, now: datetime) -> InboxPage:
    """One queue: who waits longest first; of the finished, the newest first."""
    visible = threads_visible_to_units(units)
    others: list[Thread] = []
    if show == "waiting":
        found = list(visible.filter(_waits(now)).order_by(F("waiting_since").asc(nulls_last=True), "id")[:MANY])
        busy = visible.filter(state=ThreadState.CLAIMED).exclude(_waits(now)).exclude(claimed_by_id=officer_id)
        others = list(busy.order_by("-last_at")[:MANY])
    elif show == "mine":
        order = (F("snoozed_until").asc(nulls_first=True), F("waiting_since").asc(nulls_last=True), "id")
        found = list(visible.filter(_mine(officer_id)).order_by(*order)[:MANY])
    else:
        found = list(visible.filter(state=ThreadState.DONE).order_by("-finished_at")[:MANY])
    rows = _rows([*found, *others], now)
    version = max((one.last_at.timestamp() for one in (*found, *others)), default=0)
    return InboxPage(
        rows=tuple(rows[: len(found)]), others=tuple(rows[len(found) :]), counts=counts(units, officer_id, now),
        version=int(version * 1000),
    )  # fmt: skip


def thread_page(thread: Thread, officer_id: int, now: datetime) -> ThreadPage:
    """The newest two hundred lines of a thread, oldest first, with what became of each answer."""
    person = citizens.people_of(thread.citizen_id).first()
    moves = tuple(thread.transfers.order_by("at", "id"))
    newest = thread.messages.select_related("by").order_by("-id")[:_LINES]
    messages = sorted(newest, key=lambda one: one.pk)
    states = _states([message_id for one in messages for message_id in one.outbox_ids])
    owned = rules.is_owned(held(thread), now)
    mine = thread.state == ThreadState.CLAIMED and thread.claimed_by_id == officer_id
    return ThreadPage(
        thread=thread,
        who=person.full_name if person else _nameless(thread),
        phone=citizens.phone_of(person) if person and mine else "",
        lines=_together([_line(one, states) for one in messages], _said_by_bot(thread, moves, set(states))),
        moves=moves,
        earlier=tuple(_earlier(thread)),
        window=windows.window_of(thread, now),
        owned=owned,
        mine=mine,
        may_be_claimed=not mine and rules.may_claim(held(thread), officer_id, now) is rules.Verdict.DONE,
        waited=now - thread.waiting_since if thread.waiting_since else None,
        late=thread.reply_due_at is not None and thread.reply_due_at < now,
        version=messages[-1].pk if messages else 0,
    )


def lesson_of(thread: Thread, line_id: int) -> Lesson | None:
    """A citizen's written words and what was answered to them; None for a line that holds no words of hers."""
    said = thread.messages.filter(direction=Direction.THEIRS, kind="text")
    line = said.filter(pk=line_id).first()
    if line is None or not (text := _opened(bytes(line.body_sealed))):
        return None
    ours = thread.messages.filter(direction=Direction.OURS, elsewhere_by="", pk__gt=line.pk).order_by("id").first()
    answer = _opened(bytes(ours.body_sealed)) if ours else ""
    return Lesson(thread.unit_id, thread.channel, text, line.at, line.question_id, answer)


def canned_answers(unit_id: int) -> QuerySet[CannedAnswer]:
    """The answers in use, by shortcut."""
    return CannedAnswer.objects.filter(unit_id=unit_id, retired_at=None).order_by("shortcut")


def figures(unit_id: int, since: datetime, until: datetime) -> Figures:
    """First-response time of a unit (S-L10, S-L11) and the staff's share of answered questions (S-K8)."""
    began = Thread.objects.filter(unit_id=unit_id, first_asked_at__gte=since, first_asked_at__lt=until)
    asked = began.exclude(reason="elsewhere")
    took = sorted(
        answered - first
        for first, answered in asked.values_list("first_asked_at", "first_answered_at")
        if answered is not None
    )
    return Figures(
        asked=asked.count(), answered=len(took), half_within=_at(took, 0.5), most_within=_at(took, 0.9)
    )  # fmt: skip


def _waits(now: datetime) -> Q:
    """In line; so is a thread whose holder left its citizen waiting, even before the job gives it back."""
    left = Q(state=ThreadState.CLAIMED, claim_until__lte=now, waiting_since__isnull=False)
    return Q(state=ThreadState.WAITING) | left


def _mine(officer_id: int) -> Q:
    return Q(state=ThreadState.CLAIMED, claimed_by_id=officer_id)


def _rows(threads: Sequence[Thread], now: datetime) -> list[Row]:
    names = dict(
        Person.objects.filter(
            holder_id__in={one.citizen_id for one in threads}, place=1, removed_at=None
        ).values_list("holder_id", "full_name")
    )  # fmt: skip
    ids = [one.pk for one in threads]
    last = ThreadMessage.objects.filter(thread_id__in=ids, direction=Direction.THEIRS)
    heard = {one.thread_id: one for one in last.order_by("thread_id", "-id").distinct("thread_id")}
    return [_row(one, names.get(one.citizen_id, ""), heard.get(one.pk), now) for one in threads]


def _row(thread: Thread, name: str, heard: ThreadMessage | None, now: datetime) -> Row:
    return Row(
        thread=thread,
        who=masked_name(name) or _nameless(thread),
        preview=_opened(bytes(heard.body_sealed))[:_PREVIEW] if heard else "",
        kind=heard.kind if heard else "",
        waited=now - thread.waiting_since if thread.waiting_since else None,
        late=thread.reply_due_at is not None and thread.reply_due_at < now,
        owned=rules.is_owned(held(thread), now),
    )


def _nameless(thread: Thread) -> str:
    return f"Người dân …{thread.external_id[-3:]}"


def _line(message: ThreadMessage, states: dict[int, tuple[MessageState, datetime | None]]) -> Line:
    told = [states[one] for one in message.outbox_ids if one in states]
    worst = min((state for state, _ in told), key=_WORST_FIRST.index, default=None)
    seen = [at for _, at in told if at is not None]
    return Line(message, _opened(bytes(message.body_sealed)), worst, max(seen, default=None))


def _states(ids: Sequence[int]) -> dict[int, tuple[MessageState, datetime | None]]:
    rows = OutboxMessage.objects.filter(pk__in=ids).values_list("id", "state", "seen_at")
    return {message_id: (MessageState(state), seen) for message_id, state, seen in rows}


def _earlier(thread: Thread) -> QuerySet[Thread]:
    others = Thread.objects.filter(citizen_id=thread.citizen_id, unit_id=thread.unit_id, pseudonymised_at=None)
    return others.exclude(pk=thread.pk).order_by("-first_asked_at")[:_EARLIER]


def _said_by_bot(thread: Thread, moves: Sequence[ThreadTransfer], officers: Collection[int]) -> list[BotLine]:
    """The bot's words around the hand-over, by the time; of the unit that the account spoke for then."""
    unit = moves[0].from_unit_id if moves else thread.unit_id
    rows = OutboxMessage.objects.filter(
        unit_id=unit, account_id=thread.account_id, external_id=thread.external_id,
        created_at__gte=thread.first_asked_at - _BEFORE, created_at__lte=thread.first_asked_at + _AFTER,
    ).exclude(pk__in=officers)  # fmt: skip
    read = [(row.created_at, _bot_text(row)) for row in reversed(rows.order_by("-id")[:_BOT_LINES])]
    return [BotLine(text, at) for at, text in read if text]


def _bot_text(row: OutboxMessage) -> str:
    """What a message says, without the strip that the page itself carries."""
    try:
        text = outbox.read_reply(bytes(row.reply_sealed)).text if row.reply_sealed else ""
    except Undecryptable:
        return ""
    return text.removesuffix(DEMO_STRIP).rstrip()


def _together(lines: Sequence[Line], bots: Iterable[BotLine]) -> tuple[Line | BotLine, ...]:
    """The thread's lines in their order, each of the bot's before the first line that came after it."""
    told: list[Line | BotLine] = list(lines)
    for bot in bots:
        later = (place for place, one in enumerate(told) if isinstance(one, Line) and one.message.at > bot.at)
        told.insert(next(later, len(told)), bot)
    return tuple(told)


def _opened(sealed: bytes) -> str:
    """What stands in a sealed body; a key that is gone must not hide the rest of the thread."""
    try:
        return decrypt_text(sealed, BODY)
    except Undecryptable:
        return "(không đọc được: thiếu khóa giải mã)"


def _at(took: Sequence[timedelta], share: float) -> timedelta | None:
    return took[min(len(took) - 1, int(share * len(took)))] if took else None
