"""kill -9 in mid-rush: what was acknowledged is there, numbers are unbroken, nobody waits for ever."""

from tests import factories
from tests.faults.crowd import Rush, assert_ledger_agrees, assert_nobody_waited, crowd
from tests.processes import Stack

PEOPLE = 1500


def test_an_edge_killed_in_mid_rush_loses_no_number_it_acknowledged(stack: Stack) -> None:
    shift = factories.shift(capacity=PEOPLE)
    edge = stack.edge()
    rush = Rush([edge.port], shift.pk, crowd(shift, PEOPLE))
    rush.press_all(at=400, then=edge.kill)
    assert 400 <= rush.acknowledged() < PEOPLE
    edge.start()
    again = rush.press_again(rush.unanswered())
    assert {one.status for one in again} <= {200, 201}
    assert not rush.unanswered()
    assert_nobody_waited(rush, 5)
    assert_ledger_agrees(rush)


def test_two_edges_on_one_shift_stay_exact(stack: Stack) -> None:
    shift = factories.shift(capacity=PEOPLE)
    edges = [stack.edge(), stack.edge()]
    rush = Rush([edge.port for edge in edges], shift.pk, crowd(shift, PEOPLE))
    heard = rush.press_all()
    assert {one.status for one in heard} == {201}
    assert len({one.body["display"] for one in heard}) == PEOPLE
    assert_ledger_agrees(rush)


def test_two_hundred_racers_for_fifty_places_get_exactly_fifty(stack: Stack) -> None:
    shift = factories.shift(capacity=50)
    edges = [stack.edge(), stack.edge()]
    rush = Rush([edge.port for edge in edges], shift.pk, crowd(shift, 200), connections=200)
    heard = rush.press_all()
    assert sorted(one.status or 0 for one in heard) == [201] * 50 + [409] * 150
    assert {one.body["type"] for one in heard if one.status == 409} == {"/problems/shift-full"}
    assert len({one.body["display"] for one in heard if one.status == 201}) == 50
    assert_ledger_agrees(rush)
