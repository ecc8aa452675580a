"""What an officer does at a counter. Each is one transaction: rows, audit event, live pages, listeners.

An operation never raises for what an officer may meet; it says it with a verdict. `version` is that of the page she
pressed on (`queries.CounterPage.version`); None trusts the caller.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.features.queueing import desk as desks
from motcua.features.queueing import rules
from motcua.features.queueing.desk import Desk, StateMoved
from motcua.features.queueing.listeners import tell_listeners
from motcua.features.queueing.models import (
    ActionKind,
    CallKind,
    Completion,
    CompletionResult,
    CounterAction,
    CounterDuty,
    NoShow,
    Rejoin,
    TicketCall,
)
from motcua.features.queueing.rules import Outcome, Verdict
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.offices.models import Counter
from motcua.foundation.staff.models import Officer
from motcua.tickets.models import Ticket

__all__ = [
    "call_next_ticket",
    "finish",
    "leave_counter",
    "mark_no_show",
    "note_person_seen",
    "recall",
    "rejoin",
    "requeue_missed",
    "take_counter",
    "undo_last",
]


def take_counter(*, counter: int, line: int | None, by: Officer, now: datetime, take_over: bool = False) -> Outcome:
    """Nhận quầy: sit down at a counter, for one line of service or all. `take_over` relieves whoever sits there.

    The person being served stays at the counter; an officer who still serves somebody elsewhere must finish first.
    """
    try:
        with transaction.atomic():
            return _take_counter(counter, line, by, now, take_over=take_over)
    except IntegrityError:  # two officers, or two of her pages, at the same moment: the other one sat down first
        return Outcome(Verdict.COUNTER_TAKEN)


def leave_counter(*, counter: int, by: Officer, now: datetime) -> Outcome:
    """Rời quầy: stand up. Somebody still being served is finished, or handed over, first."""
    with transaction.atomic():
        if (desk := desks.hold(counter, by)) is None:
            return Outcome(Verdict.NOT_YOUR_COUNTER)
        if desk.call:
            return Outcome(Verdict.STILL_SERVING, desk.call.ticket_id)
        _end_duty(desk.duty, by, now)
        return Outcome(Verdict.DONE)


def call_next_ticket(
    *,
    counter: int,
    by: Officer,
    now: datetime,
    version: int | None = None,
    result: CompletionResult = CompletionResult.COMPLETE,
) -> Outcome:
    """Gọi tiếp: call the next number, and finish the one being served with `result`.

    With nobody waiting nothing changes: the person at the counter stays there.
    """
    with transaction.atomic():
        if (desk := desks.hold(counter, by)) is None:
            return Outcome(Verdict.NOT_YOUR_COUNTER)
        if refusal := desk.refusal(ActionKind.CALL, version, now):
            return refusal
        if (ticket := _next_ticket(desk, now)) is None:
            return Outcome(Verdict.NOBODY_WAITING, desk.call.ticket_id if desk.call else None)
        action = desk.press(ActionKind.CALL, now)
        if desk.call:
            _complete(desk, desk.call, action, result, now)
        desks.move(ticket.pk, "call", now)
        _announce(desk, ticket, action, CallKind.CALL, now)
        desks.touch_shifts({ticket.shift_id, *([desk.call.shift_id] if desk.call else [])}, now)
        return Outcome(Verdict.DONE, ticket.pk, desk.call.ticket_id if desk.call else None)


def recall(*, counter: int, by: Officer, now: datetime, version: int | None = None) -> Outcome:
    """Gọi lại: announce the number being served once more."""
    with transaction.atomic():
        if (desk := desks.hold(counter, by)) is None:
            return Outcome(Verdict.NOT_YOUR_COUNTER)
        if refusal := desk.refusal(ActionKind.RECALL, version, now):
            return refusal
        if desk.call is None:
            return Outcome(Verdict.NOBODY_SERVED)
        action = desk.press(ActionKind.RECALL, now)
        _announce(desk, desk.call.ticket, action, CallKind.RECALL, now)
        desks.touch_shifts([desk.call.shift_id], now)
        return Outcome(Verdict.DONE, desk.call.ticket_id)


def mark_no_show(*, counter: int, by: Officer, now: datetime, version: int | None = None) -> Outcome:
    """Vắng: the called person did not come; the number may return until the rejoin window ends."""
    with transaction.atomic():
        if (desk := desks.hold(counter, by)) is None:
            return Outcome(Verdict.NOT_YOUR_COUNTER)
        if refusal := desk.refusal(ActionKind.NO_SHOW, version, now):
            return refusal
        if (call := desk.call) is None:
            return Outcome(Verdict.NOBODY_SERVED)
        action = desk.press(ActionKind.NO_SHOW, now)
        _end(call, now)
        NoShow.objects.create(
            unit_id=call.unit_id, action=action, ticket_id=call.ticket_id, call=call, by=by, at=now,
            rejoin_until=now + rules.REJOIN_WINDOW,
        )  # fmt: skip
        desks.move(call.ticket_id, "no_show", now)
        desk.audit(EventTag.TICKET_NO_SHOW, call.ticket_id, now)
        desks.touch_shifts([call.shift_id], now)
        return Outcome(Verdict.DONE, call.ticket_id)


def finish(
    *, counter: int, result: CompletionResult, by: Officer, now: datetime, version: int | None = None
) -> Outcome:
    """Xong: the person has been served, with what result; the counter stays empty until the next call."""
    with transaction.atomic():
        if (desk := desks.hold(counter, by)) is None:
            return Outcome(Verdict.NOT_YOUR_COUNTER)
        if refusal := desk.refusal(ActionKind.FINISH, version, now):
            return refusal
        if desk.call is None:
            return Outcome(Verdict.NOBODY_SERVED)
        _complete(desk, desk.call, desk.press(ActionKind.FINISH, now), result, now)
        desks.touch_shifts([desk.call.shift_id], now)
        return Outcome(Verdict.DONE, desk.call.ticket_id)


def requeue_missed(*, ticket: int, counter: int, by: Officer, now: datetime, version: int | None = None) -> Outcome:
    """Xếp lại at a counter: a missed person is here after all; behind the next two, within the rejoin window."""
    with transaction.atomic():
        if (desk := desks.hold(counter, by)) is None:
            return Outcome(Verdict.NOT_YOUR_COUNTER)
        if refusal := desk.refusal(ActionKind.REQUEUE, version, now):
            return refusal
        missed = _missed(ticket, now)
        if missed is None or missed.ticket.shift.point_id != desk.duty.counter.point_id:
            return Outcome(Verdict.REJOIN_OVER, ticket)
        return _rejoin(missed, desk, ActorKind.OFFICER, by.pk, now)


def rejoin(*, ticket: int, citizen: int, now: datetime) -> Outcome:
    """Xếp lại from the phone: a citizen returns her own missed number to the line, within the rejoin window."""
    with transaction.atomic():
        missed = _missed(ticket, now)
        if missed is None or missed.ticket.holder_id != citizen:
            return Outcome(Verdict.REJOIN_OVER, ticket)
        return _rejoin(missed, None, ActorKind.CITIZEN, citizen, now)


def undo_last(*, counter: int, by: Officer, now: datetime, version: int | None = None) -> Outcome:
    """Hoàn tác: take back the last press of a counter within ten seconds, and put back whom it sent away."""
    with transaction.atomic():
        if (desk := desks.hold(counter, by)) is None:
            return Outcome(Verdict.NOT_YOUR_COUNTER)
        if desk.last is None or rules.undo_seconds_left(desk.last, now) == 0:
            return Outcome(Verdict.NOTHING_TO_UNDO)
        if rules.is_old_page(desk.last, version):
            return Outcome(Verdict.PAGE_IS_OLD)
        action = CounterAction.objects.get(pk=desk.last.id)
        try:
            with transaction.atomic():
                tickets = _take_back(desk, action, now)
        except (StateMoved, IntegrityError):
            return Outcome(Verdict.CHANGED_MEANWHILE)
        return Outcome(Verdict.DONE, tickets[0] if tickets else None)


def note_person_seen(*, ticket: Ticket, by: Officer, now: datetime) -> None:
    """Audit that an officer was shown a citizen's name; the citizen may ask later who looked."""
    record(
        EventTag.CITIZEN_VIEWED, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=ticket.unit_id,
        subject_id=ticket.holder_id or 0, ticket=ticket.pk,
    )  # fmt: skip


