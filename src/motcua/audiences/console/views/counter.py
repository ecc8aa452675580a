"""The screen of one counter: who is served, who waits, which keys do what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from motcua.audiences.console import wording
from motcua.audiences.console.pages import frame, officer_of, out_of_reach, reachable
from motcua.features.queueing import operations, queries
from motcua.features.queueing.models import CompletionResult
from motcua.features.queueing.queries import CounterPage, WaitingRow
from motcua.foundation import clock
from motcua.foundation.guards import staff_may
from motcua.foundation.procedures.queries import papers_of, text_of

_TABS = ("all", "priority", "missed")


@staff_may("queue.call")
@never_cache
@require_GET
def counter(request: HttpRequest, counter_id: int) -> HttpResponse:
    """The screen of the counter where the officer sits; elsewhere she is sent to choose one."""
    officer, now = officer_of(request), clock.now()
    here = reachable(officer.pk, now).filter(pk=counter_id).first()
    if here is None:
        return out_of_reach(request)
    duty = queries.duty_at(counter_id)
    if duty is None or duty.officer_id != officer.pk:
        return redirect("console:home")
    page = queries.counter_page(duty, now)
    show = request.GET.get("show") if request.GET.get("show") in _TABS else "all"
    if page.served and page.served.ticket.holder_id and request.session.get("seen_call") != page.served.call.pk:
        operations.note_person_seen(ticket=page.served.ticket, by=officer, now=now)
        request.session["seen_call"] = page.served.call.pk
    return render(
        request,
        "console/queueing/counter.html",
        {
            **frame(here.point.unit, now),
            **_served_words(page),
            **_rows(page, show == "priority"),
            "page": page,
            "show": show,
            "said": wording.said(request.GET.get("said", "")),
            "results": CompletionResult.choices,
            "undo_words": wording.undo_words(page.undoable, str(here)) if page.undoable else "",
        },
    )


def _served_words(page: CounterPage) -> dict[str, object]:
    if (served := page.served) is None:
        return {}
    text = text_of(served.ticket.shift.line.procedure_id, served.ticket.date)
    return {
        "serving_for": wording.serving_for(served.since),
        "waited": wording.span(served.waited),
        "source": wording.source(served.ticket),
        "papers": papers_of(text),
    }


def _rows(page: CounterPage, only_priority: bool) -> dict[str, object]:
    shown = [row for row in page.waiting if row.ticket.priority or not only_priority]
    many = page.priorities if only_priority else page.many_waiting
    return {"rows": [_row(row, page) for row in shown], "more": many - len(shown)}


def _row(row: WaitingRow, page: CounterPage) -> dict[str, object]:
    return {
        "number": row.number,
        "line": row.ticket.shift.line.name,
        "priority": row.ticket.priority,
        "source": wording.source(row.ticket),
        "issued_at": row.ticket.issued_at,
        "waited": wording.span(row.waited),
        "slow": row.slow,
        "next": row is page.next,
    }
