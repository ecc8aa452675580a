"""Hồ sơ: found by a code or a number, its whole history, a correction that erases nothing, contradictions to decide."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.audiences.console import dossiers as words
from motcua.audiences.console import letters
from motcua.audiences.console.pages import frame, officer_of, problem, see_other
from motcua.features.dossiers import deadlines, operations, queries
from motcua.features.dossiers.models import Dossier, DossierTransition
from motcua.features.dossiers.operations import Verdict
from motcua.features.dossiers.rules import Stage
from motcua.features.dossiers.wording import WORDS
from motcua.foundation import clock
from motcua.foundation.clock import local_date
from motcua.foundation.guards import staff_may
from motcua.foundation.staff.queries import units_where
from motcua.messaging.text import national_phone

VIEW, CORRECT = "dossier.view", "dossier.correct"
_MOST = 200


@staff_may(VIEW)
@never_cache
def dossiers(request: HttpRequest) -> HttpResponse:
    """The search box and what waits. POST: a search; what was typed stands in no address."""
    officer, now = officer_of(request), clock.now()
    units = units_where(officer.pk, VIEW, now)
    typed = request.POST.get("code", "").strip()[:60]
    found = operations.search(units=units, typed=typed, by=officer.pk, now=now) if request.method == "POST" else []
    flags = list(queries.flagged(units)[:_MOST])
    told = {
        "typed": typed, "searched": request.method == "POST", "found": [_row(one, now) for one in found],
        "flags": [{**words.line(one, now), "dossier": one.dossier, "stood": _stage(one.dossier)} for one in flags],
        "purges": queries.purge_list(units, now).count(), "said": words.said(request.GET.get("said", "")),
    }  # fmt: skip
    return render(request, "console/dossiers/dossiers.html", {**frame(officer.unit, now), **told})


@staff_may(VIEW)
@never_cache
@require_GET
def dossier(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """One dossier, opened: each time is in the log."""
    found = _reached(request, dossier_id)
    return _gone(request) if found is None else _page(request, found, words.said(request.GET.get("said", "")), 200)


@staff_may(CORRECT)
@require_POST
def corrections(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Sửa trạng thái."""
    found = _reached(request, dossier_id, CORRECT)
    if found is None:
        return _gone(request)
    sent = request.POST
    outcome = operations.correct(
        dossier=found.pk, stage=sent.get("stage", ""), reason=sent.get("reason", ""), place=sent.get("place", ""),
        note=sent.get("note", ""), seen=_id(sent.get("seen", "")), by=officer_of(request).pk, now=clock.now(),
    )  # fmt: skip
    if outcome.verdict in (Verdict.DONE, Verdict.NOTHING_NEW):
        return see_other("console:dossier", found.pk, said=outcome.verdict)
    found.refresh_from_db()
    return _page(request, found, words.said(outcome.verdict), 409)


@staff_may(CORRECT)
@require_POST
def decisions(request: HttpRequest, transition_id: int) -> HttpResponse:
    """Quyết định về một trạng thái báo trái."""
    units = units_where(officer_of(request).pk, CORRECT, clock.now())
    flag = DossierTransition.objects.filter(pk=transition_id, unit_id__in=units).first()
    if flag is None:
        return _gone(request)
    accept = request.POST.get("choice") == "accept"
    outcome = operations.settle_flag(transition=flag.pk, accept=accept, by=officer_of(request).pk, now=clock.now())
    return see_other("console:dossiers", said=outcome.verdict)


@staff_may(VIEW)
@never_cache
@require_GET
def purges(request: HttpRequest) -> HttpResponse:
    """Sắp bị xóa: who waits for a fix, the first to be deleted first."""
    officer, now = officer_of(request), clock.now()
    rows = queries.purge_list(units_where(officer.pk, VIEW, now), now)[:_MOST]
    told = {"rows": [_purge(row, now) for row in rows]}
    return render(request, "console/dossiers/purges.html", {**frame(officer.unit, now), **told})


def _page(request: HttpRequest, found: Dossier, said: object, status: int) -> HttpResponse:
    officer, now = officer_of(request), clock.now()
    details = operations.view(dossier=found, by=officer.pk, now=now)
    history = list(queries.transitions_of(found)[:_MOST])
    told = {
        "dossier": found, "details": details, "phone": national_phone(details.phone),
        "birth": queries.birth_of(found), "told": queries.tell(found, now),
        "stage": _stage(found), "reason": dict(words.REASONS).get(found.reason, ""),
        "history": [words.line(one, now) for one in history], "seen": history[0].pk if history else 0,
        "stages": words.STAGES, "reasons": words.REASONS, "said": said,
        "may_correct": found.unit_id in units_where(officer.pk, CORRECT, now),
        "as_of": letters.moment(found.as_of, now),
    }  # fmt: skip
    return render(request, "console/dossiers/dossier.html", {**frame(found.unit, now), **told}, status=status)


def _reached(request: HttpRequest, dossier_id: int, permission: str = VIEW) -> Dossier | None:
    units = units_where(officer_of(request).pk, permission, clock.now())
    return queries.dossiers_visible_to_units(units).filter(pk=dossier_id, retracted_at=None).first()


def _gone(request: HttpRequest) -> HttpResponse:
    return problem(
        request, 404, "Không có hồ sơ này trong đơn vị của đồng chí.", "Tìm lại bằng mã hồ sơ, mã giấy hẹn hoặc số."
    )


def _row(row: Dossier, now: datetime) -> dict[str, object]:
    return {
        "dossier": row, "birth": queries.birth_of(row), "stage": _stage(row), "as_of": letters.moment(row.as_of, now)
    }  # fmt: skip


def _purge(row: Dossier, now: datetime) -> dict[str, object]:
    on = deadlines.purge_on(Stage(row.stage), row.since)
    left = (on - local_date(now)).days if on else 0
    return {**_row(row, now), "on": on, "left": left, "reason": dict(words.REASONS).get(row.reason, "")}


def _stage(row: Dossier) -> str:
    return WORDS[Stage(row.stage)].officer


def _id(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
