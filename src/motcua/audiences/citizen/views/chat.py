"""Hỏi đáp trực tuyến: the same conversation as in a chat app, on a page of our own. Works without script.

A form posts the words, the worker answers, the page shows it; a script only spares the reloading. Without it a waiting
page loads itself anew, under another query each time: to the same address with a fragment browsers only scroll.
"""

import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from motcua.audiences.citizen import chat_faces
from motcua.audiences.citizen.chat_talk import conversation, version
from motcua.audiences.citizen.forms import posted
from motcua.audiences.citizen.pages import citizen_of_unit, of_this_unit, page, set_citizen_cookie
from motcua.audiences.citizen.units import UnitPage
from motcua.foundation import clock
from motcua.foundation.citizens import link_operations
from motcua.foundation.citizens.models import LinkPurpose
from motcua.foundation.guards import citizen_page, guarded_by, public_page
from motcua.foundation.secrets import new_token
from motcua.messaging.channels.webchat import operations, queries, rules
from motcua.messaging.channels.webchat.queries import Talker
from motcua.messaging.channels.webchat.rules import ChatRefusal

_SCRIPTED = "X-Chat"  # the page's own script asks for the new lines only
_OPENER = Path(__file__).parents[1] / "static" / "citizen" / "js" / "opener.js"
_LINK_LIVES = timedelta(days=1)


class NoFiles(ChatRefusal):
    sentence = "Trang này không nhận ảnh và tệp. Xin ông/bà gõ chữ."


class OldButton(ChatRefusal):
    sentence = "Nút này không còn dùng được. Xin ông/bà gõ chữ, hoặc chọn nút mới nhất."


@public_page
def chat(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """GET: the conversation, or its beginning. POST: words or a tap; a script gets the new lines, a form 303."""
    now = clock.now()
    if not unit.has_chat:
        return page(request, "chat/none", unit)
    if request.method == "POST":
        return _say(request, unit, now)
    return page(request, "chat/chat", unit, status=200, **_shown(request, unit, _talker(request, unit, now), now))


@guarded_by("own conversation")
@require_safe
def lines(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """What is new since the page last looked, as a fragment; 204 when nothing is, 401 when nobody is signed in."""
    now = clock.now()
    talker = _talker(request, unit, now)
    if talker is None:
        return _bare(401)
    since = request.GET.get("since", "")
    if version(talker, now) == since:
        return _bare(204)
    return page(request, "chat/_fresh", unit, status=200, **_shown(request, unit, talker, now, since))


@of_this_unit
@citizen_page
@require_POST
def link(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """A personal link that opens this conversation on another machine, once, within half an hour."""
    now = clock.now()
    talker = _talker(request, unit, now)
    if talker is None:
        return redirect("citizen-chat", unit=unit)
    try:
        operations.count_link(talker=talker, now=now)
    except ChatRefusal as refusal:
        return page(request, "chat/link", unit, status=429, wait=refusal.wait)
    url = link_operations.personal_link(
        citizen_id=talker.citizen, purpose=LinkPurpose.CHAT, target=reverse("citizen-chat", args=[unit]), now=now,
        valid_until=now + _LINK_LIVES,
    )  # fmt: skip
    return page(request, "chat/link", unit, url=url)


@public_page
@require_safe
def opener(request: HttpRequest, unit: UnitPage) -> HttpResponseBase:
    """A script for the unit's own site: one button that opens this chat in a window of its own."""
    if not unit.has_chat:
        raise Http404
    response = HttpResponse(_opener(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _say(request: HttpRequest, unit: UnitPage, now: datetime) -> HttpResponseBase:
    form = posted(request)
    talker, token, refusal = _talker(request, unit, now), "", None
    try:
        text, shown = _words(request, form, talker)
        if talker is None:
            talker, token = _enter(request, unit, form, now)
        operations.say(
            talker=talker, text=text, key=form.get("key", ""), address=_address(request), now=now, shown=shown
        )
    except ChatRefusal as refused:
        refusal = refused
    response = _answered(request, unit, form, talker, refusal, now)
    if token:
        set_citizen_cookie(response, token)
    return response


def _words(request: HttpRequest, form: QueryDict, talker: Talker | None) -> tuple[str, str]:
    """What was typed; or what a tap says and what stood on it."""
    if request.FILES:
        raise NoFiles
    tap = form.get("tap", "")
    if not tap:
        return rules.words(form.get("text", "")), ""
    head = tap.partition(".")[0]
    reply = queries.reply_to(talker, int(head)) if talker and re.fullmatch(r"[1-9]\d{0,17}", head) else None
    chosen = chat_faces.chosen(tap, reply)
    if chosen is None:
        raise OldButton
    return chosen.value, chosen.title


def _enter(request: HttpRequest, unit: UnitPage, form: QueryDict, now: datetime) -> tuple[Talker, str]:
    """The conversation of who has none yet, and the cookie of a stranger."""
    account = unit.chat
    if account is None:
        raise Http404
    signed_in = citizen_of_unit(request, unit, now)
    if signed_in is not None:
        return operations.join(account=account, citizen=signed_in.citizen_id, now=now), ""
    talker = operations.begin(
        account=account, carried=form.get("opening", ""), solution=form.get("proof", ""), address=_address(request),
        now=now,
    )  # fmt: skip
    return talker, link_operations.sign_in_citizen(citizen_id=talker.citizen, now=now)


def _answered(
    request: HttpRequest, unit: UnitPage, form: QueryDict, talker: Talker | None, refusal: ChatRefusal | None,
    now: datetime,
) -> HttpResponse:  # fmt: skip
    scripted = bool(request.headers.get(_SCRIPTED))
    if refusal is None and not scripted:
        back = redirect(reverse("citizen-chat", args=[unit]) + "#cuoi")
        back.status_code = 303
        return back
    shown = _shown(request, unit, talker, now, request.GET.get("since", "") if scripted else "")
    if refusal is not None:
        shown |= {"problem": refusal, "typed": form.get("text", ""), "key": form.get("key") or shown["key"]}
    if isinstance(refusal, rules.NotYet):
        shown["opening"] = form.get("opening", "")  # the wait counts from the first page
    status = 200 if refusal is None else 429 if refusal.wait else 422
    response = page(request, "chat/_fresh" if scripted else "chat/chat", unit, status=status, **shown)
    if refusal is not None and refusal.wait:
        response["Retry-After"] = str(refusal.wait)
    return response


def _shown(
    request: HttpRequest, unit: UnitPage, talker: Talker | None, now: datetime, since: str = ""
) -> dict[str, object]:
    """What the templates are told. `opening`: a stranger's first words need it; `key`: the same words are sent once."""
    is_stranger = talker is None and citizen_of_unit(request, unit, now) is None
    opening = operations.new_challenge(address=_address(request), now=now) if is_stranger else ""
    return {"talk": conversation(talker, now, since), "opening": opening, "key": new_token()}


def _talker(request: HttpRequest, unit: UnitPage, now: datetime) -> Talker | None:
    signed_in = citizen_of_unit(request, unit, now)
    return queries.talker_of(unit.chat, signed_in.citizen_id) if unit.chat and signed_in else None


def _address(request: HttpRequest) -> str:
    return str(get_adapter(request).get_client_ip(request))


def _bare(status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Cache-Control"] = "no-store"
    return response


@cache
def _opener() -> str:
    return _OPENER.read_text()
