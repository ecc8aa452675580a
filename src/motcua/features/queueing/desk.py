"""A counter held still for one press: its lock, its open call, its last action, and the rows a press writes.

Locks are taken in one order everywhere: the duty at the counter, the line of the point, tickets, live states.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from motcua.features.queueing import rules
from motcua.features.queueing.models import ActionKind, CounterAction, CounterDuty, TicketCall
from motcua.features.queueing.rules import LastPress, Outcome, Verdict
from motcua.foundation import clock
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.staff.models import Officer
from motcua.tickets import streams
from motcua.tickets.models import Shift, Ticket, TicketState

_LINE_LOCK = 7101


class StateMoved(Exception):
    """A ticket was no longer in the state a press expected; everything the press did is rolled back."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter whose officer is pressing; nobody else can press there until the transaction ends."""

    duty: CounterDuty
    by: Officer
    last: LastPress | None
    call: TicketCall | None

    @property
    def counter_number(self) -> int:
        """The number on the counter's sign."""
        return self.duty.counter.number

    def refusal(self, kind: ActionKind, version: int | None, now: datetime) -> Outcome | None:
        """Why this press is not obeyed: a bounced key, or a page that shows an earlier state."""
        if rules.is_repeat(self.last, kind, now):
            return Outcome(Verdict.REPEATED, self.call.ticket_id if self.call else None)
        if rules.is_old_page(self.last, version):
            return Outcome(Verdict.PAGE_IS_OLD)
        return None

    def press(self, kind: ActionKind, now: datetime) -> CounterAction:
        """Write down the press itself."""
        return CounterAction.objects.create(
            unit_id=self.duty.unit_id, counter_id=self.duty.counter_id, kind=kind, by=self.by, at=now
        )

    def audit(self, tag: EventTag, ticket_id: int, now: datetime, **detail: str | int) -> None:
        """One audit event of this desk about a ticket."""
        record(
            tag, at=now, actor_kind=ActorKind.OFFICER, actor_id=self.by.pk, unit_id=self.duty.unit_id,
            subject_id=ticket_id, counter=self.counter_number, **detail,
        )  # fmt: skip


def hold(counter_id: int, by: Officer) -> Desk | None:
    """Lock the counter for the officer on duty there; None when she is not."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '3s'")
    duty = (
        CounterDuty.objects.select_for_update(of=("self",))
        .select_related("counter")
        .filter(counter_id=counter_id, officer=by, until_at=None)
        .first()
    )
    return Desk(duty, by, last_press(counter_id), open_call(counter_id)) if duty else None


def last_press(counter_id: int) -> LastPress | None:
    """The newest action of a counter that was not undone."""
    row = CounterAction.objects.filter(counter_id=counter_id, undone_at=None).order_by("-id").first()
    return LastPress(row.pk, row.kind, row.at) if row else None


def open_call(counter_id: int) -> TicketCall | None:
    """The call that is being served at a counter, with its ticket."""
    return (
        TicketCall.objects.select_related("ticket").filter(counter_id=counter_id, ended_at=None, undone_at=None).first()
    )


def lock_line(point_id: int) -> None:
    """One call at a time at a point, so that "one priority in three" stays exact with many counters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LINE_LOCK, point_id])


def callable_shifts(point_id: int, line_id: int | None, now: datetime) -> list[Shift]:
    """The shifts of a point from which numbers may be called: begun, nearly begun, or ended with people left.

    A shift until 24:00 still has its people in the room after midnight: yesterday's count until `rules.CALL_AFTER`.
    """
    today = clock.local_date(now)
    just_ended = Q(date=today - timedelta(days=1), ends_at__gt=now - rules.CALL_AFTER)
    shifts = Shift.objects.filter(
        Q(date=today) | just_ended, point_id=point_id, starts_at__lte=now + rules.CALL_AHEAD
    ).order_by("starts_at", "id")
    return list(shifts.filter(line_id=line_id) if line_id else shifts)


def waiting_line(shifts: Iterable[Shift], now: datetime) -> QuerySet[Ticket]:
    """The waiting tickets of shifts in order of turn; those of a shift that has ended come first."""
    shifts = list(shifts)
    ended = [shift.pk for shift in shifts if shift.ends_at <= now]
    return (
        Ticket.objects.filter(shift_id__in=[shift.pk for shift in shifts], state=TicketState.WAITING)
        .annotate(late=Case(When(shift_id__in=ended, then=Value(0)), default=Value(1)))
        .order_by("late", "turn", "id")
    )


def recent_priorities(point_id: int, now: datetime) -> list[bool]:
    """Which of the point's last calls of today were priority, newest first, as far as the rule looks back."""
    today = now.astimezone(clock.VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    calls = TicketCall.objects.filter(
        Q(kind="call", undone_at=None), shift__point_id=point_id, called_at__gte=today,
        shift__date__gte=today.date() - timedelta(days=1),
    ).order_by("-id")  # fmt: skip
    return list(calls.values_list("ticket__priority", flat=True)[: rules.NORMAL_PER_PRIORITY])


def move(ticket_id: int, kind: str, since: datetime, *, back: bool = False, turn: int | None = None) -> None:
    """Move a ticket along `rules.TRANSITIONS`, or back. Raises StateMoved when it is not where it should be."""
    start, end = reversed(rules.TRANSITIONS[kind]) if back else rules.TRANSITIONS[kind]
    rows = Ticket.objects.filter(pk=ticket_id, state=start)
    changed = rows.update(state=end, state_since=since, **({} if turn is None else {"turn": turn}))
    if not changed:
        raise StateMoved


def touch_shifts(shift_ids: Iterable[int], now: datetime) -> None:
    """Tell live pages, in id order, last in the transaction."""
    for shift_id in sorted(set(shift_ids)):
        streams.touch(f"shift:{shift_id}", now)
