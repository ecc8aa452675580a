"""What a signed-in citizen hears, from her number to the reasons why not."""

from datetime import date, timedelta

from motcua.tickets.models import Mode
from tests import factories
from tests.api import office
from tests.api.office import Caller
from tests.api.telling import ends_with, press
from tests.factories import NOW, TODAY


@ends_with(201, "ticket")
def a_press_gives_a_number(door):
    shift = factories.shift()
    return press(door, shift, office.citizen(shift.unit))


@ends_with(200, "ticket")
def a_second_press_returns_the_same_ticket(door):
    shift = factories.shift()
    mai = office.citizen(shift.unit)
    first = press(door, shift, mai)
    second = press(door, shift, mai)
    assert first.status_code == 201
    assert second.json() == first.json()
    return second


@ends_with(202, "ticket")
def before_the_cut_off_a_name_is_registered_without_a_number(door):
    shift = factories.shift(mode=Mode.CUTOFF)
    answer = press(door, shift, office.citizen(shift.unit))
    assert answer.json()["display"] is None
    return answer


@ends_with(201, "ticket")
def a_number_for_a_child_of_the_account(door):
    shift = factories.shift()
    mai = office.citizen(shift.unit)
    child = factories.person(mai.person.holder, "Nguyễn Bé Mẫu", date(2007, 1, 1))
    return press(door, shift, mai, person=child.pk)


@ends_with(201, "ticket")
def a_priority_number_has_its_own_letter(door):
    shift = factories.shift()
    answer = press(door, shift, office.citizen(shift.unit), priority=True)
    assert answer.json()["display"] == "P001"
    return answer


@ends_with(401, "unauthorised")
def nobody_presses(door):
    return press(door, factories.shift())


@ends_with(401, "unauthorised")
def an_expired_session_presses(door):
    shift = factories.shift()
    return press(door, shift, office.citizen(shift.unit, expires_at=NOW - timedelta(minutes=1)))


@ends_with(401, "unauthorised")
def a_revoked_session_presses(door):
    shift = factories.shift()
    return press(door, shift, office.citizen(shift.unit, revoked_at=NOW))


@ends_with(401, "unauthorised")
def a_forged_cookie_presses(door):
    return press(door, factories.shift(), Caller({"cookie": "mc_citizen=" + "A" * 43}))


@ends_with(401, "unauthorised")
def an_expired_kiosk_token_presses(door):
    shift = factories.shift()
    return press(door, shift, office.kiosk(shift.unit, expires_at=NOW - timedelta(minutes=1)))


@ends_with(401, "unauthorised")
def an_officer_without_the_right_to_issue_presses(door):
    shift = factories.shift()
    return press(door, shift, office.officer(shift.unit, "content_editor"))


@ends_with(403, "forbidden")
def another_site_presses_with_the_citizens_cookie(door):
    shift = factories.shift()
    mai = office.citizen(shift.unit)
    return press(door, shift, Caller({**mai.headers, "origin": "https://xau.example"}))


@ends_with(403, "forbidden")
def a_browser_says_that_the_press_is_cross_site(door):
    shift = factories.shift()
    mai = office.citizen(shift.unit)
    return press(door, shift, Caller({**mai.headers, "sec-fetch-site": "cross-site"}))


@ends_with(201, "ticket")
def our_own_page_presses(door):
    shift = factories.shift()
    mai = office.citizen(shift.unit)
    return press(door, shift, Caller({**mai.headers, "origin": "http://localhost:8000"}))


@ends_with(409, "shift-full next_shift")
def the_shift_is_full_and_a_later_one_is_open(door):
    at = factories.point()
    line = factories.line(at.unit)
    full = factories.shift(at, line, capacity=1)
    later = factories.shift(at, line, starts_at=NOW, ends_at=full.ends_at)
    press(door, full, office.citizen(at.unit))
    answer = press(door, full, office.citizen(at.unit))
    assert answer.json()["next_shift"] == later.pk
    return answer


@ends_with(409, "shift-full next_shift")
def the_shift_is_full_and_there_is_no_other(door):
    shift = factories.shift(capacity=1)
    press(door, shift, office.citizen(shift.unit))
    answer = press(door, shift, office.citizen(shift.unit))
    assert answer.json()["next_shift"] is None
    return answer


@ends_with(409, "shift-closed next_shift")
def the_shift_is_over(door):
    start = NOW - timedelta(hours=5)
    shift = factories.shift(starts_at=start, ends_at=NOW - timedelta(minutes=1), opens_at=start)
    return press(door, shift, office.citizen(shift.unit))


@ends_with(409, "not-yet-open opens_at")
def the_hour_of_taking_numbers_has_not_come(door):
    opens = NOW + timedelta(hours=1)
    shift = factories.shift(opens_at=opens)
    answer = press(door, shift, office.citizen(shift.unit))
    assert answer.json()["opens_at"] == "2022-07-22T09:40:00+07:00"
    return answer


@ends_with(409, "limit-reached ticket_url")
def the_same_procedure_in_another_shift_points_to_the_live_ticket(door):
    at = factories.point()
    line = factories.line(at.unit)
    one = factories.shift(at, line)
    other = factories.shift(at, line, starts_at=NOW, ends_at=one.ends_at)
    mai = office.citizen(at.unit)
    first = press(door, one, mai)
    answer = press(door, other, mai)
    assert answer.json()["ticket_url"] == first.json()["url"]
    return answer


@ends_with(409, "limit-reached")
def a_third_procedure_on_one_day(door):
    at = factories.point()
    mai = office.citizen(at.unit)
    shifts = [factories.shift(at, factories.line(at.unit, letter, f"procedure-{letter}")) for letter in "ABC"]
    answers = [press(door, shift, mai) for shift in shifts]
    assert [one.status_code for one in answers[:2]] == [201, 201]
    return answers[2]


@ends_with(422, "unknown-shift")
def a_shift_nobody_opened(door):
    return press(door, 2**40, office.citizen(factories.unit()))


@ends_with(422, "unknown-shift")
def a_shift_of_another_unit(door):
    return press(door, factories.shift(), office.citizen(factories.unit()))


@ends_with(422, "unknown-person")
def somebody_elses_person(door):
    shift = factories.shift()
    stranger = office.citizen(shift.unit)
    return press(door, shift, office.citizen(shift.unit), person=stranger.person.pk)


@ends_with(422, "person-needed")
def an_account_without_a_name(door):
    shift = factories.shift()
    return press(door, shift, office.citizen(shift.unit, named=False))


@ends_with(422, "not-eligible")
def thirteen_years_and_364_days(door):
    shift = factories.shift(born_not_after=date(TODAY.year - 14, TODAY.month, TODAY.day))
    born = date(TODAY.year - 14, TODAY.month, TODAY.day + 1)
    return press(door, shift, office.citizen(shift.unit, born=born))


@ends_with(201, "ticket")
def fourteen_years_today(door):
    born = date(TODAY.year - 14, TODAY.month, TODAY.day)
    shift = factories.shift(born_not_after=born)
    return press(door, shift, office.citizen(shift.unit, born=born))


@ends_with(422, "birth-date-needed")
def an_age_rule_and_no_birth_date(door):
    shift = factories.shift(born_not_after=date(2008, 7, 22))
    return press(door, shift, office.citizen(shift.unit, born=None))
