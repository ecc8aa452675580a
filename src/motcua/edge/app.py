"""The edge: four doors for a crowd. An accelerator, not a second product; no Django model is loaded here.

`GUARDS` names the guard of every route; the guard test reads it beside Django's.
"""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
from psycopg_pool import AsyncConnectionPool
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from motcua.edge.callers import Callers
from motcua.edge.database import Link
from motcua.edge.health import Health, Readiness
from motcua.edge.hooks import ZaloHook
from motcua.edge.hub import Hub
from motcua.edge.live import LiveDoor
from motcua.edge.take import Announcer, TakeNumber
from motcua.foundation import secrets
from motcua.foundation.config import Config
from motcua.foundation.group_commit import Busy
from motcua.messaging.channels.zalo.hook import Receiver
from motcua.messaging.channels.zalo.keys import KeyCache
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
}


class Edge:
    """The doors and what they share: a small pool for webhooks, a listener, and a connection for each kind of work.

    Live pages read apart from callers: after a restart 2,000 phones ask at once, and no press waits behind them.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
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
        self.receiver = Receiver(connect=self.pool.connection, keys=keys.get, seal=secrets.encrypt)
        self.take = TakeNumber(self.writer, Callers(self.callers), config.base_url, announcer)

    def routes(self) -> list[BaseRoute]:
        """Every door; each path stands in GUARDS."""
        return [
            Route(TAKE_PATH, self.take, name="tickets"),
            Route("/live/{kind}/{what}", LiveDoor(self.hub, self.reader), name="live"),
            Route("/hooks/zalo", ZaloHook(self.receiver), name="zalo"),
            Route("/healthz", Health(), name="healthz"),
            Route("/readyz", Readiness(self.health), name="readyz"),
        ]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen and poll while the app runs; close what was opened afterwards."""
        await self.pool.open()
        tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self.hub.poll_forever())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
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


def create_app(config: Config, *more: BaseRoute) -> ASGIApp:
    """The edge as an ASGI app; `more` routes come after its own (the demo mounts Django there).

    A plain Router: Starlette's error middlewares cost more than the doors themselves, which answer their own errors.
    The crowd's door stands before it, because finding a route costs a tenth of a press.
    """
    edge = Edge(config)

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        gc.freeze()  # what was loaded stays; the collector need not walk it again in mid-rush
        gc.set_threshold(20_000, 20, 20)
        async with edge.running():
            yield

    router = Router([*edge.routes(), *more], redirect_slashes=False, lifespan=lifespan)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == TAKE_PATH:
            await edge.take(scope, receive, send)
        else:
            await router(scope, receive, send)

    return app
