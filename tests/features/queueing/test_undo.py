"""Ten seconds to take a press back."""

from datetime import timedelta

import pytest

from motcua.features.queueing import operations, queries
from motcua.features.queueing.models import CompletionResult, CounterAction, TicketCall
from motcua.features.queueing.rules import Verdict
from motcua.foundation.audit.models import AuditEvent
from motcua.tickets import operations as ledger
from motcua.tickets.models import Ticket, TicketState
from tests import factories
from tests.factories import NOW
from tests.features.queueing.day import numbers, seated
from tests.ledger.asking import by_citizen

pytestmark = pytest.mark.django_db


def after(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def states(*tickets: Ticket) -> list[str]:
    return [Ticket.objects.values_list("state", flat=True).get(pk=one.pk) for one in tickets]


def test_undoing_a_call_restores_the_line_and_the_person_who_was_being_served() -> None:
    shift = factories.shift()
    first, second, third = numbers(shift, "...")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    served_before = TicketCall.objects.get(ticket=first)
    operations.call_next_ticket(counter=counter, by=han, now=NOW + after(60))
    assert operations.undo_last(counter=counter, by=han, now=NOW + after(69)).ticket == second.pk
    assert states(first, second, third) == [TicketState.CALLED, TicketState.WAITING, TicketState.WAITING]
    page = queries.counter_page(queries.duty_of(han.pk), NOW + after(70))  # type: ignore[arg-type]
    assert page.served is not None
    assert page.served.call.pk == served_before.pk
    assert page.next is not None
    assert page.next.ticket.pk == second.pk
    assert AuditEvent.objects.get(tag="ticket:call_undone").subject_id == second.pk
    again = operations.call_next_ticket(counter=counter, by=han, now=NOW + after(80))
    assert (again.ticket, again.finished) == (second.pk, first.pk)


@pytest.mark.parametrize("seconds,verdict", [(10, Verdict.NOTHING_TO_UNDO), (9.9, Verdict.DONE)])
def test_the_window_is_ten_seconds(seconds: float, verdict: Verdict) -> None:
    shift = factories.shift()
    numbers(shift, ".")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    assert operations.undo_last(counter=counter, by=han, now=NOW + after(seconds)).verdict is verdict


def test_with_no_press_there_is_nothing_to_undo() -> None:
    shift = factories.shift()
    han, counter = seated(shift, 1)
    assert operations.undo_last(counter=counter, by=han, now=NOW).verdict is Verdict.NOTHING_TO_UNDO


def test_undoing_vang_brings_the_person_back_to_the_counter() -> None:
    shift = factories.shift()
    (ticket,) = numbers(shift, ".")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    operations.mark_no_show(counter=counter, by=han, now=NOW + after(30))
    assert operations.undo_last(counter=counter, by=han, now=NOW + after(35)).changed
    assert states(ticket) == [TicketState.CALLED]
    assert queries.missed_ticket_rejoin_until(ticket.pk, NOW + after(36)) is None
    operations.mark_no_show(counter=counter, by=han, now=NOW + after(60))
    assert states(ticket) == [TicketState.NO_SHOW]


def test_undoing_xong_and_xep_lai() -> None:
    shift = factories.shift()
    first, second = numbers(shift, "..")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    operations.finish(counter=counter, result=CompletionResult.COME_BACK, by=han, now=NOW + after(20))
    assert operations.undo_last(counter=counter, by=han, now=NOW + after(25)).changed
    assert states(first) == [TicketState.CALLED]
    operations.mark_no_show(counter=counter, by=han, now=NOW + after(40))
    operations.requeue_missed(ticket=first.pk, counter=counter, by=han, now=NOW + after(50))
    turn_in_line = Ticket.objects.get(pk=first.pk).turn
    assert operations.undo_last(counter=counter, by=han, now=NOW + after(55)).changed
    assert states(first, second) == [TicketState.NO_SHOW, TicketState.WAITING]
    assert Ticket.objects.get(pk=first.pk).turn == first.turn
    operations.requeue_missed(ticket=first.pk, counter=counter, by=han, now=NOW + after(60))
    assert Ticket.objects.get(pk=first.pk).turn == turn_in_line


def test_presses_are_undone_last_first() -> None:
    shift = factories.shift()
    first, second = numbers(shift, "..")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    operations.call_next_ticket(counter=counter, by=han, now=NOW + after(3))
    for second_of in (4, 5):
        assert operations.undo_last(counter=counter, by=han, now=NOW + after(second_of)).changed
    assert states(first, second) == [TicketState.WAITING, TicketState.WAITING]
    assert operations.undo_last(counter=counter, by=han, now=NOW + after(6)).verdict is Verdict.NOTHING_TO_UNDO


def test_an_undo_pressed_on_an_older_page_undoes_nothing() -> None:
    shift = factories.shift()
    numbers(shift, "..")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    shown = CounterAction.objects.latest("id").pk
    operations.call_next_ticket(counter=counter, by=han, now=NOW + after(3))
    old = operations.undo_last(counter=counter, by=han, now=NOW + after(4), version=shown)
    assert old.verdict is Verdict.PAGE_IS_OLD


def test_xong_cannot_be_undone_once_the_person_took_another_number() -> None:
    shift = factories.shift()
    _holder, person = factories.citizen(shift.unit)
    mine = ledger.issue([by_citizen(shift, person)], now=NOW)[0].ticket
    assert mine is not None
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    operations.finish(counter=counter, result=CompletionResult.COME_BACK, by=han, now=NOW + after(20))
    assert ledger.issue([by_citizen(shift, person)], now=NOW + after(22))[0].ticket != mine
    refused = operations.undo_last(counter=counter, by=han, now=NOW + after(25))
    assert refused.verdict is Verdict.CHANGED_MEANWHILE
    assert Ticket.objects.get(pk=mine).state == TicketState.SERVED
    assert TicketCall.objects.get(ticket_id=mine).ended_at is not None