def _take_counter(counter: int, line: int | None, by: Officer, now: datetime, *, take_over: bool) -> Outcome:
    place = Counter.objects.select_for_update(of=("self",), no_key=True).select_related("point").get(pk=counter)
    mine = CounterDuty.objects.select_for_update().filter(officer=by, until_at=None).first()
    if mine and mine.counter_id == counter and mine.line_id == line:
        return Outcome(Verdict.REPEATED)
    if mine and mine.counter_id != counter and desks.open_call(mine.counter_id):
        return Outcome(Verdict.STILL_SERVING)
    there = CounterDuty.objects.select_for_update().filter(counter=place, until_at=None).exclude(officer=by).first()
    if there and not take_over:
        return Outcome(Verdict.COUNTER_TAKEN)
    for duty in (mine, there):
        if duty:
            _end_duty(duty, by, now)
    CounterDuty.objects.create(unit_id=place.point.unit_id, counter=place, officer=by, line_id=line, from_at=now)
    _audit_duty(EventTag.COUNTER_TAKEN, place.point.unit_id, counter, by, now)
    return Outcome(Verdict.DONE)


def _end_duty(duty: CounterDuty, by: Officer, now: datetime) -> None:
    CounterDuty.objects.filter(pk=duty.pk).update(until_at=max(now, duty.from_at))
    _audit_duty(EventTag.COUNTER_LEFT, duty.unit_id, duty.counter_id, by, now)


