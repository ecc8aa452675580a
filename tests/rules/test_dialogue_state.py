"""A conversation's state survives its stored form, and no stored form breaks a conversation."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.messaging.dialogue.state import Option, State, from_json, to_json

WORDS = st.text(max_size=20)
MOMENTS = st.datetimes(timezones=st.just(UTC))
OPTIONS = st.builds(
    Option, WORDS, WORDS, WORDS, st.lists(WORDS, max_size=3).map(tuple), st.sampled_from(["yes", "no", ""])
)
STATES = st.builds(
    State,
    flow=WORDS,
    step=WORDS,
    run=st.integers(0, 2**40),
    answers=st.dictionaries(WORDS, WORDS, max_size=4),
    options=st.lists(OPTIONS, max_size=4).map(tuple),
    shown=st.integers(0, 50),
    trail=st.lists(WORDS, max_size=4).map(tuple),
    misses=st.integers(0, 9),
    last_choice=WORDS,
    started_at=MOMENTS,
    last_at=MOMENTS,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(STATES)
def test_a_state_comes_back_as_it_was(state: State) -> None:
    assert from_json(json.loads(json.dumps(to_json(state)))) == state


@given(JSON)
def test_anything_else_begins_afresh(value: object) -> None:
    assert from_json(value) == State()


@given(STATES, st.data())
def test_a_damaged_state_never_raises(state: State, data: st.DataObject) -> None:
    stored = to_json(state)
    stored[data.draw(st.sampled_from(sorted(stored)))] = data.draw(JSON)
    assert isinstance(from_json(stored), State)


@pytest.mark.parametrize("moment", ["2022-07-22T08:00:00", "yesterday", None])
def test_a_moment_without_its_zone_is_not_trusted(moment: object) -> None:
    assert from_json(to_json(State(flow="take_number")) | {"last_at": moment}) == State()


@pytest.mark.parametrize("field, broken", [("options", {}), ("options", [7]), ("answers", []), ("trail", "point")])
def test_a_field_of_another_shape_begins_afresh(field: str, broken: object) -> None:
    assert from_json(to_json(State(flow="take_number")) | {field: broken}) == State()


def test_a_closed_flow_forgets_its_answers() -> None:
    state = State(flow="a", step="b", answers={"name": "An"}, misses=2, trail=("x",), last_at=datetime.now(UTC))
    closed = state.closed((Option("#menu", "Về đầu"),))
    assert (closed.flow, closed.answers, closed.trail, closed.misses, closed.shown) == ("", {}, (), 0, 1)
    assert closed.last_at == state.last_at


def test_an_interrupted_flow_is_stored_and_comes_back_as_it_was() -> None:
    waiting = State(flow="shirt", step="size", run=3, answers={"colour": "red"}, options=(Option("1", "Một"),), shown=1)
    talking = replace(State(flow="ask", step="offer", run=4, rateable="17", burst=2), held=waiting)
    assert from_json(json.loads(json.dumps(to_json(talking)))) == talking
    back = talking.resumed()
    assert (back.flow, back.answers, back.options, back.held) == ("shirt", {"colour": "red"}, waiting.options, None)
    assert (back.rateable, back.burst) == ("17", 2)
    assert State(flow="ask", step="offer").resumed().flow == ""


def test_a_state_of_an_older_release_is_read() -> None:
    stored = to_json(State(flow="shirt", step="size"))
    for name in ("rateable", "page", "burst", "burst_from"):
        del stored[name]
    assert from_json(stored) == State(flow="shirt", step="size")
