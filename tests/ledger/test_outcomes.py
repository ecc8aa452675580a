"""Every outcome of the ledger, one story each."""

from datetime import date, timedelta

import pytest

from motcua.foundation.audit.models import AuditEvent
from motcua.tickets import operations
from motcua.tickets.ledger import Outcome, Request, Verdict
from motcua.tickets.models import Mode, NumberSeries, Shift, ShiftShare, Ticket
from tests import factories
from tests.factories import NOW, TODAY
from tests.ledger.asking import at_kiosk, by_citizen

pytestmark = pytest.mark.django_db


def ask(*requests: Request, now=NOW) -> list[Outcome]:
    return operations.issue(list(requests), now=now)


def ask_one(request: Request, now=NOW) -> Outcome:
    return ask(request, now=now)[0]


def two_shifts_of_one_line() -> tuple[Shift, Shift]:
    at = factories.point()
    line = factories.line(at.unit)
    morning = factories.shift(at, line)
    return morning, factories.shift(at, line, starts_at=NOW, ends_at=morning.ends_at)


def test_issued_is_a_waiting_ticket_a_taken_place_a_used_number_and_an_audit_event():
    shift = factories.shift()
    holder, person = factories.citizen(shift.unit, name="Nguyễn Thị Mẫu")
    got = ask_one(by_citizen(shift, person))
    assert (got.verdict, got.prefix, got.number, got.shift) == (Verdict.ISSUED, "A", 1, shift.pk)
    ticket = Ticket.objects.get(pk=got.ticket)
    assert (ticket.state, ticket.holder_id, ticket.person_id, ticket.day_ordinal) == (
        "waiting",
        holder.pk,
        person.pk,
        1,
    )
    assert (ticket.state, ticket.person_name, ticket.turn) == ("waiting", "Nguyễn Thị Mẫu", ticket.pk)
    assert ShiftShare.objects.get().taken == 1
    assert NumberSeries.objects.get(prefix="A").next_number == 2
    event = AuditEvent.objects.get(tag="ticket:issued")
    assert (event.subject_id, event.actor_kind, event.actor_id, event.at) == (ticket.pk, "citizen", holder.pk, NOW)


def test_answers_come_in_the_order_of_the_requests_whatever_they_are():
    open_shift, full = factories.shift(), factories.shift(capacity=0)
    one, two, three = (factories.citizen(open_shift.unit)[1] for _ in range(3))
    foreign = by_citizen(full, two)._replace(unit=open_shift.unit_id)
    got = ask(by_citizen(open_shift, one), at_kiosk(full), foreign, by_citizen(open_shift, three))
    assert [each.verdict for each in got] == ["issued", "full", "unknown_shift", "issued"]
    assert [each.shift for each in got] == [open_shift.pk, full.pk, full.pk, open_shift.pk]


def test_an_empty_list_is_an_empty_answer():
    assert ask() == []


def test_yours_is_the_same_ticket_number_and_time_as_the_first_press():
    shift = factories.shift()
    _, person = factories.citizen(shift.unit)
    first, second = ask_one(by_citizen(shift, person)), ask_one(by_citizen(shift, person), NOW + timedelta(hours=1))
    assert second.verdict == Verdict.YOURS
    assert (second.ticket, second.number, second.expected_at) == (first.ticket, first.number, first.expected_at)
    assert ShiftShare.objects.get().taken == 1


def test_a_closed_shift_still_returns_yours():
    shift = factories.shift()
    _, person = factories.citizen(shift.unit)
    mine = ask_one(by_citizen(shift, person))
    operations.close_shift(shift.pk, reason="Mất điện", by=0, now=NOW)
    again = ask_one(by_citizen(shift, person), NOW + timedelta(seconds=1))
    assert (again.verdict, again.ticket) == (Verdict.YOURS, mine.ticket)


def test_a_full_shift_still_returns_yours():
    shift = factories.shift(capacity=1)
    _, person = factories.citizen(shift.unit)
    mine = ask_one(by_citizen(shift, person))
    assert ask_one(by_citizen(shift, person)).ticket == mine.ticket


