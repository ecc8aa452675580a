"""A stranger walks through every page she can reach: strict CSP, nothing inline, no dead link, the trial strip."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from tools.check_templates import STRIP, inline_in

from motcua.foundation.offices.models import OrgUnit
from motcua.tickets import codes, operations
from tests import factories
from tests.factories import NOW
from tests.ledger.asking import at_kiosk

pytestmark = pytest.mark.django_db
MOST_PAGES = 300
EDGE_ONLY = ("/live/", "/hooks/", "/healthz", "/readyz")
STRICT = {
    "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
}  # fmt: skip


class Links(HTMLParser):
    """The addresses a page leads to or loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form" and (told.get("method") or "get").lower() != "get":
            return
        self.found += [value for name in ("href", "src", "action") if (value := told.get(name))]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A trial unit with a shift of today and a waiting ticket; where a stranger may begin."""
    monkeypatch.setattr("motcua.foundation.clock.now", lambda: NOW)
    shift = factories.shift()
    (given,) = operations.issue([at_kiosk(shift)], now=NOW)
    assert given.ticket is not None
    code = codes.encode(given.ticket)
    return [
        "/", f"/u/{shift.unit.slug}/", f"/t/{code}/", f"/display/{shift.point_id}/", "/console/", "/console/sign-in/",
        "/admin/", "/api/openapi.json", f"/api/v1/tickets/{code}",
    ]  # fmt: skip


def walk(client: Client, start: list[str]) -> dict[str, object]:
    """Every page reached from `start`, by address."""
    seen: dict[str, object] = {}
    ahead = list(start)
    while ahead:
        address = ahead.pop(0)
        if address in seen or address.startswith(EDGE_ONLY):
            continue
        assert len(seen) < MOST_PAGES, "the walk does not end"
        answer = client.get(address)
        seen[address] = answer
        b"".join(answer.streaming_content if answer.streaming else [])  # reads static files to their end
        if answer.status_code in (301, 302, 303):
            ahead.append(_inside(answer["location"], address))
        if _is_html(answer):
            parser = Links()
            parser.feed(answer.content.decode())
            ahead += [inside for link in parser.found if (inside := _inside(link, address))]
    return seen


def _inside(link: str, page: str) -> str:
    target = urlsplit(urljoin(f"http://localhost:8000{page}", link))
    if target.scheme not in ("http", "https") or target.hostname not in ("localhost", "testserver"):
        return ""
    return target.path + (f"?{target.query}" if target.query else "")


def _is_html(answer) -> bool:
    return answer.get("content-type", "").startswith("text/html") and not answer.streaming


def test_a_strangers_walk_meets_strict_pages_only(client: Client, start: list[str]):
    pages = walk(client, start)
    assert len([one for one in pages.values() if _is_html(one)]) > 5
    for address, answer in pages.items():
        assert answer.status_code < 400 or answer.status_code == 401, f"{address}: {answer.status_code}"
        if address.startswith("/static/"):
            continue
        assert _policy(answer) == STRICT, f"{address}: {answer.get('content-security-policy')}"
        # "no-referrer" on a page with forms makes browsers send "Origin: null"
        assert answer.get("referrer-policy") in ("same-origin", "no-referrer"), address
        assert answer.get("x-content-type-options") == "nosniff", address
        if _is_html(answer):
            assert inline_in(answer.content.decode()) == [], address


def test_every_page_a_stranger_reads_begins_with_the_trial_strip(client: Client, start: list[str]):
    assert all(unit.is_trial for unit in OrgUnit.objects.all())
    for address, answer in walk(client, start).items():
        if _is_html(answer) and answer.status_code == 200:
            assert STRIP in answer.content.decode(), address


def _policy(answer) -> set[str]:
    told = answer.get("content-security-policy", "")
    return {re.sub(r"\s+", " ", part.strip()) for part in told.split(";") if part.strip()}


def test_a_personal_link_tells_no_other_site_where_it_was_opened(client: Client):
    assert client.get("/l/" + "A" * 43 + "/")["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("address", ["/nothing-here/", "/t/XXXXXXXX/", "/l/" + "A" * 43 + "/", "/u/nowhere/"])
def test_an_address_that_leads_nowhere_is_a_kind_strict_page(client: Client, address: str):
    answer = client.get(address)
    assert answer.status_code in (404, 410, 200)
    assert _policy(answer) == STRICT
    assert inline_in(answer.content.decode()) == []
    assert STRIP in answer.content.decode()
