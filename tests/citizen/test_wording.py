"""Times and amounts in words."""

from datetime import date, timedelta

import pytest

from motcua.audiences.citizen import wording
from motcua.foundation.offices.rules import OpenState
from tests.factories import NOW


@pytest.mark.parametrize(
    ("people", "each", "said"),
    [
        (0, 180, ""),
        (1, 60, "trong khoảng 5 phút"),
        (3, 180, "khoảng 5–15 phút"),
        (12, 180, "khoảng 25–50 phút"),
        (36, 180, "khoảng 85–145 phút"),
        (10, 150, "khoảng 20–35 phút"),
    ],
)
def test_a_wait_is_a_range_on_five_minute_marks(people, each, said):
    assert wording.minutes_range(people, each) == said


def test_midnight_is_24_00_of_the_same_day():
    midnight = NOW.replace(hour=17, minute=0)
    assert wording.opening(OpenState(True, closes_at=midnight), NOW) == "Mở đến 24:00"
    assert wording.opening(OpenState(True, closes_at=midnight + timedelta(hours=2)), NOW) == "Mở đến 2:00 ngày mai"


def test_closed_for_good_promises_nothing():
    assert wording.opening(OpenState(False), NOW) == "Đang đóng cửa"


def test_days_near_are_named_and_far_ones_dated():
    today = date(2022, 7, 22)
    said = [wording.day_from(today + timedelta(days), today) for days in (0, 1, 2, -1)]
    assert said == ["hôm nay", "ngày mai", "Chủ nhật 24/07/2022", "thứ Năm 21/07/2022"]
