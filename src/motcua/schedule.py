"""Every periodic job of the house, in one list. A job reads the clock, calls one operation, and may run twice."""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections
from procrastinate.contrib.django import app

from motcua.features.dossiers.jobs import announce_purges, tell_followers
from motcua.features.helpdesk.jobs import tidy_threads
from motcua.features.knowledge.jobs import forget_questions
from motcua.features.lists.jobs import tell_due_lists
from motcua.features.queueing.jobs import close_past_days
from motcua.features.reports.jobs import sound_alarms
from motcua.foundation import clock
from motcua.foundation.citizens.jobs import run_retention
from motcua.foundation.jobs.queues import Queue
from motcua.foundation.staff.jobs import delete_old_tokens
from motcua.messaging.channels.jobs import (
    delete_raw_events,
    forget_idle_conversations,
    forget_sent_texts,
    settle_outbox,
)
from motcua.messaging.channels.zalo.jobs import ask_accounts
from motcua.tickets.planning import open_planned_shifts
from motcua.workflows.imports.jobs import tidy_imports

log = logging.getLogger(__name__)
# How many seconds a job may lie unseen: an officer waits for a slow one, nobody for a scheduled one.
_PACES = {Queue.SCHEDULED: 5.0, Queue.SLOW: 1.0}

# Cron lines are read in UTC: 19:20 is 02:20 in Vietnam, when nobody waits.
SCHEDULE: tuple[tuple[str, str, Callable[[datetime], object]], ...] = (
    ("open_planned_shifts", "*/5 * * * *", open_planned_shifts),
    ("run_retention", "20 19 * * *", run_retention),
    ("delete_raw_events", "40 19 * * *", delete_raw_events),
    ("forget_sent_texts", "50 19 * * *", forget_sent_texts),
    ("forget_idle_conversations", "55 19 * * *", forget_idle_conversations),
    ("close_past_days", "30 19 * * *", close_past_days),
    ("forget_questions", "0 20 * * *", forget_questions),
    ("delete_old_tokens", "10 20 * * *", delete_old_tokens),
    ("settle_outbox", "*/2 * * * *", settle_outbox),
    ("ask_accounts", "*/10 * * * *", ask_accounts),
    ("tidy_threads", "*/2 * * * *", tidy_threads),
    ("sound_alarms", "* * * * *", sound_alarms),
    ("tell_followers", "* * * * *", tell_followers),
    ("announce_purges", "10 1 * * *", announce_purges),
    ("tell_due_lists", "*/5 * * * *", tell_due_lists),
    ("tidy_imports", "* * * * *", tidy_imports),
)


def _register(name: str, cron: str, job: Callable[[datetime], object]) -> None:
    @app.periodic(cron=cron)
    @app.task(name=name, queue=Queue.SCHEDULED, queueing_lock=name, pass_context=False)
    def run(timestamp: int) -> None:
        close_old_connections()
        try:
            job(clock.now())
        finally:
            close_old_connections()


for _name, _cron, _job in SCHEDULE:
    _register(_name, _cron, _job)


def run_schedule(stop: threading.Event) -> None:
    """Run periodic and slow jobs until told to stop; a lost database is waited for."""
    while not stop.is_set():
        try:
            asyncio.run(_work(stop))
        except Exception:  # the database may be restarting
            log.exception("schedule.interrupted")
            stop.wait(2)


async def _work(stop: threading.Event) -> None:
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # the Django connector has it
    with app.replace_connector(connector) as runner:
        async with runner.open_async():
            # Each queue has its own line: an import of an hour must not hold up an alarm that sounds every minute.
            jobs = [
                asyncio.create_task(
                    runner.run_worker_async(
                        queues=[queue], concurrency=1, install_signal_handlers=False, listen_notify=False,
                        fetch_job_polling_interval=pace,
                    )
                )
                for queue, pace in _PACES.items()
            ]  # fmt: skip
            stopped = asyncio.create_task(asyncio.to_thread(stop.wait))
            await asyncio.wait([*jobs, stopped], return_when=asyncio.FIRST_COMPLETED)
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
