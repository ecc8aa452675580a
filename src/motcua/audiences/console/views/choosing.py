"""Choosing a counter, sitting down, standing up."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.audiences.console import wording
from motcua.audiences.console.pages import frame, officer_of, out_of_reach, problem, reachable, say
from motcua.features.queueing import operations, queries
from motcua.features.queueing.models import CounterDuty
from motcua.features.queueing.rules import Verdict
from motcua.foundation import clock
from motcua.foundation.guards import staff_may
from motcua.foundation.offices.models import Counter
from motcua.foundation.procedures.queries import lines_of_unit
from motcua.foundation.staff.queries import units_where
from motcua.tickets.queries import board_state


@staff_may("queue.view")
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The points and counters of the officer's units; a leader sees who sits where and cannot sit down."""
    officer, now = officer_of(request), clock.now()
    counters = list(reachable(officer.pk, now, "queue.view"))
    callable_here = units_where(officer.pk, "queue.call", now)
    duties = queries.duties_at([counter.pk for counter in counters])
    places = [
        {
            "point": point,
            "lines": list(lines_of_unit(point.unit_id)),
            "waiting": sum(len(state.waiting) for state in board_state(point.pk, clock.local_date(now))),
            "may_sit": point.unit_id in callable_here,
            "seats": [_seat(counter, duties, officer.pk) for counter in group],
        }
        for point, group in groupby(counters, key=lambda counter: counter.point)
    ]
    unit = officer.unit or (counters[0].point.unit if counters else None)
    told = {"places": places, "duty": queries.duty_of(officer.pk), "said": wording.said(request.GET.get("said", ""))}
    return render(request, "console/home.html", {**frame(unit, now), **told})


@staff_may("queue.call")
@require_POST
def duties(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Sit down at a counter."""
    officer, now = officer_of(request), clock.now()
    here = reachable(officer.pk, now).filter(pk=counter_id).first()
    if here is None:
        return out_of_reach(request)
    line = request.POST.get("line") or None
    if line and not (line.isdecimal() and lines_of_unit(here.point.unit_id).filter(pk=line).exists()):
        return problem(request, 422, "Không có thủ tục này ở đơn vị.", "Chọn lại thủ tục trong danh sách của quầy.")
    outcome = operations.take_counter(
        counter=counter_id, line=int(line) if line else None, by=officer, now=now,
        take_over=request.POST.get("take_over") == "1",
    )  # fmt: skip
    if outcome.verdict in (Verdict.DONE, Verdict.REPEATED):
        return redirect("console:counter", counter_id)
    return say("console:home", outcome)


@staff_may("queue.call")
@require_POST
def departures(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Stand up."""
    outcome = operations.leave_counter(counter=counter_id, by=officer_of(request), now=clock.now())
    if outcome.verdict is Verdict.STILL_SERVING:
        return say("console:counter", outcome, counter_id)
    return redirect("console:home")


def _seat(one: Counter, duties: dict[int, CounterDuty], officer_id: int) -> dict[str, object]:
    duty = duties.get(one.pk)
    return {"counter": one, "duty": duty, "mine": duty is not None and duty.officer_id == officer_id}
