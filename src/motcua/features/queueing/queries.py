"""Reads of the day at the counters, for consoles, boards and pages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from motcua.features.queueing import desk, rules
from motcua.features.queueing.models import CallKind, Completion, CounterDuty, NoShow, TicketCall
from motcua.foundation import clock
from motcua.foundation.offices.models import Counter
from motcua.foundation.offices.queries import in_force
from motcua.tickets.models import Shift, Ticket
from motcua.tickets.queries import display_number

__all__ = [
    "BoardState", "CalledNumber", "CounterPage", "MissedRow", "Served", "Undoable", "WaitingRow", "board",
    "counter_page", "counters_visible_to_units", "duty_at", "duty_of", "estimate_wait", "missed_ticket_rejoin_until",
]  # fmt: skip

ROWS_AT_MOST = 100
_OBSERVED_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A number in the line of a counter."""

    ticket: Ticket
    number: str
    waited: timedelta

    @property
    def slow(self) -> bool:
        """True when this person has waited longer than the office wants."""
        return self.waited >= rules.SLOW_AFTER + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class MissedRow:
    """A missed number that may still return."""

    ticket: Ticket
    number: str
    rejoin_until: datetime


@dataclass(frozen=True, slots=True)
class Served:
    """Who is at the counter now."""

    call: TicketCall
    ticket: Ticket
    number: str
    recalls: int
    since: timedelta
    waited: timedelta

    @property
    def suggests_no_show(self) -> bool:
        """True after so many calls that the person is probably not here."""
        return self.recalls + 1 >= rules.SUGGEST_NO_SHOW_AFTER


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last press while it may be undone."""

    kind: str
    at: datetime
    seconds_left: int
    number: str


@dataclass(frozen=True, slots=True)
class CounterPage:
    """All that the screen of one counter shows at one moment; `version` goes into each of its forms.

    `waiting` holds the first of the line, as many as a screen can use; `many_waiting` counts them all.
    """

    duty: CounterDuty
    version: int
    served: Served | None
    waiting: list[WaitingRow]
    missed: list[MissedRow]
    undoable: Undoable | None
    many_waiting: int
    priorities: int

    @property
    def next(self) -> WaitingRow | None:
        """Whom the next call will most likely bring."""
        return self.waiting[0] if self.waiting else None


@dataclass(frozen=True, slots=True)
class CalledNumber:
    """A number that was called, as the wall shows it."""

    number: str
    counter: int
    again: bool
    called_at: datetime


@dataclass(frozen=True, slots=True)
class BoardState:
    """The wall of one point: numbers only. `called` newest first, each number once."""

    called: list[CalledNumber]
    coming: list[str]
    more: int


def counters_visible_to_units(units: Collection[int], now: datetime) -> QuerySet[Counter]:
    """The scope of every console query: counters in use today at the points of these units."""
    today = clock.local_date(now)
    points = Q(point__valid_from__lte=today) & (Q(point__valid_to=None) | Q(point__valid_to__gte=today))
    return (
        Counter.objects.filter(in_force(today) & points, point__unit_id__in=units)
        .select_related("point__unit")
        .order_by("point__unit_id", "point_id", "number")
    )


def duty_of(officer_id: int) -> CounterDuty | None:
    """Where an officer sits now."""
    return _duties().filter(officer_id=officer_id).first()


def duty_at(counter_id: int) -> CounterDuty | None:
    """Who sits at a counter now."""
    return _duties().filter(counter_id=counter_id).first()


def duties_at(counter_ids: Collection[int]) -> dict[int, CounterDuty]:
    """Who sits where, of several counters."""
    return {duty.counter_id: duty for duty in _duties().filter(counter_id__in=counter_ids)}


def counter_page(duty: CounterDuty, now: datetime) -> CounterPage:
    """The screen of the officer on this duty."""
    shifts = desk.callable_shifts(duty.counter.point_id, duty.line_id, now)
    waiting = [
        WaitingRow(ticket, display_number(ticket), now - ticket.issued_at)
        for ticket in _line_in_order(duty.counter.point_id, shifts, now, ROWS_AT_MOST)
    ]
    counted = dict(desk.waiting_line(shifts, now).order_by().values_list("priority").annotate(many=Count("id")))
    last = desk.last_press(duty.counter_id)
    return CounterPage(
        duty=duty,
        version=last.id if last else 0,
        served=_served(duty.counter_id, now),
        waiting=waiting,
        missed=_missed(shifts, now),
        undoable=_undoable(last, now),
        many_waiting=sum(counted.values()),
        priorities=counted.get(True, 0),
    )


def board(point_id: int, now: datetime, *, called: int = 6, coming: int = 5) -> BoardState:
    """What the wall of a point shows: the last calls, the next numbers, how many more wait."""
    shifts = desk.callable_shifts(point_id, None, now)
    return BoardState(
        called=_called_numbers(shifts, called),
        coming=[display_number(ticket) for ticket in _line_in_order(point_id, shifts, now, coming)],
        more=max(0, desk.waiting_line(shifts, now).count() - coming),
    )


def estimate_wait(shift: Shift, ahead: int, now: datetime) -> rules.WaitRange:
    """From P50 to P80 of the wait behind `ahead` people of a shift, from today's own pace and the counters at work."""
    done = Completion.objects.filter(ticket__shift_id=shift.pk, undone_at=None).order_by("-id")
    minutes = [
        (ended - called).total_seconds() / 60
        for called, ended in done.values_list("call__called_at", "at")[:_OBSERVED_AT_MOST]
    ]
    serving = CounterDuty.objects.filter(
        Q(line_id=shift.line_id) | Q(line_id=None), counter__point_id=shift.point_id, until_at=None
    ).count()
    return rules.estimate_wait(
        ahead=ahead, counters=serving, minutes_per_ticket=shift.line.minutes_per_ticket, observed=minutes
    )


