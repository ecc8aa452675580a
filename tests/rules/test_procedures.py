"""Ages by exact birthday (S-K12), leap days, and the rule of 1-7-2024."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.procedures.rules import AgeLimit, birthday_at, born_not_after, is_open_to

FOURTEEN = AgeLimit(14)
TODAY = date(2022, 7, 22)


def test_thirteen_years_and_364_days_is_too_young():
    assert not is_open_to(FOURTEEN, date(2008, 7, 23), TODAY)


def test_fourteen_today_is_old_enough():
    assert is_open_to(FOURTEEN, date(2008, 7, 22), TODAY)


def test_born_on_a_leap_day_turns_fourteen_on_1_march():
    assert birthday_at(date(2012, 2, 29), 14) == date(2026, 3, 1)
    assert not is_open_to(FOURTEEN, date(2012, 2, 29), date(2026, 2, 28))
    assert is_open_to(FOURTEEN, date(2012, 2, 29), date(2026, 3, 1))


def test_on_a_leap_day_those_born_on_28_february_are_the_last():
    assert born_not_after(FOURTEEN, date(2028, 2, 29)) == date(2014, 2, 28)


def test_the_year_only_are_read_in_their_favour():
    assert is_open_to(FOURTEEN, date(2008, 1, 1), TODAY)


def test_under_fourteen_on_request_turns_nobody_away():
    on_request = AgeLimit(14, below_on_request=True)
    assert is_open_to(on_request, date(2022, 1, 1), TODAY)
    assert born_not_after(on_request, TODAY) is None
    assert born_not_after(None, TODAY) is None


dates = st.dates(date(1930, 1, 1), date(2060, 12, 31))


@given(dates, st.integers(1, 75), st.integers(-3, 3))
def test_the_date_kept_with_a_shift_gives_the_same_answer_as_the_birthday(on, age, days):
    limit = AgeLimit(age)
    border = born_not_after(limit, on)
    assert border is not None
    born = border + timedelta(days)
    assert is_open_to(limit, born, on) == (born <= border)
