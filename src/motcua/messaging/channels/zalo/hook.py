"""The webhook door: verify the exact bytes, have the event stored, answer.

No Django: the edge imports this. Nothing is parsed beyond the envelope; the worker does the rest. Promises: a genuine
event is stored once before 200 is said, an unknown kind of event too; a forged one is counted and never stored.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from enum import Enum

from motcua.foundation.group_commit import Busy, CommitUnknown
from motcua.messaging.channels.intake import AsyncConnection, Intake, Stored
from motcua.messaging.channels.zalo import events, signature
from motcua.messaging.channels.zalo.events import Envelope
from motcua.messaging.channels.zalo.keys import AppKeys, KeyCache, Unread

log = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
ANSWER_WITHIN = 1.5  # Zalo waits 2 s
# Zalo repeats for at most 12 hours; what is older is a replay of a body someone kept.
STALE_AFTER = timedelta(hours=24)
_STALE_AFTER_S = STALE_AFTER.total_seconds()


class Receipt(Enum):
    """What became of a webhook call: the HTTP status to answer, and a word for it."""

    STORED = (200, "stored")
    REPEATED = (200, "repeated")
    PROBE = (200, "probe")
    STALE = (200, "stale")
    MALFORMED = (400, "malformed")
    FORGED = (401, "forged")
    TOO_LARGE = (413, "too-large")
    BUSY = (503, "busy")

    def __init__(self, status: int, word: str) -> None:
        # Plain attributes: reading `value` through the enum's own descriptor took as long as the signature.
        self.status = status
        self.word = word


def to_row(envelope: Envelope, raw_body: bytes, *, now: datetime) -> Stored:
    """The row of a verified event."""
    return Stored(
        envelope.app_id,
        envelope.oa_id,
        envelope.citizen,
        envelope.event_name,
        envelope.lane,
        events.dedupe_key(envelope, raw_body),
        raw_body,
        envelope.at_s,
        now.timestamp(),
    )


class Receiver:
    """`connect()` yields a pooled connection in autocommit.

    `counts` says how many calls ended in each `Receipt.word`, for /metrics.
    """

    def __init__(
        self,
        *,
        connect: Callable[[], AbstractAsyncContextManager[AsyncConnection]],
        keys: KeyCache,
        max_batch: int = 200,
        in_flight: int = 2,
        max_waiting: int = 8192,
    ) -> None:
        self._keys = keys
        self._intake = Intake(
            events.CHANNEL, connect, within=ANSWER_WITHIN, max_batch=max_batch, in_flight=in_flight,
            max_waiting=max_waiting,
        )  # fmt: skip
        self._hinted_at = float("-inf")
        self.counts: Counter[str] = Counter()

    async def receive(self, header: str, raw_body: bytes | None, now: datetime) -> Receipt:
        """Judge and store one call. `raw_body` None = it was over the byte limit."""
        receipt = await self._take(header, raw_body, now)
        self.counts[receipt.word] += 1
        return receipt

    async def close(self) -> None:
        """Finish what is under way."""
        await self._intake.close()

    async def _take(self, header: str, raw_body: bytes | None, now: datetime) -> Receipt:
        if raw_body is None or len(raw_body) > MOST_BYTES:
            return Receipt.TOO_LARGE
        if not raw_body.strip():
            return Receipt.PROBE  # the console asks so when an address is saved
        envelope = events.envelope_of(raw_body)
        if envelope is None:
            return Receipt.MALFORMED
        try:
            keys = (self._keys.at_hand(envelope.app_id) or await self._keys.get(envelope.app_id)) if header else None
        except Unread:
            return Receipt.BUSY  # a genuine event called forged would never come again
        if keys is None or not signature.is_genuine(header, raw_body, envelope, keys):
            self._hint(header, raw_body, envelope, keys)
            return Receipt.FORGED
        row = to_row(envelope, raw_body, now=now)
        if row.occurred_at is None or abs(row.received_at - row.occurred_at) > _STALE_AFTER_S:
            return Receipt.STALE
        try:
            fresh = await self._intake.hand_in(row)
        except (Busy, CommitUnknown):
            return Receipt.BUSY  # Zalo sends it again; what was stored after all is known by its key
        return Receipt.STORED if fresh else Receipt.REPEATED

    def _hint(self, header: str, raw_body: bytes, envelope: Envelope, keys: AppKeys | None) -> None:
        """Say why, for the operator, at most once a second: strangers must not be able to fill the log."""
        tick = asyncio.get_running_loop().time()
        if tick - self._hinted_at < 1:
            return
        self._hinted_at = tick
        if not header:
            why = "no signature header"
        elif keys is None:
            why = "no such app here"
        else:
            why = signature.why_refused(header, raw_body, envelope, keys)
        log.warning("intake.forged app=%s why=%s", envelope.app_id[:40], why)