def test_registered_takes_a_place_and_no_number():
    shift = factories.shift(mode=Mode.CUTOFF)
    _, person = factories.citizen(shift.unit)
    got = ask_one(by_citizen(shift, person))
    assert (got.verdict, got.number) == (Verdict.REGISTERED, None)
    assert Ticket.objects.get().state == "registered"
    assert ShiftShare.objects.get().taken == 1
    assert NumberSeries.objects.get(prefix="A").next_number == 1
    assert AuditEvent.objects.filter(tag="ticket:registered", subject_id=got.ticket).count() == 1


def test_registered_twice_is_yours_and_a_full_list_is_full():
    shift = factories.shift(mode=Mode.CUTOFF, capacity=1)
    one, two = (factories.citizen(shift.unit)[1] for _ in range(2))
    first = ask_one(by_citizen(shift, one))
    assert (ask_one(by_citizen(shift, one)).verdict, ask_one(by_citizen(shift, one)).ticket) == ("yours", first.ticket)
    assert ask_one(by_citizen(shift, two)).verdict == Verdict.FULL


def test_full_names_the_next_open_shift_of_the_same_line_and_point():
    morning, evening = two_shifts_of_one_line()
    factories.shift(morning.point, factories.line(morning.unit, "B", "other"))
    operations.change_capacity(morning.pk, "all", 0, by=0, now=NOW)
    _, person = factories.citizen(morning.unit)
    got = ask_one(by_citizen(morning, person))
    assert (got.verdict, got.ticket, got.number, got.next_shift) == (Verdict.FULL, None, None, evening.pk)
    assert Ticket.objects.count() == 0


def test_the_next_shift_is_one_that_takes_numbers_now_before_one_that_opens_later():
    full, later = two_shifts_of_one_line()
    hour = timedelta(hours=1)
    operations.change_capacity(full.pk, "all", 0, by=0, now=NOW)
    ShiftShare.objects.filter(shift=later).update(opens_at=NOW + 2 * hour)
    sooner = factories.shift(full.point, full.line, starts_at=NOW + 3 * hour, opens_at=NOW + hour)
    assert ask_one(at_kiosk(full)).next_shift == sooner.pk
    now_open = factories.shift(full.point, full.line, starts_at=NOW + 4 * hour)
    assert ask_one(at_kiosk(full)).next_shift == now_open.pk


def test_home_and_kiosk_in_one_list_are_each_sent_where_their_own_share_has_places():
    at = factories.point()
    line = factories.line(at.unit)
    hour = timedelta(hours=1)
    full = factories.shift(at, line, capacity={"home": 0, "onsite": 0})
    onsite = factories.shift(at, line, capacity={"home": 0, "onsite": 9}, starts_at=NOW)
    home = factories.shift(at, line, capacity={"home": 9, "onsite": 0}, starts_at=NOW + hour)
    _, person = factories.citizen(at.unit)
    got = ask(at_kiosk(full), by_citizen(full, person), at_kiosk(full))
    assert [one.next_shift for one in got] == [onsite.pk, home.pk, onsite.pk]


def test_full_everywhere_names_no_shift():
    shift = factories.shift(capacity=0)
    assert ask_one(at_kiosk(shift)).next_shift is None


def test_a_list_of_three_for_two_places_serves_the_first_two():
    shift = factories.shift(capacity=2)
    got = ask(at_kiosk(shift), at_kiosk(shift), at_kiosk(shift))
    assert [(one.verdict, one.number) for one in got] == [("issued", 1), ("issued", 2), ("full", None)]


def test_closed_at_the_end_and_after_an_officer_closed_it():
    morning, evening = two_shifts_of_one_line()
    operations.close_shift(morning.pk, reason="", by=0, now=NOW)
    got = ask_one(at_kiosk(morning))
    assert (got.verdict, got.next_shift) == (Verdict.CLOSED, evening.pk)
    assert ask_one(at_kiosk(evening), evening.ends_at).verdict == Verdict.CLOSED
    assert ask_one(at_kiosk(evening), evening.ends_at - timedelta(seconds=1)).verdict == Verdict.ISSUED


