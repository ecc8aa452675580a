"""What happens at a counter, on the real database."""

from datetime import timedelta

import pytest

from motcua.features.queueing import listeners, operations, queries
from motcua.features.queueing.models import Completion, CompletionResult, CounterAction, NoShow, TicketCall
from motcua.features.queueing.rules import REJOIN_WINDOW, Verdict
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.audit.tags import ActorKind
from motcua.foundation.offices.models import Counter
from motcua.tickets import operations as ledger
from motcua.tickets.models import LiveState, Shift, Ticket, TicketState
from motcua.tickets.queries import board_state
from tests import factories
from tests.factories import NOW, TODAY
from tests.features.queueing.day import numbers, officer, seated
from tests.ledger.asking import by_citizen

pytestmark = pytest.mark.django_db
LATER = timedelta(seconds=30)


def state_of(ticket: Ticket) -> str:
    return Ticket.objects.values_list("state", flat=True).get(pk=ticket.pk)


def version_of(shift: Shift) -> int:
    return LiveState.objects.get(topic=f"shift:{shift.pk}").version


def tags(ticket: Ticket) -> list[str]:
    rows = AuditEvent.objects.filter(subject_id=ticket.pk, tag__startswith="ticket:").order_by("id")
    return list(rows.exclude(tag="ticket:issued").values_list("tag", flat=True))


def test_numbers_are_called_in_the_order_they_were_given() -> None:
    shift = factories.shift()
    first, second, _third = numbers(shift, "...")
    han, counter = seated(shift, 1)
    assert operations.call_next_ticket(counter=counter, by=han, now=NOW).ticket == first.pk
    outcome = operations.call_next_ticket(counter=counter, by=han, now=NOW + LATER)
    assert (outcome.verdict, outcome.ticket, outcome.finished) == (Verdict.DONE, second.pk, first.pk)
    assert (state_of(first), state_of(second)) == (TicketState.SERVED, TicketState.CALLED)
    assert Completion.objects.get(ticket=first).result == CompletionResult.COMPLETE
    assert tags(first) == ["ticket:called", "ticket:finished"]


def test_a_call_moves_the_live_state_and_the_board_reads_it() -> None:
    shift = factories.shift()
    numbers(shift, "..")
    han, counter = seated(shift, 3)
    before = version_of(shift)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    assert version_of(shift) > before
    (state,) = board_state(shift.point_id, TODAY)
    assert [(one.number, one.counter) for one in state.serving] == [("A001", 3)]
    wall = queries.board(shift.point_id, NOW)
    assert [(one.number, one.counter, one.again) for one in wall.called] == [("A001", 3, False)]
    assert (wall.coming, wall.more) == (["A002"], 0)


def test_a_bounced_key_calls_nobody_else() -> None:
    shift = factories.shift()
    first, second = numbers(shift, "..")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW, version=0)
    again = operations.call_next_ticket(counter=counter, by=han, now=NOW + timedelta(seconds=1.9), version=0)
    assert (again.verdict, again.ticket) == (Verdict.REPEATED, first.pk)
    assert state_of(second) == TicketState.WAITING


def test_a_page_that_shows_an_older_state_is_told_and_not_obeyed() -> None:
    shift = factories.shift()
    numbers(shift, "...")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW, version=0)
    old = operations.mark_no_show(counter=counter, by=han, now=NOW + LATER, version=0)
    assert old.verdict is Verdict.PAGE_IS_OLD
    assert NoShow.objects.count() == 0
    fresh = CounterAction.objects.latest("id").pk
    assert operations.mark_no_show(counter=counter, by=han, now=NOW + LATER, version=fresh).changed


def test_with_nobody_waiting_the_person_at_the_counter_stays() -> None:
    shift = factories.shift()
    (only,) = numbers(shift, ".")
    han, counter = seated(shift, 1)
    assert operations.call_next_ticket(counter=counter, by=han, now=NOW).changed
    outcome = operations.call_next_ticket(counter=counter, by=han, now=NOW + LATER)
    assert (outcome.verdict, outcome.ticket) == (Verdict.NOBODY_WAITING, only.pk)
    assert state_of(only) == TicketState.CALLED


