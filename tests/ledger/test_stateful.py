"""Any order of presses, cancels, closings and edits keeps the ledger whole (hypothesis on a real PostgreSQL).

Single lists are compared with the oracle, press by press; two lists at once only with the invariants and the rows.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.db import IntegrityError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from motcua.foundation.audit.tags import ActorKind
from motcua.tickets import ledger, operations
from motcua.tickets.ledger import Outcome, Request
from motcua.tickets.models import Mode, Share, ShiftShare, Ticket
from tests import factories
from tests.database import DATABASE_URL
from tests.factories import NOW
from tests.ledger import invariants
from tests.ledger.asking import at_kiosk, by_citizen
from tests.ledger.oracle import Oracle, told

SHIFTS, PEOPLE = 5, 4
NEXT_STATE = {"waiting": "called", "called": "served", "served": "no_show"}

asks = st.tuples(
    st.integers(0, SHIFTS - 1),
    st.one_of(st.integers(0, PEOPLE - 1), st.sampled_from([b"", b"\x01" * 16, b"\x02" * 16])),
    st.booleans(),
)
lists = st.lists(asks, min_size=1, max_size=6, unique_by=lambda ask: ask[1] if ask[1] != b"" else object())


class Office(RuleBasedStateMachine):
    """Two points, five shifts (plain, shares, another line with an age rule, cut-off, opening later), four people."""

    @initialize()
    def opens(self) -> None:
        call_command("flush", verbosity=0, interactive=False)
        at = factories.point()
        elsewhere = factories.point(at.unit)
        cccd, other = factories.line(at.unit), factories.line(at.unit, "B", "passport")
        ends = {"ends_at": NOW + timedelta(hours=2)}
        self.shifts = [
            factories.shift(at, cccd, capacity=3, **ends),
            factories.shift(at, cccd, capacity={Share.HOME: 2, Share.ONSITE: 1}, starts_at=NOW, **ends),
            factories.shift(elsewhere, other, capacity=3, born_not_after=date(2008, 7, 22), **ends),
            factories.shift(elsewhere, factories.line(at.unit, "C", "residence"), capacity=3, mode=Mode.CUTOFF, **ends),
            factories.shift(at, other, capacity=5, starts_at=NOW, opens_at=NOW + timedelta(minutes=30), **ends),
        ]
        holder, first = factories.citizen(at.unit)
        self.people = [
            first,
            factories.person(holder, born=date(2008, 7, 23)),
            factories.citizen(at.unit, born=None)[1],
            factories.citizen(at.unit)[1],
        ]
        self.now = NOW
        self.known: dict[int, tuple[int | None, str | None]] = {}

    @rule(asked=lists)
    def a_list_of_presses(self, asked) -> None:
        requests = [self._request(ask) for ask in asked]
        oracle = Oracle(self.now)
        outcomes = operations.issue(requests, now=self.now)
        assert [told(one) for one in outcomes] == [oracle.judge(one) for one in requests]
        self._acknowledge(outcomes)

    @rule(first=lists, second=lists)
    def two_lists_at_once(self, first, second) -> None:
        together = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(self._on_its_own_connection, (first, second), (together, together)))
        self._acknowledge([one for outcomes in both for one in outcomes])

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 50))
    def somebody_gives_a_number_back(self, which: int) -> None:
        ticket = Ticket.objects.get(pk=sorted(self.known)[which % len(self.known)])
        done = operations.cancel(ticket.pk, by_kind=ActorKind.CITIZEN, by_id=1, now=self.now)
        assert done == (ticket.state in ("registered", "waiting"))

    @rule(shift=st.sampled_from([0, 2]), who=st.integers(0, PEOPLE - 1), times=st.integers(1, 3))
    def somebody_takes_numbers_only_to_give_them_back(self, shift: int, who: int, times: int) -> None:
        for _ in range(times):
            self.a_list_of_presses([(shift, who, False)])
            for ticket in Ticket.objects.filter(person=self.people[who], state="waiting"):
                operations.cancel(ticket.pk, by_kind=ActorKind.CITIZEN, by_id=1, now=self.now)

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 50))
    def the_counter_moves_a_ticket_on(self, which: int) -> None:
        ticket = Ticket.objects.get(pk=sorted(self.known)[which % len(self.known)])
        if ticket.state in NEXT_STATE:
            Ticket.objects.filter(pk=ticket.pk).update(state=NEXT_STATE[ticket.state])

    @rule(which=st.integers(0, SHIFTS - 1), places=st.integers(0, 6))
    def an_officer_changes_the_places(self, which: int, places: int) -> None:
        share = ShiftShare.objects.filter(shift=self.shifts[which]).order_by("-share")[0]
        try:
            operations.change_capacity(share.shift_id, Share(share.share), places, by=0, now=self.now)
        except IntegrityError:
            assert places < share.taken
        else:
            assert places >= share.taken

    @rule(which=st.integers(0, SHIFTS - 1))
    def an_officer_closes_a_shift(self, which: int) -> None:
        operations.close_shift(self.shifts[which].pk, reason="", by=0, now=self.now)

    @rule(minutes=st.sampled_from([1, 31]))
    def time_goes_on(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def the_ledger_is_whole(self) -> None:
        invariants.check_all()

    @invariant()
    def every_acknowledged_ticket_is_there_and_no_other(self) -> None:
        assert {
            pk: (number, prefix) for pk, number, prefix in Ticket.objects.values_list("id", "number", "prefix")
        } == (self.known)

    def _request(self, ask: tuple[int, int | bytes, bool]) -> Request:
        shift, who, priority = self.shifts[ask[0]], ask[1], ask[2]
        if isinstance(who, int):
            return by_citizen(shift, self.people[who], priority=priority)
        return at_kiosk(shift, who or None, priority=priority)

    def _on_its_own_connection(self, asked, together: threading.Barrier) -> list[Outcome]:
        with psycopg.connect(DATABASE_URL) as connection:
            together.wait()
            return ledger.issue_tickets(connection.cursor(), [self._request(ask) for ask in asked], self.now)

    def _acknowledge(self, outcomes: list[Outcome]) -> None:
        for one in outcomes:
            if one.verdict in ("issued", "registered"):
                assert one.ticket is not None
                assert one.ticket not in self.known
                self.known[one.ticket] = one.number, one.prefix
            elif one.verdict == "yours":
                assert one.ticket is not None
                assert one.number == Ticket.objects.get(pk=one.ticket).number


@pytest.mark.django_db(transaction=True)
def test_no_order_of_events_breaks_the_ledger():
    pace = settings(
        max_examples=12, stateful_step_count=20, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Office, settings=pace)
