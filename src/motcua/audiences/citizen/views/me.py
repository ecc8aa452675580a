"""Số của tôi, and Dữ liệu cá nhân: see it, take it along, take consent back, have it forgotten."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from motcua.audiences.citizen import tickets
from motcua.audiences.citizen.pages import of_this_unit, page
from motcua.audiences.citizen.units import UnitPage
from motcua.foundation import clock
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.citizens import consent_operations, link_operations, operations, queries
from motcua.foundation.citizens.notices import ASKED
from motcua.foundation.citizens.sign_in import CITIZEN_COOKIE, of_request
from motcua.foundation.clock import local_date
from motcua.foundation.guards import citizen_page
from motcua.messaging.text import national_phone
from motcua.tickets.queries import tickets_of

MY_DAYS = timedelta(days=30)
MOST_TICKETS = 30


@of_this_unit
@citizen_page
def my_tickets(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """Numbers that are live, then those of the last 30 days."""
    now = clock.now()
    found = tickets_of(of_request(request).citizen_id, local_date(now - MY_DAYS))[:MOST_TICKETS]
    shown = [tickets.ticket_page(ticket, now) for ticket in found.select_related("share")]
    live = [one for one in shown if one.is_live and one.ticket.date >= local_date(now)]
    return page(request, "me/tickets", unit, live=live, past=[one for one in shown if one not in live])


@of_this_unit
@citizen_page
def me(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """All we hold, in words."""
    now = clock.now()
    citizen_id = of_request(request).citizen_id
    _record_view(citizen_id, unit, "page")
    people = [
        (person, queries.birth_of(person), national_phone(queries.phone_of(person)))
        for person in queries.people_of(citizen_id)
    ]
    agreed = {one.purpose: one for one in queries.consents_of(citizen_id) if one.withdrawn_at is None}
    texts = consent_operations.current_notices(now)
    asked = [(purpose, texts[purpose], agreed.get(purpose)) for purpose in ASKED]
    channels = queries.identities_of(citizen_id)
    return page(
        request, "me/me", unit, people=people, asked=asked, channels=channels, service=texts["service"],
        full=len(people) >= 5,
    )  # fmt: skip


@of_this_unit
@citizen_page
def download(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """The same as a file other programs can read."""
    citizen_id = of_request(request).citizen_id
    _record_view(citizen_id, unit, "file")
    told = queries.personal_data(citizen_id, clock.now())
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    response["Cache-Control"] = "no-store"
    return response


@of_this_unit
@citizen_page
def consents(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """Agree to a purpose, or take it back: one press either way."""
    citizen_id, now, purpose = of_request(request).citizen_id, clock.now(), request.POST.get("purpose", "")
    if request.POST.get("choice") == "give":
        consent_operations.give_consents(citizen_id=citizen_id, purposes=[purpose], channel="web", now=now)
    elif request.POST.get("choice") == "withdraw":
        consent_operations.withdraw_consent(citizen_id=citizen_id, purpose=purpose, now=now)
    return redirect("citizen-me", unit=unit)


@of_this_unit
@citizen_page
def erase(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """Ask once, naming the numbers that will be given back, then forget."""
    citizen_id, now = of_request(request).citizen_id, clock.now()
    if request.method != "POST":
        return page(request, "me/erase", unit, mine=tickets.own_live(citizen_id, now))
    operations.erase(citizen_id=citizen_id, now=now)
    response = page(request, "me/erased", unit)
    response.delete_cookie(CITIZEN_COOKIE, samesite="Lax")
    return response


@of_this_unit
@citizen_page
def leave(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """Sign out of a shared phone or a computer of the office."""
    response = redirect("citizen-home", unit=unit)
    if request.method == "POST":
        link_operations.sign_out(token=request.COOKIES.get(CITIZEN_COOKIE, ""), now=clock.now())
        response.delete_cookie(CITIZEN_COOKIE, samesite="Lax")
    return response


def _record_view(citizen_id: int, unit: UnitPage, how: str) -> None:
    record(
        EventTag.CITIZEN_VIEWED, at=clock.now(), actor_kind=ActorKind.CITIZEN, actor_id=citizen_id, unit_id=unit.id,
        subject_id=citizen_id, how=how,
    )  # fmt: skip
