"""What an administrator presses on the page of an account: each a POST to a resource of that account."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from motcua.audiences.console import channel_words
from motcua.audiences.console.pages import frame, officer_of, see_other
from motcua.audiences.console.views.channels import PERMISSION, gone, page, reachable, units_of
from motcua.foundation import clock
from motcua.foundation.guards import staff_may
from motcua.messaging.channels.models import OaAccount
from motcua.messaging.channels.zalo import checkup, choices, operations, port
from motcua.messaging.channels.zalo.operations import AccountTaken, AppShared, BadKeys, Keys, NobodyThere

Deed = Callable[[OaAccount, HttpRequest, int], str]
_TROUBLES: dict[type[ValueError], str] = {
    BadKeys: "bad_keys",
    AccountTaken: "taken",
    AppShared: "shared",
    NobodyThere: "nobody",
    choices.NotAChoice: "not_a_choice",
}


@staff_may(PERMISSION)
@require_POST
def checkups(request: HttpRequest, account_id: int) -> HttpResponse:
    """Kiểm tra ngay."""
    return _press(request, account_id, _ask)


@staff_may(PERMISSION)
@require_POST
def tests(request: HttpRequest, account_id: int) -> HttpResponse:
    """Gửi một tin thử cho tôi."""
    return _press(request, account_id, _test)


@staff_may(PERMISSION)
@require_POST
def stops(request: HttpRequest, account_id: int) -> HttpResponse:
    """Ngừng gửi."""
    return _press(request, account_id, _stop)


@staff_may(PERMISSION)
@require_POST
def resumptions(request: HttpRequest, account_id: int) -> HttpResponse:
    """Gửi lại."""
    return _press(request, account_id, _resume)


@staff_may(PERMISSION)
@require_POST
def keys(request: HttpRequest, account_id: int) -> HttpResponse:
    """Khóa của ứng dụng."""
    return _press(request, account_id, _change_keys)


@staff_may(PERMISSION)
@require_POST
def pairs(request: HttpRequest, account_id: int) -> HttpResponse:
    """Dán cặp mã từ API Explorer."""
    return _press(request, account_id, _paste)


@staff_may(PERMISSION)
@require_POST
def decisions(request: HttpRequest, account_id: int) -> HttpResponse:
    """One of the things nobody knows of Zalo, decided for this account."""
    return _press(request, account_id, _choose)


@staff_may(PERMISSION)
@require_POST
def verifiers(request: HttpRequest, account_id: int) -> HttpResponse:
    """Tệp xác thực tên miền."""
    return _press(request, account_id, _verify)


@staff_may(PERMISSION)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Khai báo một OA cho đơn vị."""
    officer, now = officer_of(request), clock.now()
    units = units_of(officer, now)
    code = ""
    if request.method == "POST":
        unit = next((one for one, _ in units if str(one.pk) == request.POST.get("unit")), None)
        try:
            if unit is None:
                raise BadKeys
            account = operations.connect(
                unit=unit, oa_id=_text(request, "oa_id"), name=_text(request, "name"), keys=_keys(request),
                by=officer.pk, now=now,
            )  # fmt: skip
        except (BadKeys, AccountTaken, AppShared) as trouble:
            code = _TROUBLES[type(trouble)]
        else:
            return see_other("console:channel", account.pk, said="bound")
    kept = {name: _text(request, name) for name in ("unit", "oa_id", "name", "app_id")}
    told = {**frame(officer.unit, now), "units": units, "kept": kept, "said": channel_words.said(code)}
    return render(request, "console/channels/new.html", told, status=422 if code else 200)


def _press(request: HttpRequest, account_id: int, deed: Deed) -> HttpResponse:
    officer = officer_of(request)
    account = reachable(officer.pk, clock.now()).filter(pk=account_id).first()
    if account is None:
        return gone(request)
    try:
        return see_other("console:channel", account_id, said=deed(account, request, officer.pk))
    except tuple(_TROUBLES) as trouble:
        return page(request, account, _TROUBLES[type(trouble)], 422)


def _ask(account: OaAccount, request: HttpRequest, by: int) -> str:
    checkup.ask(port.zalo_client(), account=account, now=clock.now())
    return "asked"


def _test(account: OaAccount, request: HttpRequest, by: int) -> str:
    operations.send_test(account=account, to=_text(request, "to"), by=by, now=clock.now())
    return "tested"


def _stop(account: OaAccount, request: HttpRequest, by: int) -> str:
    because = _text(request, "because")
    if not because:
        return "no_reason"
    operations.stop(account=account.pk, because=because, by=by, now=clock.now())
    return "stopped"


def _resume(account: OaAccount, request: HttpRequest, by: int) -> str:
    operations.resume(account=account.pk, by=by, now=clock.now())
    return "resumed"


def _change_keys(account: OaAccount, request: HttpRequest, by: int) -> str:
    operations.change_keys(account=account, keys=_keys(request), by=by, now=clock.now())
    return "keys"


def _paste(account: OaAccount, request: HttpRequest, by: int) -> str:
    operations.paste_pair(
        account=account, access_token=_text(request, "access_token"), refresh_token=_text(request, "refresh_token"),
        by=by, now=clock.now(),
    )  # fmt: skip
    return "pair"


def _choose(account: OaAccount, request: HttpRequest, by: int) -> str:
    choices.choose_unknown(
        account=account.pk, name=_text(request, "name"), value=_text(request, "value"), by=by, now=clock.now()
    )
    return "chosen"


def _verify(account: OaAccount, request: HttpRequest, by: int) -> str:
    try:
        operations.set_verifier(account=account.pk, told=_text(request, "told"), by=by, now=clock.now())
    except BadKeys:
        return "bad_verifier"
    return "verifier"


def _keys(request: HttpRequest) -> Keys:
    return Keys(
        app_id=_text(request, "app_id"), app_secret=_text(request, "app_secret"),
        oa_secret_key=_text(request, "oa_secret_key"), fixed_verifier=_text(request, "fixed_verifier"),
        demands_proof=request.POST.get("demands_proof") == "on",
    )  # fmt: skip


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()[:2000]
