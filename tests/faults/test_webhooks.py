"""Events as strangers, copiers and bad days send them: stored once or refused clearly, never half."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from pytest_django.plugin import DjangoDbBlocker

from motcua.messaging.channels.models import InboundEvent
from tests import factories
from tests.database import cloned_database
from tests.factories import NOW
from tests.faults.zalo import Account, bind_account
from tests.processes import Process, Stack, django_on

QUARTER_MEGABYTE = 256 * 1024


@pytest.fixture(scope="module")
def door(django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Process, Account]]:
    """One edge and one bound account for all of these; each test counts what it adds."""
    with cloned_database() as url, Stack(url, NOW) as made, django_db_blocker.unblock(), django_on(url):
        account = bind_account(factories.unit())
        yield made.edge(), account


@pytest.fixture(autouse=True)
def _empty(door: tuple[Process, Account]) -> None:
    InboundEvent.objects.all().delete()


def test_the_same_event_ten_times_is_stored_once(door: tuple[Process, Account]) -> None:
    edge, account = door
    body = account.event("lap-lai")
    with ThreadPoolExecutor(10) as pool:
        told = list(pool.map(lambda _: account.call(edge, body), range(10)))
    assert {status for status, _ in told} == {200}
    assert InboundEvent.objects.count() == 1


@pytest.mark.parametrize(
    "mac",
    ["", "mac=", "mac=" + "0" * 64, "mac=khong-phai-hex", "0" * 10_000, "mac=é"],
    ids=["none", "empty", "wrong", "not hex", "long", "not ascii"],
)
def test_a_wrong_mac_is_refused_and_not_stored(door: tuple[Process, Account], mac: str) -> None:
    edge, account = door
    assert account.call(edge, account.event("gia-mao"), mac) == (401, "forged")
    assert not InboundEvent.objects.exists()


def test_one_changed_byte_makes_an_event_forged(door: tuple[Process, Account]) -> None:
    edge, account = door
    body = account.event("doi-mot-chu")
    assert account.call(edge, body.replace(b"xin", b"sin"), account.mac(body)) == (401, "forged")
    assert account.call(edge, body.replace(b": ", b":"), account.mac(body)) == (401, "forged")


def test_an_unknown_event_is_stored_and_acknowledged(door: tuple[Process, Account]) -> None:
    edge, account = door
    assert account.call(edge, account.event("chua-biet", name="user_danced")) == (200, "stored")
    assert InboundEvent.objects.get().event_name == "user_danced"


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'"x"', b"null", b"\xff\xfe{}", b'{"event_name": 7}', b"[" * 100_000, b'{"event_name": "\xc3\x28"}'],
    ids=["cut off", "a list", "a word", "null", "not utf-8", "no name", "deep", "broken letter"],
)
def test_what_is_no_event_is_refused(door: tuple[Process, Account], body: bytes) -> None:
    edge, account = door
    status, _ = account.call(edge, body)
    assert status in (400, 401)
    assert not InboundEvent.objects.exists()


def test_a_body_over_256_kb_is_refused_whether_announced_or_not(door: tuple[Process, Account]) -> None:
    edge, account = door
    body = account.event("qua-dai", text="a" * QUARTER_MEGABYTE)
    assert account.call(edge, body) == (413, "too-large")
    headers = {"X-ZEvent-Signature": account.mac(body)}
    unannounced = httpx.post(f"{edge.url}/hooks/zalo", content=iter([body[:9000], body[9000:]]), headers=headers)
    assert unannounced.status_code == 413
    assert not InboundEvent.objects.exists()
    assert account.call(edge, account.event("vua-du", text="a" * (QUARTER_MEGABYTE - 1000))) == (200, "stored")


def test_a_length_that_is_a_lie_is_met_calmly(door: tuple[Process, Account]) -> None:
    """The announced length is refused before the body comes; no worker waits for five gigabytes."""
    edge, _ = door
    head = b"POST /hooks/zalo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5000000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", edge.port), timeout=10) as line:
        line.sendall(head)
        assert line.recv(100).startswith(b"HTTP/1.1 413")
