"""The webhook door: what is stored, what is refused, what is said."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.foundation import secrets
from motcua.messaging.channels import intake
from motcua.messaging.channels.intake import Stored
from motcua.messaging.channels.models import InboundEvent
from motcua.messaging.channels.zalo.hook import Receipt, Receiver
from motcua.messaging.channels.zalo.keys import KeyCache, KeyRow
from tests.channels.wire import NOW, OA_KEY, Wire, put

pytestmark = pytest.mark.django_db(transaction=True)


class Door:
    """A Receiver on real connections, asked from outside the event loop."""

    def __init__(self, wire: Wire, url: str) -> None:
        self.wire = wire
        self.url = url
        self.counts: dict[str, int] = {}

    def ask(self, *calls: tuple[str, bytes | None], now: datetime = NOW) -> list[Receipt]:
        async def scene() -> list[Receipt]:
            receiver = Receiver(connect=self._connect, keys=KeyCache(self._keys, lambda key, _: key.decode()))
            answers = await asyncio.gather(*(receiver.receive(header, raw, now) for header, raw in calls))
            await receiver.close()
            self.counts = dict(receiver.counts)
            return list(answers)

        return asyncio.run(scene())

    def genuine(self, *bodies: bytes, now: datetime = NOW) -> list[Receipt]:
        return self.ask(*((self.wire.signature(raw), raw) for raw in bodies), now=now)

    @asynccontextmanager
    async def _connect(self) -> AsyncIterator[intake.AsyncConnection]:
        async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as connection:
            yield connection

    async def _keys(self, query: str) -> list[KeyRow]:
        return [(self.wire.app_id, b"", OA_KEY.encode())]


@pytest.fixture
def door(transactional_db: None, wire: Wire, database_url: str) -> Door:
    return Door(wire, database_url)


def test_a_genuine_event_is_stored_sealed_and_answered_200(door: Door) -> None:
    raw = door.wire.text("Bấm số")
    (receipt,) = door.genuine(raw)
    assert (receipt, receipt.status) == (Receipt.STORED, 200)
    event = InboundEvent.objects.get()
    assert (event.account, event.external_id, event.lane) == (door.wire.oa_id, "u1", "talk")
    assert "Bấm số".encode() not in bytes(event.body_sealed)
    assert secrets.decrypt(bytes(event.body_sealed), intake.SEALED_AS) == raw
    assert (event.attempts, event.handled_at, event.occurred_at) == (0, None, NOW)


def test_the_same_webhook_ten_times_is_one_event(door: Door) -> None:
    raw = door.wire.text("Bấm số")
    together = door.genuine(*[raw] * 5)
    later = door.genuine(*[raw] * 5, now=NOW + timedelta(minutes=5))
    assert {receipt.status for receipt in together + later} == {200}
    assert together.count(Receipt.STORED) == 1
    assert (together + later).count(Receipt.REPEATED) == 9
    assert InboundEvent.objects.count() == 1


def test_an_event_nobody_knows_is_stored_too(door: Door) -> None:
    assert door.genuine(door.wire.body("something_new_in_2027")) == [Receipt.STORED]
    assert InboundEvent.objects.get().lane == "receipt"


def test_a_wrong_mac_is_401_counted_and_not_stored(door: Door) -> None:
    raw = door.wire.text("Bấm số")
    receipts = door.ask(("mac=" + "0" * 64, raw), ("", raw), (door.wire.signature(raw), raw + b" "))
    assert receipts == [Receipt.FORGED] * 3
    assert {receipt.status for receipt in receipts} == {401}
    assert door.counts == {"forged": 3}
    assert not InboundEvent.objects.exists()


def test_an_app_that_is_not_ours_is_refused_like_a_wrong_mac(door: Door) -> None:
    stranger = Wire(door.wire.account, door.wire.unit, "999")
    raw = stranger.text("Bấm số")
    assert door.ask((stranger.signature(raw), raw)) == [Receipt.FORGED]


@pytest.mark.parametrize("raw", [b"{", b"[]", b"\xff\xfe\x00", b'"text"', b"null"])
def test_what_is_no_event_is_400(door: Door, raw: bytes) -> None:
    assert door.ask(("mac=" + "0" * 64, raw)) == [Receipt.MALFORMED]
    assert not InboundEvent.objects.exists()


def test_a_body_over_256_kb_is_413(door: Door) -> None:
    assert door.ask(("", None), ("", b"x" * (256 * 1024 + 1))) == [Receipt.TOO_LARGE] * 2


def test_the_consoles_probe_is_answered_kindly(door: Door) -> None:
    assert door.ask(("", b""), ("", b" \n")) == [Receipt.PROBE] * 2


def test_a_body_kept_for_days_and_sent_again_is_counted_and_not_stored(door: Door) -> None:
    raw = door.wire.text("Bấm số")
    assert door.genuine(raw, now=NOW + timedelta(days=2)) == [Receipt.STALE]
    assert not InboundEvent.objects.exists()


def test_a_database_that_is_away_means_come_again(door: Door) -> None:
    door.url = "postgresql://nobody@127.0.0.1:1/none"
    receipts = door.genuine(door.wire.text("Bấm số"))
    assert (receipts, receipts[0].status) == ([Receipt.BUSY], 503)


def test_the_bell_rings_after_the_commit_and_not_for_every_event(door: Door) -> None:
    with psycopg.connect(door.url, autocommit=True) as listener:
        listener.execute(f"LISTEN {intake.BELL_CHANNEL}")
        door.genuine(*[door.wire.text(f"tin {number}", citizen=f"u{number}") for number in range(50)])
        heard = list(listener.notifies(timeout=5, stop_after=1)) + list(listener.notifies(timeout=0))
    assert 1 <= len(heard) <= 3


@given(
    ids=st.lists(st.text(alphabet="a\"\\\\{},'đ NULL", max_size=8), min_size=4, max_size=4),
    body=st.binary(max_size=64),
    at=st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_row_reads_back_as_it_was_written(
    database_url: str, ids: list[str], body: bytes, at: datetime | None
) -> None:
    app_id, account, external_id, event_name = ids
    moment = at.timestamp() if at else None
    key = os.urandom(32)
    row = Stored(app_id, account, external_id, event_name, "talk", key, body, moment, NOW.timestamp())
    with psycopg.connect(database_url) as connection:
        assert intake.store(connection, "zalo", [row, row]) == [True, False]
        assert intake.store(connection, "zalo", [row]) == [False]
        found = connection.execute(
            "SELECT app_id, account, external_id, event_name, lane, dedupe_key, body_sealed, occurred_at, received_at"
            " FROM inbound_event WHERE dedupe_key = %s",
            [key],
        ).fetchall()
        connection.rollback()
    sealed = found[0][6]
    assert secrets.decrypt(sealed, intake.SEALED_AS) == body
    assert found == [(app_id, account, external_id, event_name, "talk", key, sealed, found[0][7], NOW)]
    assert (found[0][7] is None) == (at is None)
    assert at is None or abs(found[0][7] - at) < timedelta(microseconds=2)


def test_the_sync_runner_stores_the_same(wire: Wire) -> None:
    raw = wire.text("Bấm số")
    assert put(raw, wire.text("Số của tôi")) == [True, True]
    assert put(raw) == [False]
    assert InboundEvent.objects.count() == 2


def test_the_door_loads_no_django() -> None:
    modules = [f"motcua.messaging.channels.{name}" for name in ("intake", "zalo.hook", "zalo.keys", "zalo.signature")]
    told = f"import sys, {', '.join(modules)}; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
