"""The weekly plan becomes shifts: once each, only while the point is open, and in a few reads however large it is."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.foundation.offices.models import Holiday, IssuingPoint, OpeningHours, OpeningOverride
from motcua.tickets.models import Shift, ShiftPlan
from motcua.tickets.planning import open_planned_shifts
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db
SEVEN, TEN_AT_NIGHT = 7 * 60, 22 * 60
BEFORE_HOURS = 24 * 9


@pytest.fixture
def point() -> IssuingPoint:
    """Open every day from 07:00 to 22:00, with a plan for every day."""
    return _planned_point()


def _planned_point() -> IssuingPoint:
    point = factories.point()
    line = factories.line(point.unit)
    for weekday in range(7):
        OpeningHours.objects.create(
            point=point, weekday=weekday, opens_minute=SEVEN, closes_minute=TEN_AT_NIGHT, valid_from=date(2000, 1, 1)
        )
        ShiftPlan.objects.create(
            point=point, line=line, weekday=weekday, starts_minute=SEVEN, ends_minute=TEN_AT_NIGHT, home_places=50,
            opens_hours_before=BEFORE_HOURS, valid_from=date(2000, 1, 1),
        )  # fmt: skip
    return point


def _days(point: IssuingPoint) -> list[date]:
    return list(Shift.objects.filter(point=point).order_by("date").values_list("date", flat=True))


def test_a_week_is_opened_once(point: IssuingPoint):
    assert open_planned_shifts(NOW) == 7
    assert _days(point) == [TODAY + timedelta(days=ahead) for ahead in range(7)]
    assert open_planned_shifts(NOW) == 0


def test_closed_days_open_nothing(point: IssuingPoint):
    OpeningOverride.objects.create(point=point, date=TODAY + timedelta(days=1), closed=True, reason="Sửa điện")
    Holiday.objects.create(date=TODAY + timedelta(days=2), name="Ngày nghỉ thử")
    open_planned_shifts(NOW)
    assert TODAY + timedelta(days=1) not in _days(point)
    assert TODAY + timedelta(days=2) not in _days(point)


def test_a_plan_ends_with_its_last_day(point: IssuingPoint):
    ShiftPlan.objects.filter(point=point).update(valid_to=TODAY + timedelta(days=1))
    open_planned_shifts(NOW)
    assert _days(point) == [TODAY, TODAY + timedelta(days=1)]


def test_what_is_over_is_not_opened(point: IssuingPoint):
    open_planned_shifts(NOW + timedelta(hours=14))
    assert TODAY not in _days(point)


def test_numbers_far_ahead_wait_for_their_time(point: IssuingPoint):
    ShiftPlan.objects.filter(point=point).update(opens_hours_before=1)
    open_planned_shifts(NOW)
    assert _days(point) == [TODAY, TODAY + timedelta(days=1)]


def test_looking_costs_the_same_for_one_point_and_for_four(point: IssuingPoint):
    open_planned_shifts(NOW)
    with CaptureQueriesContext(connection) as alone:
        open_planned_shifts(NOW)
    for _ in range(3):
        _planned_point()
    open_planned_shifts(NOW)
    with CaptureQueriesContext(connection) as together:
        open_planned_shifts(NOW)
    assert len(together) == len(alone)
