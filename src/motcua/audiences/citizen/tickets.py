"""Tickets as pages need them: the row, its face, and what stands around it."""

from dataclasses import dataclass
from datetime import datetime

from motcua.audiences.citizen import faces, wording
from motcua.audiences.citizen.faces import Face, Situation
from motcua.foundation.clock import local_date
from motcua.tickets import codes, queries
from motcua.tickets.models import Ticket, TicketState


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A ticket at one moment, nothing personal but `ticket.person_name`, which templates show to its owner only."""

    ticket: Ticket
    code: str
    number: str
    face: Face
    ahead: int | None
    slats: range
    serving: tuple[tuple[str, int | None], ...]
    seconds_each: int
    day: str
    updated: str

    @property
    def grouped_code(self) -> str:
        """7M4K 92QH."""
        return codes.grouped(self.code)

    @property
    def may_be_cancelled(self) -> bool:
        """Only what still waits can be given back."""
        return self.ticket.state in (TicketState.WAITING, TicketState.REGISTERED)

    @property
    def is_live(self) -> bool:
        """True while something may still change on the page."""
        return self.may_be_cancelled or self.ticket.state in (TicketState.CALLED, TicketState.NO_SHOW)


def ticket_page(ticket: Ticket, now: datetime) -> TicketPage:
    """Everything a page says of a ticket now."""
    state = queries.shift_state(ticket.shift_id)
    ahead = state.ahead(ticket.pk) if ticket.state == TicketState.WAITING else None
    counter = next((one.counter for one in state.serving if one.ticket == ticket.pk), None)
    number = queries.display_number(ticket)
    situation = Situation(
        state=ticket.state,
        number=number,
        ahead=ahead,
        counter=counter,
        seconds_each=ticket.share.seconds_per_ticket,
        starts_at=ticket.shift.starts_at,
        window=queries.window(ticket.expected_at) if ticket.expected_at else None,
        since=ticket.state_since,
        from_home=ticket.holder_id is not None,
    )
    return TicketPage(
        ticket=ticket,
        code=codes.encode(ticket.pk),
        number=number,
        face=faces.face_of(situation, now),
        ahead=ahead,
        slats=range(ahead if ahead is not None and ahead <= faces.SLATS else 0),
        serving=tuple((one.number, one.counter) for one in state.serving[:6]),
        seconds_each=situation.seconds_each,
        day=f"{wording.weekday(ticket.date)} {wording.day(ticket.date)}",
        updated=wording.clock_time(now),
    )


def own_live(holder_id: int, now: datetime) -> list[TicketPage]:
    """A citizen's tickets that still wait or are called, those of the nearest day first."""
    live = queries.live_tickets_of(holder_id, local_date(now)).order_by("date", "id")[:10]
    return [ticket_page(ticket, now) for ticket in live]
