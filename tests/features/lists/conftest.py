"""A unit that makes lists."""

import pytest
from django.core.cache import cache
from pytest_django import Settings

from motcua.foundation.offices.models import OrgUnit
from tests import factories


@pytest.fixture
def unit(db: None) -> OrgUnit:
    cache.clear()
    return factories.unit()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Nobody signs in here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
