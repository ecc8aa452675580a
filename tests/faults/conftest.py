"""Fixtures of the fault tests: an office in a database of its own, and its processes."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.database import cloned_database
from tests.factories import NOW
from tests.processes import Stack, django_on, pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/faults/" in item.nodeid or item.nodeid.startswith("faults/"):
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def stack(django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """An empty office at 08:40; Django of this process writes into the same database."""
    with cloned_database() as url, Stack(url, NOW) as made, django_db_blocker.unblock(), django_on(url):
        yield made
