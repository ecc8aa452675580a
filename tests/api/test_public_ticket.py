"""GET /api/v1/tickets/{code}: what anybody who knows a code may see."""

import pytest

from motcua.foundation.audit.tags import ActorKind
from motcua.tickets import codes, operations
from tests import factories
from tests.factories import NOW
from tests.ledger.asking import at_kiosk, by_citizen

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def seen(client, ticket_id: int):
    return client.get(f"/api/v1/tickets/{codes.encode(ticket_id)}")


def test_a_waiting_ticket_shows_how_many_stand_before_it_and_nothing_personal(client):
    shift = factories.shift()
    _, person = factories.citizen(shift.unit, name="Lê Thị Riêng")
    operations.issue([at_kiosk(shift), at_kiosk(shift)], now=NOW)
    (mine,) = operations.issue([by_citizen(shift, person)], now=NOW)
    answer = seen(client, mine.ticket)
    assert answer.status_code == 200
    assert answer.json() == {
        "code": codes.encode(mine.ticket), "display": "A003", "state": "waiting", "ahead": 2, "serving": [],
    }  # fmt: skip
    assert "Riêng" not in answer.content.decode()
    assert answer["cache-control"] == "no-store"


def test_a_cancelled_ticket_stands_before_nobody(client):
    shift = factories.shift()
    first, second = operations.issue([at_kiosk(shift), at_kiosk(shift)], now=NOW)
    operations.cancel(first.ticket, by_kind=ActorKind.KIOSK, by_id=1, now=NOW)
    assert seen(client, first.ticket).json()["state"] == "cancelled"
    assert seen(client, first.ticket).json()["ahead"] is None
    assert seen(client, second.ticket).json()["ahead"] == 0


def test_a_code_may_be_typed_with_a_space_and_small_letters(client):
    (given,) = operations.issue([at_kiosk(factories.shift())], now=NOW)
    typed = codes.grouped(codes.encode(given.ticket)).lower()
    assert client.get(f"/api/v1/tickets/{typed}").json()["display"] == "A001"


@pytest.mark.parametrize("code", ["XXXXXXXX", "7M4K92QX", "1", "số-của-tôi", "%00"])
def test_a_code_that_is_none_says_what_to_check(client, code):
    answer = client.get(f"/api/v1/tickets/{code}")
    assert answer.status_code == 404
    assert answer["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/unknown-ticket"


def test_a_well_formed_code_of_no_ticket_is_not_found(client):
    assert seen(client, 2**33).status_code == 404
