"""The long steps of an import: judge every row, write them, take them back. Each is one transaction, all or nothing.

A step finishes by changing the run's state under its attempt's number; whoever lost the run meanwhile rolls back.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.verdict import Effect, Verdict
from motcua.workflows.imports import keeping
from motcua.workflows.imports.books import COMMAND_LINE, Unreadable
from motcua.workflows.imports.cells import Fault, Row
from motcua.workflows.imports.cleaning import BadRow, Cleaner, Portion, Tally, Values
from motcua.workflows.imports.models import ImportRun
from motcua.workflows.imports.reporting import Cancelled, Reporter
from motcua.workflows.imports.rules import State
from motcua.workflows.imports.sheets import open_book
from motcua.workflows.imports.targets import Run, Scope, Target, target

_LOCK_SQL = "SELECT pg_advisory_xact_lock(hashtext('import run'), %s::int)"
_TRY_LOCK_SQL = "SELECT pg_try_advisory_xact_lock(hashtext('import run'), %s::int)"
GONE = "Tệp đã được xóa theo hạn lưu. Tải tệp lên lại."
REFUSED_BY_TARGET = "trái với dữ liệu đã có"


def plan(run: ImportRun, reporter: Reporter, now: datetime) -> None:
    """Xem thử: judge every row; nothing of the target changes. Raises Unreadable, Cancelled."""
    with transaction.atomic():
        _hold(run)
        aim, scope = _aim(run)
        _judge_all(run, reporter, now, lambda rows: aim.compare(scope, rows, now))
        _finish(run, reporter, State.PLANNING, State.PLANNED, planned_at=now)


def write(run: ImportRun, reporter: Reporter, now: datetime) -> None:
    """Nhập dòng đúng: write every good row in one transaction. Raises Unreadable, Cancelled."""
    with transaction.atomic():
        _hold(run)
        aim, scope = _aim(run)
        this = Run(run.pk, run.by_id, now)
        _judge_all(run, reporter, now, lambda rows: aim.record(scope, rows, this))
        _finish(run, reporter, State.WRITING, State.DONE, written_at=now, ended_at=now)
        _audit(EventTag.IMPORT_WRITTEN, run, now, new=run.new_rows, changed=run.changed_rows, same=run.same_rows,
               bad=run.bad_rows)  # fmt: skip


def undo(run: ImportRun, reporter: Reporter, now: datetime) -> None:
    """Hoàn tác: take back all the run wrote, in one transaction. Raises Cancelled."""
    with transaction.atomic():
        _hold(run)
        aim, scope = _aim(run)
        run.undone_rows = aim.undo(scope, Run(run.pk, run.by_id, now))
        _finish(run, reporter, State.UNDOING, State.UNDONE, undone_at=now, undone_rows=run.undone_rows)
        _audit(EventTag.IMPORT_UNDONE, run, now, rows=run.undone_rows)


def is_held(run_id: int) -> bool:
    """Whether some worker is at a step of this run now; inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY_LOCK_SQL, [run_id])
        return not cursor.fetchone()[0]


def _hold(run: ImportRun) -> None:
    """One worker at a time; who comes later waits, for by its attempt the earlier one will not finish."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_SQL, [run.pk])


def _aim(run: ImportRun) -> tuple[Target, Scope]:
    aim = target(run.target)
    assert aim is not None, run.target
    return aim, Scope(run.unit_id, run.part)


def _judge_all(
    run: ImportRun, reporter: Reporter, now: datetime, verdicts_of: Callable[[list[Values]], list[Verdict]]
) -> None:
    """Read the sheet portion by portion, let the target judge the good rows, keep the bad ones, count everything."""
    cleaner = _cleaner(run, now)
    rows = _rows(run)
    keeping.forget_bad_rows(run.pk)
    pages, counts, read = keeping.BadPages(run.pk), Counter[Effect](), run.first_row - 1
    refused = Tally()
    reporter.tick(0, run.total_rows)
    with _few_collections():
        for portion in _one_ahead(cleaner.portions(rows, run.first_row)):
            judged = verdicts_of(portion.values) if portion.values else []
            counts.update(verdict.effect for verdict in judged)
            pages.add(_sorted(portion.bad, _refused(portion, judged, cleaner, refused)))
            read += portion.read
            reporter.tick(read, max(read, run.total_rows))
    pages.close()
    tally = cleaner.tally
    tally.add(refused)
    run.new_rows, run.changed_rows, run.same_rows = (
        counts[one] for one in (Effect.NEW, Effect.CHANGED, Effect.SAME)
    )  # fmt: skip
    run.total_rows = run.done_rows = read
    run.bad_rows, run.passed_over = tally.bad, tally.passed_over
    run.tally = {
        "faults": dict(tally.faults.most_common(20)), "mended": dict(tally.mended), "examples": tally.examples,
    }  # fmt: skip


def _one_ahead(portions: Iterator[Portion]) -> Iterator[Portion]:
    """The next portion is read and cleaned while the database is busy with this one."""
    with ThreadPoolExecutor(1, "import reader") as reader:
        following = reader.submit(next, portions, None)
        while (portion := following.result()) is not None:
            following = reader.submit(next, portions, None)
            yield portion


@contextmanager
def _few_collections() -> Iterator[None]:
    """Rows hold no circles, yet the collector would look through all of them again and again: a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _cleaner(run: ImportRun, now: datetime) -> Cleaner:
    aim, scope = _aim(run)
    return Cleaner(aim.columns(scope, now), run.places, run.fixed, lambda values: aim.key_of(scope, values))


def _rows(run: ImportRun) -> Iterator[Row]:
    data = keeping.file_of(run.pk)
    if data is None:
        raise Unreadable(GONE)
    rows = open_book(data, run.file_name, COMMAND_LINE).rows(run.sheet)
    for _ in range(run.first_row - 1):
        next(rows, None)
    return rows


def _refused(portion: Portion, verdicts: list[Verdict], cleaner: Cleaner, refused: Tally) -> list[BadRow]:
    """The rows that the target does not take; counted apart, for the cleaner is at work on the next portion."""
    rows = []
    for number, row, verdict in zip(portion.numbers, portion.raw, verdicts, strict=True):
        if verdict.effect is Effect.BAD:
            faults = {"": Fault(REFUSED_BY_TARGET, verdict.reason)}
            refused.note_bad(faults)
            rows.append(cleaner.bad_row(number, row, faults))
    return rows


def _sorted(*parts: list[BadRow]) -> list[BadRow]:
    return sorted((row for part in parts for row in part), key=lambda row: row.number)


_COUNTED = ("new_rows", "changed_rows", "same_rows", "bad_rows", "passed_over", "total_rows", "done_rows", "tally")


def _finish(run: ImportRun, reporter: Reporter, at: State, to: State, **moments: object) -> None:
    counted = {name: getattr(run, name) for name in _COUNTED}
    mine = ImportRun.objects.filter(pk=run.pk, state=at, cancel_asked_at=None)
    if reporter.attempt:
        mine = mine.filter(attempt=reporter.attempt)
    if not mine.update(state=to, failure="", **counted, **moments):
        raise Cancelled


def _audit(tag: EventTag, run: ImportRun, now: datetime, **detail: int) -> None:
    record(
        tag, at=now, actor_kind=ActorKind.OFFICER if run.by_id else ActorKind.SYSTEM, actor_id=run.by_id or 0,
        unit_id=run.unit_id, subject_id=run.pk, target=run.target, **detail,
    )  # fmt: skip
