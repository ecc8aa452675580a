"""A line after midnight is called to its end, and what nobody called is closed, not deleted."""

from datetime import timedelta

import pytest

from motcua.features.queueing import operations
from motcua.features.queueing.jobs import close_past_days
from motcua.features.queueing.models import CounterDuty, TicketCall
from motcua.features.queueing.rules import Verdict
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.staff.models import Officer
from motcua.tickets import operations as ledger
from motcua.tickets.models import Cancellation, Mode, Shift, ShiftShare, Ticket
from tests import factories
from tests.factories import NOW
from tests.features.queueing.day import numbers, seated
from tests.ledger.asking import at_kiosk

pytestmark = pytest.mark.django_db
MIDNIGHT = NOW + timedelta(hours=15, minutes=20)  # 24:00 of TODAY in Vietnam
MINUTE = timedelta(minutes=1)
NIGHT = MIDNIGHT + timedelta(hours=3)


@pytest.fixture
def late_shift() -> Shift:
    """A shift until 24:00."""
    return factories.shift(ends_at=MIDNIGHT)


def call_at(seat: tuple[Officer, int], now: object) -> operations.Outcome:
    who, counter = seat
    return operations.call_next_ticket(counter=counter, by=who, now=now)  # type: ignore[arg-type]


def test_the_line_of_a_shift_until_midnight_is_called_after_midnight(late_shift: Shift) -> None:
    first, second = numbers(late_shift, "..")
    seat = seated(late_shift, 1)
    assert call_at(seat, MIDNIGHT + MINUTE).ticket == first.pk
    assert call_at(seat, MIDNIGHT + 119 * MINUTE).ticket == second.pk


def test_two_hours_after_its_end_yesterdays_line_is_called_no_more(late_shift: Shift) -> None:
    numbers(late_shift, ".")
    assert call_at(seated(late_shift, 1), MIDNIGHT + 120 * MINUTE).verdict == Verdict.NOBODY_WAITING


def test_yesterdays_morning_is_not_called_after_midnight() -> None:
    morning = factories.shift(ends_at=NOW + timedelta(hours=3))
    numbers(morning, ".")
    assert call_at(seated(morning, 1), MIDNIGHT + MINUTE).verdict == Verdict.NOBODY_WAITING


def test_one_priority_in_three_holds_after_midnight(late_shift: Shift) -> None:
    numbers(late_shift, "PP...")
    seat = seated(late_shift, 1)
    called = [call_at(seat, MIDNIGHT + turn * MINUTE).ticket for turn in range(1, 6)]
    prefixes = dict(Ticket.objects.values_list("id", "prefix"))
    assert [prefixes[ticket] for ticket in called if ticket] == ["P", "A", "A", "A", "P"]


def test_the_night_closes_what_waits_was_registered_or_was_called_and_never_finished() -> None:
    shift = factories.shift()
    served, called, waiting = numbers(shift, "...")
    registered = ledger.issue([at_kiosk(factories.shift(shift.point, shift.line, mode=Mode.CUTOFF, starts_at=NOW))],
                              now=NOW)[0].ticket  # fmt: skip
    seat = seated(shift, 1)
    call_at(seat, NOW + MINUTE)
    call_at(seat, NOW + 2 * MINUTE)
    assert close_past_days(NIGHT) == 3
    states = dict(Ticket.objects.values_list("id", "state"))
    assert states == {
        served.pk: "served", called.pk: "cancelled", waiting.pk: "cancelled", registered: "cancelled",
    }  # fmt: skip
    closed = {called.pk, waiting.pk, registered}
    assert set(Cancellation.objects.values_list("ticket_id", "actor_kind")) == {(one, "system") for one in closed}
    audited = AuditEvent.objects.filter(tag="ticket:cancelled", actor_kind="system", at=NIGHT)
    assert set(audited.values_list("subject_id", flat=True)) == closed
    assert not TicketCall.objects.filter(ended_at=None).exists()
    assert ShiftShare.objects.get(shift=shift).taken == 1


def test_the_night_may_run_twice() -> None:
    numbers(factories.shift(), "..")
    assert [close_past_days(NIGHT), close_past_days(NIGHT + MINUTE)] == [2, 0]
    assert Cancellation.objects.count() == 2


def test_the_night_leaves_today_and_a_line_that_may_still_be_called(late_shift: Shift) -> None:
    numbers(late_shift, ".")
    assert close_past_days(NOW) == 0
    assert close_past_days(MIDNIGHT + 119 * MINUTE) == 0
    assert close_past_days(MIDNIGHT + 120 * MINUTE) == 1


def test_the_next_morning_the_counter_is_free(late_shift: Shift) -> None:
    numbers(late_shift, ".")
    seat = seated(late_shift, 1)
    call_at(seat, NOW + MINUTE)
    close_past_days(NIGHT)
    assert operations.leave_counter(counter=seat[1], by=seat[0], now=NIGHT).verdict == Verdict.DONE
    assert not CounterDuty.objects.filter(until_at=None).exists()