def test_only_the_officer_on_duty_calls() -> None:
    shift = factories.shift()
    (waiting,) = numbers(shift, ".")
    _han, counter = seated(shift, 1)
    stranger = officer(shift.unit)
    assert operations.call_next_ticket(counter=counter, by=stranger, now=NOW).verdict is Verdict.NOT_YOUR_COUNTER
    assert state_of(waiting) == TicketState.WAITING


def test_priority_is_one_in_three_while_both_wait() -> None:
    shift = factories.shift()
    numbers(shift, ".....PPP")
    han, counter = seated(shift, 1)
    called: list[str] = []
    for step in range(8):
        outcome = operations.call_next_ticket(counter=counter, by=han, now=NOW + step * LATER)
        called += Ticket.objects.filter(pk__in=[outcome.ticket]).values_list("prefix", flat=True)
    assert "".join(called) == "PAAAPAAP"


def test_a_counter_of_one_line_does_not_call_the_other() -> None:
    shift = factories.shift()
    other = factories.shift(shift.point, factories.line(shift.unit, "B", "cu-tru"))
    numbers(shift, ".")
    (b001,) = numbers(other, ".")
    han, counter = seated(shift, 1, line=other.line_id)
    assert operations.call_next_ticket(counter=counter, by=han, now=NOW).ticket == b001.pk
    assert operations.call_next_ticket(counter=counter, by=han, now=NOW + LATER).verdict is Verdict.NOBODY_WAITING


def test_an_afternoon_number_is_not_called_in_the_morning_and_morning_leftovers_go_first() -> None:
    point = factories.point()
    line = factories.line(point.unit)
    noon = NOW + timedelta(hours=4)
    afternoon = factories.shift(point, line, starts_at=noon, ends_at=noon + timedelta(hours=4))
    (early_bird,) = numbers(afternoon, ".")
    morning = factories.shift(point, line, ends_at=noon)
    (left_over,) = numbers(morning, ".")
    han, counter = seated(morning, 1)
    assert [row.ticket.pk for row in queries.counter_page(queries.duty_of(han.pk), NOW).waiting] == [left_over.pk]  # type: ignore[arg-type]
    after_noon = noon + timedelta(minutes=1)
    assert operations.call_next_ticket(counter=counter, by=han, now=after_noon).ticket == left_over.pk
    assert operations.call_next_ticket(counter=counter, by=han, now=after_noon + LATER).ticket == early_bird.pk


def test_a_cancelled_number_is_stepped_over() -> None:
    shift = factories.shift()
    holder, person = factories.citizen(shift.unit)
    mine = ledger.issue([by_citizen(shift, person)], now=NOW)[0].ticket
    (other,) = numbers(shift, ".")
    assert mine is not None
    assert ledger.cancel(mine, by_kind=ActorKind.CITIZEN, by_id=holder.pk, now=NOW)
    han, counter = seated(shift, 1)
    assert operations.call_next_ticket(counter=counter, by=han, now=NOW).ticket == other.pk


def test_a_recall_announces_again_and_changes_nothing_else() -> None:
    shift = factories.shift()
    (ticket,) = numbers(shift, ".")
    han, counter = seated(shift, 2)
    assert operations.recall(counter=counter, by=han, now=NOW).verdict is Verdict.NOBODY_SERVED
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    for step in (1, 2):
        assert operations.recall(counter=counter, by=han, now=NOW + step * LATER).ticket == ticket.pk
    page = queries.counter_page(queries.duty_of(han.pk), NOW + 3 * LATER)  # type: ignore[arg-type]
    assert page.served is not None
    assert (page.served.recalls, page.served.suggests_no_show) == (2, True)
    assert queries.board(shift.point_id, NOW).called[0].again
    assert tags(ticket) == ["ticket:called", "ticket:recalled", "ticket:recalled"]


