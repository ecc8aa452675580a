"""The key cache: keys with an age, one reading for many askers, the old keys while the database is away."""

import asyncio
from collections.abc import Iterable

from motcua.messaging.channels.zalo.keys import KEYS_SQL, KeyCache, KeyRow


class Table:
    """Rows of `zalo_app`, and a clock the test moves."""

    def __init__(self) -> None:
        self.rows: list[KeyRow] = [("700", b"app", b"oa")]
        self.reads = 0
        self.away = False
        self.time = 1000.0

    async def fetch(self, query: str) -> Iterable[KeyRow]:
        assert query == KEYS_SQL
        await asyncio.sleep(0)
        if self.away:
            raise OSError("the database is away")
        self.reads += 1
        return self.rows

    def cache(self) -> KeyCache:
        return KeyCache(
            self.fetch, lambda sealed, context: sealed.decode(), max_age=30, retry=1, clock=lambda: self.time
        )


def test_many_askers_cost_one_reading() -> None:
    async def scene() -> None:
        table = Table()
        cache = table.cache()
        found = await asyncio.gather(*(cache.get("700") for _ in range(50)))
        assert {keys.oa_secret_key for keys in found if keys} == {"oa"}
        assert None not in found
        assert table.reads == 1

    asyncio.run(scene())


def test_a_changed_key_is_seen_after_its_age() -> None:
    async def scene() -> None:
        table = Table()
        cache = table.cache()
        await cache.get("700")
        table.rows = [("700", b"app", b"new")]
        table.time += 29
        keys = await cache.get("700")
        assert keys is not None and keys.oa_secret_key == "oa"
        table.time += 2
        keys = await cache.get("700")
        assert keys is not None and keys.oa_secret_key == "new"

    asyncio.run(scene())


def test_a_stranger_makes_it_look_again_at_most_once_a_second() -> None:
    async def scene() -> None:
        table = Table()
        cache = table.cache()
        for _ in range(10):
            assert await cache.get("999") is None
        assert table.reads == 1
        table.rows.append(("999", b"a", b"b"))
        table.time += 1.5
        assert await cache.get("999") is not None
        assert table.reads == 2

    asyncio.run(scene())


def test_while_the_database_is_away_the_keys_stay_good() -> None:
    async def scene() -> None:
        table = Table()
        cache = table.cache()
        await cache.get("700")
        table.away = True
        table.time += 3600
        assert await cache.get("700") is not None

    asyncio.run(scene())
