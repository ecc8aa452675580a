"""The OAuth host: the consent page of an account's administrator and the token exchange."""

import secrets
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from zalo_emulator import tokens
from zalo_emulator.api.endpoint import CutConnection, bad_day
from zalo_emulator.emulator import Emulator
from zalo_emulator.errors import Refused
from zalo_emulator.screens.page import Markup, fill, page
from zalo_emulator.world import OfficialAccount

WRONG_APP = -14002
WRONG_REDIRECT = -14003
WRONG_REFRESH_TOKEN = -14014
NAMES = {
    WRONG_APP: "Invalid app id",
    WRONG_REDIRECT: "Invalid redirect uri",
    WRONG_REFRESH_TOKEN: "Invalid refresh token.",
}


class OAuthRefused(Exception):
    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason)


async def permission(request: Request) -> Response:
    """`GET /v4/oa/permission?app_id&redirect_uri&code_challenge&state`: choose the account and agree."""
    emulator: Emulator = request.app.state.emulator
    asked = {name: request.query_params.get(name, "") for name in ("app_id", "redirect_uri", "code_challenge", "state")}
    try:
        accounts = accounts_asked_for(emulator, asked)
    except OAuthRefused as refusal:
        return RedirectResponse(f"/v4/oa/permission/error?error_code={refusal.code}", status_code=302)
    hidden = "".join(fill("hidden", name=name, value=value) for name, value in asked.items())
    choices = "".join(
        fill("consent_choice", oa_id=account.oa_id, name=account.name, checked=Markup("checked" if not at else ""))
        for at, account in enumerate(accounts)
    )
    return page(
        "consent",
        title="Cấp quyền cho ứng dụng",
        app_id=asked["app_id"],
        host=urlsplit(asked["redirect_uri"]).netloc,
        hidden=Markup(hidden),
        choices=Markup(choices),
    )


async def agree(request: Request) -> Response:
    """`POST /v4/oa/permission`: the administrator pressed "Cho phép"; go back with `code`, `oa_id`, `state`."""
    emulator: Emulator = request.app.state.emulator
    async with request.form() as form:
        given = {
            name: str(form.get(name, "")) for name in ("app_id", "redirect_uri", "code_challenge", "state", "oa_id")
        }
    try:
        accounts = accounts_asked_for(emulator, given)
    except OAuthRefused as refusal:
        return RedirectResponse(f"/v4/oa/permission/error?error_code={refusal.code}", status_code=302)
    chosen = next((account for account in accounts if account.oa_id == given["oa_id"]), accounts[0])
    challenge = _challenge(chosen, given["code_challenge"])
    code = request.app.state.codes.issue(chosen.oa_id, challenge, emulator.clock.millis())
    back = urlencode({"code": code, "oa_id": chosen.oa_id, "state": given["state"]})
    return RedirectResponse(f"{given['redirect_uri']}?{back}", status_code=302)


async def permission_error(request: Request) -> Response:
    code = request.query_params.get("error_code", "")
    words = NAMES.get(int(code) if code.lstrip("-").isdigit() else 0, "Unknown error")
    return page("consent_error", title="Không cấp quyền được", code=code, words=words)


async def access_token(request: Request) -> Response:
    """`POST /v4/oa/access_token`: exchange a code, or a refresh token, for a new pair."""
    emulator: Emulator = request.app.state.emulator
    async with request.form() as sent:
        form = {name: str(value) for name, value in sent.items()}
    oa_id, path = _oa_id_of(emulator, form), request.url.path
    try:
        broken = await bad_day(emulator, oa_id, path) if emulator.faults.active else None
        if broken is not None:
            return broken
        candidates = accounts_of_app(emulator, form.get("app_id", ""), request.headers.get("secret_key", ""))
        if form.get("grant_type") == "refresh_token":
            answer = _refresh(emulator, candidates, form.get("refresh_token", ""))
        else:
            account = _redeem(request, emulator, candidates, form)
            answer = JSONResponse(tokens.rotate(account, emulator.clock.millis()))
    except OAuthRefused as refusal:
        return refusal_answer(refusal)
    except Refused as refusal:
        return JSONResponse({"error": refusal.code, "error_name": refusal.words, "error_reason": "", "ref_doc": ""})
    emulator.world.changes += 1
    lost = emulator.faults.strike("answer_lost", oa_id=oa_id, where=path, always=False)
    return CutConnection() if lost else answer


