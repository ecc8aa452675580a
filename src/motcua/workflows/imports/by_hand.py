"""An import from start to end in this process: for the command line and the benchmark, by the worker's own steps."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from motcua.workflows.imports import operations, steps
from motcua.workflows.imports.books import COMMAND_LINE
from motcua.workflows.imports.headers import key_of_label
from motcua.workflows.imports.models import ImportRun
from motcua.workflows.imports.reporting import Reporter
from motcua.workflows.imports.rules import State
from motcua.workflows.imports.targets import Scope

_STEPS = {State.PLANNING: steps.plan, State.WRITING: steps.write}


class CannotImport(ValueError):
    """The sentence says what is missing."""


def receive(file: Path, scope: Scope, target_key: str, told: Sequence[str], now: datetime) -> ImportRun:
    """A file taken in, its columns guessed and then changed as told. Raises Unreadable, CannotImport."""
    data = file.read_bytes()
    run = operations.receive(
        scope=scope, target_key=target_key, file_name=file.name, data=data, by=None, now=now, limits=COMMAND_LINE
    )
    columns = operations.columns_of(run, now)
    places, fixed = dict(run.places), dict(run.fixed)
    known = {key_of_label(label): place for place, label in enumerate(run.labels)}
    for one in told:
        key, is_column, words = one.partition("=")
        if not is_column or key not in {column.key for column in columns}:
            raise CannotImport(f"--map {one}: cần KHÓA=TÊN CỘT; khóa: {', '.join(column.key for column in columns)}.")
        if words.startswith("="):
            fixed[key] = words[1:]
            places.pop(key, None)
        elif (place := known.get(key_of_label(words))) is None:
            raise CannotImport(f"--map {one}: tệp không có cột “{words}”.")
        else:
            places[key] = place
    operations.take_columns(run_id=run.pk, places=places, fixed=fixed, now=now)
    run.refresh_from_db()
    if missing := operations.missing_columns(run, columns):
        names = ", ".join(f"{column.title} ({column.key})" for column in missing)
        raise CannotImport(f"Còn thiếu cột: {names}. Dùng --map.")
    return run


def do(run: ImportRun, step: str, reporter: Reporter, now: datetime) -> ImportRun:
    """Judge or write every row now. Raises Unreadable, CannotImport."""
    try:
        with transaction.atomic():
            ImportRun.objects.filter(pk=run.pk).update(state=step, asked_at=now, beat_at=None)
    except IntegrityError as error:  # one_import_changes_a_list_at_a_time
        raise CannotImport("Đang có người khác nhập vào danh sách này. Chờ xong rồi làm lại.") from error
    run.refresh_from_db()
    try:
        _STEPS[State(step)](run, reporter, now)
    except BaseException:
        ImportRun.objects.filter(pk=run.pk, state=step).update(state=State.UPLOADED)
        raise
    return ImportRun.objects.get(pk=run.pk)
