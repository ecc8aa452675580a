"""No log line tells who somebody is: real servers go through good and bad days, then every line is read."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from motcua.foundation.citizens.models import PersonalLink
from motcua.foundation.secrets import new_token, token_hash
from tests import factories
from tests.api import office
from tests.api.servers import Door, both_doors, database_away
from tests.api.telling import FORM, press, send
from tests.database import cloned_database
from tests.factories import NOW
from tests.processes import django_on

NAME, PHONE, CITIZEN_ID = "Đặng Thị Kín Tiếng", "0901234567", "079301234567"
LOOKS_LIKE_A_PERSON = {
    "citizen id": re.compile(r"(?<!\d)0\d{11}(?!\d)"),
    "phone": re.compile(r"(?<!\d)(0|\+?84)[35789]\d{8}(?!\d)"),
    "token": re.compile(r"(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])"),
}


@pytest.fixture(scope="module")
def logs(django_db_blocker) -> Iterator[tuple[str, list[str]]]:
    """What both servers wrote, and the secrets that must not be in it."""
    with cloned_database() as url, django_db_blocker.unblock(), django_on(url):
        with both_doors(url) as doors:
            secrets = [secret for door in doors for secret in _a_day(door, url)]
            text = "\n".join(door.log.read_text() for door in doors)
        yield text, secrets


def _a_day(door: Door, url: str) -> list[str]:
    """Presses, refusals, broken bodies, pages with tokens in their address, and a database that goes away."""
    shift = factories.shift()
    mai, kiosk = office.citizen(shift.unit), office.kiosk(shift.unit)
    assert mai.person is not None
    type(mai.person).objects.filter(pk=mai.person.pk).update(full_name=NAME)
    link, key = new_token(), f"khoa-{new_token()[:20]}"
    PersonalLink.objects.create(
        token_hash=token_hash(link), citizen_id=mai.person.holder_id, purpose="home", target="/",
        first_use_until=NOW + timedelta(minutes=30), valid_until=NOW + timedelta(days=1),
    )  # fmt: skip
    press(door, shift, mai)
    press(door, 2**40, mai)
    press(door, shift, kiosk, key=key)
    send(door, f'{{"shift": "{NAME}", "person": "{PHONE}"'.encode(), "application/json", mai)
    send(door, f"shift=1&person={CITIZEN_ID}".encode(), FORM, mai)
    for address in (f"/l/{link}/", f"/l/{new_token()}/", f"/l/{link}/nothing/", f"/nothing/?name={NAME}&phone={PHONE}"):
        door.http.get(address, headers=mai.headers)
    with database_away(url):
        press(door, shift, mai)
        door.http.get("/", headers=mai.headers)
        door.http.get(f"/l/{link}/", headers=mai.headers)
    shown = [value.split("=")[-1].split()[-1] for caller in (mai, kiosk) for value in caller.headers.values()]
    return [*shown, link, key, NAME, PHONE, CITIZEN_ID]


def test_the_logs_say_something(logs):
    assert "database_away" in logs[0] or "take_failed" in logs[0]


def test_no_secret_name_or_number_is_in_them(logs):
    text, secrets = logs
    told = [secret for secret in secrets if secret in text]
    assert told == [], [line for line in text.splitlines() for secret in told if secret in line][:8]


@pytest.mark.parametrize("what", LOOKS_LIKE_A_PERSON)
def test_nothing_that_looks_like_a_person_is_in_them(logs, what: str):
    found = [line for line in logs[0].splitlines() if LOOKS_LIKE_A_PERSON[what].search(line)]
    assert found == []
