"""The signing keys of each Zalo app, kept in memory with an age. No Django: the edge imports this."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

log = logging.getLogger(__name__)

# -- name: signing_keys -- every app that may call the webhook; a closed app keeps no key here.
# Which of the two keys signs is nobody's certain knowledge: the latest choice of an account of the app says.
KEYS_SQL = """
    SELECT app_id, app_secret_sealed, CASE coalesce((
        SELECT c.value FROM oa_choice c JOIN oa_account a ON a.id = c.account_id
        WHERE a.app_id = zalo_app.id AND c.name = 'webhook_key' ORDER BY c.id DESC LIMIT 1
    ), '') WHEN 'app_secret' THEN app_secret_sealed ELSE oa_secret_key_sealed END
    FROM zalo_app
    WHERE closed_at IS NULL
"""
SEALED_AS = "zalo_app"  # the context of encryption


@dataclass(frozen=True, slots=True)
class AppKeys:
    """`oa_secret_key` signs webhooks; `app_secret` exchanges tokens. Two settings, though some pages call them one."""

    app_id: str
    oa_secret_key: str
    app_secret: str = ""


KeyRow = tuple[str, bytes, bytes]


class Unread(Exception):
    """The keys could not be read: an app that is not known may be ours all the same."""


class KeyCache:
    """`await cache.get(app_id)` → keys or None. Reads the database at most every `max_age` seconds.

    An app it does not know makes it look again, but at most once in `retry` seconds, so strangers cannot make it busy.
    When the database is away the keys it has stay good.
    """

    def __init__(
        self,
        fetch: Callable[[str], Awaitable[Iterable[KeyRow]]],
        unseal: Callable[[bytes, str], str],
        *,
        query: str = KEYS_SQL,
        max_age: float = 30.0,
        retry: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._unseal = unseal
        self._query = query
        self._max_age = max_age
        self._retry = retry
        self._clock = clock
        self._keys: dict[str, AppKeys] = {}
        self._read_at = float("-inf")
        self._unread = False
        self._lock = asyncio.Lock()

    def at_hand(self, app_id: str) -> AppKeys | None:
        """The keys of this app where nothing must be read for them; None: `get` tells."""
        known = self._keys.get(app_id)
        # while someone is reading, what we know is good enough
        return known if known is None or not self._due(known) or self._lock.locked() else None

    async def get(self, app_id: str) -> AppKeys | None:
        """The keys of this app, or None for an app that is not ours. Raises Unread while nobody can tell."""
        if known := self.at_hand(app_id):
            return known
        async with self._lock:
            if self._due(self._keys.get(app_id)):
                await self._read()
        if app_id not in self._keys and self._unread:
            raise Unread
        return self._keys.get(app_id)

    def _due(self, known: AppKeys | None) -> bool:
        return self._clock() - self._read_at > (self._retry if known is None else self._max_age)

    async def _read(self) -> None:
        try:
            rows = await self._fetch(self._query)
            self._unread = False
            self._keys = {
                app_id: AppKeys(
                    app_id=app_id,
                    app_secret=self._unseal(app_secret, SEALED_AS),
                    oa_secret_key=self._unseal(oa_secret_key, SEALED_AS),
                )
                for app_id, app_secret, oa_secret_key in rows
            }
        except Exception:  # whatever is wrong with the store, webhooks go on with the keys we have
            log.warning("zalo.keys.not_read", exc_info=True)
            self._unread = True
        finally:
            self._read_at = self._clock()
