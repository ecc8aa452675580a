"""The people an account takes numbers for: add, correct, remove."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from motcua.audiences.citizen import forms
from motcua.audiences.citizen.pages import of_this_unit, page
from motcua.audiences.citizen.units import UnitPage
from motcua.foundation import clock
from motcua.foundation.citizens import operations, queries
from motcua.foundation.citizens.models import Relation
from motcua.foundation.citizens.rules import CitizenRefusal, TooManyPeople
from motcua.foundation.citizens.sign_in import of_request
from motcua.foundation.clock import local_date
from motcua.foundation.guards import citizen_page


@of_this_unit
@citizen_page
def add(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """A relative; back to the check page with her chosen when the way came from there."""
    now, form, citizen_id = clock.now(), forms.empty_form(), of_request(request).citizen_id
    shift = _whole(request.GET.get("shift"))
    if request.method == "POST":
        form = forms.read_person(forms.posted(request), local_date(now), is_relative=True)
        if not form.errors:
            try:
                person_id = operations.add_person(
                    citizen_id=citizen_id, relation=form.relation, name=form.name, birth=form.birth,
                    phone=form.phone, now=now,
                )  # fmt: skip
            except TooManyPeople as refusal:
                return page(request, "people/full", unit, status=409, sentence=refusal.sentence, shift=shift)
            return _back(unit, shift, person_id)
    return page(request, "people/form", unit, status=422 if form.errors else 200, form=form, shift=shift, is_new=True)


@of_this_unit
@citizen_page
def change(request: HttpRequest, unit: UnitPage, person_id: int) -> HttpResponseBase:
    """Correct a person; numbers already taken keep the name they were taken with."""
    now, citizen_id = clock.now(), of_request(request).citizen_id
    person = queries.person_of(citizen_id, person_id)
    if person is None:
        raise Http404
    form = forms.form_of(person)
    if request.method == "POST":
        form = forms.read_person(forms.posted(request), local_date(now))
        if not form.errors:
            operations.change_person(
                citizen_id=citizen_id, person_id=person_id, name=form.name, birth=form.birth, phone=form.phone, now=now
            )
            return redirect("citizen-me", unit=unit)
    return page(
        request, "people/form", unit, status=422 if form.errors else 200, form=form, person=person, is_new=False,
        removable=person.relation != Relation.SELF,
    )  # fmt: skip


@of_this_unit
@citizen_page
def remove(request: HttpRequest, unit: UnitPage, person_id: int) -> HttpResponseBase:
    """Empty a relative's entry."""
    if request.method == "POST":
        try:
            operations.remove_person(citizen_id=of_request(request).citizen_id, person_id=person_id, now=clock.now())
        except CitizenRefusal as refusal:
            return page(request, "people/full", unit, status=409, sentence=refusal.sentence)
    return redirect("citizen-me", unit=unit)


def _back(unit: UnitPage, shift: int | None, person_id: int) -> HttpResponse:
    if shift is None:
        return redirect("citizen-me", unit=unit)
    response = redirect("citizen-take", unit=unit, shift_id=shift)
    response["Location"] += f"?person={person_id}"
    return response


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
