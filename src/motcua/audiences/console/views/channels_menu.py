"""The menu sheet: what to type into OA Manager, since no call can set a menu; and the account's QR code, to print."""

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.audiences.console.pages import frame, officer_of, see_other
from motcua.audiences.console.views.channels import PERMISSION, gone, reachable, unit_of
from motcua.features.lists import queries
from motcua.foundation import clock
from motcua.foundation.config import config
from motcua.foundation.guards import staff_may
from motcua.messaging.channels.models import OaAccount
from motcua.messaging.channels.zalo import choices
from motcua.workflows.assistant.flows.lists import QUERY as LISTS
from motcua.workflows.assistant.script import SCRIPT


@staff_may(PERMISSION)
@never_cache
@require_GET
def menu(request: HttpRequest, account_id: int) -> HttpResponse:
    """Tờ menu."""
    officer, now = officer_of(request), clock.now()
    account = reachable(officer.pk, now).filter(pk=account_id).first()
    if account is None:
        return gone(request)
    unit = unit_of(account)
    entries = [(flow.title, flow.query) for flow in SCRIPT.flows.values() if flow.query]
    entries += [(one.title, f"{LISTS}.{one.slug}") for one in queries.in_menu(unit.pk)] if unit else []
    pages = [("Trang của đơn vị", f"{config().base_url}/u/{unit.slug}/")] if unit else []
    told = {"account": account, "entries": entries, "pages": pages, "address": public_address(account)}
    return render(request, "console/channels/menu.html", {**frame(unit, now), **told})


@staff_may(PERMISSION)
@require_POST
def confirmations(request: HttpRequest, account_id: int) -> HttpResponse:
    """Đã đặt menu theo tờ này."""
    officer, now = officer_of(request), clock.now()
    account = reachable(officer.pk, now).filter(pk=account_id).first()
    if account is None:
        return gone(request)
    choices.choose(account=account.pk, name=choices.MENU_SET, value="1", by=officer.pk, now=now)
    return see_other("console:channel", account.pk, said="menu")


@staff_may(PERMISSION)
@require_GET
def qr(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's public address as a QR code, drawn here."""
    account = reachable(officer_of(request).pk, clock.now()).filter(pk=account_id).first()
    if account is None:
        raise Http404
    drawn = segno.make(public_address(account), error="m", micro=False).svg_inline(
        scale=6, border=4, dark="#000", light="#fff"
    )
    return HttpResponse(
        drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1), content_type="image/svg+xml"
    )


def public_address(account: OaAccount) -> str:
    """Where anybody follows the account; a trial's lives in the emulator."""
    told = config()
    if account.is_demo and told.demo:
        return f"http://localhost:{told.emulator_port}/oa/{account.oa_id}"
    return f"https://zalo.me/{account.oa_id}"
