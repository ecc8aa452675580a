"""A citizen's tickets and the numbers being called, as the conversation tells them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from django.core.cache import cache
from django.db.models import Count, Q

from motcua.foundation.clock import local_date
from motcua.foundation.procedures import queries as procedures
from motcua.tickets import codes, queries
from motcua.tickets.models import Shift, Ticket, TicketState
from motcua.tickets.streams import ShiftState
from motcua.workflows.assistant import offers, port

_PAPERS_FOR_S = 30
_SERVING_FOR_S = 1
_TOLD: dict[str, Literal["registered", "waiting", "called", "missed"]] = {
    TicketState.REGISTERED: "registered",
    TicketState.WAITING: "waiting",
    TicketState.CALLED: "called",
    TicketState.NO_SHOW: "missed",
}


def tickets_of(citizen_id: int, now: datetime) -> list[port.Ticket]:
    """Her live tickets and those missed today, soonest first."""
    today = local_date(now)
    rows = queries.tickets_of(citizen_id, today).filter(~Q(state=TicketState.NO_SHOW) | Q(date=today), state__in=_TOLD)
    found = sorted(rows, key=lambda row: (row.shift.starts_at, row.pk))
    states = {shift_id: queries.shift_state(shift_id) for shift_id in {row.shift_id for row in found}}
    return [_slip(row, states[row.shift_id]) for row in found]


def ticket(citizen_id: int, ticket_id: int) -> port.Ticket | None:
    """One of her tickets in any state that can still be told, not who is ahead; None for anybody else's."""
    row = Ticket.objects.select_related("shift__point", "shift__line", "person").filter(
        pk=ticket_id, holder_id=citizen_id, state__in=_TOLD
    )
    found = row.first()
    return _slip(found, None) if found else None


def now_serving(unit_id: int, now: datetime) -> list[port.NowServing]:
    """The points with a shift today that has begun or whose numbers wait, headquarters first; at most a second old."""
    return offers.remembered(f"serving:{unit_id}", _SERVING_FOR_S, now, lambda: _now_serving(unit_id, now))


def _now_serving(unit_id: int, now: datetime) -> list[port.NowServing]:
    today = Shift.objects.filter(unit_id=unit_id, date=local_date(now)).select_related("point")
    rows = today.annotate(
        waiting=Count("ticket", filter=Q(ticket__state=TicketState.WAITING)),
        called=Count("ticket", filter=Q(ticket__state=TicketState.CALLED)),
    ).order_by("point__kind", "point_id", "starts_at")
    by_point: dict[int, list[Shift]] = {}
    for row in rows:
        if row.waiting or row.called or row.starts_at <= now < row.ends_at:
            by_point.setdefault(row.point_id, []).append(row)
    return [_serving(shifts, now) for shifts in by_point.values()]


def _serving(shifts: list[Shift], now: datetime) -> port.NowServing:
    called = [queries.shift_state(shift.pk) for shift in shifts if getattr(shift, "called", 0)]
    return port.NowServing(
        point=shifts[0].point.name,
        calls=tuple(_calls(called)),
        waiting=sum(getattr(shift, "waiting", 0) for shift in shifts),
        at=now,
    )


def _calls(states: Iterable[ShiftState]) -> Iterable[tuple[str, str]]:
    for state in states:
        for one in state.serving[:6]:
            yield one.number, f"quầy {one.counter}" if one.counter else "quầy"


def _slip(row: Ticket, state: ShiftState | None) -> port.Ticket:
    serving = state.serving if state else ()
    counter = next((one.counter for one in serving if one.ticket == row.pk), None)
    return port.Ticket(
        id=str(row.pk),
        display=queries.display_number(row),
        code=codes.grouped(codes.encode(row.pk)),
        person=row.person_name,
        point=offers.point_of(row.shift.point),
        service=row.shift.line.name,
        starts_at=row.shift.starts_at,
        window=queries.window(row.expected_at) if row.expected_at and row.number is not None else None,
        bring=_papers(row.procedure_id, row.date),
        state=_TOLD[row.state],
        ahead=state.ahead(row.pk) if state else None,
        counter=f"quầy {counter}" if counter else "",
    )


def _papers(procedure_id: int, on: date) -> tuple[str, ...]:
    """What to bring; remembered for half a minute."""
    key = f"assistant:papers:{procedure_id}:{on}"
    found: tuple[str, ...] | None = cache.get(key)
    if found is None:
        found = procedures.papers_of(procedures.text_of(procedure_id, on))
        cache.set(key, found, _PAPERS_FOR_S)
    return found
