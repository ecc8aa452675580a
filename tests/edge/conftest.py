"""An office in a database of its own, and the edge's parts on it, in this process."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from motcua.foundation import clock
from tests.database import cloned_database
from tests.factories import NOW
from tests.processes import django_on


@pytest.fixture
def office(django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty database at 08:40 of the factories' day; Django of this process writes there too."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with cloned_database() as url, django_db_blocker.unblock(), django_on(url):
        yield url
