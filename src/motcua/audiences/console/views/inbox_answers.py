"""The canned answers of a unit: list, add, retire."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.audiences.console import letters
from motcua.audiences.console.pages import frame, home_unit, officer_of, problem, see_other
from motcua.features.helpdesk import operations, queries, rules
from motcua.features.helpdesk.rules import Outcome
from motcua.foundation import clock
from motcua.foundation.guards import staff_may
from motcua.foundation.staff.models import Officer


@staff_may("inbox.answer")
@never_cache
@require_GET
def canned_answers(request: HttpRequest) -> HttpResponse:
    """The unit's answers, and a form for one more."""
    return _page(request, letters.said(request.GET.get("said", "")), {}, 200)


@staff_may("inbox.answer")
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Thêm câu mẫu."""
    if (unit := _unit(officer_of(request))) is None:
        return _no_unit(request)
    wanted = {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in ("shortcut", "text")}
    outcome = operations.add_canned_answer(
        unit=unit, shortcut=wanted["shortcut"].lstrip("/"), text=wanted["text"], by=officer_of(request), now=clock.now()
    )
    return _answer(request, outcome, "added", wanted)


@staff_may("inbox.answer")
@require_POST
def retire(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Bỏ câu mẫu."""
    if (unit := _unit(officer_of(request))) is None:
        return _no_unit(request)
    outcome = operations.retire_canned_answer(answer=answer_id, unit=unit, by=officer_of(request), now=clock.now())
    return _answer(request, outcome, "retired", {})


def _unit(officer: Officer) -> int | None:
    return home_unit(officer, "inbox.answer", clock.now())


def _page(request: HttpRequest, said: object, draft: dict[str, str], status: int) -> HttpResponse:
    officer, now = officer_of(request), clock.now()
    unit = _unit(officer)
    told = {
        **frame(officer.unit, now), "said": said, "draft": draft, "limit": rules.NOTE_LIMIT,
        "answers": queries.canned_answers(unit) if unit else [],
    }  # fmt: skip
    return render(request, "console/helpdesk/answers.html", told, status=status)


def _answer(request: HttpRequest, outcome: Outcome, done: str, draft: dict[str, str]) -> HttpResponse:
    sentence = letters.said(outcome.verdict)
    if sentence is not None:
        return _page(request, sentence, draft, 409)
    return see_other("console:canned_answers", said=done)


def _no_unit(request: HttpRequest) -> HttpResponse:
    return problem(request, 404, "Đồng chí chưa có đơn vị.", "Đề nghị quản trị đơn vị cấp quyền Hộp thư.")
