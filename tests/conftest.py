"""Fixtures every test may ask for."""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.database import DATABASE_URL

# A run judges this change: the same examples each time, however slow the machine. To explore, say HYPOTHESIS=explore.
settings.register_profile(
    "same", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS", "same"))


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Replaces pytest-django's: the migrated clone of tests.database is there already."""


@pytest.fixture
def database_url() -> str:
    """The libpq URL of this run's own database, for tests that open their own connections."""
    return DATABASE_URL


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that drive real processes come first: one of them, begun last, would keep the other core waiting."""
    items.sort(key=lambda item: not item.nodeid.startswith(("tests/browser/", "tests/faults/")))
