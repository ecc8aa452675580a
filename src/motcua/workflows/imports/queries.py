"""Reads of imports, within an officer's units."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from motcua.workflows.imports import keeping, operations, rules
from motcua.workflows.imports.cleaning import BadRow
from motcua.workflows.imports.columns import Choice, Column, Text
from motcua.workflows.imports.dates import Day
from motcua.workflows.imports.models import BadRows, ImportRun
from motcua.workflows.imports.rules import State
from motcua.workflows.imports.targets import target

__all__ = [
    "BadPage",
    "Progress",
    "Slot",
    "bad_page",
    "is_working",
    "progress",
    "runs_visible_to_units",
    "slots",
    "title_of",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is. `rate` rows a second; `left` seconds to go, None while nothing can be said."""

    done: int
    total: int
    percent: int
    rate: int
    left: int | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """A column of the target on the page where columns are told: where it stands, or the one word for all rows."""

    column: Column
    place: int | None
    fixed: str
    choices: tuple[tuple[str, str], ...]
    takes_fixed: bool
    missing: bool
    fault: str


@dataclass(frozen=True, slots=True)
class BadPage:
    """A page of rows that were not taken; `page` counts from 1."""

    rows: Sequence[BadRow]
    page: int
    pages: int
    kept: int


def runs_visible_to_units(units: Collection[int]) -> QuerySet[ImportRun]:
    """The imports of these units, newest first."""
    return ImportRun.objects.filter(unit_id__in=units).select_related("by", "unit").order_by("-pk")


def title_of(run: ImportRun) -> str:
    """What a run imports into, in words."""
    aim = target(run.target)
    if aim is None:
        return run.target
    parts = {part.id: part.title for part in aim.parts(run.unit_id)} if run.part else {}
    return parts.get(run.part, aim.title)


def progress(run: ImportRun) -> Progress:
    """How far the step is that the run is at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now: datetime = cursor.fetchone()[0]
    ran = now - run.began_at if run.began_at else timedelta()
    seconds = ran.total_seconds()
    total = max(run.total_rows, run.done_rows)
    percent = min(99, run.done_rows * 100 // total) if total else 0
    rate = round(run.done_rows / seconds) if seconds >= 1 else 0
    left = rules.seconds_left(run.done_rows, total, seconds)
    return Progress(run.done_rows, total, percent, rate, left, run.began_at is None)


def slots(run: ImportRun, now: datetime) -> list[Slot]:
    """The columns of the target as the run has them now."""
    columns = operations.columns_of(run, now)
    missing = {column.key for column in operations.missing_columns(run, columns)}
    return [_slot(run, column, column.key in missing) for column in columns]


def _slot(run: ImportRun, column: Column, missing: bool) -> Slot:
    choices = tuple((value, words[0]) for value, words in column.words.items()) if isinstance(column, Choice) else ()
    fixed = run.fixed.get(column.key, "")
    fault = ""
    if missing:
        fault = "Giá trị chung chưa đúng." if fixed else "Chọn cột, hoặc ghi một giá trị chung."
    takes_fixed = bool(fixed) or isinstance(column, (Choice, Day, Text))
    return Slot(column, run.places.get(column.key), fixed, choices, takes_fixed, missing, fault)


def bad_page(run: ImportRun, page: int) -> BadPage:
    """A page of bad rows, the nearest there is."""
    pages = BadRows.objects.filter(run=run).count()
    page = min(max(page, 1), max(pages, 1))
    rows = keeping.bad_page(run.pk, page - 1) if pages else []
    return BadPage(rows, page, pages, min(run.bad_rows, keeping.MOST_PAGES * keeping.PAGE_ROWS))


def is_working(run: ImportRun) -> bool:
    """Whether a worker has, or will soon have, a step of it in hand."""
    return State(run.state) in rules.WORKING