def _oa_id_of(emulator: Emulator, form: dict[str, str]) -> str:
    token = form.get("refresh_token", "")
    accounts = emulator.world.accounts.values()
    return next((account.oa_id for account in accounts if token and account.refresh_token == token), "")


def accounts_asked_for(emulator: Emulator, asked: dict[str, str]) -> list[OfficialAccount]:
    accounts = [account for account in emulator.world.accounts.values() if account.app_id == asked["app_id"]]
    if not accounts:
        raise OAuthRefused(WRONG_APP, "unknown app")
    target = urlsplit(asked["redirect_uri"])
    if target.scheme not in ("http", "https") or not target.netloc or target.query or target.fragment:
        raise OAuthRefused(WRONG_REDIRECT, "not an address without query")
    registered = {account.callback_url for account in accounts if account.callback_url}
    if registered and asked["redirect_uri"] not in registered:
        raise OAuthRefused(WRONG_REDIRECT, "not the registered address")
    # The platform answers a missing parameter with the code of a wrong redirect address (seen in reports).
    if not any(_challenge(account, asked["code_challenge"]) for account in accounts):
        raise OAuthRefused(WRONG_REDIRECT, "no code challenge")
    return accounts


def _challenge(account: OfficialAccount, given: str) -> str:
    """The challenge that will be checked: sent along, fixed in the console, or whichever there is."""
    way = account.switch("pkce")
    if way == "fixed":
        return account.code_challenge
    return given if way == "per_request" else given or account.code_challenge


def accounts_of_app(emulator: Emulator, app_id: str, secret_key: str) -> list[OfficialAccount]:
    accounts = [
        account
        for account in emulator.world.accounts.values()
        if account.app_id == app_id and secrets.compare_digest(account.app_secret.encode(), secret_key.encode())
    ]
    if not accounts:
        raise OAuthRefused(WRONG_APP, "Unknown app id, or the secret_key header is wrong")
    return accounts


def _redeem(
    request: Request, emulator: Emulator, candidates: list[OfficialAccount], form: dict[str, str]
) -> OfficialAccount:
    if form.get("grant_type") != "authorization_code":
        raise OAuthRefused(WRONG_REDIRECT, "grant_type is wrong")
    grant = request.app.state.codes.redeem(form.get("code", ""), emulator.clock.millis())
    if grant is None:
        raise OAuthRefused(WRONG_REDIRECT, "The code is unknown, used or expired")
    if tokens.challenge_of(form.get("code_verifier", "")) != grant.code_challenge:
        raise OAuthRefused(WRONG_REDIRECT, "code_verifier does not match")
    account = next((account for account in candidates if account.oa_id == grant.whom), None)
    if account is None:
        raise OAuthRefused(WRONG_APP, "The code belongs to another app")
    return account


def _refresh(emulator: Emulator, candidates: list[OfficialAccount], refresh_token: str) -> Response:
    now_ms = emulator.clock.millis()
    for account in candidates:
        if refresh_token and account.refresh_token == refresh_token and account.refresh_until_ms > now_ms:
            if emulator.faults.strike("refresh_refused", oa_id=account.oa_id):
                raise OAuthRefused(WRONG_REFRESH_TOKEN, "Invalid refresh token.")
            return JSONResponse(tokens.rotate(account, now_ms))
        if refresh_token in account.spent_tokens and _answers_empty(emulator, account):
            return Response(b"", status_code=200)
    raise OAuthRefused(WRONG_REFRESH_TOKEN, "Invalid refresh token.")


def _answers_empty(emulator: Emulator, account: OfficialAccount) -> bool:
    struck = emulator.faults.strike("refresh_reused_empty", oa_id=account.oa_id)
    return struck is not None or account.switch("reused_refresh") == "empty_200"


def refusal_answer(refusal: OAuthRefused) -> Response:
    return JSONResponse(
        {
            "access_token": "",
            "refresh_token": "",
            "expires_in": "",
            "error": refusal.code,
            "error_name": NAMES[refusal.code],
            "error_reason": refusal.reason,
            "ref_doc": "",
        }
    )
