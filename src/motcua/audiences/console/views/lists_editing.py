"""Making a list: from a preset, a pasted table or nothing; submitted, approved by a second person, published."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.audiences.console import list_forms
from motcua.audiences.console.list_forms import Form
from motcua.audiences.console.pages import officer_of
from motcua.features.lists import definitions, operations, pasted, queries
from motcua.features.lists.models import ListVersion, VersionState
from motcua.features.lists.presets import presets
from motcua.features.lists.rules import Outcome, Verdict, Words
from motcua.foundation import clock
from motcua.foundation.guards import staff_may

Press = Callable[..., Outcome]
_NOTHING = Words("", "", "", "", ())


@staff_may("list.write")
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Tạo danh sách: a preset, or the first lines of a table; then the editor."""
    now = clock.now()
    if (unit := list_forms.unit_of(request, "list.write", now)) is None:
        return list_forms.not_here(request)
    shown = {"presets": presets().values(), **list_forms.shared(request, unit, now)}
    return render(request, "console/lists/start.html", shown)


@staff_may("list.write")
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """The editor of a list that is not there yet."""
    now = clock.now()
    if (unit := list_forms.unit_of(request, "list.write", now)) is None:
        return list_forms.not_here(request)
    if request.method != "POST" or "begin" in request.POST:
        return _editor(request, unit, _begun(request), None)
    form = list_forms.read(request.POST, unit)
    if form.errors or form.words is None:
        return _editor(request, unit, form, None, status=422)
    outcome = operations.write_list(unit_id=unit, words=form.words, by=officer_of(request), now=now)
    return _saved(request, unit, outcome.id)


@staff_may("list.write")
@never_cache
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """The editor of a draft; what is submitted or published is read on the list's page."""
    now = clock.now()
    unit = list_forms.unit_of(request, "list.write", now)
    found = queries.version_of(unit, version_id) if unit else None
    if unit is None or found is None:
        return list_forms.not_here(request)
    if found.state != VersionState.DRAFT:
        return list_forms.back_to("list", found.lookup_list_id, said=request.GET.get("said", ""))
    if request.method != "POST":
        return _editor(request, unit, list_forms.form_of(definitions.words_of(found)), found)
    form = list_forms.read(request.POST, unit)
    if form.errors or form.words is None:
        return _editor(request, unit, form, found, status=422)
    outcome = operations.change_draft(
        unit_id=unit, version_id=version_id, words=form.words, by=officer_of(request), now=now
    )  # fmt: skip
    if outcome.verdict is Verdict.KEYS_FIXED:
        form.errors["columns"] = (
            "Danh sách đã đăng nên cột tra cứu giữ nguyên. Cần cột khác, đồng chí tạo danh sách mới."
        )
        return _editor(request, unit, form, found, status=422)
    if not outcome.changed:
        return list_forms.back_to("list", found.lookup_list_id, said=str(outcome.verdict))
    return _saved(request, unit, version_id)


@staff_may("list.write")
@require_POST
def versions(request: HttpRequest, list_id: int) -> HttpResponse:
    """Soạn bản mới: begins as the one in use."""
    now = clock.now()
    if (unit := list_forms.unit_of(request, "list.write", now)) is None:
        return list_forms.not_here(request)
    outcome = operations.begin_version(unit_id=unit, list_id=list_id, by=officer_of(request), now=now)
    if not outcome.id:
        return list_forms.not_here(request)
    return list_forms.back_to("list_version", outcome.id)


@staff_may("list.write")
@require_POST
def submissions(request: HttpRequest, version_id: int) -> HttpResponse:
    """Gửi duyệt."""
    return _press(request, version_id, operations.submit, "submitted")


@staff_may("list.approve")
@require_POST
def approvals(request: HttpRequest, version_id: int) -> HttpResponse:
    """Duyệt: never one's own words."""
    return _press(request, version_id, operations.approve, "approved", permission="list.approve")


@staff_may("list.write")
@require_POST
def publications(request: HttpRequest, version_id: int) -> HttpResponse:
    """Đăng what a second person has approved."""
    return _press(request, version_id, operations.publish, "published")


@staff_may("list.approve")
@require_POST
def returns(request: HttpRequest, version_id: int) -> HttpResponse:
    """Trả lại, with what to mend."""
    note = request.POST.get("note", "").strip()[:400] or "Đề nghị xem lại."
    return _press(
        request, version_id, operations.return_draft, "returned", permission="list.approve", note=note
    )  # fmt: skip


@staff_may("list.approve")
@require_POST
def withdrawals(request: HttpRequest, version_id: int) -> HttpResponse:
    """Rút."""
    note = request.POST.get("note", "").strip()[:400]
    return _press(request, version_id, operations.withdraw, "withdrawn", permission="list.approve", note=note)


def _begun(request: HttpRequest) -> Form:
    """What the editor starts with: a preset, the columns of a pasted header, or nothing."""
    preset = presets().get(request.POST.get("preset", ""))
    if preset is not None:
        return list_forms.form_of(preset.words)
    header = (pasted.table(request.POST.get("table", "")[:20_000]) or [[]])[0]
    form = list_forms.form_of(_NOTHING)
    form.columns = list_forms.form_of(Words("", "", "", "", pasted.guessed_columns(header))).columns
    return form


def _press(
    request: HttpRequest, version_id: int, press: Press, done: str, *, permission: str = "list.write",
    **more: Any,  # Any: each operation its own
) -> HttpResponse:  # fmt: skip
    now = clock.now()
    unit = list_forms.unit_of(request, permission, now)
    found = queries.version_of(unit, version_id) if unit else None
    if found is None:
        return list_forms.not_here(request)
    outcome = press(unit_id=unit, version_id=version_id, by=officer_of(request), now=now, **more)
    return list_forms.back_to("list", found.lookup_list_id, said=list_forms.result(outcome, done))


def _saved(request: HttpRequest, unit: int, version_id: int) -> HttpResponse:
    if "submit" in request.POST:
        return _press(request, version_id, operations.submit, "submitted")
    return list_forms.back_to("list_version", version_id, said="saved")


def _editor(
    request: HttpRequest, unit: int, form: Form, found: ListVersion | None, status: int = 200
) -> HttpResponse:  # fmt: skip
    now = clock.now()
    returned = found.steps.filter(kind="returned").order_by("-id").first() if found else None
    told = {"version": found, "returned": returned, **list_forms.choices(form, unit)}
    return render(
        request, "console/lists/editor.html", {**told, **list_forms.shared(request, unit, now)}, status=status
    )  # fmt: skip
