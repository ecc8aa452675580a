"""The worker's threads: answer citizens, settle receipts, send, keep the channels' house. Each survives its errors.

A NOTIFY of the edge wakes them; without one they look four times a second. Several workers may run.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

import psycopg
from django.db import close_old_connections, connection

from motcua.foundation import clock
from motcua.foundation.config import config
from motcua.messaging.channels import delivery, inbox, intake, receipts, registry
from motcua.messaging.channels.sender import GATHER_SECONDS, Sender

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2
# A list of one costs almost what a list of ten does: 11 ms of processor, and 2 ms an answer in a list of 16. So when
# several came within the short wait the next list is given longer to fill.
_TALK_EVERY = 0.04
_TALK_EVERY_IN_A_RUSH = 0.15
_RUSH = 3
_ARREARS_EVERY = 0.5  # seldom: in a rush the second talker would halve the lists of the first
_RECEIPTS_EVERY = 0.25  # nobody waits for them
_HOUSEKEEPING_SECONDS = 1.0
_PAUSE_AFTER_ERROR = 1.0
_STOP_WITHIN = 15.0

Now = Callable[[], datetime]
Job = Callable[[], int]


def run_forever(stop: threading.Event, *, now: Now = clock.now) -> None:
    """Work until `stop` is set, then finish what is in hand. Returns when every thread has ended."""
    events_came, to_send = _Bell(), threading.Event()
    targets: dict[str, Callable[[], None]] = {
        "talk": lambda: _talk(lambda: inbox.work(now=now()), events_came.ear(), to_send, stop),
        "talk-again": lambda: _take_arrears(now, to_send, stop),
        "receipts": lambda: _settle_receipts(lambda: receipts.work(now=now()), events_came.ear(), stop),
        "sender": lambda: _send(Sender(now, to_send), to_send, stop),
        "housekeeping": lambda: _keep_house(now, stop),
        "bell": lambda: _listen(events_came, stop),
    }
    threads = [threading.Thread(target=target, name=name, daemon=True) for name, target in targets.items()]
    for thread in threads:
        thread.start()
    stop.wait()
    events_came.ring()
    to_send.set()
    for thread in threads:
        thread.join(_STOP_WITHIN)
    for port in registry.channels():
        port.close()


class _Bell:
    """Heard by every ear, so that no thread takes another's ring."""

    def __init__(self) -> None:
        self._ears: list[threading.Event] = []

    def ear(self) -> threading.Event:
        ear = threading.Event()
        self._ears.append(ear)
        return ear

    def ring(self) -> None:
        for ear in self._ears:
            ear.set()


def _talk(job: Job, ear: threading.Event, to_send: threading.Event, stop: threading.Event) -> None:
    """Answer at once while there are events (there may be something to send then), else wait for the bell."""
    while not stop.is_set():
        ear.clear()
        answered = _survive(job, stop)
        if answered:
            to_send.set()
        else:
            ear.wait(POLL_SECONDS)
        if answered < inbox.BATCH:  # a full list means that more wait already
            stop.wait(_TALK_EVERY if answered < _RUSH else _TALK_EVERY_IN_A_RUSH)
    connection.close()


def _take_arrears(now: Now, to_send: threading.Event, stop: threading.Event) -> None:
    """What failed before, and what the first talker leaves while a slow event holds it."""
    while not stop.is_set():
        answered = _survive(lambda: inbox.work_again(now=now()) + inbox.work(now=now()), stop)
        if answered:
            to_send.set()
        if answered < inbox.BATCH:
            stop.wait(_ARREARS_EVERY)
    connection.close()


def _settle_receipts(job: Job, ear: threading.Event, stop: threading.Event) -> None:
    while not stop.is_set():
        ear.clear()
        if not _survive(job, stop):
            ear.wait(POLL_SECONDS)
        stop.wait(_RECEIPTS_EVERY)
    connection.close()


def _send(sender: Sender, to_send: threading.Event, stop: threading.Event) -> None:
    while not stop.is_set():
        to_send.clear()
        if not _survive(sender.turn, stop):
            to_send.wait(POLL_SECONDS)
        stop.wait(GATHER_SECONDS)
    _survive(sender.finish, stop)
    connection.close()


def _keep_house(now: Now, stop: threading.Event) -> None:
    while not stop.wait(_HOUSEKEEPING_SECONDS):
        _survive(lambda: delivery.settle(now=now()), stop)
        _survive(lambda: sum(port.keep_house(now()) for port in registry.channels()), stop)
    connection.close()


def _survive(job: Callable[[], int | None], stop: threading.Event) -> int:
    try:
        close_old_connections()
        return job() or 0
    except Exception:  # a thread that dies silently is worse: log, wait a little, go on
        log.exception("worker.failed thread=%s", threading.current_thread().name)
        connection.close()
        stop.wait(_PAUSE_AFTER_ERROR)
        return 0


def _listen(events_came: _Bell, stop: threading.Event) -> None:
    """Hear the edge's NOTIFY on a direct connection; without it the others poll, so its loss only costs time."""
    while not stop.is_set():
        try:
            with psycopg.connect(config().database_direct_url, autocommit=True) as line:
                line.execute(f"LISTEN {intake.BELL_CHANNEL}")
                while not stop.is_set():
                    for _ in line.notifies(timeout=1.0, stop_after=1):
                        events_came.ring()
        except psycopg.Error:
            log.warning("worker.bell.lost", exc_info=True)
            stop.wait(_PAUSE_AFTER_ERROR)
