"""Every test of dossiers writes to the database."""

import pytest


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """All of them."""
