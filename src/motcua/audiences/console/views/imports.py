"""Nhập danh sách: the list of imports, one import in each of its states, and the files an officer takes home."""

import re
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from motcua.audiences.console import import_words as words
from motcua.audiences.console.pages import frame, home_unit, officer_of, problem
from motcua.audiences.console.wording import Said
from motcua.foundation import clock
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.guards import staff_may
from motcua.foundation.staff.queries import may_in_unit, units_where
from motcua.messaging.text import fold
from motcua.workflows.imports import keeping, operations, queries
from motcua.workflows.imports.books import Unreadable
from motcua.workflows.imports.error_file import error_file, template
from motcua.workflows.imports.models import ImportRun
from motcua.workflows.imports.rules import State
from motcua.workflows.imports.targets import Scope, target

MAY = "imports.run"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 50
_COLUMNS_SHOWN = 5
_EXAMPLES = {
    "full_name": "Nguyễn Thị Mẫu", "birth": "05/08/1990", "code": "HS-0001", "identity_number": "079190001234",
    "phone": "0912345678", "username": "nguyen.thi.mau",
}  # fmt: skip


@staff_may(MAY)
@never_cache
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The latest imports of her units."""
    officer, now = officer_of(request), clock.now()
    units = units_where(officer.pk, MAY, now)
    runs = list(queries.runs_visible_to_units(units)[:_SHOWN])
    rows = [
        {"run": run, "n": words.figures(run), "title": queries.title_of(run), "look": words.LOOKS[run.state]}
        for run in runs
    ]
    told = {"rows": rows, "said": words.said(request.GET.get("said", "")), "shown": _SHOWN}
    return render(request, "console/imports/imports.html", {**frame(officer.unit, now), **told})


@staff_may(MAY)
@never_cache
@require_GET
def one(request: HttpRequest, run_id: int) -> HttpResponse:
    """One import: its columns, how far it is, what was found, what became of it."""
    now = clock.now()
    run = reached(request, run_id, now)
    if run is None:
        return not_here(request)
    said = words.said(request.GET.get("said", ""))
    if queries.is_working(run):
        return _progress(request, run, now, said)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    if run.state in (State.UPLOADED, State.FAILED) or ("columns" in request.GET and run.state == State.PLANNED):
        return columns_page(request, run, now, said)
    return _found(request, run, now, said)


@staff_may(MAY)
@never_cache
@require_GET
def errors(request: HttpRequest, run_id: int) -> HttpResponse:
    """Tải file lỗi: the officer's own sheet with the column Lỗi."""
    officer, now = officer_of(request), clock.now()
    run = reached(request, run_id, now)
    if run is None:
        return not_here(request)
    try:
        content = error_file(run, only_bad=request.GET.get("only") == "bad")
    except Unreadable as error:
        return problem(request, 410, error.sentence, "Trở lại mục Nhập danh sách.")
    record(
        EventTag.IMPORT_ERRORS_TAKEN, at=now, actor_kind=ActorKind.OFFICER, actor_id=officer.pk, unit_id=run.unit_id,
        subject_id=run.pk, rows=run.bad_rows,
    )  # fmt: skip
    return _file(content, f"{_plain(run.file_name.rpartition('.')[0] or run.file_name)}-loi.xlsx")


@staff_may(MAY)
@require_GET
def sheet_template(request: HttpRequest, key: str, part: int) -> HttpResponse:
    """Tải mẫu: an empty sheet with the header of a target."""
    now = clock.now()
    unit, aim = home_unit(officer_of(request), MAY, now), target(key)
    if unit is None or aim is None or (part and part not in {one.id for one in aim.parts(unit)}):
        return not_here(request)
    return _file(template(aim.columns(Scope(unit, part), now), _EXAMPLES), f"mau-{key}.xlsx")


def reached(request: HttpRequest, run_id: int, now: datetime) -> ImportRun | None:
    """The import, if it is of a unit where she may import, and she may change what it imports into."""
    officer = officer_of(request)
    units = units_where(officer.pk, MAY, now)
    run = queries.runs_visible_to_units(units).filter(pk=run_id).first()
    aim = target(run.target) if run else None
    if run is None or aim is None or not may_in_unit(officer.pk, aim.permission, run.unit_id, now):
        return None
    return run


