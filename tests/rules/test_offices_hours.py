"""Opening hours and procedures read from their dated rows."""

from datetime import date, datetime

import pytest

from motcua.foundation.clock import VIETNAM
from motcua.foundation.offices import queries
from motcua.foundation.offices.models import Holiday, IssuingPoint, OpeningHours, OpeningOverride, OrgUnit
from motcua.foundation.offices.operations import load_public_holidays
from motcua.foundation.procedures import queries as procedures
from motcua.foundation.procedures.models import AgeRule, Procedure, ProcedureText

pytestmark = pytest.mark.django_db


@pytest.fixture
def point() -> IssuingPoint:
    unit = OrgUnit.objects.create(slug="tan-phu", kind="district_police", valid_from=date(2003, 1, 1))
    made = IssuingPoint.objects.create(unit=unit, slug="tru-so", name="Trụ sở", valid_from=date(2021, 1, 1))
    for weekday in range(5):
        OpeningHours.objects.create(
            point=made, weekday=weekday, opens_minute=450, closes_minute=1020, valid_from=date(2021, 1, 1)
        )
    return made


def at(year, month, day, hour, minute=0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


def test_tet_2027_is_closed_with_the_next_opening(point):
    load_public_holidays(years=[2027])
    state = queries.open_states([point.pk], at(2027, 2, 6, 9))[point.pk]
    assert not state.is_open
    assert "Tết" in state.reason
    assert state.opens_at == at(2027, 2, 11, 7, 30)


def test_loading_holidays_twice_keeps_what_the_office_edited(point):
    load_public_holidays(years=[2027])
    Holiday.objects.filter(date=date(2027, 1, 1)).update(name="Nghỉ đầu năm")
    before = Holiday.objects.count()
    load_public_holidays(years=[2027])
    assert Holiday.objects.count() == before
    assert Holiday.objects.get(date=date(2027, 1, 1)).name == "Nghỉ đầu năm"


def test_a_campaign_works_on_a_holiday_until_24_00(point):
    Holiday.objects.create(date=date(2021, 4, 30), name="Ngày Chiến thắng")
    OpeningOverride.objects.create(point=point, date=date(2021, 4, 30), opens_minute=420, closes_minute=1440)
    assert queries.open_states([point.pk], at(2021, 4, 30, 23, 50))[point.pk].is_open
    assert not queries.open_states([point.pk], at(2021, 5, 1, 0, 10))[point.pk].is_open


def test_two_points_keep_their_own_hours(point):
    other = IssuingPoint.objects.create(unit=point.unit, slug="ki-ot", name="Ki-ốt", valid_from=date(2021, 1, 1))
    states = queries.open_states([point.pk, other.pk], at(2022, 7, 22, 9))
    assert states[point.pk].is_open
    assert not states[other.pk].is_open


def test_words_and_ages_change_with_the_law_of_1_7_2024():
    card = Procedure.objects.create(code="cap-can-cuoc")
    old, new = date(2016, 1, 1), date(2024, 7, 1)
    ProcedureText.objects.create(
        procedure=card,
        name="Cấp thẻ CCCD",
        papers="CMND cũ\n Sổ hộ khẩu \n",
        valid_from=old,
        valid_to=date(2024, 6, 30),
    )
    ProcedureText.objects.create(procedure=card, name="Cấp thẻ căn cước", papers="", valid_from=new)
    AgeRule.objects.create(procedure=card, minimum_age=14, valid_from=old, valid_to=date(2024, 6, 30))
    AgeRule.objects.create(procedure=card, minimum_age=14, below_on_request=True, valid_from=new)
    before = procedures.text_of(card.pk, date(2024, 6, 30))
    assert before is not None
    assert before.name == "Cấp thẻ CCCD"
    assert procedures.papers_of(before) == ("CMND cũ", "Sổ hộ khẩu")
    assert procedures.born_not_after(card.pk, date(2024, 6, 30)) == date(2010, 6, 30)
    assert procedures.born_not_after(card.pk, new) is None
    assert procedures.text_of(card.pk, date(2010, 1, 1)) is None
