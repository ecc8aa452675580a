"""Rows of a list: found by an exact key, handed over after a paper was seen, closed; proposals of citizens decided."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.audiences.console import list_forms
from motcua.audiences.console.pages import officer_of
from motcua.features.lists import cells, intake, pasted, queries, row_operations, rules
from motcua.features.lists.definitions import Definition
from motcua.features.lists.models import ListRow, PaperSeen, RowEnd
from motcua.features.lists.rules import Outcome, Role
from motcua.foundation import clock
from motcua.foundation.clock import local_date
from motcua.foundation.guards import staff_may
from motcua.foundation.verdict import Effect
from motcua.messaging.text import Refused

Press = Callable[..., Outcome]
_LONGEST_PASTE = 100_000


@staff_may("list.serve")
@never_cache
def rows(request: HttpRequest, list_id: int) -> HttpResponse:
    """Tìm dòng: by a whole code, or by all key fields. What is typed is posted, so that no address holds a name."""
    now = clock.now()
    unit = list_forms.unit_of(request, "list.serve", now)
    found = queries.list_page(unit, list_id) if unit else None
    if unit is None or found is None:
        return list_forms.not_here(request)
    keys = rules.of_role(found.shown.columns, Role.KEY)
    typed = list_forms.asked(found.shown.words, request.POST)
    told: dict[str, object] = {
        "page": found, "code": request.POST.get("code", "")[:100],
        "keys": [(f"f{place}", one.label, typed[one.key]) for place, one in enumerate(keys)],
    }  # fmt: skip
    if request.method == "POST":
        told |= _searched(request, found.shown)
    return render(request, "console/lists/rows.html", {**told, **list_forms.shared(request, unit, now)})


@staff_may("list.serve")
@never_cache
def row(request: HttpRequest, row_id: int) -> HttpResponse:
    """One row, opened: each opening is in the log."""
    now = clock.now()
    unit = list_forms.unit_of(request, "list.serve", now)
    found = queries.row_page(unit, row_id) if unit else None
    if unit is None or found is None:
        return list_forms.not_here(request)
    row_operations.note_seen(row=found.row, by=officer_of(request), now=now)
    told = {"page": found, "papers": PaperSeen.choices, "ends": [RowEnd.FIXED, RowEnd.MISTAKE]}
    return render(request, "console/lists/row.html", {**told, **list_forms.shared(request, unit, now)})


@staff_may("list.serve")
@require_POST
def hand_overs(request: HttpRequest, row_id: int) -> HttpResponse:
    """Trả: only with the paper that was seen."""
    return _press(request, row_id, row_operations.hand_over, "handed", paper=request.POST.get("paper", ""))


@staff_may("list.serve")
@require_POST
def closings(request: HttpRequest, row_id: int) -> HttpResponse:
    """Đóng."""
    return _press(request, row_id, row_operations.close, "closed", end=request.POST.get("end", ""))


@staff_may("list.approve")
@require_POST
def reopenings(request: HttpRequest, row_id: int) -> HttpResponse:
    """Mở lại what was closed by mistake."""
    return _press(request, row_id, row_operations.reopen, "reopened", permission="list.approve")


@staff_may("list.serve")
@require_POST
def decisions(request: HttpRequest, request_id: int) -> HttpResponse:
    """A citizen's proposal: applied, or refused with a reason."""
    now = clock.now()
    unit = list_forms.unit_of(request, "list.serve", now)
    asked = queries.waiting_requests([unit] if unit else []).filter(pk=request_id).first()
    if unit is None or asked is None:
        return list_forms.not_here(request)
    officer, applied = officer_of(request), request.POST.get("decision") == "apply"
    if applied:
        outcome = row_operations.apply(unit_id=unit, request_id=request_id, by=officer, now=now)
    else:
        reason = request.POST.get("reason", "")
        outcome = row_operations.refuse(unit_id=unit, request_id=request_id, reason=reason, by=officer, now=now)
    return list_forms.back_to(
        "list_row", asked.row_id, said=list_forms.result(outcome, "applied" if applied else "refused")
    )  # fmt: skip


