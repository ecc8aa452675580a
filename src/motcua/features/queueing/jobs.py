"""What runs by itself at night: yesterday's line does not wait for ever. Nothing is deleted; it is closed."""

from datetime import datetime

from django.db import transaction

from motcua.features.queueing import rules
from motcua.features.queueing.models import TicketCall
from motcua.foundation import clock
from motcua.tickets import operations as ledger
from motcua.tickets.models import LIVE_STATES, Ticket

__all__ = ["close_past_days"]

REASON = "Hết ngày làm việc"


def close_past_days(now: datetime) -> int:
    """End what still waits, is registered or called from past days, in a row and an audit event each; how many.

    Never a shift from which a counter may still call. Safe to run twice.
    """
    left = Ticket.objects.filter(
        date__lt=clock.local_date(now), state__in=LIVE_STATES, shift__ends_at__lte=now - rules.CALL_AFTER
    )
    return sum(_close(ticket_id, now) for ticket_id in list(left.order_by("id").values_list("id", flat=True)))


def _close(ticket_id: int, now: datetime) -> bool:
    """An open call ends too: tomorrow's officer must not sit down before yesterday's number."""
    with transaction.atomic():
        TicketCall.objects.filter(ticket_id=ticket_id, ended_at=None, undone_at=None).update(ended_at=now)
        return ledger.close_past(ticket_id, now=now, reason=REASON)