def test_not_yet_open_tells_when_and_opens_on_the_second():
    opens = NOW + timedelta(hours=1)
    shift = factories.shift(opens_at=opens)
    got = ask_one(at_kiosk(shift), opens - timedelta(microseconds=1))
    assert (got.verdict, got.opens_at) == (Verdict.NOT_YET_OPEN, opens)
    assert ask_one(at_kiosk(shift), opens).verdict == Verdict.ISSUED


def test_the_same_procedure_elsewhere_that_day_is_limit_reached_with_the_live_ticket():
    morning, evening = two_shifts_of_one_line()
    _, person = factories.citizen(morning.unit)
    mine = ask_one(by_citizen(morning, person))
    got = ask_one(by_citizen(evening, person))
    assert (got.verdict, got.ticket) == (Verdict.LIMIT_REACHED, mine.ticket)


def test_a_third_number_on_a_day_is_limit_reached_and_tomorrow_is_another_day():
    at = factories.point()
    lines = [factories.line(at.unit, letter, f"procedure-{letter}") for letter in "ABC"]
    _, person = factories.citizen(at.unit)
    got = [ask_one(by_citizen(factories.shift(at, line), person)).verdict for line in lines]
    assert got == ["issued", "issued", "limit_reached"]
    day = timedelta(days=1)
    tomorrow = factories.shift(
        at, lines[2], on=TODAY + day, starts_at=NOW + day, ends_at=NOW + day + timedelta(hours=1)
    )
    assert ask_one(by_citizen(tomorrow, person)).verdict == Verdict.ISSUED
    assert Ticket.objects.get(shift=tomorrow).day_ordinal == 1


def third_line_of_a_day(*states: str) -> tuple[Request, list[Ticket]]:
    """A person with two tickets of other procedures, in these states, who asks for a third."""
    at = factories.point()
    first, second, third = (factories.line(at.unit, letter, f"procedure-{letter}") for letter in "ABC")
    _, person = factories.citizen(at.unit)
    for line, state in zip((first, second), states, strict=True):
        got = ask_one(by_citizen(factories.shift(at, line), person))
        Ticket.objects.filter(pk=got.ticket).update(state=state)
    return by_citizen(factories.shift(at, third), person), list(Ticket.objects.order_by("id"))


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (("waiting", "waiting"), 1),
        (("waiting", "served"), 0),
        (("called", "cancelled"), 0),
        (("served", "no_show"), 1),
    ],
)
def test_the_days_limit_points_to_the_latest_live_ticket_and_else_to_the_latest(states, shown):
    request, tickets = third_line_of_a_day(*states)
    got = ask_one(request)
    assert (got.verdict, got.ticket, got.number) == (
        Verdict.LIMIT_REACHED,
        tickets[shown].pk,
        tickets[shown].number,
    )


def test_a_missed_turn_and_a_finished_visit_count_to_the_days_limit():
    at = factories.point()
    _, person = factories.citizen(at.unit)
    for state, letter in (("no_show", "A"), ("served", "B")):
        ask_one(by_citizen(factories.shift(at, factories.line(at.unit, letter, f"procedure-{letter}")), person))
        Ticket.objects.filter(state="waiting").update(state=state)
    third = factories.shift(at, factories.line(at.unit, "C", "procedure-C"))
    assert ask_one(by_citizen(third, person)).verdict == Verdict.LIMIT_REACHED


def test_two_people_of_one_account_are_two_people():
    shift = factories.shift()
    holder, person = factories.citizen(shift.unit)
    mother = factories.person(holder, "Lê Thị Mẫu")
    got = ask(by_citizen(shift, person), by_citizen(shift, mother))
    assert [(one.verdict, one.number) for one in got] == [("issued", 1), ("issued", 2)]