def _audit_duty(tag: EventTag, unit_id: int, counter_id: int, by: Officer, now: datetime) -> None:
    record(tag, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=unit_id, subject_id=counter_id)


def _next_ticket(desk: Desk, now: datetime) -> Ticket | None:
    """Lock the ticket that is next, stepping over any that another transaction holds."""
    point_id = desk.duty.counter.point_id
    desks.lock_line(point_id)
    line = desks.waiting_line(desks.callable_shifts(point_id, desk.duty.line_id, now), now)
    heads = [
        head
        for priority in (False, True)
        if (head := line.filter(priority=priority).select_for_update(skip_locked=True, of=("self",)).first())
    ]
    order = rules.order_line(
        [rules.Waiting(head.pk, head.priority) for head in heads], desks.recent_priorities(point_id, now)
    )
    return next((head for head in heads if order and head.pk == order[0].ticket), None)


def _announce(desk: Desk, ticket: Ticket, action: CounterAction, kind: CallKind, now: datetime) -> None:
    TicketCall.objects.create(
        unit_id=ticket.unit_id, action=action, ticket=ticket, shift_id=ticket.shift_id, counter=desk.duty.counter,
        kind=kind, called_at=now, by=desk.by, ended_at=now if kind == CallKind.RECALL else None,
    )  # fmt: skip
    recalled = kind == CallKind.RECALL
    desk.audit(EventTag.TICKET_RECALLED if recalled else EventTag.TICKET_CALLED, ticket.pk, now)
    tell_listeners(ticket.pk, desk.counter_number, "recall" if recalled else "call", now)


