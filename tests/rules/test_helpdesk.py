"""Who may answer, until when it is free, and when a reply is due."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.features.helpdesk import rules
from motcua.features.helpdesk.rules import Held, Verdict, Window, WindowState
from motcua.features.reports import rules as reports

NOW = datetime(2022, 7, 22, 1, 40, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("held", "verdict"),
    [
        (Held("waiting", None, None), Verdict.DONE),
        (Held("claimed", 1, NOW + MINUTE), Verdict.REPEATED),
        (Held("claimed", 1, NOW), Verdict.REPEATED),
        (Held("claimed", 2, NOW + MINUTE), Verdict.TAKEN),
        (Held("claimed", 2, NOW), Verdict.DONE),
        (Held("claimed", None, NOW + MINUTE), Verdict.DONE),
        (Held("done", 1, None), Verdict.ALREADY_DONE),
    ],
)
def test_who_may_claim(held: Held, verdict: Verdict) -> None:
    assert rules.may_claim(held, 1, NOW) is verdict


@pytest.mark.parametrize(
    ("held", "verdict"),
    [
        (Held("claimed", 1, NOW), Verdict.DONE),
        (Held("claimed", 2, NOW + MINUTE), Verdict.NOT_YOURS),
        (Held("waiting", None, None), Verdict.NOT_YOURS),
        (Held("done", 1, None), Verdict.ALREADY_DONE),
    ],
)
def test_who_may_act(held: Held, verdict: Verdict) -> None:
    assert rules.may_act(held, 1) is verdict


def test_what_costs_is_sent_only_when_agreed_to() -> None:
    paid, closed = Window(WindowState.PAID), Window(WindowState.CLOSED)
    assert [rules.may_send(paid, pays=False), rules.may_send(paid, pays=True)] == [Verdict.COSTS_MONEY, Verdict.DONE]
    assert rules.may_send(closed, pays=True) is Verdict.WINDOW_CLOSED
    assert rules.may_send(Window(WindowState.OPEN), pays=False) is Verdict.DONE


@pytest.mark.parametrize(
    ("opens", "told"),
    [
        ([(NOW, NOW + HOUR)], (True, NOW + 15 * MINUTE)),
        ([(NOW, None)], (True, NOW + 15 * MINUTE)),
        ([(NOW, NOW + 5 * MINUTE), (NOW + 20 * HOUR, None)], (True, NOW + 20 * HOUR + 15 * MINUTE)),
        ([(NOW, NOW + 5 * MINUTE)], (True, NOW + 15 * MINUTE)),
        ([(NOW + 2 * HOUR, None), (NOW + HOUR, None)], (False, NOW + HOUR + 15 * MINUTE)),
        ([], (False, None)),
    ],
)
def test_when_a_reply_is_due(opens: list, told: tuple) -> None:
    assert rules.reply_due(NOW, opens) == told


@pytest.mark.parametrize(
    ("text", "verdict"),
    [(" \n", Verdict.EMPTY), ("a\x00", Verdict.EMPTY), ("aaaa", Verdict.TOO_LONG), ("aaa", Verdict.DONE)],
)
def test_what_an_officer_writes(text: str, verdict: Verdict) -> None:
    assert rules.check_text(text, 3) is verdict


@pytest.mark.parametrize(
    ("told", "may"),
    [
        ({"has_role": False, "assigns": True, "assignee": 1}, False),
        ({"has_role": True, "assigns": False, "assignee": None}, True),
        ({"has_role": True, "assigns": False, "assignee": 1}, True),
        ({"has_role": True, "assigns": False, "assignee": 2}, False),
        ({"has_role": True, "assigns": True, "assignee": 2}, True),
    ],
)
def test_who_opens_a_report(told: dict, may: bool) -> None:
    assert reports.may_open(officer=1, **told) is may


def test_overdue_is_what_nobody_has_in_hand_past_its_time() -> None:
    past = NOW - MINUTE
    assert reports.is_overdue("new", None, past, NOW)
    assert reports.is_overdue("assigned", None, past, NOW)
    assert not reports.is_overdue("assigned", NOW, past, NOW)
    assert not reports.is_overdue("closed", None, past, NOW)
    assert not reports.is_overdue("new", None, NOW, NOW)


@pytest.mark.parametrize("kind", reports.DEADLINES)
@pytest.mark.parametrize("repeated", [True, False])
def test_every_receipt_names_its_code_in_short_sentences(kind: str, repeated: bool) -> None:
    said = reports.acknowledgement(kind, "7M4K 92QH", repeated=repeated)
    assert "7M4K 92QH" in said
    assert all(len(sentence.split()) <= 20 for sentence in said.replace("\n", " ").split(". "))