def test_units_never_mix():
    shift, elsewhere = factories.shift(), factories.shift()
    _, person = factories.citizen(shift.unit)
    got = ask(by_citizen(elsewhere, person)._replace(unit=shift.unit_id), at_kiosk(shift))
    assert [one.verdict for one in got] == ["unknown_shift", "issued"]
    assert ask_one(at_kiosk(elsewhere)._replace(unit=shift.unit_id)).verdict == Verdict.UNKNOWN_SHIFT
    assert set(Ticket.objects.values_list("unit_id", "shift_id")) == {(shift.unit_id, shift.pk)}


def test_a_person_of_another_account_or_removed_is_unknown():
    shift = factories.shift()
    (holder, mine), (_, stranger) = factories.citizen(shift.unit), factories.citizen(shift.unit)
    assert ask_one(by_citizen(shift, stranger)._replace(holder=holder.pk)).verdict == Verdict.UNKNOWN_PERSON
    mine.removed_at = NOW
    mine.save()
    assert ask_one(by_citizen(shift, mine)).verdict == Verdict.UNKNOWN_PERSON


@pytest.mark.parametrize(
    ("born", "verdict"),
    [
        (date(2008, 7, 22), "issued"),
        (date(2008, 7, 23), "not_eligible"),
        (None, "birth_date_needed"),
        (date(1950, 1, 1), "issued"),
    ],
)
def test_the_age_counts_to_the_day(born, verdict):
    shift = factories.shift(born_not_after=date(2008, 7, 22))
    _, person = factories.citizen(shift.unit, born=born)
    assert ask_one(by_citizen(shift, person)).verdict == verdict
    assert ShiftShare.objects.get().taken == (verdict == "issued")


def test_a_kiosk_asks_nobody_for_an_age():
    assert ask_one(at_kiosk(factories.shift(born_not_after=date(2008, 7, 22)))).verdict == Verdict.ISSUED


def test_a_kiosks_key_returns_the_same_ticket_also_when_it_was_given_back_or_the_shift_closed():
    shift = factories.shift()
    first = ask_one(at_kiosk(shift, b"k" * 16))
    operations.close_shift(shift.pk, reason="", by=0, now=NOW)
    again = ask_one(at_kiosk(shift, b"k" * 16))
    assert (again.verdict, again.ticket, again.number) == (Verdict.YOURS, first.ticket, first.number)


def test_without_a_key_a_kiosk_gives_a_number_a_press():
    shift = factories.shift()
    assert [one.number for one in ask(at_kiosk(shift), at_kiosk(shift))] == [1, 2]


def test_priority_counts_in_a_series_of_its_own_from_the_same_places():
    shift = factories.shift(capacity=3)
    got = ask(at_kiosk(shift), at_kiosk(shift, priority=True), at_kiosk(shift), at_kiosk(shift, priority=True))
    assert [(one.prefix, one.number) for one in got] == [("A", 1), ("P", 1), ("A", 2), ("P", None)]
    assert got[3].verdict == Verdict.FULL


def test_two_lines_of_one_point_share_the_priority_series():
    at = factories.point()
    one = factories.shift(at, factories.line(at.unit, "A"))
    two = factories.shift(at, factories.line(at.unit, "B", "other"))
    got = [*ask(at_kiosk(one, priority=True)), *ask(at_kiosk(two, priority=True))]
    assert [(each.prefix, each.number) for each in got] == [("P", 1), ("P", 2)]


def test_the_expected_time_moves_on_with_each_ticket_and_never_lies_in_the_past():
    shift = factories.shift()
    share = ShiftShare.objects.get()
    got = ask(*[at_kiosk(shift) for _ in range(3)], now=share.opens_at)
    step = timedelta(seconds=share.seconds_per_ticket)
    assert [one.expected_at for one in got] == [shift.starts_at + step * place for place in range(3)]
    late = shift.ends_at - timedelta(minutes=1)
    assert ask_one(at_kiosk(shift), late).expected_at == late + step * 3  # who waits before it
