"""Who is next, how long it takes, what may be undone: the pure rules."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from motcua.features.queueing import rules
from motcua.features.queueing.rules import LastPress, Waiting, estimate_wait, order_line, turn_behind

AT = datetime(2022, 7, 22, 3, 28, tzinfo=UTC)


def line(pattern: str) -> list[Waiting]:
    return [Waiting(place, letter == "P") for place, letter in enumerate(pattern)]


def shown(order: list[Waiting]) -> str:
    return "".join("P" if one.priority else "." for one in order)


def test_without_priority_the_line_stands_as_it_is() -> None:
    assert [one.ticket for one in order_line(line("...."), [])] == [0, 1, 2, 3]


def test_the_first_priority_of_the_day_goes_first_then_one_in_three() -> None:
    assert shown(order_line(line("......PP"), [])) == "P...P..."


def test_what_was_called_before_counts() -> None:
    assert shown(order_line(line("....P"), [True, False, False])) == "...P."
    assert shown(order_line(line("....P"), [False, False, True])) == ".P..."
    assert shown(order_line(line("....P"), [False, False, False])) == "P...."


def test_priorities_alone_do_not_wait_for_others() -> None:
    assert shown(order_line(line("PPP"), [True])) == "PPP"


@given(st.text(alphabet=".P", max_size=40), st.lists(st.booleans(), max_size=3))
def test_the_order_keeps_everybody_and_each_class_in_turn(pattern: str, recent: list[bool]) -> None:
    order = order_line(line(pattern), recent)
    assert sorted(one.ticket for one in order) == list(range(len(pattern)))
    for priority in (False, True):
        turns = [one.ticket for one in order if one.priority is priority]
        assert turns == sorted(turns)


@given(st.text(alphabet=".P", max_size=40), st.lists(st.booleans(), max_size=3))
def test_while_both_wait_no_two_priorities_stand_closer_than_three_others(pattern: str, recent: list[bool]) -> None:
    order = shown(order_line(line(pattern), recent))
    both = order[: order.rindex(".") + 1] if "." in order else ""
    for place, letter in enumerate(both):
        if letter == "P":
            assert "P" not in both[place + 1 : place + 1 + rules.NORMAL_PER_PRIORITY]


@given(st.text(alphabet=".P", max_size=20), st.lists(st.booleans(), max_size=3))
def test_the_head_depends_only_on_the_first_of_each_class(pattern: str, recent: list[bool]) -> None:
    """The database locks only the two heads, so this must hold."""
    everybody = line(pattern)
    heads = [next((one for one in everybody if one.priority is priority), None) for priority in (False, True)]
    assert order_line([one for one in heads if one], recent)[:1] == order_line(everybody, recent)[:1]


def test_a_returning_number_stands_behind_the_next_two() -> None:
    assert turn_behind([11, 12, 13], 5) == 13
    assert turn_behind([11, 12], 5) == 13
    assert turn_behind([], 5) == 5


def test_a_bounced_key_is_the_same_action_within_two_seconds() -> None:
    last = LastPress(7, "call", AT)
    assert rules.is_repeat(last, "call", AT + timedelta(seconds=1.99))
    assert not rules.is_repeat(last, "call", AT + timedelta(seconds=2))
    assert not rules.is_repeat(last, "recall", AT)
    assert not rules.is_repeat(None, "call", AT)


def test_a_page_is_old_when_its_version_is_not_the_last_press() -> None:
    assert rules.is_old_page(LastPress(7, "call", AT), 6)
    assert rules.is_old_page(None, 6)
    assert not rules.is_old_page(LastPress(7, "call", AT), 7)
    assert not rules.is_old_page(None, 0)
    assert not rules.is_old_page(LastPress(7, "call", AT), None)


def test_undo_counts_down_from_ten_whole_seconds() -> None:
    last = LastPress(7, "call", AT)
    assert [rules.undo_seconds_left(last, AT + timedelta(seconds=s)) for s in (0, 0.5, 9.5, 10, 99)] == [
        10,
        10,
        1,
        0,
        0,
    ]
    assert rules.undo_seconds_left(None, AT) == 0


def test_a_cold_estimate_uses_the_catalogue_and_is_careful() -> None:
    wait = estimate_wait(ahead=12, counters=4, minutes_per_ticket=12)
    assert (wait.low, wait.high) == (35, 45)


def test_what_was_observed_today_moves_the_estimate() -> None:
    slow = estimate_wait(ahead=12, counters=4, minutes_per_ticket=12, observed=[20.0] * 100)
    assert slow.low > 45


def test_nobody_ahead_still_gives_a_range() -> None:
    wait = estimate_wait(ahead=0, counters=2, minutes_per_ticket=12)
    assert (wait.low, wait.high) == (0, 5)


@given(st.integers(0, 500), st.integers(0, 30), st.integers(1, 60), st.lists(st.floats(0.1, 120), max_size=50))
def test_an_estimate_is_a_range_of_fives(ahead: int, counters: int, minutes: int, observed: list[float]) -> None:
    wait = estimate_wait(ahead=ahead, counters=counters, minutes_per_ticket=minutes, observed=observed)
    assert 0 <= wait.low < wait.high
    assert wait.low % 5 == wait.high % 5 == 0


@given(st.integers(0, 100), st.integers(1, 10), st.integers(1, 60))
def test_one_more_person_ahead_never_shortens_the_wait(ahead: int, counters: int, minutes: int) -> None:
    here = estimate_wait(ahead=ahead, counters=counters, minutes_per_ticket=minutes)
    behind = estimate_wait(ahead=ahead + 1, counters=counters, minutes_per_ticket=minutes)
    assert behind.low >= here.low
    assert behind.high >= here.high