def not_here(request: HttpRequest) -> HttpResponse:
    """The same answer for what does not exist and for what belongs to another unit."""
    return problem(
        request, 404, "Không có lượt nhập này trong đơn vị của đồng chí.", "Trở lại mục Nhập danh sách để xem."
    )


def columns_page(
    request: HttpRequest, run: ImportRun, now: datetime, said: Said | None, status: int = 200
) -> HttpResponse:  # fmt: skip
    """Ghép cột: which column of the sheet is which."""
    samples = keeping.samples_of(run)
    labels = [
        {"place": place, "label": label or f"Cột {_letter(place)}", "letter": _letter(place),
         "sample": next((row[place] for row in samples if place < len(row) and row[place]), "")}
        for place, label in enumerate(run.labels)
    ]  # fmt: skip
    slots = queries.slots(run, now)
    used = {slot.place for slot in slots}
    told = {
        **_shared(run, said), "slots": slots, "labels": labels,
        "needed": [slot for slot in slots if slot.column.required or slot.place is not None],
        "others": [slot for slot in slots if not slot.column.required and slot.place is None],
        "unused": [label for label in labels if label["place"] not in used and run.labels[int(str(label["place"]))]],
        "sheets": list(enumerate(run.sheet_names)),
    }  # fmt: skip
    return render(request, "console/imports/columns.html", {**frame(run.unit, now), **told}, status=status)


def _shared(run: ImportRun, said: Said | None) -> dict[str, object]:
    return {"run": run, "n": words.figures(run), "title": queries.title_of(run), "said": said}


def _progress(request: HttpRequest, run: ImportRun, now: datetime, said: Said | None) -> HttpResponse:
    progress = queries.progress(run)
    told = {
        **_shared(run, said), "progress": progress, "left": words.left(progress),
        "doing": words.DOING[run.state], "total": words.figure(progress.total), "rate": words.figure(progress.rate),
    }  # fmt: skip
    return render(request, "console/imports/progress.html", {**frame(run.unit, now), **told})


def _found(request: HttpRequest, run: ImportRun, now: datetime, said: Said | None) -> HttpResponse:
    """What a dry run found, or what was written."""
    page = request.GET.get("page", "")
    bad = queries.bad_page(run, int(page) if page.isdecimal() and len(page) < 7 else 1)
    columns = [column for column in operations.columns_of(run, now) if column.key in run.places]
    faulty = {key for row in bad.rows for key in row.faults}
    shown = [column for at, column in enumerate(columns) if at < _COLUMNS_SHOWN or column.key in faulty]
    told = {
        **_shared(run, said), "look": words.LOOKS[run.state],
        "bad": bad, "columns": shown, "good": run.new_rows + run.changed_rows,
        "rows": [
            {"number": row.number, "all": row.faults.get("", ""),
             "cells": [
                 {"title": column.title, "text": row.cells.get(column.key, ""), "fault": row.faults.get(column.key, "")}
                 for column in shown
             ]}
            for row in bad.rows
        ],
        "faults": {kind: words.figure(many) for kind, many in run.tally.get("faults", {}).items()},
        "mended": [
            {"kind": kind, "many": words.figure(many), "rows": (rows := run.tally.get("examples", {}).get(kind, [])),
             "more": many > len(rows)}
            for kind, many in run.tally.get("mended", {}).items()
        ],
        "may_undo": run.state == State.DONE and operations.is_last(run),
        "missing": [column for column in operations.columns_of(run, now) if column.key not in run.places],
    }  # fmt: skip
    return render(request, "console/imports/found.html", {**frame(run.unit, now), **told})


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )  # fmt: skip


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", fold(name)).strip("-.")[:80] or "danh-sach"


def _letter(place: int) -> str:
    """A, B, …, Z, AA: as Excel names its columns."""
    return chr(65 + place) if place < 26 else f"{chr(64 + place // 26)}{chr(65 + place % 26)}"
