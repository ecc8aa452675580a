"""The improvement desk: what could not be answered becomes a way of asking; and the figures of the week."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.audiences.console import answers
from motcua.audiences.console.pages import officer_of
from motcua.features.knowledge import desk_queries, learning, operations
from motcua.foundation import clock
from motcua.foundation.clock import local_date
from motcua.foundation.guards import staff_may

_SHOWN = 40
_WEEK = timedelta(days=7)
_FIRST_WEEK = date(2020, 1, 6)


@staff_may("knowledge.write")
@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Unanswered and thumbs-down messages in groups, each with the entries it may belong to."""
    now = clock.now()
    if (unit := answers.unit_of(officer_of(request), now)) is None:
        return answers.no_unit(request)
    asked = request.GET.get("question", "")
    wanted = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    groups, more = learning.groups(unit, now, _SHOWN, wanted)
    told = {
        "groups": groups, "more": more, "wanted": wanted, "disliked": learning.disliked(unit, now),
        "titles": desk_queries.titles(unit, local_date(now)).values(),
    }  # fmt: skip
    return render(request, "console/knowledge/desk.html", {**answers.shared(request, unit, now, "desk"), **told})


@staff_may("knowledge.write")
@require_POST
def phrasings(request: HttpRequest) -> HttpResponse:
    """Thêm thành cách hỏi: one tap on an entry's name."""
    officer, now = officer_of(request), clock.now()
    if (unit := answers.unit_of(officer, now)) is None:
        return answers.no_unit(request)
    outcome = operations.suggest_phrasing(
        unit_id=unit, entry_key=_entry(request, unit, local_date(now)), text=request.POST.get("text", ""), by=officer,
        now=now, question_ids=_ids(request),
    )  # fmt: skip
    return answers.back_to("knowledge_desk", said=answers.result(outcome, "suggested"))


@staff_may("knowledge.write")
@require_POST
def clearings(request: HttpRequest) -> HttpResponse:
    """Bỏ qua: nothing to learn here."""
    officer, now = officer_of(request), clock.now()
    if (unit := answers.unit_of(officer, now)) is None:
        return answers.no_unit(request)
    operations.clear_questions(unit_id=unit, question_ids=_ids(request), by=officer, now=now)
    return answers.back_to("knowledge_desk", said="cleared")


@staff_may("knowledge.approve")
@require_POST
def phrasing_approvals(request: HttpRequest, phrasing_id: int) -> HttpResponse:
    """Duyệt a way of asking that somebody else proposed."""
    return _settle(request, phrasing_id, approved=True)


@staff_may("knowledge.approve")
@require_POST
def phrasing_refusals(request: HttpRequest, phrasing_id: int) -> HttpResponse:
    """Không dùng; the message it was learned from is back on the desk."""
    return _settle(request, phrasing_id, approved=False)


@staff_may("knowledge.write")
@never_cache
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """A week: asked, answered by whom, about what."""
    now = clock.now()
    if (unit := answers.unit_of(officer_of(request), now)) is None:
        return answers.no_unit(request)
    this_week = _monday(local_date(now))
    monday = max(min(_asked_week(request) or this_week, this_week), _FIRST_WEEK)
    told = {
        "told": learning.figures(unit, monday, local_date(now)), "before": monday - _WEEK,
        "sunday": monday + timedelta(days=6), "after": monday + _WEEK if monday < this_week else None,
    }  # fmt: skip
    return render(request, "console/knowledge/figures.html", {**answers.shared(request, unit, now, "figures"), **told})


def _settle(request: HttpRequest, phrasing_id: int, *, approved: bool) -> HttpResponse:
    officer, now = officer_of(request), clock.now()
    if (unit := answers.unit_of(officer, now, "knowledge.approve")) is None:
        return answers.no_unit(request)
    outcome = operations.settle_phrasing(
        unit_id=unit, phrasing_id=phrasing_id, approved=approved, by=officer, now=now
    )  # fmt: skip
    return answers.back_to("knowledge_waiting", said=answers.result(outcome, "learned" if approved else "refused"))


def _entry(request: HttpRequest, unit: int, today: date) -> str:
    """The key of the entry that was tapped, or of the one whose title was typed."""
    told = request.POST.get("entry", "").strip()
    return next((key for key, title in desk_queries.titles(unit, today).items() if told == title), told)


def _ids(request: HttpRequest) -> list[int]:
    told = request.POST.get("questions", "").split(",")
    return [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) < 19][:500]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _asked_week(request: HttpRequest) -> date | None:
    try:
        return _monday(date.fromisoformat(request.GET.get("week", "")))
    except (ValueError, OverflowError):
        return None
