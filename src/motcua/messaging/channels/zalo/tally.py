"""How webhook calls ended, counted by day for the connection page. No Django: the edge runs this.

A wrong mac leaves no event behind, so without this count nobody would see that a key is wrong.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from motcua.foundation.clock import local_date

log = logging.getLogger(__name__)

WRITE_EVERY_S = 10.0

# -- name: tally_webhooks -- many edges add to one row a day; an app's name is a stranger's word, so none is kept
TALLY_SQL = """
    INSERT INTO webhook_tally (app_id, "on", word, times, last_at)
    SELECT '', %(on)s, word, times, %(now)s FROM unnest(%(words)s::text[], %(times)s::bigint[]) AS t (word, times)
    ON CONFLICT ON CONSTRAINT a_day_is_tallied_once
    DO UPDATE SET times = webhook_tally.times + excluded.times,
        last_at = greatest(webhook_tally.last_at, excluded.last_at)
    RETURNING 1
"""

Fetch = Callable[[str, Mapping[str, object]], Awaitable[object]]


class Tally:
    """`counts` is `Receiver.counts`, which only grows; what was written is remembered and only the rest is added."""

    def __init__(self, counts: Mapping[str, int], fetch: Fetch) -> None:
        self._counts = counts
        self._fetch = fetch
        self._written: dict[str, int] = {}

    async def write(self, now: datetime) -> int:
        """Add what came since the last time; returns how many calls. On an error nothing is lost but the moment."""
        counted = dict(self._counts)
        fresh = {word: times - self._written.get(word, 0) for word, times in counted.items()}
        fresh = {word: times for word, times in fresh.items() if times > 0}
        if fresh:
            told = {"on": local_date(now), "now": now, "words": list(fresh), "times": list(fresh.values())}
            await self._fetch(TALLY_SQL, told)
            self._written = counted
        return sum(fresh.values())

    async def keep(self, now: Callable[[], datetime], every_s: float = WRITE_EVERY_S) -> None:
        """Write for ever; a lost database is tried again at the next turn."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.write(now())
            except Exception:  # a count must not end the edge
                log.warning("webhook_tally.not_written", exc_info=True)
