"""Social login: a person lets an app know who she is. The same dance as for accounts, with people in their place."""

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from zalo_emulator import tokens
from zalo_emulator.api.endpoint import bad_day
from zalo_emulator.api.oauth import (
    WRONG_APP,
    WRONG_REDIRECT,
    WRONG_REFRESH_TOKEN,
    OAuthRefused,
    accounts_asked_for,
    accounts_of_app,
    refusal_answer,
)
from zalo_emulator.emulator import Emulator
from zalo_emulator.errors import Refused
from zalo_emulator.screens.page import Markup, fill, page
from zalo_emulator.screens.phone import COOKIE
from zalo_emulator.social import Social

NAMES = ("app_id", "redirect_uri", "code_challenge", "state")
SHOWN = 20


async def permission(request: Request) -> Response:
    """`GET /v4/permission?app_id&redirect_uri&code_challenge&state`: choose who you are and agree."""
    emulator: Emulator = request.app.state.emulator
    asked = {name: request.query_params.get(name, "") for name in NAMES}
    try:
        accounts_asked_for(emulator, asked)
    except OAuthRefused as refusal:
        return RedirectResponse(f"/v4/oa/permission/error?error_code={refusal.code}", status_code=302)
    known = request.cookies.get(COOKIE, "")
    people = sorted(list(emulator.world.citizens.values())[-SHOWN:], key=lambda citizen: citizen.id != known)
    choices = [
        fill("sign_in_choice", citizen_id=citizen.id, name=citizen.name, checked=Markup("" if at else "checked"))
        for at, citizen in enumerate(people)
    ]
    return page(
        "sign_in",
        title="Đăng nhập bằng tài khoản thử",
        app_id=asked["app_id"],
        host=urlsplit(asked["redirect_uri"]).netloc,
        hidden=Markup("".join(fill("hidden", name=name, value=value) for name, value in asked.items())),
        choices=Markup("".join(choices)),
    )


async def agree(request: Request) -> Response:
    """`POST /v4/permission`: back with `code` and `state`; there is no `oa_id` here."""
    emulator: Emulator = request.app.state.emulator
    social: Social = request.app.state.social
    async with request.form() as form:
        given = {name: str(form.get(name, "")) for name in (*NAMES, "citizen_id")}
    try:
        accounts_asked_for(emulator, given)
        if given["citizen_id"] not in emulator.world.citizens:
            raise OAuthRefused(WRONG_REDIRECT, "nobody chosen")
    except OAuthRefused as refusal:
        return RedirectResponse(f"/v4/oa/permission/error?error_code={refusal.code}", status_code=302)
    code = social.codes.issue(
        f"{given['app_id']} {given['citizen_id']}", given["code_challenge"], emulator.clock.millis()
    )
    back = urlencode({"code": code, "state": given["state"]})
    return RedirectResponse(f"{given['redirect_uri']}?{back}", status_code=302)


async def access_token(request: Request) -> Response:
    """`POST /v4/access_token`: as for accounts; access an hour, refresh thirty days (both uncertain)."""
    emulator: Emulator = request.app.state.emulator
    social: Social = request.app.state.social
    async with request.form() as sent:
        form = {name: str(value) for name, value in sent.items()}
    app_id, now_ms = form.get("app_id", ""), emulator.clock.millis()
    try:
        broken = await bad_day(emulator, "", request.url.path) if emulator.faults.active else None
        if broken is not None:
            return broken
        accounts_of_app(emulator, app_id, request.headers.get("secret_key", ""))
        if form.get("grant_type") == "refresh_token":
            pair = social.refresh(app_id, form.get("refresh_token", ""), now_ms)
            if pair is None:
                raise OAuthRefused(WRONG_REFRESH_TOKEN, "Invalid refresh token.")
            return JSONResponse(pair)
        grant = social.codes.redeem(form.get("code", ""), now_ms)
        if grant is None or tokens.challenge_of(form.get("code_verifier", "")) != grant.code_challenge:
            raise OAuthRefused(WRONG_REDIRECT, "The code is unknown, used or expired, or the verifier is wrong")
        for_app, _, citizen_id = grant.whom.partition(" ")
        if for_app != app_id or citizen_id not in emulator.world.citizens:
            raise OAuthRefused(WRONG_APP, "The code belongs to another app")
        return JSONResponse(social.sign_in(app_id, citizen_id, now_ms))
    except OAuthRefused as refusal:
        return refusal_answer(refusal)
    except Refused as refusal:
        return JSONResponse({"error": refusal.code, "error_name": refusal.words})
