"""Fixtures every test may ask for."""

import pytest

from tests.database import DATABASE_URL


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Replaces pytest-django's: the migrated clone of tests.database is there already."""


@pytest.fixture
def database_url() -> str:
    """The libpq URL of this run's own database, for tests that open their own connections."""
    return DATABASE_URL
