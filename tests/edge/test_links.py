"""Which connection does which work, and what may not be prepared behind a pooler."""

import asyncio
import dataclasses

from motcua.edge.app import Edge
from motcua.edge.database import Link
from motcua.foundation.config import read_config
from tests.edge.asking import Asked


def prepared_after_six_reads(url: str, *, pooled: bool) -> int:
    """How many prepared statements a link's connection holds."""

    async def told() -> int:
        link = Link(url, "test", pooled=pooled)
        try:
            for _ in range(6):
                await link.fetch("SELECT %s::int", [1])
            ((count,),) = await link.fetch("SELECT count(*) FROM pg_prepared_statements", [])
            return int(count)
        finally:
            await link.close()

    return asyncio.run(told())


def test_statements_are_prepared_only_where_no_pooler_stands_between(office: str) -> None:
    assert prepared_after_six_reads(office, pooled=False) >= 1
    assert prepared_after_six_reads(office, pooled=True) == 0


def test_two_unlike_database_urls_mean_a_pooler(office: str) -> None:
    async def thresholds(pooled_url: str) -> set[int | None]:
        config = dataclasses.replace(read_config(), database_url=pooled_url, database_direct_url=office)
        edge = Edge(config)
        assert isinstance(edge.pool.kwargs, dict)
        found = {edge.pool.kwargs["prepare_threshold"]}
        for link in edge.links:
            await link.fetch("SELECT 1", [])
            assert link._connection is not None
            found.add(link._connection.prepare_threshold)
            await link.close()
        return found

    assert asyncio.run(thresholds(office)) == {5}
    assert asyncio.run(thresholds(office + "&keepalives=1")) == {None}


def test_live_pages_do_not_stand_in_front_of_those_who_press(office: str) -> None:
    headers = {"content-type": "application/json", "cookie": "mc_citizen=nobody"}

    async def told() -> None:
        edge = Edge(dataclasses.replace(read_config(), database_url=office, database_direct_url=office))
        crowd = asyncio.create_task(edge.reader.fetch("SELECT pg_sleep(30)", []))
        try:
            await asyncio.sleep(0.05)
            assert (await edge.take.answer(Asked("POST", headers, b'{"shift": 1}'))).status == 401
            assert not crowd.done()
        finally:
            crowd.cancel()
            await asyncio.gather(crowd, return_exceptions=True)
            await edge.take.close()
            for link in edge.links:
                await link.close()

    asyncio.run(told())
