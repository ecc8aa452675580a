"""What is pressed in an import: upload, another sheet, the columns, import, stop, take back; one operation each."""

from datetime import datetime

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from motcua.audiences.console import import_words as words
from motcua.audiences.console.pages import frame, home_unit, officer_of, problem, see_other
from motcua.audiences.console.views.imports import MAY, columns_page, not_here, reached
from motcua.audiences.console.wording import Said
from motcua.foundation import clock
from motcua.foundation.guards import staff_may
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.queries import may_in_unit
from motcua.workflows.imports import operations
from motcua.workflows.imports.books import UPLOAD, Unreadable
from motcua.workflows.imports.models import ImportRun
from motcua.workflows.imports.rules import Verdict
from motcua.workflows.imports.targets import Scope, targets

_FORM_BYTES = 64 * 1024
_TOO_LARGE = f"Tệp lớn quá {UPLOAD.file_bytes // 1024 // 1024} MB."
_PLANNED_AT_ONCE = "remembered"


class InMemory(MemoryFileUploadHandler):
    """Keeps an upload in memory: a list of citizens is never written to disk unsealed."""

    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        """The size was checked before anything was read."""
        self.activated = True


@csrf_exempt  # checked by csrf_protect below, after the size is known and the handler is chosen
@staff_may(MAY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Nhập tệp mới: what it is, and the file."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > UPLOAD.file_bytes + _FORM_BYTES:
        return problem(request, 413, _TOO_LARGE, "Chia danh sách thành nhiều tệp, rồi tải từng tệp.")
    if request.method == "POST":
        request.upload_handlers = [InMemory(request)]  # type: ignore[list-item]  # the stubs want the abstract class
    return _new(request)


@csrf_protect
def _new(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), clock.now()
    unit = home_unit(officer, MAY, now)
    if unit is None:
        return problem(request, 404, "Đồng chí chưa có đơn vị.", "Đề nghị quản trị đơn vị cấp quyền nhập danh sách.")
    choices = _choices(officer, unit, now)
    chosen = request.POST.get("target", "") or request.GET.get("target", "") or str(choices[0]["value"])
    if request.method != "POST":
        return _form(request, officer, choices, chosen, None, now)
    picked = next((one for one in choices if one["value"] == chosen), None)
    file = request.FILES.get("file")
    if picked is None or not isinstance(file, InMemoryUploadedFile):
        return _form(request, officer, choices, chosen, Said("Chưa chọn tệp. Bấm Chọn tệp rồi tải lên."), now, 422)
    try:
        run = operations.receive(
            scope=Scope(unit, int(str(picked["part"]))), target_key=str(picked["key"]), file_name=file.name or "",
            data=file.read(), by=officer.pk, now=now,
        )  # fmt: skip
    except Unreadable as error:
        return _form(request, officer, choices, chosen, Said(error.sentence), now, 422)
    if run.remembered and operations.begin_plan(run_id=run.pk, now=now) is Verdict.DONE:
        return see_other("console:import", run.pk, said=_PLANNED_AT_ONCE)
    return see_other("console:import", run.pk)


@staff_may(MAY)
@require_POST
def sheets(request: HttpRequest, run_id: int) -> HttpResponse:
    """Đọc lại: another sheet or another header row."""
    now = clock.now()
    run = reached(request, run_id, now)
    if run is None:
        return not_here(request)
    sheet, row = _number(request, "sheet"), _number(request, "header_row")
    if sheet is None:
        return see_other("console:import", run_id, said=Verdict.NOT_THERE)
    header_row = None if sheet != run.sheet or row == run.header_row else row
    try:
        verdict = operations.take_sheet(run_id=run_id, sheet=sheet, header_row=header_row, now=now)
    except Unreadable as error:
        return columns_page(request, run, now, Said(error.sentence), 422)
    return see_other("console:import", run_id, said="read" if verdict is Verdict.DONE else verdict)


@staff_may(MAY)
@require_POST
def columns(request: HttpRequest, run_id: int) -> HttpResponse:
    """Xem thử: take the columns as told, then judge every row."""
    now = clock.now()
    run = reached(request, run_id, now)
    if run is None:
        return not_here(request)
    keys = [column.key for column in operations.columns_of(run, now)]
    places = {key: place for key in keys if (place := _number(request, f"place-{key}")) is not None}
    fixed = {key: word for key in keys if (word := request.POST.get(f"fixed-{key}", ""))}
    verdict = operations.take_columns(run_id=run_id, places=places, fixed=fixed, now=now)
    if verdict is Verdict.DONE:
        verdict = operations.begin_plan(run_id=run_id, now=now)
    if verdict is Verdict.NEEDS_COLUMNS:
        run.refresh_from_db()
        return columns_page(request, run, now, words.said(verdict), 422)
    return _back(run, verdict)


@staff_may(MAY)
@require_POST
def writes(request: HttpRequest, run_id: int) -> HttpResponse:
    """Nhập dòng đúng."""
    officer, now = officer_of(request), clock.now()
    if (run := reached(request, run_id, now)) is None:
        return not_here(request)
    return _back(run, operations.begin_write(run_id=run_id, by=officer.pk, now=now))


@staff_may(MAY)
@require_POST
def stops(request: HttpRequest, run_id: int) -> HttpResponse:
    """Dừng hết."""
    officer, now = officer_of(request), clock.now()
    if (run := reached(request, run_id, now)) is None:
        return not_here(request)
    return _back(run, operations.stop(run_id=run_id, by=officer.pk, now=now))


@staff_may(MAY)
@require_POST
def cancellations(request: HttpRequest, run_id: int) -> HttpResponse:
    """Dừng a step that runs."""
    now = clock.now()
    if (run := reached(request, run_id, now)) is None:
        return not_here(request)
    verdict = operations.ask_to_stop(run_id=run_id, now=now)
    return see_other("console:import", run.pk, said="stopping" if verdict is Verdict.DONE else verdict)


@staff_may(MAY)
@require_POST
def undos(request: HttpRequest, run_id: int) -> HttpResponse:
    """Hoàn tác."""
    officer, now = officer_of(request), clock.now()
    if (run := reached(request, run_id, now)) is None:
        return not_here(request)
    return _back(run, operations.begin_undo(run_id=run_id, by=officer.pk, now=now))


def _back(run: ImportRun, verdict: Verdict) -> HttpResponse:
    return see_other("console:import", run.pk, said="" if verdict is Verdict.DONE else verdict)


def _choices(officer: Officer, unit: int, now: datetime) -> list[dict[str, object]]:
    """What she may import into, each list of a kind on its own line."""
    found: list[dict[str, object]] = []
    for aim in targets():
        if not may_in_unit(officer.pk, aim.permission, unit, now):
            continue
        parts = [(part.id, part.title) for part in aim.parts(unit)]
        if not parts and aim.key != "lists":
            parts = [(0, aim.title)]
        found += [
            {"value": f"{aim.key}:{part}", "key": aim.key, "part": part, "title": title} for part, title in parts
        ]  # fmt: skip
    return found


def _form(
    request: HttpRequest, officer: Officer, choices: list[dict[str, object]], chosen: str, said: Said | None,
    now: datetime, status: int = 200,
) -> HttpResponse:  # fmt: skip
    told = {"choices": choices, "chosen": chosen, "said": said, "most": UPLOAD.file_bytes // 1024 // 1024}
    return render(request, "console/imports/new.html", {**frame(officer.unit, now), **told}, status=status)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else None
