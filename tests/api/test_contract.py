"""One contract, two doors: every story is told to the edge and to Django, over real HTTP."""

import re

import httpx
import pytest

from tests import factories
from tests.api import office, stories_of_bad_input, stories_of_citizens, stories_of_forms_and_tokens
from tests.api.servers import database_away
from tests.api.telling import CASES, Case, press, send
from tests.processes import wait_for

TOLD = (stories_of_citizens, stories_of_bad_input, stories_of_forms_and_tokens)
GIVEN = {"ticket", "display", "code", "window", "url"}
PROBLEM = {"type", "title", "status", "detail"}
OF_ITS_OWN = {"ticket", "code", "window", "url", "ticket_url", "next_shift"}
SAME_HEADERS = ("content-type", "retry-after", "cache-control", "referrer-policy", "x-content-type-options", "allow")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_doors_answer_alike(case: Case, doors):
    answers = [case.story(door) for door in doors]
    for door, answer in zip(doors, answers, strict=True):
        assert answer.status_code == case.status, f"{door.name}: {answer.text}"
        _check(case, answer)
    assert _shape(answers[0]) == _shape(answers[1])


def _check(case: Case, answer: httpx.Response) -> None:
    if case.status == 303:
        assert all(part in answer.headers["location"] for part in case.ends.split())
        assert answer.content == b""
    elif case.status < 300:
        assert set(answer.json()) == GIVEN
        assert ("location" in answer.headers) == (case.status == 201)
    else:
        kind, *extra = case.ends.split()
        assert answer.headers["content-type"] == "application/problem+json"
        assert set(answer.json()) >= PROBLEM | set(extra)
        assert answer.json()["type"] == f"/problems/{kind}"
        assert answer.json()["status"] == case.status


def _shape(answer: httpx.Response) -> tuple[object, ...]:
    """All that must not differ: of ids, codes and times only the type is kept; names, sentences, numbers stay."""
    body = _struck(answer.json()) if answer.content else None
    location = re.sub(r"(?<=/t/)\w{8}|\d+", "#", answer.headers.get("location", ""))
    return answer.status_code, body, location, [answer.headers.get(name) for name in SAME_HEADERS]


def _struck(body: dict[str, object]) -> list[tuple[str, object]]:
    return [(name, type(value).__name__ if name in OF_ITS_OWN else value) for name, value in body.items()]


def test_a_get_is_not_a_press(doors):
    for door in doors:
        answer = door.http.get("/api/v1/tickets")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_the_board_number_is_the_same_whichever_door_gives_it(doors):
    shift = factories.shift()
    shown = [press(door, shift, office.citizen(shift.unit)).json()["display"] for door in (*doors, *doors)]
    assert shown == ["A001", "A002", "A003", "A004"]


def test_a_ticket_of_one_door_is_yours_at_the_other(doors):
    shift = factories.shift()
    mai = office.citizen(shift.unit)
    first, second = (press(door, shift, mai) for door in doors)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_without_the_database_the_answer_is_come_back_soon_and_afterwards_all_goes_on(doors, doors_database):
    shift = factories.shift()
    mai = office.citizen(shift.unit)
    with database_away(doors_database):
        told = [press(door, shift, mai) for door in doors]
        by_form = [send(door, f"shift={shift.pk}".encode(), "application/x-www-form-urlencoded", mai) for door in doors]
    for answer in told:
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "2"
        assert answer.json()["type"] == "/problems/try-later"
    assert _shape(told[0]) == _shape(told[1])
    assert {answer.headers["location"] for answer in by_form} == {
        f"/take/problem/?shift={shift.pk}&kind=try-later&person="
    }
    for door in doors:
        wait_for(lambda door=door: press(door, shift, mai).status_code in (200, 201), f"{door.name} to give a number")
    numbers = {press(door, shift, mai).json()["display"] for door in doors}
    assert numbers == {"A001"}
