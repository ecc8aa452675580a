"""Kết nối với Zalo: to the consent page and back. The state is bound to the officer's session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.audiences.console import channel_words
from motcua.audiences.console.pages import frame, officer_of, problem, see_other
from motcua.audiences.console.views.channels import PERMISSION, callback_url, gone, reachable, unit_of
from motcua.foundation import clock
from motcua.foundation.config import config
from motcua.foundation.guards import staff_may
from motcua.messaging.channels.zalo import checkup, consent, port
from motcua.messaging.channels.zalo.consent import Verdict


@staff_may(PERMISSION)
@never_cache
@require_POST
def consents(request: HttpRequest, account_id: int) -> HttpResponse:
    """The page with the link to Zalo. A redirect would be stopped by our own form-action policy."""
    officer, now = officer_of(request), clock.now()
    account = reachable(officer.pk, now).filter(pk=account_id).first()
    if account is None or account.app is None:
        return gone(request)
    address = consent.begin(
        account=account, session=_session(request), redirect_uri=callback_url(), oauth_url=config().zalo_oauth_url,
        by=officer.pk, now=now,
    )  # fmt: skip
    told = {**frame(unit_of(account), now), "account": account, "address": address}
    return render(request, "console/channels/consent.html", told)


@staff_may(PERMISSION)
@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Zalo sends the administrator back with a code: it buys the pair, and the account is asked at once how it is."""
    officer, now = officer_of(request), clock.now()
    given = {name: request.GET.get(name, "")[:2000] for name in ("state", "code", "oa_id")}
    client = port.zalo_client()
    ended = consent.finish(client, **given, session=_session(request), by=officer.pk, now=now)
    if ended.account is None:
        told = channel_words.said(Verdict.UNKNOWN_STATE.value)
        return problem(request, 409, "Lần xin quyền này không còn dùng được.", told.sentence if told else "")
    account = reachable(officer.pk, now).filter(pk=ended.account).first()
    if account is None:
        return gone(request)
    if ended.verdict is Verdict.DONE:
        checkup.ask(client, account=account, now=now)
    said = "connected" if ended.verdict is Verdict.DONE else ended.verdict.value
    return see_other("console:channel", account.pk, said=said)


def _session(request: HttpRequest) -> str:
    if request.session.session_key is None:
        request.session.create()
    return request.session.session_key or ""
