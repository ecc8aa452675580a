"""What the desk answers at the edges: links, opening words, a counter that is locked, a ledger that lost a row."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import psycopg
import pytest
from django.core.cache import cache
from django.db import OperationalError, connection

from motcua.foundation.citizens.models import Person, PersonalLink
from motcua.foundation.clock import VIETNAM
from motcua.foundation.offices.models import Holiday, OpeningHours, OpeningOverride, OrgUnit
from motcua.messaging.channels.contract import Answer, Conversation, Happening, Identity, Inbound
from motcua.messaging.text import BirthDate
from motcua.tickets.ledger import Outcome, Verdict
from motcua.tickets.models import Ticket
from motcua.workflows.assistant import port
from motcua.workflows.assistant.answering import handle, office_of
from motcua.workflows.assistant.binding import OfficeDesk
from tests import factories
from tests.factories import NOW, TODAY


def desk_of(citizen: int, unit: int, now: datetime) -> OfficeDesk:
    """The desk as one citizen meets it on an account of the unit."""
    return OfficeDesk(Identity("zalo", 1, "Công an quận Mẫu", unit, 1, citizen, "u1"), at=now, now=now)


def _desk(now: datetime = NOW) -> tuple[OfficeDesk, Person]:
    unit = factories.unit()
    citizen, person = factories.citizen(unit)
    return desk_of(citizen.pk, unit.pk, now), person


def _unit_of(desk: OfficeDesk) -> OrgUnit:
    return OrgUnit.objects.get(pk=desk.unit)


@pytest.mark.django_db
def test_links_lead_to_pages_of_this_unit_until_the_day_ends() -> None:
    desk, person = _desk()
    shift = factories.shift(factories.point(_unit_of(desk)))
    desk.press(str(shift.pk), str(person.pk))
    for purpose in ("home", "take", "personal_data"):
        assert "/l/" in desk.personal_link(purpose)
    desk.personal_link("ticket", str(Ticket.objects.get().pk))
    slug = _unit_of(desk).slug
    targets = list(PersonalLink.objects.order_by("created_at", "purpose").values_list("target", flat=True))
    assert sorted(targets)[1:] == [f"/u/{slug}/", f"/u/{slug}/me/", f"/u/{slug}/take/"]
    assert sorted(targets)[0].startswith("/t/")
    midnight = datetime.combine(TODAY + timedelta(days=1), time(), VIETNAM)
    assert set(PersonalLink.objects.values_list("valid_until", flat=True)) == {midnight}


@pytest.mark.django_db
def test_a_birth_date_is_kept_for_her_own_people_only() -> None:
    desk, person = _desk()
    stranger = factories.citizen(_unit_of(desk))[1]
    desk.keep_birth(str(person.pk), BirthDate(1991, 2))
    desk.keep_birth(str(stranger.pk), BirthDate(1991, 2))
    person.refresh_from_db()
    stranger.refresh_from_db()
    assert (person.birth_year, person.birth_month, person.birth_day) == (1991, 2, None)
    assert stranger.birth_year == 1990


@pytest.mark.django_db
def test_the_same_name_and_birth_date_is_the_same_person() -> None:
    desk, person = _desk()
    person.__class__.objects.filter(pk=person.pk).update(full_name="Trần Thị Hoà")
    kept = desk.keep_person("trần thị hòa", BirthDate(1990, 8, 5), "other")
    assert isinstance(kept, port.Person)
    assert kept.id == str(person.pk)
    other = desk.keep_person("Trần Thị Hoa", BirthDate(1990, 8, 5), "other")
    assert isinstance(other, port.Person)
    assert other.id != kept.id


@pytest.mark.django_db
def test_a_press_before_the_hour_says_when_it_opens() -> None:
    desk, person = _desk()
    shift = factories.shift(factories.point(_unit_of(desk)), opens_at=NOW + timedelta(hours=1))
    assert desk.press(str(shift.pk), str(person.pk)) == port.NotYetOpen(NOW + timedelta(hours=1))
    assert desk.shift(str(shift.pk)) is not None


@pytest.mark.django_db
def test_what_needs_no_answer_gets_none_and_changes_nothing() -> None:
    desk, _ = _desk()
    who = Identity("zalo", 1, "Công an quận Mẫu", desk.unit, 1, desk.citizen, "u1")
    silent: tuple[Happening, ...] = ("unfollow", "reaction", "echo", "delivered", "seen", "other")
    for happening in silent:
        inbound = Inbound("zalo", "oa1", "u1", happening, NOW)
        assert handle(inbound, who, Conversation({}), NOW) == Answer()


@pytest.mark.django_db
def test_opening_words_of_points() -> None:
    desk, _ = _desk()
    unit = _unit_of(desk)
    line = factories.line(unit)
    until_midnight, by_rule, on_holiday, shut = (factories.point(unit) for _ in range(4))
    for point in (until_midnight, by_rule, on_holiday, shut):
        factories.shift(point, line)
    weekly = {"weekday": TODAY.weekday(), "valid_from": date(2000, 1, 1)}
    OpeningHours.objects.create(point=until_midnight, opens_minute=420, closes_minute=1440, **weekly)
    OpeningHours.objects.create(point=by_rule, opens_minute=780, closes_minute=1020, **weekly)
    OpeningOverride.objects.create(point=on_holiday, date=TODAY, closed=True, reason="nghỉ lễ")
    OpeningHours.objects.create(
        point=on_holiday, weekday=(TODAY.weekday() + 1) % 7, opens_minute=450, closes_minute=690, valid_from=TODAY
    )
    assert [point.hours for point in desk.points()] == [
        "Đang mở đến 24:00", "Mở lúc 13:00 hôm nay", "Mở lúc 07:30 ngày mai (nghỉ lễ)", "Đang đóng",
    ]  # fmt: skip
    Holiday.objects.create(date=TODAY, name="Ngày Mẫu")
    later = replace(desk, now=NOW + timedelta(minutes=1))
    assert later.points()[1].hours == "Mở lúc 13:00 thứ Sáu 29/07/2022 (Ngày Mẫu)"


@pytest.mark.django_db
def test_a_point_with_many_days_stops_at_enough_shifts() -> None:
    desk, _ = _desk()
    unit = _unit_of(desk)
    point, line = factories.point(unit), factories.line(unit)
    for days in range(4):
        for hour in (0, 3, 6):
            starts = NOW.replace(hour=hour, minute=0) + timedelta(days=days)
            factories.shift(
                point, line, on=TODAY + timedelta(days=days), starts_at=starts, ends_at=starts + timedelta(hours=2),
                opens_at=NOW - timedelta(hours=1),
            )  # fmt: skip
    found = desk.shifts(str(point.pk))
    assert len(found) == 9
    assert all(shift.door == "open" for shift in found)


@pytest.mark.django_db
def test_now_serving_leaves_out_what_has_not_begun() -> None:
    desk, _ = _desk()
    unit = _unit_of(desk)
    line = factories.line(unit)
    factories.shift(factories.point(unit), line)
    later = NOW + timedelta(hours=5)
    factories.shift(factories.point(unit), line, starts_at=later, ends_at=later + timedelta(hours=1))
    [serving] = desk.now_serving()
    assert (serving.calls, serving.waiting) == ((), 0)


@pytest.mark.django_db
def test_a_given_ticket_that_cannot_be_told_is_an_error_and_not_a_sentence() -> None:
    desk, _ = _desk()
    with pytest.raises(LookupError):
        desk._told(Outcome(Verdict.ISSUED, 1, 1, "A", 1, None, None, None))
    assert desk._told(Outcome(Verdict.LIMIT_REACHED, None, None, None, 1, None, None, None)) == port.LimitReached(None)


@pytest.mark.django_db(transaction=True)
def test_a_locked_counter_means_try_later_and_nothing_done(database_url: str) -> None:
    desk, person = _desk()
    shift = factories.shift(factories.point(_unit_of(desk)))
    with psycopg.connect(database_url) as editor:
        editor.execute("SELECT 1 FROM shift_share WHERE shift_id = %s FOR UPDATE", [shift.pk])
        assert desk.press(str(shift.pk), str(person.pk)) == port.TryLater()
    assert Ticket.objects.count() == 0
    assert isinstance(desk.press(str(shift.pk), str(person.pk)), port.Issued)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_fails_otherwise_is_left_to_the_worker(database_url: str) -> None:
    desk, person = _desk()
    shift = factories.shift(factories.point(_unit_of(desk)))
    _run("SET statement_timeout = '50ms'")
    try:
        with psycopg.connect(database_url) as editor:
            editor.execute("SELECT 1 FROM shift_share WHERE shift_id = %s FOR UPDATE", [shift.pk])
            with pytest.raises(OperationalError):
                desk.press(str(shift.pk), str(person.pk))
    finally:
        _run("SET statement_timeout = 0")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_an_office_bound_to_a_real_account_is_no_demo_office() -> None:
    unit = factories.unit()
    assert office_of(unit.pk, is_demo=False, today=TODAY).demo
    unit.official_since = NOW
    unit.save()
    cache.clear()
    told = office_of(unit.pk, is_demo=False, today=TODAY)
    assert (told.name, told.demo) == ("Công an quận Mẫu", False)
    assert office_of(unit.pk, is_demo=True, today=TODAY).demo
