"""Live pages hear of a number after its commit, in a transaction of its own; of a refusal they hear nothing."""

import psycopg
import pytest
from django.db import transaction

from motcua.tickets import operations, streams
from motcua.tickets.models import LiveState
from tests import factories
from tests.factories import NOW
from tests.ledger.asking import at_kiosk

pytestmark = pytest.mark.django_db(transaction=True)


def heard(listener: psycopg.Connection, many: int) -> list[str]:
    """The next so many notifications; fewer when nothing more comes."""
    return [notice.payload for notice in listener.notifies(timeout=5, stop_after=many)]


def test_each_shift_that_gave_a_number_is_announced_once(database_url):
    one, two, full = factories.shift(), factories.shift(), factories.shift(capacity=0)
    before = LiveState.objects.get(topic=f"shift:{one.pk}").version
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute(f"LISTEN {streams.CHANNEL}")
        operations.issue([at_kiosk(one), at_kiosk(full), at_kiosk(two), at_kiosk(one)], now=NOW)
        operations.issue([at_kiosk(full)], now=NOW)
        listener.execute("SELECT pg_notify(%s, 'the end')", [streams.CHANNEL])
        assert heard(listener, 3) == [*sorted([f"shift:{one.pk}", f"shift:{two.pk}"]), "the end"]
    assert LiveState.objects.get(topic=f"shift:{one.pk}").version == before + 1


def test_what_was_rolled_back_is_not_announced(database_url):
    shift = factories.shift()
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute(f"LISTEN {streams.CHANNEL}")
        with transaction.atomic():
            operations.issue([at_kiosk(shift)], now=NOW)
            transaction.set_rollback(True)
        listener.execute("SELECT pg_notify(%s, 'the end')", [streams.CHANNEL])
        assert heard(listener, 1) == ["the end"]