def missed_ticket_rejoin_until(ticket_id: int, now: datetime) -> datetime | None:
    """Until when a missed number may return; None when it was not missed or it is too late."""
    return (
        NoShow.objects.filter(ticket_id=ticket_id, ticket__state="no_show", undone_at=None, rejoin_until__gte=now)
        .order_by("-id")
        .values_list("rejoin_until", flat=True)
        .first()
    )


def _duties() -> QuerySet[CounterDuty]:
    return CounterDuty.objects.select_related("counter__point__unit", "officer", "line").filter(until_at=None)


def _line_in_order(point_id: int, shifts: list[Shift], now: datetime, many: int) -> list[Ticket]:
    """The first of the line as they will be called; they depend on the first of each class only."""
    line = desk.waiting_line(shifts, now).select_related("shift__line", "share")
    tickets = {one.pk: one for priority in (False, True) for one in line.filter(priority=priority)[:many]}
    order = rules.order_line(
        [rules.Waiting(ticket.pk, ticket.priority) for ticket in tickets.values()],
        desk.recent_priorities(point_id, now),
    )
    return [tickets[one.ticket] for one in order[:many]]


def _served(counter_id: int, now: datetime) -> Served | None:
    call = (
        TicketCall.objects.select_related("ticket__shift__line", "ticket__person", "ticket__share")
        .filter(counter_id=counter_id, ended_at=None, undone_at=None)
        .first()
    )
    if call is None:
        return None
    recalls = TicketCall.objects.filter(
        ticket_id=call.ticket_id, kind=CallKind.RECALL, undone_at=None, called_at__gte=call.called_at
    ).count()
    return Served(
        call=call,
        ticket=call.ticket,
        number=display_number(call.ticket),
        recalls=recalls,
        since=now - call.called_at,
        waited=call.called_at - call.ticket.issued_at,
    )


def _missed(shifts: list[Shift], now: datetime) -> list[MissedRow]:
    rows = (
        NoShow.objects.select_related("ticket__shift__line")
        .filter(ticket__shift__in=shifts, ticket__state="no_show", undone_at=None, rejoin_until__gte=now)
        .order_by("rejoin_until")
    )
    return [MissedRow(row.ticket, display_number(row.ticket), row.rejoin_until) for row in rows]


def _undoable(last: rules.LastPress | None, now: datetime) -> Undoable | None:
    seconds = rules.undo_seconds_left(last, now)
    if last is None or seconds == 0:
        return None
    tickets = Ticket.objects.filter(
        Q(calls__action_id=last.id) | Q(no_shows__action_id=last.id) | Q(rejoins__action_id=last.id)
        | (Q(completions__action_id=last.id) if last.kind == "finish" else Q(pk=None))
    )  # fmt: skip
    ticket = tickets.first()
    return Undoable(last.kind, last.at, seconds, display_number(ticket) if ticket else "–")


def _called_numbers(shifts: list[Shift], many: int) -> list[CalledNumber]:
    calls = (
        TicketCall.objects.select_related("ticket", "counter")
        .filter(shift__in=shifts, undone_at=None)
        .order_by("-called_at", "-id")[: many * 4]
    )
    seen: dict[int, CalledNumber] = {}
    for call in calls:
        if call.ticket_id not in seen:
            number = display_number(call.ticket)
            seen[call.ticket_id] = CalledNumber(
                number, call.counter.number, call.kind == CallKind.RECALL, call.called_at
            )
    return list(seen.values())[:many]
