"""The edge: five doors for a crowd. An accelerator, not a second product; no Django model is loaded here.

`GUARDS` names the guard of every route; the guard test reads it beside Django's.
"""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress

import psycopg
from psycopg_pool import AsyncConnectionPool
from starlette.routing import BaseRoute, Route, Router

from motcua.edge.callers import Callers
from motcua.edge.database import Link
from motcua.edge.health import Health, Readiness
from motcua.edge.hooks import ZaloHook
from motcua.edge.hub import Hub
from motcua.edge.live import LiveDoor
from motcua.edge.metrics import Figures, Metrics
from motcua.edge.rsgi import RsgiProtocol, RsgiScope, answer_with, carry
from motcua.edge.take import Announcer, TakeNumber
from motcua.edge.wire import AsgiDoor, Door
from motcua.foundation import clock, secrets
from motcua.foundation.config import Config
from motcua.foundation.group_commit import Busy
from motcua.messaging.channels.zalo.hook import Receiver
from motcua.messaging.channels.zalo.keys import KeyCache
from motcua.messaging.channels.zalo.tally import Tally
from motcua.tickets import streams

log = logging.getLogger(__name__)
_LISTEN_AGAIN_S = 1.0

TAKE_PATH = "/api/v1/tickets"
GUARDS = {
    TAKE_PATH: "token or cookie, same site",
    "/live/{kind}/{what}": "public",
    "/hooks/zalo": "signature",
    "/healthz": "public",
    "/readyz": "public",
    "/metrics": "metrics token or this machine",
}


class Edge:
    """The doors and what they share: a small pool for webhooks, a listener, and a connection for each kind of work.

    Live pages read apart from callers: after a restart 2,000 phones ask at once, and no press waits behind them.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._tasks: list[asyncio.Task[None]] = []
        url = config.database_url
        pooled = url != config.database_direct_url
        links = [Link(url, name, pooled=pooled) for name in ("writer", "callers", "reader", "teller", "health")]
        self.writer, self.callers, self.reader, self.teller, self.health = self.links = links
        self.hub = Hub(self.reader)
        # It gives up on a lost database at once and tries anew with the next event: by default its attempts grow rarer,
        # so that after an hour's outage events were refused for another hour.
        self.pool = AsyncConnectionPool(
            url, min_size=0, max_size=3, open=False, timeout=1.0, reconnect_timeout=1.0, name="webhooks",
            kwargs={"autocommit": True, "connect_timeout": 2, "prepare_threshold": None if pooled else 5},
        )  # fmt: skip
        announcer = Announcer(self.teller, streams.CHANNEL)
        keys = KeyCache(lambda query: self.callers.fetch(query, []), secrets.decrypt_text)
        self.receiver = Receiver(connect=self.pool.connection, keys=keys)
        self.figures = Figures(self.receiver.counts)
        self.take = TakeNumber(self.writer, Callers(self.callers), config.base_url, announcer, self.figures)

    def doors(self) -> dict[str, Door]:
        """The doors that answer once, by path; they and the live streams stand in GUARDS."""
        return {
            TAKE_PATH: self.take,
            "/hooks/zalo": ZaloHook(self.receiver),
            "/healthz": Health(),
            "/readyz": Readiness(self.health),
            "/metrics": Metrics(self.figures, self.health, self._config.metrics_token),
        }

    async def start(self) -> None:
        """Listen and poll from now on."""
        await self.pool.open()
        tally = Tally(self.receiver.counts, self.teller.fetch)
        work = (self._listen(), self.hub.poll_forever(), tally.keep(clock.now))
        self._tasks = [asyncio.create_task(one) for one in work]

    async def stop(self) -> None:
        """Let what is under way finish, and close what was opened."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.receiver.close()
        await self.take.close()
        await self.pool.close()
        for link in self.links:
            await link.close()

    async def _listen(self) -> None:
        """Hear what moved; when the connection breaks, listen again and let the poll heal what was missed."""
        while True:
            with suppress(psycopg.Error, Busy):
                connection = await psycopg.AsyncConnection.connect(
                    self._config.database_direct_url, autocommit=True, connect_timeout=2
                )
                async with connection:
                    await connection.execute(f"LISTEN {streams.CHANNEL}")
                    async for notice in connection.notifies():
                        self.hub.moved(notice.payload)
            await asyncio.sleep(_LISTEN_AGAIN_S)


class Server:
    """The edge for a server: `asgi` for any, and Granian's own RSGI, which spares the hot doors a bridge.

    `more` routes come after the edge's own (the demo mounts Django there). A plain Router: Starlette's error
    middlewares cost more than the doors themselves, which answer their own errors.
    """

    def __init__(self, config: Config, *more: BaseRoute) -> None:
        self._edge = edge = Edge(config)
        self._doors = edge.doors()
        routes = [Route(path, AsgiDoor(door)) for path, door in self._doors.items()]
        live = Route("/live/{kind}/{what}", LiveDoor(edge.hub, edge.reader, edge.figures.streams))
        self.asgi = Router([*routes, live, *more], redirect_slashes=False, lifespan=self._lifespan)

    def __rsgi__(self, scope: RsgiScope, proto: RsgiProtocol) -> Coroutine[object, object, None]:
        door = self._doors.get(scope.path)
        return carry(self.asgi, scope, proto) if door is None else answer_with(door, scope, proto)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_until_complete(self._start())

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_until_complete(self._edge.stop())

    async def _start(self) -> None:
        gc.freeze()  # what was loaded stays; the collector need not walk it again in mid-rush
        gc.set_threshold(20_000, 20, 20)
        await self._edge.start()

    @asynccontextmanager
    async def _lifespan(self, _: object) -> AsyncIterator[None]:
        await self._start()
        try:
            yield
        finally:
            await self._edge.stop()
