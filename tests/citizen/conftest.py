"""A unit at 08:40 on a Friday, and a browser."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from motcua.foundation import clock
from motcua.foundation.citizens import link_operations, sign_in
from motcua.foundation.citizens.models import Person
from motcua.foundation.offices.models import OpeningHours, OrgUnit
from motcua.messaging.channels.models import OaAccount
from motcua.messaging.channels.webchat import operations as webchat
from motcua.tickets.models import Shift
from tests import factories
from tests.factories import NOW


class Clock:
    """The test's own clock."""

    def __init__(self) -> None:
        self.now: datetime = NOW


@pytest.fixture(autouse=True)
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    told = Clock()
    monkeypatch.setattr(clock, "now", lambda: told.now)
    cache.clear()
    yield told
    cache.clear()


@pytest.fixture
def unit(db: None) -> OrgUnit:
    return factories.unit("Công an quận Mẫu")


@pytest.fixture
def shift(unit: OrgUnit) -> Shift:
    point = factories.point(unit)
    for weekday in range(7):
        OpeningHours.objects.create(
            point=point, weekday=weekday, opens_minute=420, closes_minute=1320, valid_from=date(2020, 1, 1)
        )
    return factories.shift(point)


@pytest.fixture
def account(unit: OrgUnit) -> OaAccount:
    """The unit answers on its own pages."""
    return webchat.open_account(unit=unit, name="Công an quận Mẫu", is_demo=True, valid_from=date(2020, 1, 1))


@pytest.fixture
def chat(unit: OrgUnit, account: OaAccount) -> str:
    """The address of its chat."""
    return f"/u/{unit.slug}/chat/"


@pytest.fixture
def person(unit: OrgUnit) -> Person:
    return factories.citizen(unit, "Nguyễn Thị Mẫu")[1]


def browser_of(person: Person, **told: object) -> Client:
    """A browser that carries the citizen's cookie."""
    client = Client(**told)
    client.cookies[sign_in.CITIZEN_COOKIE] = link_operations.sign_in_citizen(citizen_id=person.holder_id, now=NOW)
    return client


@pytest.fixture
def browser(person: Person) -> Client:
    return browser_of(person)
