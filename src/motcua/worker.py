"""The worker process: answers messages, sends, keeps the schedule, and says that it is alive."""

import logging
import os
import signal
import socket
import threading

from django.db import close_old_connections, connection

from motcua.foundation import clock
from motcua.foundation.jobs.models import WorkerHeartbeat
from motcua.messaging.channels import loop
from motcua.schedule import run_schedule

log = logging.getLogger(__name__)
_BEAT_S = 5.0


def run() -> None:
    """Work until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = [
        threading.Thread(target=_beat, args=(stop,), name="heartbeat"),
        threading.Thread(target=run_schedule, args=(stop,), name="schedule"),
    ]
    for thread in threads:
        thread.start()
    try:
        loop.run_forever(stop)
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=10)


def _beat(stop: threading.Event) -> None:
    """Say every five seconds that this worker is there; a lost database is tried again at the next beat."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    while not stop.is_set():
        try:
            WorkerHeartbeat.objects.update_or_create(name=name, defaults={"beat_at": clock.now()})
        except Exception:  # the database may be restarting; the next beat tells
            log.warning("worker.heartbeat_failed")
            close_old_connections()
            connection.close()
        stop.wait(_BEAT_S)
