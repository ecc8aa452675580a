"""Tiện ích: the lists of a unit, one of them with its versions, its menu button, and trying it as a citizen would."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.audiences.console import list_forms
from motcua.audiences.console.pages import officer_of
from motcua.features.lists import cells, operations, queries, row_operations, rules
from motcua.features.lists.definitions import Definition, definition_of
from motcua.features.lists.rules import Role
from motcua.foundation import clock
from motcua.foundation.clock import local_date
from motcua.foundation.guards import staff_may
from motcua.messaging.text import Refused


@staff_may("list.serve")
@never_cache
def lists(request: HttpRequest) -> HttpResponse:
    """Every list of the unit: in use, in work, what waits."""
    now = clock.now()
    if (unit := list_forms.unit_of(request, "list.serve", now)) is None:
        return list_forms.not_here(request)
    shown = {"cards": queries.lists_of([unit]), **list_forms.shared(request, unit, now)}
    return render(request, "console/lists/lists.html", shown)


@staff_may("list.serve")
@never_cache
def one_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """A list: how it stands, what it asks and tells, its versions, what citizens proposed."""
    now = clock.now()
    unit = list_forms.unit_of(request, "list.serve", now)
    found = queries.list_page(unit, list_id) if unit else None
    if unit is None or found is None:
        return list_forms.not_here(request)
    told = {
        "page": found, "columns": _in_words(found.shown), "counts": queries.rows_in(list_id, unit),
        "requests": queries.waiting_requests([unit], list_id),
        "mine": found.open is not None and found.open.author_id == officer_of(request).pk,
    }  # fmt: skip
    return render(request, "console/lists/list.html", {**told, **list_forms.shared(request, unit, now)})


@staff_may("list.approve")
@require_POST
def menu(request: HttpRequest, list_id: int) -> HttpResponse:
    """Bật hoặc tắt nút."""
    now = clock.now()
    if (unit := list_forms.unit_of(request, "list.approve", now)) is None:
        return list_forms.not_here(request)
    shown = request.POST.get("shown") == "1"
    outcome = operations.show_in_menu(unit_id=unit, list_id=list_id, shown=shown, by=officer_of(request), now=now)
    return list_forms.back_to("list", list_id, said=list_forms.result(outcome, "shown" if shown else "hidden"))


@staff_may("list.serve")
@never_cache
def trial(request: HttpRequest, version_id: int) -> HttpResponse:
    """Thử như người dân: the form, the masked answer and the details of this version, on the rows that are there.

    An officer reads what a citizen would read; nothing is counted against anybody's limit, the search is in the log.
    """
    now = clock.now()
    unit = list_forms.unit_of(request, "list.serve", now)
    version = queries.version_of(unit, version_id) if unit else None
    if unit is None or version is None:
        return list_forms.not_here(request)
    definition = definition_of(version)
    told: dict[str, object] = {"version": version, "definition": definition, "keys": _keys(definition, request)}
    if request.method == "POST":
        told |= _tried(request, definition)
    return render(request, "console/lists/trial.html", {**told, **list_forms.shared(request, unit, now)})


@staff_may("list.serve")
@never_cache
def printed(request: HttpRequest, list_id: int) -> HttpResponse:
    """S-E10: a sheet for the notice board, masked names and codes only."""
    now = clock.now()
    unit = list_forms.unit_of(request, "list.serve", now)
    found = queries.list_page(unit, list_id) if unit else None
    if unit is None or found is None:
        return list_forms.not_here(request)
    after = request.GET.get("after", "0")
    lines, following = queries.printed(found.shown, int(after) if after.isdecimal() and len(after) < 19 else 0)
    row_operations.note_searched(
        definition=found.shown, found=len(lines), by=officer_of(request), now=now, printed=True
    )  # fmt: skip
    told = {"page": found, "lines": lines, "columns": queries.printed_columns(found.shown), "following": following}
    return render(request, "console/lists/printed.html", {**told, **list_forms.shared(request, unit, now)})


def _tried(request: HttpRequest, definition: Definition) -> dict[str, object]:
    """What a citizen who typed this would read, and with the second factor."""
    now = clock.now()
    typed: dict[str, str] = {}
    for key, text in list_forms.asked(definition.words, request.POST).items():
        kind = next(one.kind for one in definition.columns if one.key == key)
        told = cells.read(kind, text, local_date(now))
        if isinstance(told, Refused) or not told:
            return {"fault": cells.to_officer(told) if isinstance(told, Refused) else "Ghi đủ các ô."}
        typed[key] = told
    rows = [row for row in queries.find_rows(definition, typed=typed) if row.state == "open"]
    row_operations.note_searched(definition=definition, found=len(rows), by=officer_of(request), now=now)
    told_rows = [cells.unseal(row.cells_sealed) for row in rows]
    first = told_rows[0] if len(rows) == 1 else {}
    return {
        "tried": True, "found": len(rows),
        "masked": [(one.label, rules.masked(one.kind, first.get(one.key, "")))
                   for one in rules.of_role(definition.columns, Role.MASKED)],
        "shown": [(one.label, first.get(one.key, "")) for one in rules.of_role(definition.columns, Role.SHOWN)],
    }  # fmt: skip


def _keys(definition: Definition, request: HttpRequest) -> list[tuple[str, str, str]]:
    """(name of the box, label, what was typed)."""
    typed = list_forms.asked(definition.words, request.POST)
    keys = rules.of_role(definition.columns, Role.KEY)
    return [(f"f{place}", one.label, typed[one.key]) for place, one in enumerate(keys)]


def _in_words(definition: Definition) -> list[tuple[str, str, str, bool]]:
    return [
        (one.label, list_forms.KINDS[one.kind], list_forms.ROLES[one.role], one.correctable)
        for one in definition.columns
    ]