def _complete(desk: Desk, call: TicketCall, action: CounterAction, result: CompletionResult, now: datetime) -> None:
    _end(call, now)
    Completion.objects.create(
        unit_id=call.unit_id, action=action, ticket_id=call.ticket_id, call=call, result=result, by=desk.by, at=now
    )
    desks.move(call.ticket_id, "finish", now)
    desk.audit(EventTag.TICKET_FINISHED, call.ticket_id, now, result=str(result))


def _end(call: TicketCall, now: datetime) -> None:
    TicketCall.objects.filter(pk=call.pk).update(ended_at=now)


def _missed(ticket_id: int, now: datetime) -> NoShow | None:
    """The no-show of a ticket that may still be made good, its ticket locked."""
    Ticket.objects.select_for_update().filter(pk=ticket_id).first()
    return (
        NoShow.objects.select_related("ticket__shift")
        .filter(ticket_id=ticket_id, ticket__state="no_show", undone_at=None, rejoin_until__gte=now)
        .order_by("-id")
        .first()
    )


def _rejoin(missed: NoShow, desk: Desk | None, actor_kind: ActorKind, actor_id: int, now: datetime) -> Outcome:
    ticket = missed.ticket
    line = desks.waiting_line([ticket.shift], now).filter(priority=ticket.priority)
    turn = rules.turn_behind(list(line.values_list("turn", flat=True)[: rules.REJOIN_BEHIND + 1]), ticket.turn)
    try:
        with transaction.atomic():
            Rejoin.objects.create(
                unit_id=ticket.unit_id, action=desk.press(ActionKind.REQUEUE, now) if desk else None, ticket=ticket,
                no_show=missed, actor_kind=actor_kind, actor_id=actor_id, at=now, turn_before=ticket.turn,
                turn_after=turn,
            )  # fmt: skip
            desks.move(ticket.pk, "requeue", now, turn=turn)
    except IntegrityError:  # the person took another number meanwhile: one live ticket a person, procedure and day
        return Outcome(Verdict.CHANGED_MEANWHILE, ticket.pk)
    record(
        EventTag.TICKET_REQUEUED, at=now, actor_kind=actor_kind, actor_id=actor_id, unit_id=ticket.unit_id,
        subject_id=ticket.pk,
    )  # fmt: skip
    desks.touch_shifts([ticket.shift_id], now)
    return Outcome(Verdict.DONE, ticket.pk)


def _take_back(desk: Desk, action: CounterAction, now: datetime) -> list[int]:
    """Undo the rows of one action and return its tickets, the one called first. New calls go before old ones return."""
    tickets, shifts = [], set()
    for call in action.calls.select_related("ticket"):
        TicketCall.objects.filter(pk=call.pk).update(undone_at=now)
        if call.kind == CallKind.CALL:
            desks.move(call.ticket_id, "call", call.ticket.issued_at, back=True)
            tell_listeners(call.ticket_id, desk.counter_number, "undone", now)
        tickets.append(call.ticket_id)
        shifts.add(call.shift_id)
    for kind, rows in (("no_show", action.no_shows), ("finish", action.completions)):
        for row in rows.select_related("call"):
            TicketCall.objects.filter(pk=row.call_id).update(ended_at=None)
            desks.move(row.ticket_id, kind, row.call.called_at, back=True)
            tickets.append(row.ticket_id)
            shifts.add(row.call.shift_id)
    for back in action.rejoins.select_related("ticket", "no_show"):
        desks.move(back.ticket_id, "requeue", back.no_show.at, back=True, turn=back.turn_before)
        tickets.append(back.ticket_id)
        shifts.add(back.ticket.shift_id)
    action.no_shows.update(undone_at=now)
    action.completions.update(undone_at=now)
    action.rejoins.update(undone_at=now)
    CounterAction.objects.filter(pk=action.pk).update(undone_at=now)
    desk.audit(EventTag.TICKET_CALL_UNDONE, tickets[0] if tickets else 0, now, kind=action.kind)
    desks.touch_shifts(shifts, now)
    return tickets
