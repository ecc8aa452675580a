"""Reports behind a closed door: the list everybody may see, the words only assigned roles."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.audiences.console import letters
from motcua.audiences.console.pages import frame, officer_of, problem, see_other
from motcua.features.reports import codes, operations, queries, rules
from motcua.features.reports.models import Report
from motcua.features.reports.operations import Opened
from motcua.features.reports.queries import Row, Show
from motcua.features.reports.rules import Outcome, Verdict
from motcua.foundation import clock
from motcua.foundation.guards import staff_may
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.queries import units_where


@staff_may("report.view")
@never_cache
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """What came and whose it is; no words of any of it."""
    officer, now = officer_of(request), clock.now()
    units = units_where(officer.pk, "report.view", now)
    show: Show = "closed" if request.GET.get("show") == "closed" else "open"
    rows = [_row(row, officer, now) for row in queries.rows(units, show, now)]
    told = {
        "rows": rows, "show": show, "counts": queries.counts(units, now), "door": rules.CLOSED_DOOR,
        "said": letters.report_said(request.GET.get("said", "")),
    }  # fmt: skip
    return render(request, "console/reports/reports.html", {**frame(officer.unit, now), **told})


@staff_may("report.view")
@never_cache
@require_GET
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report with its door shut: when it came, whose it is, until when."""
    found = _reached(request, report_id)
    if found is None:
        return _gone(request)
    return _page(request, found, None, letters.report_said(request.GET.get("said", "")), "", 200)


@staff_may("report.open")
@never_cache
@require_POST
def openings(request: HttpRequest, report_id: int) -> HttpResponse:
    """Mở nội dung: read the words; each time is written down."""
    found = _reached(request, report_id)
    if found is None:
        return _gone(request)
    opened = operations.open_body(report=report_id, by=officer_of(request), now=clock.now())
    if opened is None:
        return problem(request, 403, rules.CLOSED_DOOR + ".", "Tin này đã giao cho đồng nghiệp. Đồng chí hỏi lãnh đạo.")
    found.refresh_from_db()
    return _page(request, found, opened, None, "", 200)


@staff_may("report.assign")
@require_POST
def assignments(request: HttpRequest, report_id: int) -> HttpResponse:
    """Giao."""
    found = _reached(request, report_id)
    if found is None:
        return _gone(request)
    wanted = request.POST.get("officer", "")
    to = queries.assignable(found.unit_id).filter(pk=int(wanted)).first() if _is_id(wanted) else None
    if to is None:
        return _page(request, found, None, letters.report_said(Verdict.NOT_ALLOWED), "", 409)
    outcome = operations.assign(report=report_id, officer=to, by=officer_of(request), now=clock.now())
    return _answer(request, found, outcome, "assigned")


@staff_may("report.open")
@require_POST
def ends(request: HttpRequest, report_id: int) -> HttpResponse:
    """Đóng."""
    found = _reached(request, report_id)
    if found is None:
        return _gone(request)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    outcome = operations.close(report=report_id, outcome=text, by=officer_of(request), now=clock.now())
    return _answer(request, found, outcome, "closed", text)


@staff_may("report.open")
@require_POST
def reopenings(request: HttpRequest, report_id: int) -> HttpResponse:
    """Mở lại."""
    found = _reached(request, report_id)
    if found is None:
        return _gone(request)
    outcome = operations.reopen(report=report_id, by=officer_of(request), now=clock.now())
    return _answer(request, found, outcome, "")


def _reached(request: HttpRequest, report_id: int) -> Report | None:
    units = units_where(officer_of(request).pk, "report.view", clock.now())
    return queries.reports_visible_to_units(units).filter(pk=report_id).first()


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) < 18


def _gone(request: HttpRequest) -> HttpResponse:
    return problem(
        request, 404, "Không có tin báo này trong đơn vị của đồng chí.", "Trở lại mục Tin báo để xem danh sách."
    )


def _row(row: Row, officer: Officer, now: datetime) -> dict[str, object]:
    found = row.report
    return {
        "report": found, "code": row.code, "overdue": row.overdue, "news": row.news, "messages": row.messages,
        "kind": found.get_kind_display(), "at": letters.moment(found.received_at, now),
        "until": letters.moment(found.deadline, now), "mine": found.assignee_id == officer.pk,
    }  # fmt: skip


def _page(
    request: HttpRequest, found: Report, opened: Opened | None, said: object, draft: str, status: int
) -> HttpResponse:
    officer, now = officer_of(request), clock.now()
    opens_in = units_where(officer.pk, rules.OPEN_PERMISSION, now)
    assigns_in = units_where(officer.pk, rules.ASSIGN_PERMISSION, now)
    entries = opened.entries if opened else ()
    told = {
        "report": found,
        "code": codes.grouped(codes.encode(found.pk)),
        "overdue": rules.is_overdue(found.state, found.taken_at, found.deadline, now),
        "received": letters.moment(found.received_at, now),
        "until": letters.moment(found.deadline, now),
        "opened": opened,
        "entries": [{"text": one.text, "at": letters.moment(one.at, now)} for one in entries],
        "may_open": queries.may_open(found, officer.pk, opens_in, assigns_in),
        "officers": queries.assignable(found.unit_id) if found.unit_id in assigns_in else [],
        "door": rules.CLOSED_DOOR,
        "said": said,
        "draft": draft,
    }
    return render(request, "console/reports/report.html", {**frame(found.unit, now), **told}, status=status)


def _answer(request: HttpRequest, found: Report, outcome: Outcome, done: str, draft: str = "") -> HttpResponse:
    if outcome.verdict not in (Verdict.DONE, Verdict.REPEATED):
        found.refresh_from_db()
        return _page(request, found, None, letters.report_said(outcome.verdict), draft, 409)
    return see_other("console:report", found.pk, said=done)
