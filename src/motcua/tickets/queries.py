"""Reads of the ledger for pages and conversations."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q, QuerySet

from motcua.foundation.citizens.models import Person
from motcua.tickets import codes, streams
from motcua.tickets.door import window
from motcua.tickets.models import LIVE_STATES, Share, Shift, ShiftShare, Ticket, TicketState

__all__ = [
    "OpenShift",
    "board_state",
    "display_number",
    "shift_state",
    "shifts_on",
    "ticket_by_code",
    "tickets_of",
    "window",
]


@dataclass(frozen=True, slots=True)
class OpenShift:
    """A shift as somebody who wants a number sees it at one moment; `free` counts the places left for home."""

    shift: Shift
    free: int
    waiting: int
    opens_at: datetime
    closes_at: datetime
    status: str  # "open", "full", "closed", "not_yet_open"
    seconds_each: int


def display_number(ticket: Ticket) -> str:
    """A045; a registered ticket has no number yet and shows as an en dash."""
    return f"{ticket.prefix}{ticket.number:03d}" if ticket.number is not None else "–"


def shifts_on(
    unit_id: int, on: date, now: datetime, share: Share = Share.HOME, *, until: date | None = None
) -> list[OpenShift]:
    """The shifts of a unit on a day, or up to and with `until`, first to last, each with what a press would meet now.

    Two queries, however many days.
    """
    rows = list(
        ShiftShare.objects.filter(shift__unit_id=unit_id, shift__date__range=(on, until or on))
        .filter(share__in=(share, Share.ALL))
        .select_related("shift__point", "shift__line")
        .order_by("shift__starts_at", "shift_id")
    )
    waiting = dict(
        Ticket.objects.filter(shift_id__in=[row.shift_id for row in rows], state=TicketState.WAITING)
        .values_list("shift_id")
        .annotate(many=Count("id"))
        .values_list("shift_id", "many")
    )
    return [_seen(row, waiting.get(row.shift_id, 0), now) for row in rows]


def _seen(row: ShiftShare, waiting: int, now: datetime) -> OpenShift:
    status = (
        "closed" if now >= row.closes_at
        else "not_yet_open" if now < row.opens_at
        else "full" if row.taken >= row.capacity
        else "open"
    )  # fmt: skip
    return OpenShift(
        row.shift, row.capacity - row.taken, waiting, row.opens_at, row.closes_at, status, row.seconds_per_ticket
    )


def ticket_by_code(code: str) -> Ticket | None:
    """The ticket of a human code, with shift, point, unit and line; None when there is none."""
    ticket_id = codes.decode(code)
    return _tickets().filter(pk=ticket_id).first() if ticket_id else None


def tickets_of(holder_id: int, since: date) -> QuerySet[Ticket]:
    """A citizen's own tickets from a day on, newest first."""
    return _tickets().filter(held_by(holder_id), date__gte=since).order_by("-date", "-id")


def held_by(holder_id: int) -> Q:
    """Tickets of an account, found by its persons: an index on the holder would cost every press."""
    return Q(holder_id=holder_id, person_id__in=Person.objects.filter(holder_id=holder_id).values("pk"))


def live_tickets_of(holder_id: int, since: date) -> QuerySet[Ticket]:
    """A citizen's tickets that still wait or are being called."""
    return tickets_of(holder_id, since).filter(state__in=LIVE_STATES)


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


def _tickets() -> QuerySet[Ticket]:
    return Ticket.objects.select_related("shift__point__unit", "shift__line", "person")
