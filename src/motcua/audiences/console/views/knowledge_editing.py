"""Writing an answer: new or changed, looked at as citizens will, submitted, approved or returned, withdrawn."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.audiences.console import answers
from motcua.audiences.console.answers import DraftForm
from motcua.audiences.console.pages import officer_of
from motcua.features.knowledge import desk_queries, live, operations, queries, rendering
from motcua.features.knowledge.models import EntryVersion, VersionState
from motcua.features.knowledge.rules import ACTIONS, Outcome, Verdict
from motcua.foundation import clock
from motcua.foundation.clock import local_date
from motcua.foundation.guards import staff_may

Press = Callable[..., Outcome]
_SAID_OF_HIDING = {"approved": "hidden_now", "withdrawn": "shown_again"}


@staff_may("knowledge.write")
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A new question of the unit; a wording and an officer's answer from the improvement desk may come along."""
    officer, now = officer_of(request), clock.now()
    if (unit := answers.unit_of(officer, now)) is None:
        return answers.no_unit(request)
    if request.method != "POST" or "from" in request.POST:
        asked = request.POST.get("from", "")[:200]
        typed = {
            "title": asked.capitalize(), "phrasings": asked, "valid_from": local_date(now).isoformat(),
            "answer": request.POST.get("answer", "")[:500] if asked else "",
        }  # fmt: skip
        return _editor(request, unit, DraftForm(typed), None)
    form = answers.read_draft(request.POST, local_date(now))
    if "preview" in request.POST or form.errors or form.words is None:
        return _editor(request, unit, form, None, status=422 if form.errors and "preview" not in request.POST else 200)
    outcome = operations.write_entry(
        unit_id=unit, category_key=form.typed["category"], words=form.words, by=officer, now=now
    )
    if not outcome.changed:
        form.errors["category"] = "Chọn chủ đề trong danh sách."
        return _editor(request, unit, form, None, status=422)
    return _saved(request, unit, outcome.id)


@staff_may("knowledge.write")
@never_cache
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """The editor of a draft; what is submitted or published is read here and not changed."""
    officer, now = officer_of(request), clock.now()
    if (unit := answers.unit_of(officer, now)) is None:
        return answers.no_unit(request)
    found = desk_queries.draft_of(unit, version_id)
    if found is None:
        return answers.not_here(request)
    if found.state != VersionState.DRAFT or found.hides:
        return answers.back_to("knowledge_entry", found.entry.key, said=request.GET.get("said", ""))
    if request.method != "POST":
        form = DraftForm(answers.typed_of(found.words, found.entry.category.key))
        return _editor(request, unit, form, found)
    form = answers.read_draft(request.POST, local_date(now))
    if "preview" in request.POST or form.errors or form.words is None:
        return _editor(request, unit, form, found, status=422 if form.errors and "preview" not in request.POST else 200)
    outcome = operations.change_draft(
        unit_id=unit, version_id=version_id, category_key=form.typed["category"], words=form.words, by=officer, now=now
    )
    if outcome.verdict is Verdict.NOT_THERE:
        form.errors["category"] = "Chọn chủ đề trong danh sách."
        return _editor(request, unit, form, found, status=422)
    if not outcome.changed:
        return answers.back_to("knowledge_entry", found.entry.key, said=str(outcome.verdict))
    return _saved(request, unit, version_id)


@staff_may("knowledge.write")
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The answer as a phone shows it, for the editor's script."""
    now = clock.now()
    if (unit := answers.unit_of(officer_of(request), now)) is None:
        return answers.no_unit(request)
    form = answers.read_draft(request.POST, local_date(now))
    return render(request, "console/knowledge/_phone.html", _phone(form, unit))


@staff_may("knowledge.write")
@require_POST
def submissions(request: HttpRequest, version_id: int) -> HttpResponse:
    """Gửi duyệt."""
    return _press(request, version_id, operations.submit, "submitted")


@staff_may("knowledge.write")
@require_POST
def discards(request: HttpRequest, version_id: int) -> HttpResponse:
    """Bỏ bản nháp."""
    return _press(request, version_id, operations.discard, "discarded")


@staff_may("knowledge.approve")
@require_POST
def approvals(request: HttpRequest, version_id: int) -> HttpResponse:
    """Duyệt: never one's own words."""
    return _press(request, version_id, operations.approve, "approved", permission="knowledge.approve")


@staff_may("knowledge.approve")
@require_POST
def returns(request: HttpRequest, version_id: int) -> HttpResponse:
    """Trả lại, with what to mend."""
    note = request.POST.get("note", "").strip()[:400] or "Đề nghị xem lại."
    return _press(
        request, version_id, operations.return_draft, "returned", permission="knowledge.approve", note=note
    )  # fmt: skip


@staff_may("knowledge.approve")
@require_POST
def withdrawals(request: HttpRequest, version_id: int) -> HttpResponse:
    """Rút what citizens read."""
    note = request.POST.get("note", "").strip()[:400]
    return _press(request, version_id, operations.withdraw, "withdrawn", permission="knowledge.approve", note=note)


def _press(
    request: HttpRequest, version_id: int, press: Press, done: str, *, permission: str = "knowledge.write",
    **more: Any,  # Any: each operation its own
) -> HttpResponse:  # fmt: skip
    officer, now = officer_of(request), clock.now()
    if (unit := answers.unit_of(officer, now, permission)) is None:
        return answers.no_unit(request)
    found = desk_queries.draft_of(unit, version_id)
    if found is None:
        return answers.not_here(request)
    outcome = press(unit_id=unit, version_id=version_id, by=officer, now=now, **more)
    done = _SAID_OF_HIDING.get(done, done) if found.hides else done
    return answers.back_to("knowledge_entry", found.entry.key, said=answers.result(outcome, done))


def _saved(request: HttpRequest, unit: int, version_id: int) -> HttpResponse:
    if "submit" not in request.POST:
        return answers.back_to("knowledge_version", version_id, said="saved")
    return _press(request, version_id, operations.submit, "submitted")


def _editor(
    request: HttpRequest, unit: int, form: DraftForm, version: EntryVersion | None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    returned = version.steps.filter(kind="returned").order_by("-id").first() if version else None
    told = {
        "form": form, "version": version, "categories": desk_queries.categories_of(unit), "actions": ACTIONS,
        "lives": _lives(form), "returned": returned,
        **_phone(form, unit),
    }  # fmt: skip
    return render(
        request, "console/knowledge/editor.html", {**answers.shared(request, unit, now), **told}, status=status
    )  # fmt: skip


def _lives(form: DraftForm) -> dict[str, str]:
    """What may be told from today's numbers; what a draft names already stays, though nobody tells it today."""
    kept = form.typed.get("live", "")
    return {**live.live_titles(), **({} if not kept or kept in live.live_titles() else {kept: kept})}


def _phone(form: DraftForm, unit: int) -> dict[str, object]:
    today = local_date(clock.now())
    text = queries.filled_text(form.typed.get("answer", ""), unit, today)
    return {
        "typed": form.typed, "html": mark_safe(rendering.html(text)), "today": today,  # noqa: S308  (cleaned by nh3)
        "action_words": ACTIONS.get(form.typed.get("action", ""), ""), "pictures": form.words and form.words.pictures,
    }  # fmt: skip
