"""What an officer does with an import: upload, tell the columns, look, write, stop, take back. Each press is short;
the long steps run in the worker (`steps.py`)."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.workflows.imports import keeping, rules
from motcua.workflows.imports.books import COMMAND_LINE, UPLOAD, Book, Data, Limits, Unreadable
from motcua.workflows.imports.cells import Fault, Row
from motcua.workflows.imports.columns import Column
from motcua.workflows.imports.headers import Header, find_header, guess, header_at, key_of_label, remembered
from motcua.workflows.imports.jobs import defer_step
from motcua.workflows.imports.models import HeaderMemory, ImportRun
from motcua.workflows.imports.old_letters import refuse_old_letters
from motcua.workflows.imports.rules import State, Verdict
from motcua.workflows.imports.sheets import open_book
from motcua.workflows.imports.targets import Scope, Target, target

__all__ = ["ask_to_stop", "begin_plan", "begin_undo", "begin_write", "receive", "stop", "take_columns", "take_sheet"]

_LOOKED_AT = 300
_SAMPLES = 3
NO_ROWS = "Trang tính không có dòng dữ liệu nào. Chọn trang khác hoặc tệp khác."


def receive(
    *, scope: Scope, target_key: str, file_name: str, data: Data, by: int | None, now: datetime,
    limits: Limits = UPLOAD,
) -> ImportRun:  # fmt: skip
    """Nhận tệp: read its header, guess its columns, keep it sealed. Raises Unreadable; then nothing is kept."""
    name = file_name.replace("\\", "/").rpartition("/")[2].strip()[-160:] or "danh-sach"
    book = open_book(data, name, limits)
    run = ImportRun(
        unit_id=scope.unit_id, target=target_key, part=scope.part, by_id=by, file_name=name, file_bytes=len(data),
        created_at=now, sheet_names=[one[:80] for one in book.sheets], notes=list(book.notes),
    )  # fmt: skip
    sheet, rows = _first_sheet_with_rows(book)
    _look_at(run, book, sheet, rows, now)
    with transaction.atomic():
        run.save()
        keeping.keep_file(run, data)
        _audit(EventTag.IMPORT_RECEIVED, run, now)
    return run


def take_sheet(*, run_id: int, sheet: int, header_row: int | None, now: datetime) -> Verdict:
    """Another sheet, or another header row of it (counting from 1): guess its columns anew. Raises Unreadable."""
    with transaction.atomic():
        run = _held(run_id)
        if run is None or not 0 <= sheet < len(run.sheet_names):
            return Verdict.NOT_THERE
        if not rules.may("map", run.state):
            return Verdict.CHANGED_MEANWHILE
        data = keeping.file_of(run_id)
        if data is None:
            return Verdict.FILE_GONE
        book = open_book(data, run.file_name, COMMAND_LINE)
        _look_at(run, book, sheet, book.head(sheet, _LOOKED_AT), now, header_row)
        run.state = State.UPLOADED
        run.save()
    return Verdict.DONE


def take_columns(*, run_id: int, places: Mapping[str, int], fixed: Mapping[str, str], now: datetime) -> Verdict:
    """Ghép cột: which column of the sheet is which, and what is the same in every row; remembered for the next time."""
    with transaction.atomic():
        run = _held(run_id)
        if run is None:
            return Verdict.NOT_THERE
        if not rules.may("map", run.state):
            return Verdict.CHANGED_MEANWHILE
        columns = columns_of(run, now)
        keys = {column.key for column in columns}
        run.places = {key: place for key, place in places.items() if key in keys and 0 <= place < len(run.labels)}
        run.fixed = {key: word[:200] for key, word in fixed.items() if key in keys and word.strip()}
        run.state = State.UPLOADED
        run.save()
        if missing_columns(run, columns):
            return Verdict.NEEDS_COLUMNS
        _remember(run, now)
    return Verdict.DONE


def begin_plan(*, run_id: int, now: datetime) -> Verdict:
    """Xem thử."""
    return _begin("plan", run_id, State.PLANNING, now)


def begin_write(*, run_id: int, by: int | None, now: datetime) -> Verdict:
    """Nhập dòng đúng."""
    return _begin("write", run_id, State.WRITING, now, by)


def begin_undo(*, run_id: int, by: int | None, now: datetime) -> Verdict:
    """Hoàn tác."""
    return _begin("undo", run_id, State.UNDOING, now, by)


def stop(*, run_id: int, by: int | None, now: datetime) -> Verdict:
    """Dừng hết: nothing is imported; the file goes with its days."""
    with transaction.atomic():
        run = _held(run_id)
        if run is None:
            return Verdict.NOT_THERE
        if not rules.may("stop", run.state):
            return Verdict.CHANGED_MEANWHILE
        run.state, run.ended_at, run.failure = State.STOPPED, now, ""
        run.save()
        _audit(EventTag.IMPORT_STOPPED, run, now, by)
    return Verdict.DONE


def ask_to_stop(*, run_id: int, now: datetime) -> Verdict:
    """Dừng a step that runs: it hears of it at its next portion and leaves nothing behind."""
    asked = ImportRun.objects.filter(pk=run_id, state__in=rules.WORKING, cancel_asked_at=None)
    return Verdict.DONE if asked.update(cancel_asked_at=now) else Verdict.CHANGED_MEANWHILE


def columns_of(run: ImportRun, now: datetime) -> tuple[Column, ...]:
    """The columns of what a run imports into."""
    aim = _target(run)
    return aim.columns(Scope(run.unit_id, run.part), now) if aim else ()


def missing_columns(run: ImportRun, columns: Sequence[Column]) -> list[Column]:
    """Columns that are needed and stand neither in the sheet nor as one good word for all rows."""
    return [
        column for column in columns
        if (column.required and column.key not in run.places and column.key not in run.fixed)
        or isinstance(_judged(column, run.fixed.get(column.key, "")), Fault)
    ]  # fmt: skip


def _judged(column: Column, word: str) -> object:
    return column.clean([word])[0] if word.strip() else None


def _begin(press: str, run_id: int, to: State, now: datetime, by: int | None = None) -> Verdict:
    try:
        with transaction.atomic():
            run = _held(run_id)
            if run is None:
                return Verdict.NOT_THERE
            if refusal := _refusal(press, run, now):
                return refusal
            run.state, run.asked_at, run.began_at, run.beat_at, run.cancel_asked_at = to, now, None, None, None
            run.done_rows, run.failure, run.attempt = 0, "", 0
            if by is not None and press == "write":
                run.by_id = by
            run.save()
            defer_step(run.pk)
    except IntegrityError:  # one_import_changes_a_list_at_a_time
        return Verdict.SOMEBODY_ELSE
    return Verdict.DONE


def _refusal(press: str, run: ImportRun, now: datetime) -> Verdict | None:
    if not rules.may(press, run.state):
        return Verdict.CHANGED_MEANWHILE
    if press == "undo":
        verdict = rules.may_undo(run.written_at, is_last(run), now)
        return None if verdict is Verdict.DONE else verdict
    if run.file_gone_at is not None:
        return Verdict.FILE_GONE
    if missing_columns(run, columns_of(run, now)):
        return Verdict.NEEDS_COLUMNS
    if press == "write" and not run.new_rows + run.changed_rows:
        return Verdict.NOTHING_GOOD
    return None


def is_last(run: ImportRun) -> bool:
    """Whether no later import wrote into the same list."""
    later = ImportRun.objects.filter(
        unit_id=run.unit_id, target=run.target, part=run.part, written_at__gt=run.written_at, undone_at=None
    )
    return not later.exists()


def _held(run_id: int) -> ImportRun | None:
    return ImportRun.objects.select_for_update(of=("self",)).filter(pk=run_id).first()


def _target(run: ImportRun) -> Target | None:
    return target(run.target)


def _first_sheet_with_rows(book: Book) -> tuple[int, list[Row]]:
    """The first sheet that holds anything, of the first ten, with its first rows."""
    for sheet in range(min(len(book.sheets), 10)):
        rows = book.head(sheet, _LOOKED_AT)
        if any(map(any, rows)):
            return sheet, rows
    raise Unreadable("Tệp trống. Chọn lại tệp có danh sách.")


def _look_at(
    run: ImportRun, book: Book, sheet: int, rows: list[Row], now: datetime, header_row: int | None = None
) -> None:  # fmt: skip
    """Find the header of a sheet and what its columns are."""
    refuse_old_letters(rows)
    columns = columns_of(run, now)
    header = _header(book, sheet, rows, columns, header_row)
    if not any(any(row) for row in rows[header.data :]):
        raise Unreadable(NO_ROWS)
    run.sheet, run.header_row, run.first_row = sheet, header.row + 1, header.data + 1
    run.labels = [label[:120] for label in header.labels]
    run.samples_sealed = keeping.seal_samples(rows[header.data : header.data + _SAMPLES])
    run.total_rows = max(book.height(sheet), len(rows))
    memory = _memory(run)
    run.places = remembered(run.labels, memory.words, columns) if memory else guess(run.labels, columns)
    run.fixed = memory.fixed if memory else {}
    run.remembered = memory is not None


def _header(
    book: Book, sheet: int, rows: Sequence[Row], columns: Sequence[Column], header_row: int | None
) -> Header:  # fmt: skip
    if header_row is not None and 1 <= header_row <= len(rows):
        return header_at(rows, header_row - 1, book.depth_of_header(sheet, header_row - 1))
    found = find_header(rows, columns)
    if found is None:
        first = next((place for place, row in enumerate(rows) if any(row)), 0)
        return header_at(rows, first)
    return header_at(rows, found.row, book.depth_of_header(sheet, found.row))


def _header_hash(labels: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(map(key_of_label, labels))).encode()).hexdigest()


def _memory(run: ImportRun) -> HeaderMemory | None:
    mine = HeaderMemory.objects.filter(unit_id=run.unit_id, target=run.target, part=run.part)
    return mine.filter(header=_header_hash(run.labels)).first()


def _remember(run: ImportRun, now: datetime) -> None:
    HeaderMemory.objects.update_or_create(
        unit_id=run.unit_id, target=run.target, part=run.part, header=_header_hash(run.labels),
        defaults={
            "words": {key: key_of_label(run.labels[place]) for key, place in run.places.items()}, "fixed": run.fixed,
            "by_id": run.by_id, "at": now,
        },
    )  # fmt: skip


def _audit(tag: EventTag, run: ImportRun, now: datetime, by: int | None = None) -> None:
    officer = by or run.by_id
    record(
        tag, at=now, actor_kind=ActorKind.OFFICER if officer else ActorKind.SYSTEM, actor_id=officer or 0,
        unit_id=run.unit_id, subject_id=run.pk, target=run.target, bytes=run.file_bytes,
    )  # fmt: skip
