"""Tiện ích: a citizen asks a list, opens the details with the second factor, proposes a correction, says she will come.

Everything typed is posted and nothing of it stands in an address. Each step works without script.
"""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect

from motcua.audiences.citizen import lists as form_lists
from motcua.audiences.citizen import strangers
from motcua.audiences.citizen.forms import posted
from motcua.audiences.citizen.lists import ListForm
from motcua.audiences.citizen.pages import citizen_of_unit, page
from motcua.audiences.citizen.units import UnitPage
from motcua.features.lists import lookup, queries, row_operations
from motcua.features.lists.definitions import Definition
from motcua.features.lists.lookup import Details
from motcua.features.lists.models import ListRow, RequestKind
from motcua.features.lists.rules import Outcome, Verdict
from motcua.foundation import clock
from motcua.foundation.clock import local_date
from motcua.foundation.guards import public_page


@public_page
def lists(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """Every list that has its button."""
    return page(request, "lists/lists", unit, lists=queries.in_menu(unit.id))


@public_page
def one_list(request: HttpRequest, unit: UnitPage, slug: str) -> HttpResponseBase:
    """GET: the form. POST: what the key fields alone tell."""
    definition, now = _definition(unit, slug), clock.now()
    if request.method != "POST":
        return _form(request, unit, definition, form_lists.empty_form(definition), now)
    data = posted(request)
    form = form_lists.read_keys(definition, data, local_date(now))
    if form.errors:
        return _form(request, unit, definition, form, now, status=422)
    if said := _stranger(request, unit, data, now):
        return _form(request, unit, definition, form, now, said, status=429)
    citizen, source = _who(request, unit, now)
    answer = lookup.ask(definition, form.values, citizen_id=citizen, source=source, now=now)
    if answer.retry_at is not None:
        return _too_many(request, unit, definition, answer.retry_at)
    shown = {"answer": answer, "factor": form_lists.factor_label(definition), "form": form}
    return page(request, "lists/answer", unit, status=200, **shown, **_carried(request, unit, definition, now))


@public_page
def details(request: HttpRequest, unit: UnitPage, slug: str) -> HttpResponseBase:
    """The second factor opens the details; a wrong one and a row that is gone are told alike."""
    definition, now = _definition(unit, slug), clock.now()
    if request.method != "POST":
        return redirect("citizen-list", unit=unit, slug=slug)
    data = posted(request)
    carried, factor = data.get("pass", "")[:4000], data.get("factor", "")[:100]
    if lookup.pass_of(carried, definition.list_id, now) is None:
        return _form(
            request, unit, definition, form_lists.empty_form(definition), now, strangers.TOO_OLD, status=422
        )  # fmt: skip
    said = _stranger(request, unit, data, now)
    citizen, source = _who(request, unit, now)
    told = Details()
    if not said:
        told = lookup.details(definition, carried, factor, citizen_id=citizen, source=source, now=now)
    if told.retry_at is not None:
        return _too_many(request, unit, definition, told.retry_at)
    if not told.row:
        shown: dict[str, object] = {
            "factor": form_lists.factor_label(definition), "carried": carried, "typed": factor, "problem": said,
        }  # fmt: skip
        kept = data if said == strangers.NOT_YET else None
        shown |= _carried(request, unit, definition, now, kept)
        return page(request, "lists/factor", unit, status=429 if said else 422, **shown)
    return _details(request, unit, definition, told, now)


@public_page
def requests(request: HttpRequest, unit: UnitPage, slug: str) -> HttpResponseBase:
    """Đề nghị: only with what the second factor opened within the half hour."""
    definition, now = _definition(unit, slug), clock.now()
    if request.method != "POST":
        return redirect("citizen-list", unit=unit, slug=slug)
    data = posted(request)
    row = lookup.row_of(data.get("pass", "")[:4000], definition, now)
    if row is None:
        fresh = form_lists.empty_form(definition)
        return _form(request, unit, definition, fresh, now, strangers.TOO_OLD, status=422)
    outcome, form = _ask(request, unit, definition, row, data, now)
    if form is not None and (form.errors or outcome.verdict is Verdict.NOTHING_TYPED):
        told = lookup.reopened(definition, row, now)
        return _details(request, unit, definition, told, now, form=form, status=422)
    return page(request, "lists/asked", unit, definition=definition, kind=data.get("kind"), outcome=outcome)


def _ask(
    request: HttpRequest, unit: UnitPage, definition: Definition, row: ListRow, data: QueryDict, now: datetime
) -> tuple[Outcome, ListForm | None]:
    signed_in = citizen_of_unit(request, unit, now)
    citizen = signed_in.citizen_id if signed_in else None
    if data.get("kind") == RequestKind.PICK_UP:
        return row_operations.choose_pick_up(
            definition=definition, row_id=row.pk, citizen_id=citizen, now=now
        ), None  # fmt: skip
    form = form_lists.correction_form(definition, data, local_date(now))
    if form.errors:
        return Outcome(Verdict.NOTHING_TYPED), form
    outcome = row_operations.ask_correction(
        definition=definition, row_id=row.pk, typed=form.values, citizen_id=citizen, now=now
    )
    return outcome, form


def _details(
    request: HttpRequest, unit: UnitPage, definition: Definition, told: Details, now: datetime, *,
    form: ListForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    row = lookup.row_of(told.carried, definition, now)
    picks_up, correction = queries.standing_of(row) if row else (False, None)
    shown = {
        "told": told, "picks_up": picks_up, "correction": correction, "definition": definition,
        "fix_url": form_lists.fix_url(definition, unit, now),
        "form": form or form_lists.correction_form(definition, None, local_date(now)), "opened": form is not None,
    }  # fmt: skip
    return page(request, "lists/details", unit, status=status, **shown)


def _definition(unit: UnitPage, slug: str) -> Definition:
    found = queries.published(unit.id, slug)
    if found is None:
        raise Http404
    return found


def _who(request: HttpRequest, unit: UnitPage, now: datetime) -> tuple[int | None, str]:
    """Whose look-up is counted: an account, and a network address."""
    signed_in = citizen_of_unit(request, unit, now)
    return signed_in.citizen_id if signed_in else None, strangers.address_of(request)


def _stranger(request: HttpRequest, unit: UnitPage, data: QueryDict, now: datetime) -> str:
    return "" if citizen_of_unit(request, unit, now) else strangers.refusal(data, now)


def _carried(
    request: HttpRequest,
    unit: UnitPage,
    definition: Definition,
    now: datetime,
    data: QueryDict | None = None,
) -> dict[str, object]:
    """What every form of these pages carries; a wait without script counts from the first page."""
    if citizen_of_unit(request, unit, now):
        return {"definition": definition, "opening": ""}
    kept = data.get("opening", "") if data is not None else ""
    return {"definition": definition, "opening": kept or strangers.opening_for(now)}


def _form(
    request: HttpRequest, unit: UnitPage, definition: Definition, form: ListForm, now: datetime, problem: str = "", *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    kept = request.POST if problem == strangers.NOT_YET else None
    shown = {"form": form, "problem": problem, **_carried(request, unit, definition, now, kept)}
    return page(request, "lists/list", unit, status=status, **shown)


def _too_many(request: HttpRequest, unit: UnitPage, definition: Definition, retry_at: datetime) -> HttpResponse:
    response = page(request, "lists/too_many", unit, status=429, definition=definition, retry_at=retry_at)
    response["Retry-After"] = str(max(1, round((retry_at - clock.now()).total_seconds())))
    return response
