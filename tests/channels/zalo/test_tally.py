"""Webhook calls are counted by how they ended, from many edges into one row a day."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import psycopg
import pytest

from motcua.messaging.channels.models import WebhookTally
from motcua.messaging.channels.zalo.tally import Tally
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_edges_add_to_one_row_and_nothing_is_counted_twice_or_lost(database_url: str) -> None:
    async def play() -> None:
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as line:
            away = False

            async def fetch(query: str, told: Mapping[str, object]) -> object:
                if away:
                    raise psycopg.OperationalError("away")
                return await (await line.execute(query, told)).fetchall()

            first, second = Counter(forged=3, stored=5), Counter(forged=1)
            edges = [Tally(first, fetch), Tally(second, fetch)]
            assert [await edge.write(NOW) for edge in edges] == [8, 1]
            assert [await edge.write(NOW) for edge in edges] == [0, 0]
            first["forged"] += 2
            away = True
            with pytest.raises(psycopg.OperationalError):
                await edges[0].write(NOW)
            away = False
            assert await edges[0].write(NOW + timedelta(minutes=1)) == 2

    asyncio.run(play())
    told = {row.word: (row.times, row.on, row.last_at) for row in WebhookTally.objects.all()}
    assert told == {"forged": (6, TODAY, NOW + timedelta(minutes=1)), "stored": (5, TODAY, NOW)}


def test_keeping_it_survives_a_database_that_is_away() -> None:
    heard = []

    async def fetch(query: str, told: Mapping[str, object]) -> object:
        heard.append(told)
        if len(heard) == 1:
            raise psycopg.OperationalError("away")
        raise asyncio.CancelledError

    async def play() -> None:
        await Tally(Counter(forged=1), fetch).keep(lambda: NOW, every_s=0.0)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(play())
    assert [told["times"] for told in heard] == [[1], [1]]
