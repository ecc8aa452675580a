"""What nobody should send to the take-a-number door: a clear answer in Vietnamese, and nothing half done."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from pytest_django.plugin import DjangoDbBlocker

from motcua.tickets.models import ShiftShare, Ticket
from tests import factories
from tests.database import cloned_database
from tests.factories import NOW
from tests.faults.crowd import crowd
from tests.processes import Process, Stack, django_on

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Door:
    """An edge, a shift of its unit, a shift of another unit, and a citizen's cookie."""

    edge: Process
    shift: int
    foreign_shift: int
    cookie: str

    def send(self, body: bytes, kind: str = JSON, **headers: str) -> httpx.Response:
        """Press with exactly these bytes."""
        told = {"content-type": kind, "cookie": f"mc_citizen={self.cookie}", **headers}
        return httpx.post(f"{self.edge.url}/api/v1/tickets", content=body, headers=told, timeout=60)


@pytest.fixture(scope="module")
def door(django_db_blocker: DjangoDbBlocker) -> Iterator[Door]:
    """One edge for all of these; none of them may leave a ticket."""
    with cloned_database() as url, Stack(url, NOW) as made, django_db_blocker.unblock(), django_on(url):
        shift, foreign = factories.shift(), factories.shift()
        (cookie,) = crowd(shift, 1)
        yield Door(made.edge(), shift.pk, foreign.pk, cookie)


@pytest.fixture(autouse=True)
def _nothing_half_done(door: Door) -> Iterator[None]:
    yield
    assert not Ticket.objects.exists()
    assert not ShiftShare.objects.exclude(taken=0).exists()
    assert door.edge.answer_of("/healthz") == 200


def assert_problem(answer: httpx.Response, status: int, kind: str) -> None:
    """An RFC 9457 problem with a Vietnamese sentence."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["type"], told["status"]) == (f"/problems/{kind}", status)
    assert told["detail"].endswith(".")
    assert "traceback" not in answer.text.lower()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"shift": 1', b"[]", b"null", b'"1"', b"shift=1", b'{"shift": \xff}', b'{"shift": "\xc3\x28"}',
     b"\x00", b"[" * 15_000],
    ids=["empty", "open", "cut off", "a list", "null", "a word", "a form", "not utf-8", "broken letter", "nul", "deep"],
)  # fmt: skip
def test_malformed_json_is_told_so(door: Door, body: bytes) -> None:
    assert_problem(door.send(body), 422, "malformed")


@pytest.mark.parametrize(
    "value",
    ["true", "-1", "0", "1.5", '"abc"', '"²"', "{}", "[1]", "null", str(2**63), '"1' + "0" * 30 + '"', "1e400", "NaN"],
)
def test_a_shift_of_a_wrong_type_is_told_so(door: Door, value: str) -> None:
    assert_problem(door.send(f'{{"shift": {value}}}'.encode()), 422, "invalid")


@pytest.mark.parametrize(
    "told", ['"person": {}', '"person": "x"', '"person": -1', '"priority": 2', '"priority": [true]']
)
def test_other_fields_of_a_wrong_type_are_told_so(door: Door, told: str) -> None:
    assert_problem(door.send(f'{{"shift": {door.shift}, {told}}}'.encode()), 422, "invalid")


def test_another_units_shift_is_none_of_ours(door: Door) -> None:
    for shift in (door.foreign_shift, 2**40):
        assert_problem(door.send(f'{{"shift": {shift}}}'.encode()), 422, "unknown-shift")


def test_another_citizens_person_is_none_of_ours(door: Door) -> None:
    body = f'{{"shift": {door.shift}, "person": 999999}}'.encode()
    assert_problem(door.send(body), 422, "unknown-person")


def test_five_megabytes_are_refused(door: Door) -> None:
    assert_problem(door.send(b'{"shift": "' + b"1" * 5_000_000 + b'"}'), 413, "too-large")


def test_another_kind_of_content_is_refused(door: Door) -> None:
    assert_problem(door.send(b"<shift/>", "text/xml"), 415, "unsupported-media-type")


@pytest.mark.parametrize("cookie", ["", "x", "a" * 7000, "%00", '"', "mc_citizen=;;;="])
def test_a_strangers_cookie_opens_nothing(door: Door, cookie: str) -> None:
    answer = door.send(f'{{"shift": {door.shift}}}'.encode(), cookie=f"mc_citizen={cookie}")
    assert_problem(answer, 401, "unauthorised")


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_press_from_another_site_is_refused(door: Door, headers: dict[str, str]) -> None:
    assert_problem(door.send(f'{{"shift": {door.shift}}}'.encode(), **headers), 403, "forbidden")


def test_a_form_is_led_to_the_page_that_shows_the_problem(door: Door) -> None:
    answer = door.send(f"shift={door.foreign_shift}&person=".encode(), FORM)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/take/problem/?")
    assert "kind=unknown-shift" in answer.headers["location"]
