"""The live page of one number. Anybody with the code sees number and state; its owner also a name, and may cancel."""

from urllib.parse import urlsplit

import segno
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from motcua.audiences.citizen import tickets, units
from motcua.audiences.citizen.pages import citizen_of_unit, page
from motcua.audiences.citizen.tickets import TicketPage
from motcua.audiences.citizen.units import UnitPage
from motcua.foundation import clock
from motcua.foundation.audit.tags import ActorKind
from motcua.foundation.citizens.sign_in import SignedIn
from motcua.foundation.clock import local_date
from motcua.foundation.config import config
from motcua.foundation.guards import guarded_by, public_page
from motcua.foundation.procedures import queries as procedures
from motcua.tickets import codes, operations, queries


@public_page
def ticket(request: HttpRequest, code: str) -> HttpResponseBase:
    """The number in its door."""
    shown, unit, owner = _found(request, code)
    if shown is None or unit is None:
        return page(request, "ticket/unknown", None, status=404, code=code)
    if code != shown.code:
        return redirect("citizen-ticket", code=shown.code)
    text = procedures.text_of(shown.ticket.procedure_id, shown.ticket.date)
    return page(
        request, "ticket/ticket", unit, shown=shown, owner=owner, procedure=text, papers=procedures.papers_of(text),
        address=urlsplit(config().base_url).netloc + f"/t/{shown.code}/",
    )  # fmt: skip


@public_page
def card(request: HttpRequest, code: str) -> HttpResponseBase:
    """The part of the page that changes, for pages that are open."""
    shown, unit, owner = _found(request, code)
    if shown is None or unit is None:
        raise Http404
    return page(request, "ticket/_card", unit, shown=shown, owner=owner)


@public_page
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The page's address as a QR code: a link, nothing personal."""
    ticket_id = codes.decode(code)
    if ticket_id is None:
        raise Http404
    address = f"{config().base_url}/t/{codes.encode(ticket_id)}/"
    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4, dark="#000", light="#fff")
    drawn = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@guarded_by("ticket owner")
def cancel(request: HttpRequest, code: str) -> HttpResponseBase:
    """Ask once, then give the number back."""
    shown, unit, owner = _found(request, code)
    if shown is None or unit is None:
        return page(request, "ticket/unknown", None, status=404, code=code)
    if owner is None:
        return page(request, "ticket/not_yours", unit, status=403, shown=shown)
    if request.method != "POST":
        return page(request, "ticket/cancel", unit, shown=shown) if shown.may_be_cancelled else _to(shown)
    done = operations.cancel(
        shown.ticket.pk, by_kind=ActorKind.CITIZEN, by_id=owner.citizen_id, now=clock.now(), reason="owner"
    )
    if not done and shown.ticket.state != "cancelled":
        return page(request, "ticket/too_late", unit, status=409, shown=shown)
    return _to(shown)


def _found(request: HttpRequest, code: str) -> tuple[TicketPage | None, UnitPage | None, SignedIn | None]:
    """The ticket of a code, its unit, and its owner if she is who looks."""
    now = clock.now()
    row = queries.ticket_by_code(code)
    unit = units.by_id(row.unit_id, local_date(now)) if row else None
    if row is None or unit is None:
        return None, None, None
    signed_in = citizen_of_unit(request, unit, now)
    owner = signed_in if signed_in is not None and signed_in.citizen_id == row.holder_id else None
    return tickets.ticket_page(row, now), unit, owner


def _to(shown: TicketPage) -> HttpResponse:
    return redirect("citizen-ticket", code=shown.code)