@staff_may("list.write")
@never_cache
def pastes(request: HttpRequest, list_id: int) -> HttpResponse:
    """Dán vài dòng: what they would do, then doing it. Whole files go through the imports."""
    now = clock.now()
    unit = list_forms.unit_of(request, "list.write", now)
    found = queries.list_page(unit, list_id) if unit else None
    if unit is None or found is None:
        return list_forms.not_here(request)
    text = request.POST.get("table", "")[:_LONGEST_PASTE]
    told: dict[str, object] = {"page": found, "table": text, "columns": found.shown.columns, "most": pasted.MOST_ROWS}
    if request.method == "POST":
        told |= _pasted(request, list_id, text)
    return render(request, "console/lists/pasted.html", {**told, **list_forms.shared(request, unit, now)})


def _pasted(request: HttpRequest, list_id: int, text: str) -> dict[str, object]:
    now = clock.now()
    header, *body = pasted.table(text) or [[]]
    columns = intake.columns_of(list_id)
    lines = pasted.lines(body, header, columns, local_date(now))
    good = [one for one in lines if not one.fault]
    doing = "record" in request.POST
    if doing:
        verdicts = intake.record(
            list_id, [one.cells for one in good], run_id=None, by=officer_of(request).pk, now=now
        )  # fmt: skip
    else:
        verdicts = intake.compare(list_id, [one.cells for one in good], now)
    bad = [(one.number, one.fault) for one in lines if one.fault]
    bad += [(one.number, told.reason) for one, told in zip(good, verdicts, strict=True) if told.effect is Effect.BAD]
    counts = {str(effect): sum(told.effect is effect for told in verdicts) for effect in Effect}
    return {"counts": {**counts, "bad": len(bad)}, "bad_lines": sorted(bad), "done": doing, "lines": len(lines)}


def _searched(request: HttpRequest, definition: Definition) -> dict[str, object]:
    """Rows behind what was typed; a wrong field says so."""
    now = clock.now()
    code = request.POST.get("code", "").strip()[:100]
    typed: dict[str, str] = {}
    for key, text in list_forms.asked(definition.words, request.POST).items():
        kind = next(one.kind for one in definition.columns if one.key == key)
        told = cells.read(kind, text, local_date(now))
        if not code and (isinstance(told, Refused) or not told):
            return {
                "fault": cells.to_officer(told) if isinstance(told, Refused) else "Ghi mã, hoặc ghi đủ các ô tra cứu."
            }
        typed[key] = told if isinstance(told, str) else ""
    found = queries.find_rows(definition, code=code, typed=typed)
    row_operations.note_searched(definition=definition, found=len(found), by=officer_of(request), now=now)
    return {"searched": True, "found": [(one, _masked(definition, one)) for one in found]}


def _masked(definition: Definition, found: ListRow) -> list[str]:
    told = cells.unseal(found.cells_sealed)
    keys = [*rules.of_role(definition.columns, Role.KEY), *rules.of_role(definition.columns, Role.FACTOR)]
    return [rules.masked(one.kind, told.get(one.key, "")) for one in keys]


def _press(
    request: HttpRequest, row_id: int, press: Press, done: str, *, permission: str = "list.serve",
    **more: Any,  # Any: each operation its own
) -> HttpResponse:  # fmt: skip
    now = clock.now()
    if (unit := list_forms.unit_of(request, permission, now)) is None:
        return list_forms.not_here(request)
    outcome = press(unit_id=unit, row_id=row_id, by=officer_of(request), now=now, **more)
    if outcome.verdict is rules.Verdict.NOT_THERE:
        return list_forms.not_here(request)
    return list_forms.back_to("list_row", row_id, said=list_forms.result(outcome, done))
