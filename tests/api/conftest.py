"""Both doors, running on one database that lives as long as a module's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.servers import Door, both_doors, django_on
from tests.database import cloned_database


@pytest.fixture(scope="module")
def doors_database(django_db_blocker) -> Iterator[str]:
    """A clone of its own; Django in this process writes there too."""
    with cloned_database() as url, django_db_blocker.unblock(), django_on(url):
        yield url


@pytest.fixture(scope="module")
def doors(doors_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Door]]:
    """The edge and Django."""
    folder: Path = tmp_path_factory.mktemp("doors")
    with both_doors(doors_database, folder) as both:
        yield both
