"""The take-a-number door without a server: bytes to requests, outcomes to answers."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.foundation.citizens.sign_in import SignedIn
from motcua.foundation.staff.tokens import TokenHolder
from motcua.tickets import callers, codes, door
from motcua.tickets.door import Answer, Press
from motcua.tickets.ledger import Outcome, Request, Verdict

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
COMMON = {"type", "title", "status", "detail"}
BASE = "https://so.example"
MAI = SignedIn(citizen_id=5, unit_id=2, self_person=50)
KIOSK = TokenHolder(kind="kiosk", token_id=9, unit_id=2, officer_id=0)
OFFICER = TokenHolder(kind="officer", token_id=10, unit_id=2, officer_id=3)
PRESS = Press(shift=7, person=None, priority=False, is_form=False, key="")
BY_FORM = Press(shift=7, person=50, priority=False, is_form=True, key="")
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3),
)
AT = datetime(2022, 7, 22, 1, 43, 59, tzinfo=UTC)


def read(body: object, kind: str = JSON, key: str = "") -> Press | Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return door.parse(kind, raw, key)


def problem_of(answer: object) -> str:
    assert isinstance(answer, Answer)
    return str(answer.body["type"]).removeprefix("/problems/")


def outcome(verdict: Verdict, **told: object) -> Outcome:
    known: dict[str, object] = {
        "ticket": 12, "number": 45, "prefix": "A", "shift": 7, "expected_at": AT, "opens_at": AT, "next_shift": None,
    }  # fmt: skip
    return Outcome(verdict, **{**known, **told})  # type: ignore[arg-type]  # test sugar


@pytest.mark.parametrize(
    ("body", "press"),
    [
        ({"shift": 7}, Press(7, None, False, False, "")),
        ({"shift": "7", "person": "50"}, Press(7, 50, False, False, "")),
        ({"shift": 7, "person": "self", "priority": True}, Press(7, None, True, False, "")),
        ({"shift": 7, "person": None, "more": [1]}, Press(7, None, False, False, "")),
    ],
)
def test_json_is_read(body, press):
    assert read(body) == press
    assert read(body, "application/json; charset=utf-8") == press
    assert read(body, "") == press


@pytest.mark.parametrize("raw", [b"shift=7&person=50&priority=on", b"shift=7&person=50&priority=true&x=%FF"])
def test_a_form_is_read(raw):
    assert read(raw, FORM) == Press(7, 50, True, True, "")


@pytest.mark.parametrize(
    ("raw", "kind", "problem"),
    [
        (b"{", JSON, "malformed"),
        (b"null", JSON, "malformed"),
        (b'"7"', JSON, "malformed"),
        (b"\xff", JSON, "malformed"),
        (b"[" * 9000, JSON, "malformed"),
        (b"1" * 6000, JSON, "malformed"),
        (b"{}", JSON, "invalid"),
        (b'{"shift": -1}', JSON, "invalid"),
        (b'{"shift": 0}', JSON, "invalid"),
        (b'{"shift": 1.5}', JSON, "invalid"),
        (b'{"shift": NaN}', JSON, "invalid"),
        (b'{"shift": false}', JSON, "invalid"),
        ('{"shift": "７"}'.encode(), JSON, "invalid"),
        (b'{"shift": 7, "person": {}}', JSON, "invalid"),
        (b'{"shift": 7, "person": "me"}', JSON, "invalid"),
        (b'{"shift": 7, "priority": "yes"}', JSON, "invalid"),
        (b'{"shift": 7, "priority": [true]}', JSON, "invalid"),
        (b"x" * (door.MAX_BODY + 1), JSON, "too-large"),
        (b"shift=7", "text/plain", "unsupported-media-type"),
        (b"shift=7", "multipart/form-data; boundary=x", "unsupported-media-type"),
    ],
)
def test_what_cannot_be_read_is_a_named_problem(raw, kind, problem):
    assert problem_of(read(raw, kind)) == problem


@pytest.mark.parametrize("key", ["k" * 201, "khóa"])
def test_a_key_is_ascii_and_short(key):
    answer = read({"shift": 7}, key=key)
    assert problem_of(answer) == "invalid"
    assert isinstance(answer, Answer)
    assert answer.body["field"] == "Idempotency-Key"


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([JSON, FORM, ""]), st.text(max_size=20))
def test_no_bytes_break_the_door(raw, kind, key):
    assert isinstance(door.parse(kind, raw, key), Press | Answer)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["shift", "person", "priority"]), anything))
def test_no_json_breaks_the_door(told):
    answer = read(told)
    assert isinstance(answer, Answer) or 0 < answer.shift < 2**62


def test_a_citizen_asks_for_herself_unless_she_names_somebody():
    mine = door.of_citizen(PRESS, MAI)
    assert isinstance(mine, Request)
    assert (mine.person, mine.holder, mine.unit, mine.share, mine.key) == (50, 5, 2, "home", None)
    other = door.of_citizen(Press(7, 51, True, False, ""), MAI)
    assert isinstance(other, Request)
    assert (other.person, other.priority) == (51, True)


def test_a_citizen_without_a_name_is_asked_for_it():
    assert problem_of(door.of_citizen(PRESS, SignedIn(5, 2, None))) == "person-needed"


def test_a_walk_in_is_held_by_nobody_and_draws_on_site():
    for holder, actor in ((KIOSK, 9), (OFFICER, 3)):
        asked = door.of_token(PRESS, holder)
        assert isinstance(asked, Request)
        assert (asked.person, asked.holder, asked.share, asked.actor) == (None, None, "onsite", actor)


def test_an_api_key_draws_from_home():
    asked = door.of_token(PRESS, TokenHolder("api_key", 11, 2, 0))
    assert isinstance(asked, Request)
    assert asked.share == "home"


def test_a_token_names_no_person():
    assert problem_of(door.of_token(Press(7, 50, False, False, ""), KIOSK)) == "invalid"


def test_equal_keys_of_two_callers_are_two_keys():
    press = Press(7, None, False, False, "lan-1")
    keys = [door.of_token(press, KIOSK), door.of_token(press, OFFICER), door.of_citizen(press, MAI)]
    assert len({one.key for one in keys if isinstance(one, Request)}) == 3
    assert door.of_token(press, KIOSK) == door.of_token(press, KIOSK)


@pytest.mark.parametrize(("verdict", "status"), [("issued", 201), ("yours", 200)])
def test_a_ticket_is_told_with_its_number_code_window_and_page(verdict, status):
    answer = door.answer(PRESS, outcome(Verdict(verdict)), BASE)
    code = codes.encode(12)
    assert answer.status == status
    assert answer.body == {
        "ticket": 12, "display": "A045", "code": code, "url": f"{BASE}/t/{code}/",
        "window": {"from": "2022-07-22T08:40:00+07:00", "to": "2022-07-22T09:10:00+07:00"},
    }  # fmt: skip
    assert json.loads(answer.encode()) == answer.body


@pytest.mark.parametrize("verdict", ["registered", "yours"])
def test_a_name_on_the_list_has_no_number_yet(verdict):
    answer = door.answer(PRESS, outcome(Verdict(verdict), number=None, expected_at=None), BASE)
    assert (answer.status, answer.body["display"], answer.body["window"]) == (202, None, None)


@pytest.mark.parametrize(
    ("verdict", "status", "kind", "extra"),
    [
        ("full", 409, "shift-full", {"next_shift": None}),
        ("closed", 409, "shift-closed", {"next_shift": None}),
        ("not_yet_open", 409, "not-yet-open", {"opens_at": "2022-07-22T08:43:59+07:00"}),
        ("limit_reached", 409, "limit-reached", {"ticket_url": f"{BASE}/t/{codes.encode(12)}/"}),
        ("unknown_shift", 422, "unknown-shift", {}),
        ("unknown_person", 422, "unknown-person", {}),
        ("not_eligible", 422, "not-eligible", {}),
        ("birth_date_needed", 422, "birth-date-needed", {}),
    ],
)
def test_a_refusal_says_what_is_and_what_to_do(verdict, status, kind, extra):
    answer = door.answer(PRESS, outcome(Verdict(verdict)), BASE)
    assert (answer.status, problem_of(answer)) == (status, kind)
    assert {
        name: answer.body[name] for name in answer.body if name not in ("type", "title", "status", "detail")
    } == extra


def test_every_verdict_has_an_answer():
    for verdict in Verdict:
        assert door.answer(PRESS, outcome(verdict), BASE).status in (200, 201, 202, 409, 422)


@pytest.mark.parametrize(
    "raw, kind", [(b"shift=\xff", "malformed"), (b"shift=seven", "invalid"), (b"shift=7&person=x", "invalid")]
)
def test_a_form_that_cannot_be_read_goes_to_the_page_of_the_problem(raw, kind):
    answer = read(raw, FORM)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body) == (303, {})
    assert f"kind={kind}" in answer.headers["location"]


def test_a_form_goes_to_the_live_page_or_to_the_page_of_the_problem():
    given_one = door.answer(BY_FORM, outcome(Verdict.ISSUED), BASE)
    assert (given_one.status, given_one.headers) == (303, {"location": f"{BASE}/t/{codes.encode(12)}/"})
    refused = door.answer(BY_FORM, outcome(Verdict.FULL), BASE)
    told = urlsplit(refused.headers["location"])
    assert (refused.status, told.path) == (303, "/take/problem/")
    assert parse_qs(told.query) == {"shift": ["7"], "kind": ["shift-full"], "person": ["50"]}


@pytest.mark.parametrize(
    ("fetched", "origin", "ours"),
    [
        ("same-origin", "https://elsewhere.example", True),
        ("none", "", True),
        ("same-site", BASE, False),
        ("cross-site", BASE, False),
        ("", "", True),
        ("", BASE, True),
        ("", "https://10.0.0.5", True),
        ("", "null", False),
        ("", "https://so.example.evil.example", False),
    ],
)
def test_a_cookie_speaks_only_for_our_own_pages(fetched, origin, ours):
    assert callers.same_site(fetched, origin, "10.0.0.5", callers.origin_of(f"{BASE}/sub")) is ours


@pytest.mark.parametrize(
    ("authorization", "cookies", "shown"),
    [
        ("", "", None),
        ("Basic abc", "", None),
        ("Bearer t", "mc_citizen=c", (False, "t", False)),
        ("", "a=b; mc_citizen=c; mc_staff=s", (True, "c", True)),
        ("", 'mc_staff="s"', (False, "s", True)),
        ("", "mc_citizen; mc_staff=s", (False, "s", True)),
        ("", "xmc_citizen=c", None),
    ],
)
def test_who_is_claimed(authorization, cookies, shown):
    claim = callers.claim_of(authorization, cookies)
    if shown is None:
        assert claim is None
        return
    from motcua.foundation.secrets import token_hash

    assert claim == callers.Claim(shown[0], token_hash(shown[1]), shown[2])


def test_the_pace_counts_each_caller_apart_and_starts_again():
    pace = callers.Pace(presses=2, per_s=10)
    assert [pace.allows("a", 0.0), pace.allows("a", 1.0), pace.allows("a", 2.0)] == [True, True, False]
    assert pace.allows("b", 2.0)
    assert pace.allows("a", 10.0)
