"""Sends side by side: one thread claims and records, many hands hold the HTTP calls, none of them a connection.

Every claim and every record is a commit, so both wait a moment to serve several messages at once.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from motcua.messaging.channels import delivery
from motcua.messaging.channels.contract import Line, Outcome, Result
from motcua.messaging.channels.delivery import Claimed

log = logging.getLogger(__name__)

HANDS = 24
GATHER_SECONDS = 0.06
_CLAIM_AT_LEAST_EVERY = 0.1
_LINES_LIVE = 0.5  # a renewed token or a lifted stop is noticed this late

Done = tuple[Claimed, Line, Result]


class Sender:
    """Call `turn` again and again; `bell` rings when a call has ended. `finish` waits for the calls under way."""

    def __init__(self, now: Callable[[], datetime], bell: threading.Event) -> None:
        self._now = now
        self._bell = bell
        self._pool = ThreadPoolExecutor(HANDS, thread_name_prefix="send")
        self._busy = 0
        self._done: queue.SimpleQueue[Done | None] = queue.SimpleQueue()
        self._unrecorded: list[Done] = []
        self._lines: dict[int, Line] = {}
        self._lines_read = self._claimed_at = float("-inf")

    def turn(self) -> int:
        """Record what is done, take what there are hands for. Returns how many messages were taken."""
        self._record()
        free = HANDS - self._busy
        if free < HANDS // 2 and time.monotonic() - self._claimed_at < _CLAIM_AT_LEAST_EVERY:
            return 0
        claimed = self._claim(free)
        for message in claimed:
            line = self._lines[message.account]
            if line.is_local:
                self._unrecorded.append((message, line, delivery.transmit(message, line)))
            else:
                self._busy += 1
                self._pool.submit(self._send, message, line)
        if self._unrecorded:
            self._record()
        return len(claimed)

    def finish(self) -> None:
        """Every call under way ends in its outcome, and that is written."""
        self._pool.shutdown(wait=True)
        self._record()

    def _claim(self, free: int) -> list[Claimed]:
        now = self._now()
        self._claimed_at = time.monotonic()
        if self._claimed_at - self._lines_read > _LINES_LIVE:
            self._lines = delivery.open_lines(now)
            self._lines_read = self._claimed_at
        return delivery.claim(self._lines, limit=free, now=now)

    def _send(self, message: Claimed, line: Line) -> None:
        try:
            self._done.put((message, line, delivery.transmit(message, line)))
        except BaseException:
            log.exception("sender.broke message=%s", message.id)
            self._done.put(None)  # its lease runs out, and its echo is awaited
            raise
        finally:
            self._bell.set()

    def _record(self) -> None:
        """Outcomes that could not be written are kept and written with the next."""
        while not self._done.empty():
            result = self._done.get()
            self._busy -= 1
            if result is not None:
                self._unrecorded.append(result)
        delivery.record(self._unrecorded, now=self._now())
        if any(_changes_account(result) for _, _, result in self._unrecorded):
            self._lines_read = float("-inf")
        self._unrecorded.clear()


def _changes_account(result: Result) -> bool:
    """It may be held back or stopped now, or has learned something."""
    return result.outcome is not Outcome.DONE or bool(result.learned)
