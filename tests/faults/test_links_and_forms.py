"""Links forged, expired and forwarded, and forms filled with what no person is: on the pages as they really run."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from pytest_django.plugin import DjangoDbBlocker

from motcua.foundation import clock
from motcua.foundation.citizens.link_operations import personal_link
from motcua.foundation.citizens.models import CitizenSession, Person
from motcua.tickets.models import Shift
from tests import factories
from tests.database import cloned_database
from tests.factories import NOW
from tests.processes import Process, Stack, django_on, wait_for

NAME = "Nguyễn Thị Được"


@dataclass
class House:
    """A unit with an open shift, served by the real processes."""

    stack: Stack
    web: Process
    shift: Shift

    @property
    def take(self) -> str:
        return f"/u/{self.shift.unit.slug}/take/{self.shift.pk}/"

    def browser(self) -> httpx.Client:
        """A browser of its own: cookies, no redirects followed unseen."""
        return httpx.Client(base_url=self.web.url, timeout=60)

    def link(self) -> str:
        """The path of a fresh personal link of a new citizen."""
        citizen, _ = factories.citizen(self.shift.unit, NAME)
        url = personal_link(
            citizen_id=citizen.pk, purpose="home", target=f"/u/{self.shift.unit.slug}/my/", now=NOW,
            valid_until=NOW + timedelta(hours=12),
        )  # fmt: skip
        return url[url.index("/l/") :]


@pytest.fixture(scope="module")
def house(django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """One house for all of these."""
    with cloned_database() as url, Stack(url, NOW) as stack, django_db_blocker.unblock(), django_on(url):
        shift = factories.shift()
        yield House(stack, stack.serve(), shift)


def test_a_forged_link_opens_nothing(house: House) -> None:
    with house.browser() as browser:
        for token in ("A" * 43, "a" * 5000, "%00", "..%2f..%2fconsole", "é" * 43):
            answer = browser.get(f"/l/{token}/")
            assert answer.status_code == 404
            assert "mc_citizen" not in browser.cookies


def test_a_forwarded_link_opens_on_the_first_phone_only(house: House) -> None:
    path = house.link()
    with house.browser() as hers, house.browser() as another:
        assert press(hers, path).status_code == 302
        assert "mc_citizen" in hers.cookies
        assert hers.get(path).status_code == 302
        sessions = CitizenSession.objects.count()

        assert another.get(path).status_code == 403
        refused = press(another, path)
        assert refused.status_code == 403
        assert "Gửi lại liên kết" in refused.text
        assert NAME not in refused.text
        assert "mc_citizen" not in another.cookies
        assert CitizenSession.objects.count() == sessions


def test_a_look_does_not_use_a_link_up(house: House) -> None:
    """Chat apps fetch links for previews."""
    path = house.link()
    with house.browser() as preview, house.browser() as hers:
        assert preview.get(path).status_code == 200
        assert preview.head(path).status_code == 200
        assert preview.post(path).status_code != 302, "a press without the page's proof"
        assert press(hers, path).status_code == 302


def test_a_link_not_used_in_thirty_minutes_has_expired(house: House) -> None:
    path = house.link()
    late = clock.read_offset(house.stack.clock_file)
    house.stack.move_clock(timedelta(minutes=40))
    try:
        with house.browser() as browser:
            answer = eventually(lambda: browser.get(path), 410)
            assert "Gửi lại liên kết" in answer.text
            assert press(browser, path).status_code == 410
            assert "mc_citizen" not in browser.cookies
    finally:
        clock.write_offset(house.stack.clock_file, late)


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Nguyễn " * 60}, {"name": ""}, {"name": "<script>alert(1)</script>"}, {"year": "2030"},
        {"day": "31", "month": "2"}, {"year": "1700"}, {"year": "hai nghìn"}, {"phone": "12"}, {"day": "9" * 5000},
    ],
    ids=["400 letters", "no name", "a script", "future", "31 February", "1700", "in words", "phone", "endless day"],
)  # fmt: skip
def test_a_form_nobody_could_mean_is_shown_again_with_what_was_typed(house: House, typed: dict[str, str]) -> None:
    before = Person.objects.count()
    with house.browser() as browser:
        answer = fill(browser, house, typed)
        assert answer.status_code in (200, 422)
        assert 'aria-invalid="true"' in answer.text
        assert "<script>alert" not in answer.text
        if "year" in typed:
            assert f'value="{typed["year"]}"' in answer.text
        assert "mc_citizen" not in browser.cookies
    assert Person.objects.count() == before


def test_decomposed_letters_are_kept_as_one_letter_each(house: House) -> None:
    with house.browser() as browser:
        assert fill(browser, house, {"name": unicodedata.normalize("NFD", "Đặng Thị Ngọc Ẩn")}).status_code == 302
    assert Person.objects.filter(full_name="Đặng Thị Ngọc Ẩn").count() == 1


def test_a_form_in_another_encoding_is_refused_whole(house: House) -> None:
    before = Person.objects.count()
    with house.browser() as browser:
        browser.get(house.take)
        body = b"name=Nguy\xe5n&day=5&month=8&year=1990"
        told = {"content-type": "application/x-www-form-urlencoded", "origin": house.web.url}
        assert browser.post(house.take, content=body, headers=told).status_code in (400, 403)
    assert Person.objects.count() == before


def press(browser: httpx.Client, path: str) -> httpx.Response:
    """Look at the link's page, then press its button (the proof rides in the form)."""
    found = re.search(r'name="proof" value="([^"]+)"', browser.get(path).text)
    return browser.post(path, data={"proof": found[1] if found else browser.cookies.get("mc_link", "")})


def fill(browser: httpx.Client, house: House, typed: dict[str, str]) -> httpx.Response:
    """Fill in the newcomer's form, changed by `typed`, and send it as a browser does."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(house.take).text)
    assert found
    person = {"name": NAME, "day": "5", "month": "8", "year": "1990", **typed}
    told = {"origin": house.web.url, "referer": house.web.url + house.take}
    return browser.post(house.take, data={**person, "csrfmiddlewaretoken": found[1]}, headers=told)


def eventually(ask: Callable[[], httpx.Response], status: int) -> httpx.Response:
    """The first answer of this status: the processes read a moved clock within half a second."""

    def asked() -> httpx.Response | None:
        answer = ask()
        return answer if answer.status_code == status else None

    return wait_for(asked, f"status {status}", within_s=60)
