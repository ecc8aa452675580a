"""Tra cứu: ask, read the short answer, show a second factor, read the details, ask to be told of changes.

What was typed is posted and stands in no address: an answer's address is a random token, good for a quarter of an hour
in the browser that asked.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.audiences.citizen import lookups, strangers
from motcua.audiences.citizen.forms import posted
from motcua.audiences.citizen.lookups import LookupForm
from motcua.audiences.citizen.pages import citizen_of_unit, of_this_unit, page
from motcua.audiences.citizen.units import UnitPage
from motcua.features.dossiers import following, lookup, queries, reaching, sealing
from motcua.features.dossiers.models import Finding
from motcua.features.dossiers.operations import Verdict
from motcua.features.dossiers.rules import Stage
from motcua.foundation import clock, secrets
from motcua.foundation.citizens import consent_operations
from motcua.foundation.citizens import queries as citizens
from motcua.foundation.citizens.models import Purpose
from motcua.foundation.citizens.rules import masked_name
from motcua.foundation.citizens.sign_in import SignedIn, of_request
from motcua.foundation.clock import local_date
from motcua.foundation.guards import citizen_page, public_page
from motcua.foundation.inquiries.rules import Outcome
from motcua.messaging.text import national_phone

COOKIE = "mc_lookup"
COOKIE_LIVES_S = 3600
WRONG = "Mã chưa đúng. Xin ông/bà xem lại mã trên giấy hẹn."
WRONG_DIGITS = "Mã xác nhận chưa đúng hoặc đã hết hạn."


@public_page
def look_up(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """GET: the form. POST: the answer waits at an address of its own, so a reload asks nothing twice."""
    now = clock.now()
    if request.method != "POST":
        return _form(request, unit, lookups.empty_form(), now)
    data = posted(request)
    form = lookups.read_form(data, local_date(now))
    if form.errors:
        return _form(request, unit, form, now, status=422)
    signed_in = citizen_of_unit(request, unit, now)
    if said := _stranger(signed_in, data, now):
        return _form(request, unit, form, now, said, data, status=429)
    browser = request.COOKIES.get(COOKIE) or secrets.new_token()
    asked = lookup.ask(unit_id=unit.id, question=form.question, browser=browser, now=now, **_who(request, signed_in))
    if asked.retry_at is not None:
        return _too_many(request, unit, asked.retry_at)
    response = _see_other(reverse("citizen-lookup-answer", args=[unit, asked.token]))
    response.set_cookie(
        COOKIE, browser, max_age=COOKIE_LIVES_S, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@public_page
def answer(request: HttpRequest, unit: UnitPage, token: str) -> HttpResponseBase:
    """What the office may tell; with the second factor shown, everything."""
    now = clock.now()
    finding = _finding(request, unit, token, now)
    if finding is None:
        return _form(request, unit, lookups.empty_form(), now, _over(), status=410)
    return _answer(request, unit, finding, token, now)


@public_page
@require_POST
def slip(request: HttpRequest, unit: UnitPage, token: str) -> HttpResponseBase:
    """The code on the slip opens the details."""
    return _prove(request, unit, token, by_message=False)


@public_page
@require_POST
def digits(request: HttpRequest, unit: UnitPage, token: str) -> HttpResponseBase:
    """Send six digits to whoever is on file, or take the six that were sent."""
    return _prove(request, unit, token, by_message=True)


@public_page
@require_POST
def follow(request: HttpRequest, unit: UnitPage, token: str) -> HttpResponseBase:
    """Báo cho tôi khi có; agreeing to messages is a press of its own kind, never made for her."""
    now = clock.now()
    finding, signed_in = _finding(request, unit, token, now), citizen_of_unit(request, unit, now)
    here = reverse("citizen-lookup-answer", args=[unit, token])
    if finding is None or finding.dossier is None or signed_in is None:
        return _see_other(here)
    citizen = signed_in.citizen_id
    if not citizens.has_consent(citizen, Purpose.NOTICES):
        if posted(request).get("agree") != "yes":
            return _answer(request, unit, finding, token, now, {"follow_error": "Xin ông/bà đánh dấu đồng ý trước."})
        consent_operations.give_consents(citizen_id=citizen, purposes=[Purpose.NOTICES], channel="web", now=now)
    done = following.follow(citizen_id=citizen, dossier=finding.dossier, proven=finding.proven, now=now)
    if done.verdict is Verdict.TOO_MANY:
        return _answer(
            request, unit, finding, token, now, {"follow_error": "Mỗi tài khoản theo dõi tối đa 5 hồ sơ."}
        )  # fmt: skip
    return _see_other(reverse("citizen-lookup-mine", args=[unit]))


@of_this_unit
@citizen_page
def mine(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """The household's dossiers, each with its own status."""
    now = clock.now()
    found = queries.follows_of(of_request(request).citizen_id)
    shown = [(masked_name(one.dossier.full_name), _told(queries.tell(one.dossier, now, unit.dial))) for one in found]
    return page(request, "lookup/mine", unit, shown=shown)


@of_this_unit
@citizen_page
def leave(request: HttpRequest, unit: UnitPage, dossier_id: int) -> HttpResponseBase:
    """Thôi báo."""
    if request.method == "POST":
        following.leave(citizen_id=of_request(request).citizen_id, dossier_id=dossier_id, now=clock.now())
    return redirect("citizen-lookup-mine", unit=unit)


