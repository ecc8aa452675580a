"""The slow jobs of imports. Arguments are ids; each may run twice."""

import logging
from datetime import datetime

from django.db import close_old_connections, transaction
from procrastinate.contrib.django import app

from motcua.foundation import clock
from motcua.foundation.jobs.queues import Queue
from motcua.workflows.imports import keeping, steps
from motcua.workflows.imports.books import Unreadable
from motcua.workflows.imports.models import ImportRun
from motcua.workflows.imports.reporting import Cancelled, Reporter, reporting
from motcua.workflows.imports.rules import BACK, MOST_ATTEMPTS, SILENT_AFTER, WORKING, State

log = logging.getLogger(__name__)
_STEPS = {State.PLANNING: steps.plan, State.WRITING: steps.write, State.UNDOING: steps.undo}
BROKE = "Máy bị ngắt nhiều lần khi đang làm. Chưa ghi gì. Đồng chí thử lại."


@app.task(name="import_step", queue=Queue.SLOW, pass_context=False)
def import_step(run_id: int) -> None:
    """Run the step a run is at."""
    close_old_connections()
    try:
        run_step(run_id, clock.now())
    finally:
        close_old_connections()


def defer_step(run_id: int) -> None:
    """Let a worker run the step, once the caller's transaction has committed."""
    import_step.defer(run_id=run_id)


def run_step(run_id: int, now: datetime) -> None:
    """The step, with what becomes of the run when it does not end well. A lost database is for the next attempt."""
    run = ImportRun.objects.filter(pk=run_id, state__in=WORKING).first()
    if run is None:
        return
    with reporting(run_id, run.state) as reporter:
        if reporter is not None:
            _try(run, reporter, now)


def _try(run: ImportRun, reporter: Reporter, now: datetime) -> None:
    try:
        _STEPS[State(run.state)](run, reporter, now)
    except Cancelled:
        _go_back(run, reporter, "Đã dừng theo yêu cầu. Chưa ghi gì.")
    except Unreadable as error:
        _go_back(run, reporter, error.sentence)


def _go_back(run: ImportRun, reporter: Reporter, sentence: str) -> None:
    """The state before the step; not when another worker has the run by now."""
    mine = ImportRun.objects.filter(pk=run.pk, state=run.state, attempt=reporter.attempt)
    mine.update(state=BACK[State(run.state)], failure=sentence, cancel_asked_at=None, done_rows=0)


def tidy_imports(now: datetime) -> None:
    """Begin anew what a killed worker left, give up after some attempts, and forget files whose days are over."""
    keeping.forget_files(now)
    for run_id in ImportRun.objects.filter(state__in=WORKING).values_list("pk", flat=True):
        with transaction.atomic():
            run = _silent(run_id, clock.now())
            if run is None or steps.is_held(run_id):
                continue
            if run.cancel_asked_at or run.attempt >= MOST_ATTEMPTS:
                run.failure = "Đã dừng theo yêu cầu. Chưa ghi gì." if run.cancel_asked_at else BROKE
                run.state, run.cancel_asked_at = BACK[State(run.state)], None
                run.save()
                continue
            log.warning("import.begun_anew run=%s attempt=%s", run_id, run.attempt)
            defer_step(run_id)


def _silent(run_id: int, now: datetime) -> ImportRun | None:
    """The run, locked, when nothing was heard of it for some time by the database's clock."""
    silent = ImportRun.objects.select_for_update(skip_locked=True).extra(
        where=["coalesce(beat_at, 'epoch') < now() - %s"], params=[SILENT_AFTER]
    )
    run = silent.filter(pk=run_id, state__in=WORKING).first()
    # Not begun yet: it waits in the queue behind other slow jobs, unless the job itself was lost long ago.
    if run is not None and run.beat_at is None and run.asked_at and now - run.asked_at < 20 * SILENT_AFTER:
        return None
    return run