def test_finishing_keeps_the_result_and_leaves_the_counter_free() -> None:
    shift = factories.shift()
    (ticket,) = numbers(shift, ".")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    result = CompletionResult.PAPERS_MISSING
    assert operations.finish(counter=counter, result=result, by=han, now=NOW + LATER).changed
    assert state_of(ticket) == TicketState.SERVED
    assert Completion.objects.get(ticket=ticket).result == result
    assert operations.finish(counter=counter, result=result, by=han, now=NOW + 2 * LATER).verdict is (
        Verdict.NOBODY_SERVED
    )


def test_a_missed_number_returns_behind_the_next_two() -> None:
    shift = factories.shift()
    missed, second, third, fourth = numbers(shift, "....")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    operations.mark_no_show(counter=counter, by=han, now=NOW + LATER)
    assert state_of(missed) == TicketState.NO_SHOW
    back = operations.requeue_missed(ticket=missed.pk, counter=counter, by=han, now=NOW + 2 * LATER)
    assert back.changed
    called = [
        operations.call_next_ticket(counter=counter, by=han, now=NOW + step * LATER).ticket for step in range(3, 7)
    ]
    assert called == [second.pk, third.pk, missed.pk, fourth.pk]


def test_after_the_window_a_missed_number_does_not_return() -> None:
    shift = factories.shift()
    (missed,) = numbers(shift, ".")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    operations.mark_no_show(counter=counter, by=han, now=NOW)
    late = NOW + REJOIN_WINDOW + timedelta(seconds=1)
    over = operations.requeue_missed(ticket=missed.pk, counter=counter, by=han, now=late)
    assert over.verdict is Verdict.REJOIN_OVER
    assert state_of(missed) == TicketState.NO_SHOW


def test_a_missed_number_of_another_point_is_out_of_reach() -> None:
    shift, elsewhere = factories.shift(), factories.shift()
    (missed,) = numbers(elsewhere, ".")
    their_officer, their_counter = seated(elsewhere, 1)
    operations.call_next_ticket(counter=their_counter, by=their_officer, now=NOW)
    operations.mark_no_show(counter=their_counter, by=their_officer, now=NOW)
    han, counter = seated(shift, 1)
    refused = operations.requeue_missed(ticket=missed.pk, counter=counter, by=han, now=NOW + LATER)
    assert refused.verdict is Verdict.REJOIN_OVER


def test_a_citizen_brings_back_her_own_missed_number_and_no_other() -> None:
    shift = factories.shift()
    holder, person = factories.citizen(shift.unit)
    stranger, _ = factories.citizen(shift.unit)
    mine = ledger.issue([by_citizen(shift, person)], now=NOW)[0].ticket
    assert mine is not None
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    operations.mark_no_show(counter=counter, by=han, now=NOW)
    assert not operations.rejoin(ticket=mine, citizen=stranger.pk, now=NOW + LATER).changed
    assert operations.rejoin(ticket=mine, citizen=holder.pk, now=NOW + LATER).changed
    assert not operations.rejoin(ticket=mine, citizen=holder.pk, now=NOW + LATER).changed
    assert Ticket.objects.get(pk=mine).state == TicketState.WAITING


def test_a_person_who_took_another_number_cannot_bring_the_missed_one_back() -> None:
    shift = factories.shift()
    _holder, person = factories.citizen(shift.unit)
    mine = ledger.issue([by_citizen(shift, person)], now=NOW)[0].ticket
    assert mine is not None
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    operations.mark_no_show(counter=counter, by=han, now=NOW)
    presses = CounterAction.objects.count()
    assert ledger.issue([by_citizen(shift, person)], now=NOW + LATER)[0].ticket != mine
    again = operations.requeue_missed(ticket=mine, counter=counter, by=han, now=NOW + LATER)
    assert again.verdict is Verdict.CHANGED_MEANWHILE
    assert CounterAction.objects.count() == presses
    assert Ticket.objects.get(pk=mine).state == TicketState.NO_SHOW


