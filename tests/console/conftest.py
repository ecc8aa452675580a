"""An officer in her browser, at a fixed moment."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from motcua.foundation import clock
from motcua.foundation.staff.models import Officer
from tests.factories import NOW


class Time:
    """The one clock, standing still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        """Move it on."""
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """08:40 of the factories' day, and it moves only when told."""
    standing = Time()
    monkeypatch.setattr(clock, "now", standing)
    return standing


@pytest.fixture
def browser_of(time: Time) -> Callable[[Officer], Client]:
    """A browser in which this officer has signed in."""

    def sign_in(officer: Officer) -> Client:
        client = Client()
        client.force_login(officer)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Argon2 is slow by design; what is tested here is who comes in, not how long it takes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
