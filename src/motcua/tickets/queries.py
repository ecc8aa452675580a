"""Reads of the ledger for pages and conversations."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from motcua.tickets import codes, streams
from motcua.tickets.models import LIVE_STATES, Share, Shift, ShiftShare, Ticket, TicketState

__all__ = [
    "OpenShift",
    "board_state",
    "display_number",
    "people_ahead",
    "shift_state",
    "shifts_on",
    "ticket_by_code",
    "tickets_of",
    "tickets_visible_to_units",
    "window",
]

WINDOW = timedelta(minutes=30)
_STEP_S = 300


@dataclass(frozen=True, slots=True)
class OpenShift:
    """A shift as somebody who wants a number sees it at one moment; `free` counts the places left for home."""

    shift: Shift
    free: int
    waiting: int
    opens_at: datetime
    closes_at: datetime
    status: str  # "open", "full", "closed", "not_yet_open"


def display_number(ticket: Ticket) -> str:
    """A045; a registered ticket has no number yet and shows as an en dash."""
    return f"{ticket.prefix}{ticket.number:03d}" if ticket.number is not None else "–"


def shifts_on(unit_id: int, on: date, now: datetime, share: Share = Share.HOME) -> list[OpenShift]:
    """The shifts of a unit on a day, first to last, each with what a press would meet now."""
    shifts = Shift.objects.filter(unit_id=unit_id, date=on).select_related("point", "line").order_by("starts_at", "id")
    shares = {(one.shift_id, one.share): one for one in ShiftShare.objects.filter(shift__in=shifts)}
    waiting = dict(
        Ticket.objects.filter(shift__in=shifts, state=TicketState.WAITING)
        .values_list("shift_id")
        .annotate(many=Count("id"))
        .values_list("shift_id", "many")
    )
    found = []
    for shift in shifts:
        row = shares.get((shift.pk, share)) or shares.get((shift.pk, Share.ALL))
        if row is not None:
            found.append(_seen(shift, row, waiting.get(shift.pk, 0), now))
    return found


def _seen(shift: Shift, row: ShiftShare, waiting: int, now: datetime) -> OpenShift:
    status = (
        "closed" if now >= row.closes_at
        else "not_yet_open" if now < row.opens_at
        else "full" if row.taken >= row.capacity
        else "open"
    )  # fmt: skip
    return OpenShift(shift, row.capacity - row.taken, waiting, row.opens_at, row.closes_at, status)


def ticket_by_code(code: str) -> Ticket | None:
    """The ticket of a human code, with shift, point, unit and line; None when there is none."""
    ticket_id = codes.decode(code)
    return _tickets().filter(pk=ticket_id).first() if ticket_id else None


def tickets_of(holder_id: int, since: date) -> QuerySet[Ticket]:
    """A citizen's own tickets from a day on, newest first."""
    return _tickets().filter(holder_id=holder_id, date__gte=since).order_by("-date", "-id")


def live_tickets_of(holder_id: int, since: date) -> QuerySet[Ticket]:
    """A citizen's tickets that still wait or are being called."""
    return tickets_of(holder_id, since).filter(state__in=LIVE_STATES)


def tickets_visible_to_units(units: Sequence[int] | frozenset[int]) -> QuerySet[Ticket]:
    """The scope of every console query: tickets of the units where the officer may."""
    return _tickets().filter(unit_id__in=units)


def shift_state(shift_id: int) -> streams.ShiftState:
    """What live pages are told of a shift, read now."""
    with connection.cursor() as cursor:
        cursor.execute(streams.QUERIES["shift_state"], {"shift": shift_id})
        version, serving, waiting = cursor.fetchone()
    return streams.decode_state((version, json.loads(serving) if isinstance(serving, str) else serving, waiting))


def board_state(point_id: int, on: date) -> list[streams.ShiftState]:
    """The states of a point's shifts of a day: the same source of truth as the live stream."""
    ids = Shift.objects.filter(point_id=point_id, date=on).order_by("starts_at", "id").values_list("id", flat=True)
    return [shift_state(shift_id) for shift_id in ids]


def people_ahead(ticket: Ticket) -> int | None:
    """How many wait before this ticket; None when it does not wait."""
    return shift_state(ticket.shift_id).ahead(ticket.pk)


def window(expected_at: datetime) -> tuple[datetime, datetime]:
    """A stretch of 30 minutes around an expected time, on five-minute marks: never one exact minute (ux.md 1.3)."""
    start = datetime.fromtimestamp(expected_at.timestamp() // _STEP_S * _STEP_S, expected_at.tzinfo)
    return start, start + WINDOW


def places_left(shift_id: int) -> int:
    """Places of all shares of a shift that nobody has taken yet."""
    sums = ShiftShare.objects.filter(shift_id=shift_id).aggregate(places=Sum("capacity"), taken=Sum("taken"))
    return (sums["places"] or 0) - (sums["taken"] or 0)


def _tickets() -> QuerySet[Ticket]:
    return Ticket.objects.select_related("shift__point__unit", "shift__line", "person")
