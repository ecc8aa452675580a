"""A unit that inherits a small library."""

from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from motcua.foundation.offices.models import OrgUnit
from tests import factories
from tests.features.knowledge import lists


@pytest.fixture
def unit(db: None, tmp_path: Path) -> OrgUnit:
    cache.clear()
    lists.library(tmp_path)
    return factories.unit()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Nobody signs in here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
