"""How every citizen page is put together: unit, stylesheet, who looks, and headers that keep it private."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from motcua.audiences.citizen.stylesheet import stylesheet
from motcua.audiences.citizen.units import UnitPage
from motcua.foundation import clock
from motcua.foundation.citizens import sign_in
from motcua.foundation.citizens.sign_in import CITIZEN_COOKIE, SESSION_LIFE, SignedIn

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page(
    request: HttpRequest, template: str, unit: UnitPage | None, *, status: int = 200, **shown: object
) -> HttpResponse:
    """Render a page of a unit (None: of the whole house)."""
    shown = {"unit": unit, "stylesheet": stylesheet().path, **shown}
    return _private(render(request, f"citizen/{template}.html", shown, status=status))


def public_snapshot(key: str, now: datetime, render_page: Callable[[], HttpResponse]) -> HttpResponse:
    """A page that says the same to everybody, made once a second: a whole city opens it at the same minute.

    Only for a page without a form that posts and without a word about who looks.
    """
    second = f"public-page:{key}:{int(now.timestamp())}"
    body: bytes | None = cache.get(second)
    if body is None:
        body = render_page().content
        cache.set(second, body, 1)
    return _private(HttpResponse(body))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    # With "no-referrer" a browser sends "Origin: null" with our own forms, and every check of Origin refuses them.
    response["Referrer-Policy"] = "same-origin"
    return response


def citizen_of_unit(request: HttpRequest, unit: UnitPage, now: datetime) -> SignedIn | None:
    """Who is signed in, if she belongs to this unit."""
    signed_in = sign_in.citizen_of(request, now)
    return signed_in if signed_in is not None and signed_in.unit_id == unit.id else None


def of_this_unit(view: View[P]) -> View[P]:
    """Over `@citizen_page`: who is not signed in at this unit is told so on a page of this unit."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        unit = kwargs["unit"]
        assert isinstance(unit, UnitPage), "the address must hold <unit:unit>"
        if citizen_of_unit(request, unit, clock.now()) is None:
            return page(request, "sign_in_needed", unit, status=401)
        return view(request, *args, **kwargs)

    return checked


def set_citizen_cookie(response: HttpResponseBase, token: str) -> None:
    """Keep a citizen signed in in this browser."""
    response.set_cookie(
        CITIZEN_COOKIE, token, max_age=SESSION_LIFE, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
