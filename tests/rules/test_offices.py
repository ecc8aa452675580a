"""Opening hours as arithmetic (S-C5, S-C6): midnight, noon rests, overrides, holidays."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.clock import VIETNAM
from motcua.foundation.offices.rules import Hours, Override, Stretch, WeeklyRule, intervals_on, next_opening, state_at

FRIDAY = date(2022, 7, 22)
EVERY_DAY = range(7)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


def weekly(
    opens: int, closes: int, *, weekdays=EVERY_DAY, since=date(2020, 1, 1), until=None
) -> tuple[WeeklyRule, ...]:
    return tuple(WeeklyRule(weekday, Stretch(opens, closes), since, until) for weekday in weekdays)


def test_seven_to_midnight_is_open_at_23_50_and_closed_at_00_10():
    hours = Hours(weekly(7 * 60, 24 * 60))
    late = state_at(hours, at(FRIDAY, 23, 50))
    assert late.is_open
    assert late.closes_at == at(FRIDAY + timedelta(1), 0)
    early = state_at(hours, at(FRIDAY + timedelta(1), 0, 10))
    assert not early.is_open
    assert early.opens_at == at(FRIDAY + timedelta(1), 7)


def test_an_extended_evening_lasts_only_its_range_of_dates():
    hours = Hours(weekly(480, 1020) + weekly(1020, 1440, since=FRIDAY, until=FRIDAY))
    assert state_at(hours, at(FRIDAY, 23, 50)).is_open
    assert not state_at(hours, at(FRIDAY - timedelta(1), 23, 50)).is_open
    assert not state_at(hours, at(FRIDAY + timedelta(1), 18)).is_open


def test_a_noon_rest_closes_the_point_and_tells_when_it_opens_again():
    hours = Hours(weekly(450, 690) + weekly(810, 1050))
    resting = state_at(hours, at(FRIDAY, 12))
    assert not resting.is_open
    assert resting.opens_at == at(FRIDAY, 13, 30)


def test_touching_stretches_are_one():
    hours = Hours(weekly(420, 720) + weekly(720, 1320))
    assert intervals_on(hours, FRIDAY) == ((at(FRIDAY, 7), at(FRIDAY, 22)),)


def test_round_the_clock_has_an_end_to_the_search():
    hours = Hours(weekly(0, 1440))
    assert state_at(hours, at(FRIDAY, 12)).closes_at == at(FRIDAY + timedelta(8), 0)


def test_tet_2027_is_closed_and_the_next_opening_is_given():
    tet = {date(2027, 2, day): "Tết Nguyên Đán" for day in range(4, 11)}
    state = state_at(Hours(weekly(450, 1020, weekdays=range(5)), holidays=tet), at(date(2027, 2, 6), 9))
    assert not state.is_open
    assert state.reason == "Tết Nguyên Đán"
    assert state.opens_at == at(date(2027, 2, 11), 7, 30)


def test_an_override_beats_the_holiday_and_the_weekly_rule():
    holiday = date(2021, 4, 30)
    hours = Hours(weekly(450, 1020), {holiday: (Override(Stretch(420, 1320)),)}, {holiday: "Ngày Chiến thắng"})
    assert intervals_on(hours, holiday) == ((at(holiday, 7), at(holiday, 22)),)


def test_a_closing_override_beats_an_opening_one_and_says_why():
    hours = Hours(weekly(450, 1020), {FRIDAY: (Override(Stretch(420, 1320)), Override(None, "Mất điện"))})
    state = state_at(hours, at(FRIDAY, 9))
    assert not state.is_open
    assert state.reason == "Mất điện"
    assert state.opens_at == at(FRIDAY + timedelta(1), 7, 30)


def test_a_point_without_rules_never_opens():
    assert next_opening(Hours(), at(FRIDAY, 9)) is None
    assert state_at(Hours(), at(FRIDAY, 9)).opens_at is None


def test_the_first_minute_is_open_and_the_last_is_not():
    hours = Hours(weekly(420, 1320))
    assert state_at(hours, at(FRIDAY, 7)).is_open
    assert not state_at(hours, at(FRIDAY, 22)).is_open


@pytest.mark.parametrize("ahead", [59, 61])
def test_the_search_looks_sixty_days_ahead(ahead: int):
    day = FRIDAY + timedelta(ahead)
    found = next_opening(Hours(overrides={day: (Override(Stretch(420, 480)),)}), at(FRIDAY, 9))
    assert found == (at(day, 7) if ahead <= 60 else None)


stretches = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1])


@given(st.lists(stretches, max_size=4), st.integers(0, 1439))
def test_open_at_a_minute_means_one_rule_covers_it(pairs, minute):
    hours = Hours(tuple(rule for opens, closes in pairs for rule in weekly(opens, closes)))
    covered = any(opens <= minute < closes for opens, closes in pairs)
    assert state_at(hours, at(FRIDAY, minute // 60, minute % 60)).is_open == covered
