"""The edge's own connections: opened late, reopened when they break, one statement a transaction."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from motcua.foundation.group_commit import Busy, CommitUnknown

log = logging.getLogger(__name__)
_RETRY_AFTER_S = 0.2


class Link:
    """One autocommit connection. A statement is a transaction, so its commit travels with its answer.

    Raises Busy when the database cannot be reached (nothing was done), CommitUnknown when the connection broke while
    a statement was under way. Where the URL is `pooled` (PgBouncer in transaction mode) nothing is prepared.
    """

    def __init__(self, url: str, name: str, *, pooled: bool) -> None:
        self._url = url
        self._name = name
        self._prepare_threshold = None if pooled else 5
        self._connection: psycopg.AsyncConnection[tuple[Any, ...]] | None = None
        self._busy = asyncio.Lock()
        self._not_before = 0.0

    async def fetch(self, query: str, params: Mapping[str, object] | Sequence[object]) -> list[tuple[Any, ...]]:
        """Run one statement, prepared where there is no pooler, and return its rows."""
        async with self._busy:
            connection = await self._ready()
            try:
                cursor = await connection.execute(query, params, prepare=True)
                return await cursor.fetchall()
            except psycopg.errors.LockNotAvailable as error:
                raise Busy from error
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if not connection.closed and not connection.broken:
                    raise
                await self.close()
                raise CommitUnknown from error
            except asyncio.CancelledError:
                # A half-read answer must not be taken for the next one.
                await asyncio.shield(self.close())
                raise

    async def execute(self, query: str, params: Sequence[object] = ()) -> None:
        """Run one statement that returns nothing."""
        async with self._busy:
            connection = await self._ready()
            try:
                await connection.execute(query, params)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                await self.close()
                raise Busy from error

    async def _ready(self) -> psycopg.AsyncConnection[tuple[Any, ...]]:
        if self._connection is not None and not self._connection.closed:
            return self._connection
        loop = asyncio.get_running_loop()
        if loop.time() < self._not_before:
            raise Busy
        try:
            self._connection = await psycopg.AsyncConnection.connect(
                self._url, autocommit=True, connect_timeout=2, application_name=f"motcua edge {self._name}",
                prepare_threshold=self._prepare_threshold,
            )  # fmt: skip
        except psycopg.OperationalError as error:
            self._not_before = loop.time() + _RETRY_AFTER_S
            log.warning("edge.database_away %s", self._name)
            raise Busy from error
        return self._connection

    async def close(self) -> None:
        """Drop the connection; the next statement opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
