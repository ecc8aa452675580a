"""Writes of the ledger that are not the hot path: open and close a shift, change its places, give a number back."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection, transaction

from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.offices.models import IssuingPoint
from motcua.foundation.procedures.models import ServiceLine
from motcua.tickets import ledger, streams
from motcua.tickets.models import Cancellation, Mode, NumberSeries, Share, Shift, ShiftShare, Ticket

__all__ = ["PRIORITY_PREFIX", "cancel", "change_capacity", "close_past", "close_shift", "issue", "open_shift"]

PRIORITY_PREFIX = "P"


def open_shift(
    *,
    point: IssuingPoint,
    line: ServiceLine,
    on: date,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int | Mapping[Share, int],
    opens_at: datetime,
    born_not_after: date | None = None,
    open_counters: int = 1,
    day_limit: int = 2,
    mode: Mode = Mode.INSTANT,
    by: int = 0,
    now: datetime,
) -> Shift:
    """Open a shift. `capacity` is a number (no shares) or places by share; `born_not_after` comes from the age rule."""
    shares = {Share.ALL: capacity} if isinstance(capacity, int) else capacity
    with transaction.atomic():
        shift = Shift.objects.create(
            unit_id=point.unit_id, point=point, line=line, date=on, starts_at=starts_at, ends_at=ends_at
        )
        series, priority_series = (
            NumberSeries.objects.get_or_create(point=point, date=on, prefix=prefix)[0]
            for prefix in (line.prefix, PRIORITY_PREFIX)
        )
        for share, places in shares.items():
            ShiftShare.objects.create(
                shift=shift, share=share, unit_id=point.unit_id, procedure_id=line.procedure_id, date=on,
                series=series, priority_series=priority_series, mode=mode, opens_at=opens_at, closes_at=ends_at,
                starts_at=starts_at, seconds_per_ticket=max(1, line.minutes_per_ticket * 60 // open_counters),
                born_not_after=born_not_after, day_limit=day_limit, capacity=places,
            )  # fmt: skip
        streams.touch(f"shift:{shift.pk}", now)
        record(
            EventTag.SHIFT_OPENED, at=now, actor_kind=ActorKind.OFFICER, actor_id=by,
            unit_id=point.unit_id, subject_id=shift.pk, places=sum(shares.values()),
        )  # fmt: skip
    return shift


def issue(requests: list[ledger.Request], *, now: datetime) -> list[ledger.Outcome]:
    """Give numbers, or say why not, in one transaction of Django's connection. Identities must not repeat.

    Live pages are told after the commit; a lost word is healed by their poll.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        outcomes = ledger.issue_tickets(cursor, requests, now)
        if topics := sorted({f"shift:{one.shift}" for one in outcomes if one.verdict == ledger.Verdict.ISSUED}):
            transaction.on_commit(lambda: streams.announce(topics), robust=True)
    return outcomes


def cancel(ticket_id: int, *, by_kind: ActorKind, by_id: int, now: datetime, reason: str = "") -> bool:
    """Give a number back; the row and its number stay. False when it was not waiting any more. Safe to repeat."""
    return _give_back("cancel_ticket", ticket_id, by_kind=by_kind, by_id=by_id, now=now, reason=reason)


def close_past(ticket_id: int, *, now: datetime, reason: str) -> bool:
    """End a number whose day is over, called or not; the row stays. False when it had ended. Safe to repeat."""
    return _give_back("close_ticket", ticket_id, by_kind=ActorKind.SYSTEM, by_id=0, now=now, reason=reason)


def _give_back(query: str, ticket_id: int, *, by_kind: ActorKind, by_id: int, now: datetime, reason: str) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ledger.QUERIES["lock_share_of_ticket"], {"ticket": ticket_id})
        cursor.execute(ledger.QUERIES[query], {"ticket": ticket_id, "now": now})
        if (row := cursor.fetchone()) is None:
            return False
        unit_id, shift_id, share_id = row
        cursor.execute(ledger.QUERIES["free_place"], {"share": share_id})
        Cancellation.objects.create(ticket_id=ticket_id, at=now, actor_kind=by_kind, actor_id=by_id, reason=reason)
        record(
            EventTag.TICKET_CANCELLED, at=now, actor_kind=by_kind, actor_id=by_id, unit_id=unit_id, subject_id=ticket_id
        )
        streams.touch(f"shift:{shift_id}", now)
    return True


def change_capacity(shift_id: int, share: Share, places: int, *, by: int, now: datetime) -> None:
    """Set the places of a share; never below what is taken (constraint no_share_gives_more_than_it_has)."""
    with transaction.atomic():
        row = ShiftShare.objects.select_for_update().get(shift_id=shift_id, share=share)
        before, row.capacity = row.capacity, places
        row.save(update_fields=["capacity"])
        record(
            EventTag.SHIFT_CAPACITY_CHANGED, at=now, actor_kind=ActorKind.OFFICER, actor_id=by,
            unit_id=row.unit_id, subject_id=shift_id, before=before, after=places,
        )  # fmt: skip
        streams.touch(f"shift:{shift_id}", now)


def close_shift(shift_id: int, *, reason: str, by: int, now: datetime) -> None:
    """Take no more numbers. Those given out stay valid: people are served, the clock is not (S-B11)."""
    with transaction.atomic():
        shift = Shift.objects.get(pk=shift_id)
        ShiftShare.objects.select_for_update().filter(shift=shift).order_by("id").update(closes_at=now)
        Shift.objects.filter(pk=shift_id).update(closed_at=now, closed_reason=reason)
        record(
            EventTag.SHIFT_CLOSED, at=now, actor_kind=ActorKind.OFFICER, actor_id=by,
            unit_id=shift.unit_id, subject_id=shift_id,
        )  # fmt: skip
        streams.touch(f"shift:{shift_id}", now)


def ticket_row(ticket_id: int) -> Ticket:
    """The ticket with its shift, point and line, for the writers of other rooms."""
    return Ticket.objects.select_related("shift__point__unit", "shift__line").get(pk=ticket_id)
