"""Bấm số: choose a shift, say who comes, press. The press itself goes to the ledger's door, /api/v1/tickets."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from motcua.audiences.citizen import forms, offers
from motcua.audiences.citizen.forms import PersonForm
from motcua.audiences.citizen.offers import Offer
from motcua.audiences.citizen.pages import citizen_of_unit, page, public_snapshot, set_citizen_cookie
from motcua.audiences.citizen.units import UnitPage, by_id
from motcua.foundation import clock
from motcua.foundation.citizens import consent_operations, link_operations, operations, queries
from motcua.foundation.citizens.models import Relation
from motcua.foundation.citizens.notices import ASKED
from motcua.foundation.clock import local_date
from motcua.foundation.guards import public_page
from motcua.tickets.models import Shift
from motcua.tickets.problems import PROBLEMS

CHANNEL = "web"


@public_page
def choose(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """Every shift of today and the next days: how many wait, how many numbers are left, or why there are none."""
    chosen = request.GET.get("shift", "")
    if chosen.isdecimal() and chosen.isascii() and len(chosen) < 19:
        return redirect("citizen-take", unit=unit, shift_id=int(chosen))
    now = clock.now()

    def render_page() -> HttpResponse:
        days = offers.days_of(unit.id, now)
        first = next((offer for day in days for offer in day.offers if offer.is_open), None)
        return page(request, "take/choose", unit, days=days, first=first)

    return public_snapshot(f"choose:{unit.slug}", now, render_page)


@public_page
def take(request: HttpRequest, unit: UnitPage, shift_id: int) -> HttpResponseBase:
    """Who comes, and the check before the press; a newcomer first says her name."""
    now = clock.now()
    offer = offers.offer_of(unit.id, shift_id, now)
    if offer is None:
        raise Http404
    if not offer.is_open:
        return _refused(request, unit, offer, now)
    signed_in = citizen_of_unit(request, unit, now)
    people = list(queries.people_of(signed_in.citizen_id)) if signed_in else []
    if not people or people[0].relation != Relation.SELF:
        return _newcomer(request, unit, offer, signed_in.citizen_id if signed_in else None, now)
    chosen = request.GET.get("person", "")
    chosen_id = next((one.pk for one in people if str(one.pk) == chosen), people[0].pk)
    return page(request, "take/check", unit, offer=offer, people=people, chosen=chosen_id)


@public_page
def problem(request: HttpRequest) -> HttpResponseBase:
    """Where the door sends a form that got no number: what is, what to do next, nothing typed is lost."""
    now = clock.now()
    told = PROBLEMS.get(request.GET.get("kind", ""), PROBLEMS["try-later"])
    asked, person = _whole(request.GET.get("shift")), _whole(request.GET.get("person"))
    shift = Shift.objects.filter(id=asked).select_related("point", "line").first() if asked else None
    unit = by_id(shift.unit_id, local_date(now)) if shift else None
    instead = None
    if shift is not None and told.status == 409:
        instead = offers.next_open(shift.unit_id, now, other_than=shift.pk, line_id=shift.line_id)
    shown = {"told": told, "shift": shift, "person": person or "", "instead": instead, "kind": request.GET.get("kind")}
    return page(request, "take/problem", unit, status=told.status, **shown)


def _newcomer(
    request: HttpRequest, unit: UnitPage, offer: Offer, citizen_id: int | None, now: datetime
) -> HttpResponseBase:
    """The first time: name, birth date, and what the data is for. A citizen from a chat has no name yet either."""
    form = forms.empty_form()
    if request.method == "POST":
        form = forms.read_person(forms.posted(request), local_date(now))
        if not form.errors:
            return _enter(request, unit, offer, citizen_id, form, now)
    return page(
        request, "take/newcomer", unit, status=422 if form.errors else 200, offer=offer, form=form,
        notices=consent_operations.current_notices(now), agreed=request.POST.getlist("consent"),
    )  # fmt: skip


def _enter(
    request: HttpRequest, unit: UnitPage, offer: Offer, citizen_id: int | None, form: PersonForm, now: datetime
) -> HttpResponseBase:
    response = redirect("citizen-take", unit=unit, shift_id=offer.shift.pk)
    if citizen_id is None:
        citizen_id = operations.create_web_citizen(
            unit_id=unit.id, name=form.name, birth=form.birth, phone=form.phone, now=now
        )
        set_citizen_cookie(response, link_operations.sign_in_citizen(citizen_id=citizen_id, now=now))
    else:
        operations.add_person(
            citizen_id=citizen_id, relation=Relation.SELF, name=form.name, birth=form.birth, phone=form.phone, now=now
        )
    consent_operations.show_notices(citizen_id=citizen_id, channel=CHANNEL, now=now)
    agreed = [purpose for purpose in request.POST.getlist("consent") if purpose in ASKED]
    consent_operations.give_consents(citizen_id=citizen_id, purposes=agreed, channel=CHANNEL, now=now)
    return response


def _refused(request: HttpRequest, unit: UnitPage, offer: Offer, now: datetime) -> HttpResponse:
    instead = offers.next_open(unit.id, now, other_than=offer.shift.pk, line_id=offer.shift.line_id)
    return page(request, "take/refused", unit, status=409, offer=offer, instead=instead)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
