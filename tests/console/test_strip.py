"""Pages of no counter say that this is a trial exactly while it is one."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from motcua.foundation.offices.models import OrgUnit
from tests import factories
from tests.console.conftest import Time
from tests.features.queueing.day import officer

pytestmark = pytest.mark.django_db
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU."
SIGNED_OUT = ("/console/sign-in/", "/console/sign-in/inactive/")
SIGNED_IN = ("/console/second-factor/", "/console/sign-in/again/", "/console/counters/999999/")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer["content-type"].startswith("text/html"), f"{address}: {answer.status_code}"
    return answer.content.decode()


@pytest.fixture
def office(time: Time) -> OrgUnit:
    return factories.unit()


@pytest.mark.parametrize("address", SIGNED_OUT)
def test_signed_out_pages_carry_the_strip_while_any_unit_is_a_trial(
    client: Client, office: OrgUnit, time: Time, address: str
) -> None:
    assert STRIP in page(client, address)
    OrgUnit.objects.update(official_since=time.now)
    cache.clear()
    assert STRIP not in page(client, address)


@pytest.mark.parametrize("address", SIGNED_IN)
def test_signed_in_pages_carry_the_strip_of_the_officers_own_unit(
    client: Client, office: OrgUnit, time: Time, address: str
) -> None:
    factories.unit("Đơn vị khác, chạy thử")
    han = officer(office)
    client.force_login(han)
    assert STRIP in page(client, address)
    OrgUnit.objects.filter(pk=office.pk).update(official_since=time.now)
    cache.clear()
    assert STRIP not in page(client, address)
