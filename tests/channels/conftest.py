"""Fixtures of the channel tests."""

from collections.abc import Callable, Iterator

import pytest

from motcua.messaging.channels import registry
from motcua.messaging.channels.contract import Handler
from motcua.messaging.channels.zalo.client import ZaloClient
from motcua.messaging.channels.zalo.port import ZaloPort
from tests.channels.scripted_zalo import ScriptedZalo, scripted_zalo
from tests.channels.wire import Wire, open_wire


@pytest.fixture
def zalo() -> Iterator[ScriptedZalo]:
    """A real HTTP server in Zalo's place, scripted by the test."""
    with scripted_zalo() as server:
        yield server


@pytest.fixture
def client(zalo: ScriptedZalo) -> Iterator[ZaloClient]:
    """The real client, pointed at the scripted server; the channel speaks through it during the test."""
    before = registry.channel("zalo")
    with ZaloClient(api_url=zalo.url, oauth_url=zalo.url) as real:
        registry.register_channel(ZaloPort(real))
        yield real
    registry.register_channel(before)


@pytest.fixture
def wire(request: pytest.FixtureRequest) -> Wire:
    """An account of a small unit."""
    marked = request.node.get_closest_marker("django_db")
    transactional = marked is not None and marked.kwargs.get("transaction", False)
    request.getfixturevalue("transactional_db" if transactional else "db")
    return open_wire()


@pytest.fixture
def handling() -> Iterator[Callable[[Handler], None]]:
    """Register a handler for this test only."""
    before = list(registry._handlers)
    yield registry.register_handler
    registry._handlers[:] = before
