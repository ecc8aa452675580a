"""Plain forms, kiosks, officers, other programs, and fingers too fast."""

from unicodedata import normalize

from tests import factories
from tests.api import office
from tests.api.office import Caller
from tests.api.telling import FORM, ends_with, press, send


@ends_with(303, "/t/")
def a_form_gets_the_live_page(door):
    shift = factories.shift()
    return send(door, f"shift={shift.pk}&person=&priority=".encode(), FORM, office.citizen(shift.unit))


@ends_with(303, "/t/")
def a_form_pressed_twice_gets_the_live_page(door):
    shift = factories.shift()
    mai = office.citizen(shift.unit)
    body = f"shift={shift.pk}".encode()
    first = send(door, body, f"{FORM}; charset=utf-8", mai)
    second = send(door, body, f"{FORM}; charset=utf-8", mai)
    assert second.headers["location"] == first.headers["location"]
    return second


@ends_with(303, "/take/problem/ kind=shift-full")
def a_form_gets_the_page_that_shows_the_problem(door):
    shift = factories.shift(capacity=1)
    press(door, shift, office.citizen(shift.unit))
    mai = office.citizen(shift.unit)
    answer = send(door, f"shift={shift.pk}&person={mai.person.pk}".encode(), FORM, mai)
    assert f"shift={shift.pk}" in answer.headers["location"]
    assert f"person={mai.person.pk}" in answer.headers["location"]
    return answer


@ends_with(303, "/take/problem/ kind=unauthorised")
def a_form_of_nobody_gets_the_page_too(door):
    return send(door, b"shift=1", FORM)


@ends_with(201, "ticket")
def a_kiosk_issues_a_walk_in(door):
    shift = factories.shift()
    return press(door, shift, office.kiosk(shift.unit))


@ends_with(200, "ticket")
def a_kiosk_repeats_its_key(door):
    shift = factories.shift()
    kiosk = office.kiosk(shift.unit)
    first = press(door, shift, kiosk, key="lan-1")
    again = press(door, shift, kiosk, key="lan-1")
    assert first.status_code == 201
    assert again.json() == first.json()
    return again


@ends_with(201, "ticket")
def another_kiosk_with_the_same_key_gets_another_ticket(door):
    shift = factories.shift()
    first = press(door, shift, office.kiosk(shift.unit), key="lan-1")
    other = press(door, shift, office.kiosk(shift.unit), key="lan-1")
    assert other.json()["ticket"] != first.json()["ticket"]
    return other


@ends_with(422, "invalid field")
def a_key_in_decomposed_unicode_is_refused_and_never_lost(door):
    shift = factories.shift()
    kiosk = office.kiosk(shift.unit)
    shown = [(name.encode(), value.encode()) for name, value in kiosk.headers.items()]
    key = (b"idempotency-key", normalize("NFD", "lần một").encode())
    return door.http.post("/api/v1/tickets", json={"shift": shift.pk}, headers=[*shown, key])


@ends_with(422, "invalid field")
def a_kiosk_names_a_person(door):
    shift = factories.shift()
    return press(door, shift, office.kiosk(shift.unit), person=1)


@ends_with(422, "unknown-shift")
def a_kiosk_of_another_unit(door):
    return press(door, factories.shift(), office.kiosk(factories.unit()))


@ends_with(201, "ticket")
def an_api_key_issues(door):
    shift = factories.shift()
    return press(door, shift, office.kiosk(shift.unit, kind="api_key"))


@ends_with(201, "ticket")
def an_officer_issues_from_the_console(door):
    shift = factories.shift()
    return press(door, shift, office.officer(shift.unit))


@ends_with(403, "forbidden")
def another_site_presses_with_the_officers_cookie(door):
    shift = factories.shift()
    officer = office.officer(shift.unit)
    return press(door, shift, Caller({**officer.headers, "sec-fetch-site": "same-site"}))


@ends_with(429, "too-many")
def fingers_too_fast(door):
    shift = factories.shift()
    mai = office.citizen(shift.unit)
    for _ in range(60):
        if (answer := press(door, shift, mai)).status_code == 429:
            break
    return answer
