"""Cancelling, closing, changing places: what comes back and what never does."""

import pytest
from django.db import IntegrityError, transaction

from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.audit.tags import ActorKind
from motcua.tickets import operations
from motcua.tickets.ledger import Verdict
from motcua.tickets.models import Cancellation, Mode, Share, ShiftShare, Ticket
from tests import factories
from tests.factories import NOW
from tests.ledger.asking import at_kiosk, by_citizen
from tests.ledger.test_outcomes import ask, ask_one

pytestmark = pytest.mark.django_db


def give_back(ticket: int | None) -> bool:
    assert ticket is not None
    return operations.cancel(ticket, by_kind=ActorKind.CITIZEN, by_id=1, now=NOW)


def taken(share: str = "all") -> int:
    return ShiftShare.objects.get(share=share).taken


def test_a_cancelled_place_is_free_for_the_next_and_its_number_is_not():
    shift = factories.shift(capacity=1)
    first = ask_one(at_kiosk(shift))
    assert give_back(first.ticket)
    assert taken() == 0
    second = ask_one(at_kiosk(shift))
    assert (second.verdict, second.number) == (Verdict.ISSUED, 2)
    assert list(Ticket.objects.order_by("number").values_list("number", "state")) == [(1, "cancelled"), (2, "waiting")]


def test_cancelled_numbers_count_to_the_days_limit():
    shift = factories.shift()
    _, person = factories.citizen(shift.unit)
    verdicts = []
    for _ in range(3):
        got = ask_one(by_citizen(shift, person))
        verdicts.append(got.verdict)
        if got.verdict == Verdict.ISSUED:
            give_back(got.ticket)
    assert verdicts == ["issued", "issued", "limit_reached"]
    assert sorted(Ticket.objects.values_list("day_ordinal", flat=True)) == [1, 2]


def test_a_second_cancel_changes_nothing():
    shift = factories.shift()
    mine = ask_one(at_kiosk(shift)).ticket
    assert [give_back(mine), give_back(mine)] == [True, False]
    assert taken() == 0
    assert Cancellation.objects.count() == AuditEvent.objects.filter(tag="ticket:cancelled").count() == 1


def test_a_registered_name_can_be_taken_off_the_list():
    shift = factories.shift(mode=Mode.CUTOFF)
    mine = ask_one(at_kiosk(shift)).ticket
    assert give_back(mine)
    assert (taken(), Ticket.objects.get().number) == (0, None)


@pytest.mark.parametrize("state", ["called", "served", "no_show"])
def test_who_was_called_cannot_give_back_and_keeps_the_place(state):
    shift = factories.shift()
    mine = ask_one(at_kiosk(shift)).ticket
    Ticket.objects.update(state=state)
    assert not give_back(mine)
    assert taken() == 1


def test_an_unknown_ticket_gives_nothing_back():
    factories.shift()
    assert not give_back(2**33)


def test_closing_keeps_what_was_given_out():
    shift = factories.shift()
    ask(at_kiosk(shift), at_kiosk(shift))
    operations.close_shift(shift.pk, reason="Mất điện", by=7, now=NOW)
    assert list(Ticket.objects.values_list("state", flat=True)) == ["waiting", "waiting"]
    event = AuditEvent.objects.get(tag="shift:closed")
    assert (event.subject_id, event.actor_id) == (shift.pk, 7)


def test_more_places_let_the_next_one_in_and_fewer_than_taken_are_refused():
    shift = factories.shift(capacity=1)
    ask_one(at_kiosk(shift))
    operations.change_capacity(shift.pk, Share.ALL, 2, by=7, now=NOW)
    assert ask_one(at_kiosk(shift)).number == 2
    with pytest.raises(IntegrityError, match="no_share_gives_more_than_it_has"), transaction.atomic():
        operations.change_capacity(shift.pk, Share.ALL, 1, by=7, now=NOW)
    event = AuditEvent.objects.get(tag="shift:capacity_changed")
    assert event.detail == {"before": 1, "after": 2}


def test_home_and_onsite_draw_apart_from_one_series():
    shift = factories.shift(capacity={Share.HOME: 1, Share.ONSITE: 2})
    one, two = (factories.citizen(shift.unit)[1] for _ in range(2))
    got = ask(by_citizen(shift, one), by_citizen(shift, two), at_kiosk(shift), at_kiosk(shift), at_kiosk(shift))
    assert [(each.verdict, each.number) for each in got] == [
        ("issued", 1), ("full", None), ("issued", 2), ("issued", 3), ("full", None),
    ]  # fmt: skip
    assert (taken("home"), taken("onsite")) == (1, 2)


def test_a_cancelled_place_returns_to_the_share_it_came_from():
    shift = factories.shift(capacity={Share.HOME: 1, Share.ONSITE: 1})
    _, person = factories.citizen(shift.unit)
    mine = ask_one(by_citizen(shift, person))
    ask_one(at_kiosk(shift))
    give_back(mine.ticket)
    assert (taken("home"), taken("onsite")) == (0, 1)
    assert ask_one(at_kiosk(shift)).verdict == Verdict.FULL


def test_a_share_the_shift_does_not_have_is_an_unknown_shift():
    shift = factories.shift(capacity={Share.ONSITE: 5})
    _, person = factories.citizen(shift.unit)
    assert ask_one(by_citizen(shift, person)).verdict == Verdict.UNKNOWN_SHIFT
