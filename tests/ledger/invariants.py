"""What holds of the ledger after every step, whatever happened. Each function is one sentence."""

from collections import Counter, defaultdict

from motcua.foundation.audit.models import AuditEvent
from motcua.tickets.models import LIVE_STATES, Cancellation, NumberSeries, ShiftShare, Ticket, TicketState


def check_all() -> None:
    """All of them, on the rows as they are committed now."""
    tickets = list(Ticket.objects.all())
    taken_counts_all_but_cancelled_and_never_passes_capacity(tickets)
    numbers_of_a_series_run_from_one_without_gap_or_repeat(tickets)
    a_person_has_one_live_ticket_a_procedure_and_day(tickets)
    day_ordinals_are_dense_and_within_the_limit(tickets)
    the_audit_log_tells_of_every_ticket_once(tickets)


def taken_counts_all_but_cancelled_and_never_passes_capacity(tickets: list[Ticket]) -> None:
    taken = Counter(ticket.share_id for ticket in tickets if ticket.state != TicketState.CANCELLED)
    for share in ShiftShare.objects.all():
        assert share.taken == taken[share.pk]
        assert share.taken <= share.capacity


def numbers_of_a_series_run_from_one_without_gap_or_repeat(tickets: list[Ticket]) -> None:
    numbers = defaultdict(list)
    for ticket in tickets:
        if ticket.number is not None:
            numbers[ticket.series_id].append(ticket.number)
    for series in NumberSeries.objects.all():
        assert sorted(numbers[series.pk]) == list(range(1, series.next_number))
        assert {t.prefix for t in tickets if t.series_id == series.pk and t.number} <= {series.prefix}


def a_person_has_one_live_ticket_a_procedure_and_day(tickets: list[Ticket]) -> None:
    live = Counter((t.person_id, t.procedure_id, t.date) for t in tickets if t.person_id and t.state in LIVE_STATES)
    assert set(live.values()) <= {1}


def day_ordinals_are_dense_and_within_the_limit(tickets: list[Ticket]) -> None:
    ordinals = defaultdict(list)
    for ticket in tickets:
        if ticket.person_id:
            ordinals[ticket.person_id, ticket.date].append(ticket.day_ordinal)
    for taken in ordinals.values():
        assert sorted(taken) == list(range(1, len(taken) + 1))
        assert len(taken) <= 2


def the_audit_log_tells_of_every_ticket_once(tickets: list[Ticket]) -> None:
    events = defaultdict(list)
    for tag, subject in AuditEvent.objects.filter(tag__startswith="ticket:").values_list("tag", "subject_id"):
        events[tag].append(subject)
    assert sorted(events["ticket:issued"]) == sorted(t.pk for t in tickets if t.number is not None)
    assert sorted(events["ticket:registered"]) == sorted(t.pk for t in tickets if t.number is None)
    cancelled = sorted(t.pk for t in tickets if t.state == TicketState.CANCELLED)
    assert sorted(events["ticket:cancelled"]) == cancelled
    assert sorted(Cancellation.objects.values_list("ticket_id", flat=True)) == cancelled
