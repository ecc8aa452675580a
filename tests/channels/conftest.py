"""Fixtures of the channel tests."""

from collections.abc import Iterator

import pytest

from motcua.messaging.channels.zalo.client import ZaloClient
from tests.channels.scripted_zalo import ScriptedZalo, scripted_zalo


@pytest.fixture
def zalo() -> Iterator[ScriptedZalo]:
    """A real HTTP server in Zalo's place, scripted by the test."""
    with scripted_zalo() as server:
        yield server


@pytest.fixture
def client(zalo: ScriptedZalo) -> Iterator[ZaloClient]:
    """The real client, pointed at the scripted server."""
    with ZaloClient(api_url=zalo.url, oauth_url=zalo.url) as real:
        yield real
