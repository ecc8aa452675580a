"""A personal link from a chat: an interstitial, a press that binds it, and a way out when it opens nothing."""

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from motcua.audiences.citizen.pages import page, set_citizen_cookie
from motcua.audiences.citizen.units import by_id
from motcua.foundation import clock
from motcua.foundation.citizens import link_operations, links, queries, sign_in
from motcua.foundation.citizens.links import Link, LinkState
from motcua.foundation.citizens.models import LinkPurpose, PersonalLink
from motcua.foundation.clock import local_date
from motcua.foundation.guards import guarded_by
from motcua.foundation.offices.rules import MINUTES_A_DAY, moment
from motcua.foundation.secrets import new_token, token_hash
from motcua.messaging.channels.outbox import enqueue_to_citizen
from motcua.messaging.dialogue.reply import Button, Reply

PROOF_COOKIE = "mc_link"
RESEND_EVERY = timedelta(minutes=1)


# Django's own check wants an Origin, and a page with "no-referrer" sends none with its forms: so a cookie of this
# page, which other sites cannot set, must agree with the form.
@csrf_exempt
@guarded_by("personal link")
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows whose page it is and binds nothing; the first POST binds it to this browser."""
    now = clock.now()
    found = queries.link_of(token)
    if found is None:
        return _page(request, None, token, LinkState.UNKNOWN, now)
    if request.method == "POST" and _is_from_this_page(request):
        opened = link_operations.open_link(token=token, cookie=request.COOKIES.get(sign_in.CITIZEN_COOKIE), now=now)
        if opened.state in (LinkState.FRESH, LinkState.YOURS):
            response = redirect(found.target)
            if opened.token:
                set_citizen_cookie(response, opened.token)
            return _private(response)
        return _page(request, found, token, opened.state, now)
    state = _state(request, found, now)
    return _private(redirect(found.target)) if state is LinkState.YOURS else _page(request, found, token, state, now)


@csrf_exempt
@guarded_by("personal link")
def resend(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send a new link to the chat of the account, never to who asks; once a minute."""
    now = clock.now()
    found = queries.link_of(token)
    if found is None or request.method != "POST" or not _is_from_this_page(request):
        return _private(redirect("citizen-link", token=token))
    newest = PersonalLink.objects.filter(citizen_id=found.citizen_id).order_by("-created_at").first()
    sent = newest is not None and now - newest.created_at < RESEND_EVERY
    if not sent:
        sent = _send_again(found, now)
    unit = by_id(found.unit_id, local_date(now))
    return _private(page(request, "link/resent", unit, sent=sent, public=_public(found)))


def _send_again(found: Link, now: datetime) -> bool:
    url = link_operations.personal_link(
        citizen_id=found.citizen_id, purpose=found.purpose, target=found.target, now=now,
        valid_until=moment(local_date(now), MINUTES_A_DAY),
    )  # fmt: skip
    text = f"Liên kết mới của ông/bà, mở trong 30 phút: {url}\nXin không chuyển liên kết này cho người khác."
    reply = Reply(text=text, buttons=(Button("Mở trang", "open_url", url),))
    return bool(enqueue_to_citizen(citizen=found.citizen_id, reply=reply, kind="reply", now=now))


def _page(request: HttpRequest, found: Link | None, token: str, state: LinkState, now: datetime) -> HttpResponse:
    proof = request.COOKIES.get(PROOF_COOKIE) or new_token()
    unit = by_id(found.unit_id, local_date(now)) if found else None
    response = page(
        request, "link/open" if state is LinkState.FRESH else "link/refused", unit,
        status={LinkState.FRESH: 200, LinkState.UNKNOWN: 404, LinkState.EXPIRED: 410}.get(state, 403),
        token=token, proof=proof, state=state, public=_public(found) if found else "",
        account=queries.masked_account(found.citizen_id) if found else "",
        purpose=LinkPurpose(found.purpose).label if found else "",
    )  # fmt: skip
    response.set_cookie(
        PROOF_COOKIE, proof, httponly=True, samesite="Lax", path="/l/", secure=settings.SESSION_COOKIE_SECURE
    )
    return _private(response)


def _state(request: HttpRequest, found: Link, now: datetime) -> LinkState:
    cookie = request.COOKIES.get(sign_in.CITIZEN_COOKIE)
    signed_in = sign_in.citizen_of(request, now)
    return found.state_for(token_hash(cookie) if cookie else None, signed_in.citizen_id if signed_in else None, now)


def _is_from_this_page(request: HttpRequest) -> bool:
    cookie, typed = request.COOKIES.get(PROOF_COOKIE, ""), request.POST.get("proof", "")
    same_site = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return same_site and bool(cookie) and hmac.compare_digest(cookie.encode(), typed.encode())


def _public(found: Link) -> str:
    """What anybody may see of the link's aim: the page of a number, without its name."""
    return found.target if found.purpose == LinkPurpose.TICKET and links.is_own_path(found.target) else ""


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    return response
