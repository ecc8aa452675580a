"""The keys of a counter, each a POST to a resource of that counter with the version its page showed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from motcua.audiences.console.pages import officer_of, out_of_reach, problem, reachable, say
from motcua.features.queueing import operations
from motcua.features.queueing.models import CompletionResult
from motcua.features.queueing.rules import Outcome, Verdict
from motcua.foundation import clock
from motcua.foundation.guards import staff_may

Press = Callable[..., Outcome]


@staff_may("queue.call")
@require_POST
def calls(request: HttpRequest, counter_id: int) -> HttpResponse:
    """F2 Gọi tiếp."""
    return _press(request, counter_id, operations.call_next_ticket)


@staff_may("queue.call")
@require_POST
def recalls(request: HttpRequest, counter_id: int) -> HttpResponse:
    """F3 Gọi lại."""
    return _press(request, counter_id, operations.recall)


@staff_may("queue.call")
@require_POST
def no_shows(request: HttpRequest, counter_id: int) -> HttpResponse:
    """F4 Vắng."""
    return _press(request, counter_id, operations.mark_no_show)


@staff_may("queue.call")
@require_POST
def completions(request: HttpRequest, counter_id: int) -> HttpResponse:
    """F8 Xong, with a result."""
    given = request.POST.get("result", CompletionResult.COMPLETE)
    if given not in CompletionResult.values:
        return problem(request, 422, "Không có kết quả này.", "Trở lại quầy và chọn kết quả trong danh sách.")
    return _press(request, counter_id, operations.finish, result=CompletionResult(given))


@staff_may("queue.call")
@require_POST
def rejoins(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Xếp lại a missed number."""
    ticket = request.POST.get("ticket", "")
    if not ticket.isdecimal():
        return problem(request, 422, "Không có số này.", "Trở lại quầy và chọn số trong danh sách lỡ lượt.")
    return _press(request, counter_id, operations.requeue_missed, ticket=int(ticket))


@staff_may("queue.call")
@require_POST
def undo(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Esc Hoàn tác."""
    return _press(request, counter_id, operations.undo_last)


def _press(request: HttpRequest, counter_id: int, operation: Press, **more: Any) -> HttpResponse:  # Any: each its own
    officer, now = officer_of(request), clock.now()
    if not reachable(officer.pk, now).filter(pk=counter_id).exists():
        return out_of_reach(request)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        return problem(request, 422, "Biểu mẫu thiếu thông tin.", "Mở lại màn hình quầy rồi bấm lại.")
    outcome = operation(counter=counter_id, by=officer, now=now, version=int(version), **more)
    if outcome.verdict is Verdict.NOT_YOUR_COUNTER:
        return say("console:home", outcome)
    return say("console:counter", outcome, counter_id)
