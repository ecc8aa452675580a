"""How much one caller may write on our pages, and what a text must be."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.messaging.channels.webchat import rules
from motcua.messaging.channels.webchat.rules import Limit, NothingSaid, TooLong

NOW = datetime(2026, 11, 25, 1, 40, 20, tzinfo=UTC)
LIMITS = (Limit(20, 60), Limit(80, 900))


@pytest.mark.parametrize(
    ("calls", "wait"), [((20, 80), 0), ((21, 21), 40), ((1, 81), 280), ((21, 81), 280), ((0, 0), 0)]
)
def test_the_longest_stretch_that_is_full_is_waited_for(calls, wait):
    assert rules.wait(calls, LIMITS, NOW) == wait


def test_a_wait_is_never_nothing_where_a_stretch_is_full():
    almost_over = NOW + timedelta(seconds=39.8)
    assert rules.wait((21,), LIMITS[:1], almost_over) == 1


def test_a_stretch_ends_at_its_mark():
    assert Limit(1, 60).ends(NOW) == NOW + timedelta(seconds=40)


@pytest.mark.parametrize(("opened", "effort"), [(0, 1), (19, 1), (20, 2), (60, 4), (10_000, 10)])
def test_work_grows_with_what_was_opened_and_has_an_end(opened, effort):
    assert rules.effort(opened) == effort


@pytest.mark.parametrize(("before", "seconds"), [(0, 3), (4, 3), (5, 6), (10, 12), (500, 60)])
def test_without_work_the_wait_grows_and_has_an_end(before, seconds):
    assert rules.unproved_delay(before) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  menu \r\n", "menu"), ("một\r\nhai\rba", "một\nhai\nba"), ("Ba\u0302\u0301m", "Bấm"), ("a\x00\x07b", "ab"),
        ("\u202eđảo", "\u202eđảo"), ("🙂", "🙂"), ("a\tb", "a\tb"), ("\ud800x", "x"), ("x" * 4000, "x" * 4000),
    ],
)  # fmt: skip
def test_words_are_kept_as_they_were_meant(typed, kept):
    assert rules.words(typed) == kept


@pytest.mark.parametrize("typed", ["", " \n\t ", "\x00\x1b"])
def test_nothing_is_nothing(typed):
    with pytest.raises(NothingSaid):
        rules.words(typed)


def test_more_than_four_thousand_letters_are_too_many():
    with pytest.raises(TooLong):
        rules.words("x" * 4001)
