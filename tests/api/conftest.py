"""Both doors, running on one database that lives as long as a module's tests."""

from collections.abc import Iterator

import pytest

from tests.api.servers import Door, both_doors
from tests.database import cloned_database
from tests.processes import django_on


@pytest.fixture(scope="module")
def doors_database(django_db_blocker) -> Iterator[str]:
    """A clone of its own; Django in this process writes there too."""
    with cloned_database() as url, django_db_blocker.unblock(), django_on(url):
        yield url


@pytest.fixture(scope="module")
def doors(doors_database: str) -> Iterator[list[Door]]:
    """The edge and Django."""
    with both_doors(doors_database) as both:
        yield both
