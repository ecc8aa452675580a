"""Names on tickets: told to their owner, forgotten on request, and hidden after 30 days."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.clock import local_date
from motcua.tickets import codes, operations
from motcua.tickets.models import Ticket, TicketState
from motcua.tickets.queries import display_number, held_by

NAMES_KEPT = timedelta(days=30)
HIDDEN_NAME = "Đã ẩn tên"
_BATCH = 5_000

# By ascending id: one pass over the table however many batches, and the hot path never waits for a long transaction.
_HIDE_NAMES = """
UPDATE ticket SET person_name = %(hidden)s, pseudonymised_at = %(now)s
WHERE id IN (
  SELECT id FROM ticket
  WHERE id > %(after)s AND date < %(before)s AND pseudonymised_at IS NULL AND person_name <> ''
  ORDER BY id LIMIT %(batch)s)
RETURNING id
"""


class TicketKeeper:
    """See `foundation.citizens.keepers`."""

    name = "tickets"

    def tell(self, citizen_id: int) -> list[dict[str, object]]:
        """Every ticket the citizen holds, the latest first."""
        held = Ticket.objects.filter(held_by(citizen_id)).select_related("shift__point", "shift__line")
        return [_told(ticket) for ticket in held.order_by("-id")]

    def forget(self, citizen_id: int, now: datetime) -> None:
        """Give back numbers that still wait, then hide the names on all."""
        waiting = (TicketState.WAITING, TicketState.REGISTERED)
        mine = Ticket.objects.filter(held_by(citizen_id))
        for ticket_id in mine.filter(state__in=waiting).order_by("id").values_list("id", flat=True):
            operations.cancel(ticket_id, by_kind=ActorKind.CITIZEN, by_id=citizen_id, now=now)
        mine.filter(pseudonymised_at=None).update(person_name=HIDDEN_NAME, pseudonymised_at=now)

    def expire(self, now: datetime) -> int:
        """Hide names on tickets older than 30 days."""
        before = local_date(now - NAMES_KEPT)
        hidden, after = 0, 0
        while ids := _hide_batch(after, before, now):
            hidden, after = hidden + len(ids), max(ids)
        return hidden


def _hide_batch(after: int, before: date, now: datetime) -> list[int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _HIDE_NAMES, {"hidden": HIDDEN_NAME, "now": now, "after": after, "before": before, "batch": _BATCH}
        )
        ids = [row[0] for row in cursor.fetchall()]
        if ids:
            record(EventTag.TICKET_PSEUDONYMISED, at=now, subject_id=max(ids), rows=len(ids))
    return ids


def _told(ticket: Ticket) -> dict[str, object]:
    return {
        "code": codes.encode(ticket.pk),
        "number": display_number(ticket),
        "date": ticket.date.isoformat(),
        "point": ticket.shift.point.name,
        "line": ticket.shift.line.name,
        "name": ticket.person_name,
        "state": ticket.state,
        "issued_at": ticket.issued_at.isoformat(),
    }
