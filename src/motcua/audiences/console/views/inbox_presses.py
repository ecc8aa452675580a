"""What an officer presses in a thread, each a POST to a resource of that thread."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.audiences.console import letters
from motcua.audiences.console.pages import officer_of, see_other
from motcua.audiences.console.views.inbox import Draft, gone, thread_answer
from motcua.features.helpdesk import hours, operations, queries
from motcua.features.helpdesk.models import Thread
from motcua.features.helpdesk.rules import Outcome, Verdict
from motcua.foundation import clock
from motcua.foundation.guards import staff_may
from motcua.foundation.staff.queries import units_where
from motcua.workflows.assistant.lessons import bring_to_desk

_REFUSED = 409


@staff_may("inbox.answer")
@require_POST
def claims(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Nhận."""
    if _reached(request, thread_id) is None:
        return gone(request)
    return _answer(request, operations.claim(thread=thread_id, by=officer_of(request), now=clock.now()), "claimed")


@staff_may("inbox.answer")
@require_POST
def releases(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Trả lại."""
    if _reached(request, thread_id) is None:
        return gone(request)
    return _answer(request, operations.release(thread=thread_id, by=officer_of(request), now=clock.now()), "released")


@staff_may("inbox.answer")
@require_POST
def replies(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Gửi; what could not be sent stays in the box."""
    if _reached(request, thread_id) is None:
        return gone(request)
    text = _text(request)
    outcome = operations.reply(
        thread=thread_id, text=text, key=_key(request), by=officer_of(request), now=clock.now(),
        pays=request.POST.get("pays") == "1",
    )  # fmt: skip
    return _answer(request, outcome, "", Draft(reply=text))


@staff_may("inbox.answer")
@require_POST
def notes(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Ghi chú."""
    if _reached(request, thread_id) is None:
        return gone(request)
    text = _text(request)
    outcome = operations.add_note(
        thread=thread_id, text=text, key=_key(request), by=officer_of(request), now=clock.now()
    )
    return _answer(request, outcome, "noted", Draft(note=text))


@staff_may("inbox.answer")
@require_POST
def snoozes(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Hẹn lại."""
    found = _reached(request, thread_id)
    if found is None:
        return gone(request)
    now = clock.now()
    until = hours.snooze_until(found.unit_id, request.POST.get("until", ""), now)
    return _answer(
        request, operations.snooze(thread=thread_id, until=until, by=officer_of(request), now=now), "snoozed"
    )


@staff_may("inbox.answer")
@require_POST
def transfers(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Chuyển."""
    if _reached(request, thread_id) is None:
        return gone(request)
    unit, note = request.POST.get("unit", ""), request.POST.get("text", "")
    outcome = operations.transfer(
        thread=thread_id, to_unit=int(unit) if unit.isdecimal() and len(unit) < 18 else 0, note=note,
        by=officer_of(request), now=clock.now(),
    )  # fmt: skip
    if outcome.changed:
        return see_other("console:inbox", said="transferred")
    return _answer(request, outcome, "", Draft(note=note))


@staff_may("inbox.answer")
@require_POST
def ends(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Đã xong."""
    if _reached(request, thread_id) is None:
        return gone(request)
    return _answer(request, operations.finish(thread=thread_id, by=officer_of(request), now=clock.now()), "finished")


@staff_may("inbox.answer")
@require_POST
def reopenings(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Mở lại, also the undo of Đã xong."""
    if _reached(request, thread_id) is None:
        return gone(request)
    return _answer(request, operations.reopen(thread=thread_id, by=officer_of(request), now=clock.now()), "reopened")


@staff_may("knowledge.write")
@require_POST
def lessons(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Thêm vào hỏi đáp: a citizen's words go to the improvement desk, to become a way of asking or a new answer."""
    found, line = _reached(request, thread_id), request.POST.get("line", "")
    if found is None:
        return gone(request)
    kept = bring_to_desk(
        thread=found, line=int(line) if line.isdecimal() and len(line) < 18 else 0, by=officer_of(request),
        now=clock.now(),
    )  # fmt: skip
    if kept is None:
        return see_other("console:thread", thread_id, said="no_words")
    return redirect(f"{reverse('console:knowledge_desk')}?question={kept}&said=brought")


def _reached(request: HttpRequest, thread_id: int) -> Thread | None:
    units = units_where(officer_of(request).pk, "inbox.answer", clock.now())
    return queries.threads_visible_to_units(units).filter(pk=thread_id).first()


def _text(request: HttpRequest) -> str:
    """Browsers send line ends as CR LF; the citizen gets what the officer saw."""
    return request.POST.get("text", "").replace("\r\n", "\n")


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")[:40] or f"{clock.now().timestamp()}"


def _answer(request: HttpRequest, outcome: Outcome, done: str, draft: Draft | None = None) -> HttpResponse:
    """Back to the thread (303); after a refusal the page itself, with the sentence and what was written."""
    assert outcome.thread is not None
    if outcome.verdict in (Verdict.DONE, Verdict.REPEATED):
        return see_other("console:thread", outcome.thread, said=done)
    return thread_answer(request, outcome.thread, letters.said(outcome.verdict), draft or Draft(), _REFUSED)
