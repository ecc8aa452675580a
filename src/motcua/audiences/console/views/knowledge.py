"""Hỏi đáp: the list, one entry and its versions, a trial of a sentence, conflicts between entries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.audiences.console import answers
from motcua.audiences.console.pages import officer_of
from motcua.features.knowledge import desk_queries, operations, queries, rendering
from motcua.foundation import clock
from motcua.foundation.clock import local_date
from motcua.foundation.guards import staff_may

SHOWS = (
    ("", "Tất cả"), ("open", "Đang soạn, chờ duyệt"), ("own", "Riêng của đơn vị"), ("shared", "Dùng chung"),
    ("unconfirmed", "Chưa xác nhận"), ("ending", "Sắp hết hạn"), ("hidden", "Đang ẩn ở đơn vị"),
)  # fmt: skip


@staff_may("knowledge.write")
@never_cache
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """The unit's list, filtered by topic and state, searched with or without marks."""
    now = clock.now()
    if (unit := answers.unit_of(officer_of(request), now)) is None:
        return answers.no_unit(request)
    wanted = {name: request.GET.get(name, "")[:100] for name in ("category", "show", "search")}
    told = {
        "rows": desk_queries.rows(unit, local_date(now), **wanted), "wanted": wanted, "shows": SHOWS,
        "categories": desk_queries.categories_of(unit), "any": any(wanted.values()),
    }  # fmt: skip
    return render(request, "console/knowledge/entries.html", {**answers.shared(request, unit, now, "list"), **told})


@staff_may("knowledge.write")
@never_cache
@require_GET
def entry(request: HttpRequest, key: str) -> HttpResponse:
    """One entry: what citizens read now, its versions with what changed, and what may be done."""
    now = clock.now()
    if (unit := answers.unit_of(officer_of(request), now)) is None:
        return answers.no_unit(request)
    page = desk_queries.entry_page(unit, key, local_date(now))
    if page is None:
        return answers.not_here(request)
    told = queries.told(unit, key, local_date(now), now)
    ahead = page.open_version
    shown = {
        "ahead_html": _safe(queries.filled_text(ahead.answer, unit, local_date(now))) if ahead else "",
        "ahead_note": next((one.note for one in ahead.steps.all() if one.kind == "submitted"), "") if ahead else "",
        "page": page, "told": told, "html": _safe(told.text) if told else "",
        "mine": page.open_version is not None and page.open_version.author_id == officer_of(request).pk,
    }  # fmt: skip
    return render(request, "console/knowledge/entry.html", {**answers.shared(request, unit, now, "list"), **shown})


@staff_may("knowledge.write")
@require_POST
def versions(request: HttpRequest, key: str) -> HttpResponse:
    """Soạn bản mới; a shared entry is copied into the unit first."""
    now = clock.now()
    if (unit := answers.unit_of(officer_of(request), now)) is None:
        return answers.no_unit(request)
    outcome = operations.start_draft(unit_id=unit, entry_key=key, by=officer_of(request), now=now)
    if not outcome.id:
        return answers.not_here(request)
    return answers.back_to("knowledge_version", outcome.id, said="" if outcome.changed else str(outcome.verdict))


@staff_may("knowledge.write")
@require_POST
def hidings(request: HttpRequest, key: str) -> HttpResponse:
    """Ẩn ở đơn vị: a second person approves."""
    now = clock.now()
    if (unit := answers.unit_of(officer_of(request), now)) is None:
        return answers.no_unit(request)
    why = request.POST.get("note", "").strip()[:400] or "Không dùng ở đơn vị."
    outcome = operations.hide(unit_id=unit, entry_key=key, why=why, by=officer_of(request), now=now)
    if not outcome.id:
        return answers.not_here(request)
    return answers.back_to("knowledge_entry", key, said=answers.result(outcome, "hidden"))


@staff_may("knowledge.write")
@never_cache
def trial(request: HttpRequest) -> HttpResponse:
    """Thử một câu: which answer wins and why. The sentence travels in the body, never in an address or a log."""
    now = clock.now()
    if (unit := answers.unit_of(officer_of(request), now)) is None:
        return answers.no_unit(request)
    text = request.POST.get("text", "")[:400].strip()
    told = {"text": text, "tried": desk_queries.trial(unit, text, local_date(now)) if text else None}
    return render(request, "console/knowledge/trial.html", {**answers.shared(request, unit, now, "trial"), **told})


@staff_may("knowledge.write")
@never_cache
@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    """Wordings of one entry that another one answers."""
    now = clock.now()
    if (unit := answers.unit_of(officer_of(request), now)) is None:
        return answers.no_unit(request)
    told = {"clashes": desk_queries.conflicts(unit, local_date(now))}
    return render(
        request, "console/knowledge/conflicts.html", {**answers.shared(request, unit, now, "conflicts"), **told}
    )


@staff_may("knowledge.write")
@never_cache
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What a second person has to look at."""
    now = clock.now()
    if (unit := answers.unit_of(officer_of(request), now)) is None:
        return answers.no_unit(request)
    ahead = desk_queries.waiting(unit, local_date(now))
    me = officer_of(request).pk
    told = {
        "versions": [(one, one.author_id == me) for one in ahead.versions],
        "phrasings": [
            (one, ahead.titles.get(one.entry_key, one.entry_key), one.suggested_by_id == me) for one in ahead.phrasings
        ],
    }
    return render(request, "console/knowledge/waiting.html", {**answers.shared(request, unit, now, "waiting"), **told})


def _safe(markdown: str) -> str:
    return mark_safe(rendering.html(markdown))  # noqa: S308  (cleaned by nh3 to a few tags)