def test_listeners_hear_of_calls_recalls_and_undone_calls() -> None:
    heard: list[tuple[int, int, str]] = []

    def listen(ticket_id: int, counter_number: int, kind: str, now: object) -> None:
        heard.append((ticket_id, counter_number, kind))

    listeners.register_call_listener(listen)
    listeners.register_call_listener(listen)
    try:
        shift = factories.shift()
        (ticket,) = numbers(shift, ".")
        han, counter = seated(shift, 2)
        operations.call_next_ticket(counter=counter, by=han, now=NOW)
        operations.recall(counter=counter, by=han, now=NOW + timedelta(seconds=3))
        for second in (4, 5):
            assert operations.undo_last(counter=counter, by=han, now=NOW + timedelta(seconds=second)).changed
    finally:
        listeners._listeners.remove(listen)
    assert heard == [(ticket.pk, 2, "call"), (ticket.pk, 2, "recall"), (ticket.pk, 2, "undone")]


def test_what_a_listener_raises_undoes_the_call() -> None:
    def refuse(ticket_id: int, counter_number: int, kind: str, now: object) -> None:
        raise RuntimeError("outbox is broken")

    shift = factories.shift()
    (ticket,) = numbers(shift, ".")
    han, counter = seated(shift, 1)
    listeners.register_call_listener(refuse)
    try:
        with pytest.raises(RuntimeError):
            operations.call_next_ticket(counter=counter, by=han, now=NOW)
    finally:
        listeners._listeners.remove(refuse)
    assert state_of(ticket) == TicketState.WAITING
    assert TicketCall.objects.count() == 0


def test_a_counter_has_one_officer_and_an_officer_one_counter() -> None:
    shift = factories.shift()
    han, first = seated(shift, 1)
    second = Counter.objects.get(point=shift.point, number=2).pk
    nam = officer(shift.unit, name="Trần Văn Nam")
    assert operations.take_counter(counter=first, line=None, by=nam, now=NOW).verdict is Verdict.COUNTER_TAKEN
    assert operations.take_counter(counter=second, line=None, by=han, now=NOW).changed
    assert operations.take_counter(counter=first, line=None, by=nam, now=NOW).changed
    duty = queries.duty_of(han.pk)
    assert duty is not None
    assert duty.counter_id == second
    assert AuditEvent.objects.filter(tag="counter:left", subject_id=first).count() == 1


def test_whoever_still_serves_does_not_leave_but_can_be_relieved() -> None:
    shift = factories.shift()
    (ticket,) = numbers(shift, ".")
    han, counter = seated(shift, 1)
    operations.call_next_ticket(counter=counter, by=han, now=NOW)
    assert operations.leave_counter(counter=counter, by=han, now=NOW).verdict is Verdict.STILL_SERVING
    second = Counter.objects.get(point=shift.point, number=2).pk
    assert operations.take_counter(counter=second, line=None, by=han, now=NOW).verdict is Verdict.STILL_SERVING
    nam = officer(shift.unit, name="Trần Văn Nam")
    assert operations.take_counter(counter=counter, line=None, by=nam, now=NOW + LATER, take_over=True).changed
    result = CompletionResult.COMPLETE
    assert operations.finish(counter=counter, result=result, by=nam, now=NOW + 2 * LATER).ticket == ticket.pk
    assert operations.leave_counter(counter=counter, by=nam, now=NOW + 3 * LATER).changed


def test_a_long_line_shows_its_head_in_order_and_counts_everybody() -> None:
    shift = factories.shift(capacity=200)
    numbers(shift, "." * 12 + "PP")
    _, first = seated(shift, 1)
    duty = queries.duty_at(first)
    assert duty is not None
    page = queries.counter_page(duty, NOW)
    assert (page.many_waiting, page.priorities, len(page.waiting)) == (14, 2, 14)
    wall = queries.board(shift.point_id, NOW, coming=6)
    assert wall.coming == [row.number for row in page.waiting[:6]] == ["P001", "A001", "A002", "A003", "P002", "A004"]
    assert wall.more == 8