def _prove(request: HttpRequest, unit: UnitPage, token: str, *, by_message: bool) -> HttpResponseBase:
    now, data = clock.now(), posted(request)
    finding = _finding(request, unit, token, now)
    if finding is None:
        return _form(request, unit, lookups.empty_form(), now, _over(), status=410)
    typed = data.get("code", "")[:60]
    signed_in = citizen_of_unit(request, unit, now)
    if said := _stranger(signed_in, data, now):
        return _answer(request, unit, finding, token, now, {"problem": said, "typed": typed}, kept=data, status=429)
    if by_message and data.get("send"):
        sent = lookup.send_code(finding=finding, now=now)
        return _answer(request, unit, finding, token, now, {"sent": sent, "not_sent": not sent})
    prove = lookup.prove_by_message if by_message else lookup.prove_by_slip
    proof = prove(finding=finding, code=typed, now=now, **_who(request, signed_in))
    if proof.retry_at is not None:
        return _too_many(request, unit, proof.retry_at)
    if proof.outcome is not Outcome.DETAILS:
        wrong: dict[str, object] = (
            {"sent": True, "digits_error": WRONG_DIGITS} if by_message else {"error": WRONG, "typed": typed}
        )
        return _answer(request, unit, finding, token, now, wrong, status=422)
    return _see_other(reverse("citizen-lookup-answer", args=[unit, token]))


def _answer(
    request: HttpRequest, unit: UnitPage, finding: Finding, token: str, now: datetime,
    more: Mapping[str, object] | None = None, *, status: int = 200, kept: QueryDict | None = None,
) -> HttpResponse:  # fmt: skip
    signed_in = citizen_of_unit(request, unit, now)
    shown: dict[str, object] = {**(more or {})}
    shown |= {"token": token, "opening": _opening(signed_in, now, kept), "signed_in": signed_in}
    row = finding.dossier
    if row is None:
        name, birth = lookup.typed_of(finding)
        shown |= {"several": finding.outcome == Outcome.SEVERAL, "by_name": birth is not None}
        return page(request, "lookup/none", unit, status=status, hints=lookups.hints(name, birth), **shown)
    told = queries.tell(row, now, unit.dial, details=finding.proven)
    shown |= {**_told(told), "name": masked_name(row.full_name), "proven": finding.proven}
    if finding.proven:
        lookup.open_details(finding, signed_in.citizen_id if signed_in else None, now)
        if Stage(row.stage) in lookups.WITH_ADDRESS:
            details = sealing.unseal(row.told_sealed).details
            shown |= {"address": details.address, "phone": national_phone(details.phone)}
    else:
        shown |= {"by_name": lookup.typed_of(finding)[1] is not None}
        shown["can_send"] = shown["by_name"] and reaching.can_send_code(row, now)
    if signed_in:
        texts = consent_operations.current_notices(now)
        shown["consent"] = None if citizens.has_consent(signed_in.citizen_id, Purpose.NOTICES) else texts["notices"]
    return page(request, "lookup/answer", unit, status=status, **shown)


def _told(told: queries.Told) -> dict[str, object]:
    css, icon = lookups.TAGS[told.words.mood]
    papers = told.reason.bring.splitlines() if told.reason else []
    bring = [f"{paper[0].lower()}{paper[1:]}" for paper in papers if paper]
    return {"told": told, "tag": css, "tag_icon": f"citizen/icon/{icon}.html", "bring": bring}


def _form(
    request: HttpRequest, unit: UnitPage, form: LookupForm, now: datetime, problem: str = "",
    kept: QueryDict | None = None, *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    signed_in = citizen_of_unit(request, unit, now)
    follows = queries.follows_of(signed_in.citizen_id).exists() if signed_in else False
    opening = _opening(signed_in, now, kept if problem == strangers.NOT_YET else None)
    return page(
        request, "lookup/form", unit, status=status, form=form, problem=problem, opening=opening, follows=follows
    )  # fmt: skip


def _too_many(request: HttpRequest, unit: UnitPage, retry_at: datetime) -> HttpResponse:
    return page(request, "lookup/too_many", unit, status=429, retry_at=retry_at)


def _opening(signed_in: SignedIn | None, now: datetime, kept: QueryDict | None) -> str:
    """Who is signed in proves nothing; a challenge that only came too early is carried on."""
    if signed_in is not None:
        return ""
    return kept.get("opening", "") if kept is not None else strangers.opening_for(now)


def _stranger(signed_in: SignedIn | None, data: QueryDict, now: datetime) -> str:
    return "" if signed_in is not None else strangers.refusal(data, now)


class _Asker(TypedDict):
    citizen_id: int | None
    source: str


def _who(request: HttpRequest, signed_in: SignedIn | None) -> _Asker:
    return {"citizen_id": signed_in.citizen_id if signed_in else None, "source": strangers.address_of(request)}


def _finding(request: HttpRequest, unit: UnitPage, token: str, now: datetime) -> Finding | None:
    browser = request.COOKIES.get(COOKIE, "")
    return lookup.finding_of(token, browser, unit.id, now) if browser else None


def _over() -> str:
    return "Kết quả tra cứu chỉ xem được trong 15 phút, trên máy đã tra cứu. Xin ông/bà tra cứu lại."


def _see_other(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url, headers={"Cache-Control": "no-store"})
    response.status_code = 303
    return response
