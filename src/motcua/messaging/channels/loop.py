"""The worker's threads: answer citizens, settle receipts, send, renew tokens. Each survives its errors.

A NOTIFY of the edge wakes them; without one they look four times a second. Several workers may run.
"""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

import psycopg
from django.db import close_old_connections, connection

from motcua.foundation import clock
from motcua.foundation.config import config
from motcua.messaging.channels import delivery, inbox, intake, receipts, tokens
from motcua.messaging.channels.delivery import Claimed, Line
from motcua.messaging.channels.zalo.channel import Sent
from motcua.messaging.channels.zalo.client import ZaloClient

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
TALKERS = 2
SENDS_AT_ONCE = 16
_HOUSEKEEPING_SECONDS = 1.0
_PAUSE_AFTER_ERROR = 1.0
_STOP_WITHIN = 15.0

Now = Callable[[], datetime]
Result = tuple[Claimed, Line, Sent]


def run_forever(stop: threading.Event, *, now: Now = clock.now, client: ZaloClient | None = None) -> None:
    """Work until `stop` is set, then finish what is in hand. Returns when every thread has ended."""
    zalo = client or ZaloClient(api_url=config().zalo_api_url, oauth_url=config().zalo_oauth_url)
    wake = _Wake(stop)
    sender = Sender(zalo, now)
    jobs: list[tuple[str, Callable[[], int]]] = [
        *((f"talk-{number}", lambda: inbox.work(now=now())) for number in range(1, TALKERS + 1)),
        ("receipts", lambda: receipts.work(now=now())),
    ]
    threads = [threading.Thread(target=_repeat, args=(name, job, wake), name=name, daemon=True) for name, job in jobs]
    threads.append(threading.Thread(target=sender.run, args=(wake,), name="sender", daemon=True))
    threads.append(threading.Thread(target=_keep_house, args=(zalo, now, stop), name="housekeeping", daemon=True))
    threads.append(threading.Thread(target=_listen, args=(wake,), name="bell", daemon=True))
    for thread in threads:
        thread.start()
    stop.wait()
    wake.all()
    for thread in threads:
        thread.join(_STOP_WITHIN)
    if client is None:
        zalo.close()


class _Wake:
    """One event per waiting thread, so that none takes another's ring."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self._bells: list[threading.Event] = []

    def bell(self) -> threading.Event:
        bell = threading.Event()
        self._bells.append(bell)
        return bell

    def all(self) -> None:
        for bell in self._bells:
            bell.set()


def _repeat(name: str, job: Callable[[], int], wake: _Wake) -> None:
    """Do the job again at once while there is work (and tell the others), else wait for the bell."""
    bell = wake.bell()
    while not wake.stop.is_set():
        bell.clear()
        if _survive(name, job, wake.stop):
            wake.all()
        else:
            bell.wait(POLL_SECONDS)
    connection.close()


def _survive(name: str, job: Callable[[], int], stop: threading.Event) -> int:
    try:
        close_old_connections()
        return job()
    except Exception:  # a thread that dies silently is worse: log, wait a little, go on
        log.exception("worker.failed thread=%s", name)
        connection.close()
        stop.wait(_PAUSE_AFTER_ERROR)
        return 0


class Sender:
    """Claims as many messages as there are free hands, sends them side by side, records what came of them."""

    def __init__(self, client: ZaloClient, now: Now, *, hands: int = SENDS_AT_ONCE) -> None:
        self._client = client
        self._now = now
        self._hands = hands
        self._busy = 0
        self._done: queue.SimpleQueue[Result | None] = queue.SimpleQueue()
        self._unrecorded: list[Result] = []
        self._bell = threading.Event()

    def run(self, wake: _Wake) -> None:
        self._bell = bell = wake.bell()
        with ThreadPoolExecutor(self._hands, thread_name_prefix="send") as pool:
            while not wake.stop.is_set():
                bell.clear()
                if not _survive("sender", partial(self._turn, pool), wake.stop):
                    bell.wait(POLL_SECONDS)
        _survive("sender", self._record, wake.stop)  # the pool has ended: every call has its outcome
        connection.close()

    def _turn(self, pool: ThreadPoolExecutor) -> int:
        """Record what is done, take what there are hands for. Returns how much of either there was."""
        recorded = self._record()
        free = self._hands - self._busy
        if not free:
            return recorded
        now = self._now()
        lines = delivery.open_lines(now)
        claimed = delivery.claim(lines, limit=free, now=now)
        for message in claimed:
            self._busy += 1
            pool.submit(self._send, message, lines[message.account])
        return recorded + len(claimed)

    def _send(self, message: Claimed, line: Line) -> None:
        try:
            self._done.put((message, line, delivery.transmit(self._client, message, line)))
        except BaseException:
            log.exception("sender.broke message=%s", message.id)
            self._done.put(None)  # its lease runs out, and its echo is awaited
            raise
        finally:
            self._bell.set()

    def _record(self) -> int:
        """Outcomes that could not be written are kept and written with the next."""
        before = self._busy
        while not self._done.empty():
            result = self._done.get()
            self._busy -= 1
            if result is not None:
                self._unrecorded.append(result)
        delivery.record(self._unrecorded, now=self._now())
        self._unrecorded.clear()
        return before - self._busy


def _keep_house(client: ZaloClient, now: Now, stop: threading.Event) -> None:
    while not stop.wait(_HOUSEKEEPING_SECONDS):
        _survive("housekeeping", partial(_house_round, client, now), stop)
    connection.close()


def _house_round(client: ZaloClient, now: Now) -> int:
    moved = delivery.settle(now=now())
    return moved + tokens.renew_due(client, now=now())


def _listen(wake: _Wake) -> None:
    """Hear the edge's NOTIFY on a direct connection; without it the others poll, so its loss only costs time."""
    while not wake.stop.is_set():
        try:
            with psycopg.connect(config().database_direct_url, autocommit=True) as bell:
                bell.execute(f"LISTEN {intake.BELL_CHANNEL}")
                while not wake.stop.is_set():
                    for _ in bell.notifies(timeout=1.0, stop_after=1):
                        wake.all()
        except psycopg.Error:
            log.warning("worker.bell.lost", exc_info=True)
            wake.stop.wait(_PAUSE_AFTER_ERROR)
