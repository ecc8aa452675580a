"""Who may open a URL. Every view wears one of these; a test fails on a URL without a guard."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from motcua.foundation import clock
from motcua.foundation.citizens import sign_in
from motcua.foundation.staff import queries as staff

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def named_guard(view: object) -> str:
    """The guard a view names, empty where it names none."""
    return getattr(view, "guard", "")


def _wear(view: View[P], guard: str) -> View[P]:
    view.guard = guard  # type: ignore[attr-defined]  # functions take attributes; the guard test reads this one
    return view


def public_page(view: View[P]) -> View[P]:
    """Anybody may open it; it shows nothing personal unless the cookie proves whose it is."""
    return _wear(view, "public")


def citizen_page(view: View[P]) -> View[P]:
    """Only with a valid `mc_citizen` cookie; the view finds the citizen in `request.citizen_id`, else gets 401."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        signed_in = sign_in.citizen_of(request, clock.now())
        if signed_in is None:
            return render(request, "citizen/sign_in_needed.html", status=401)
        request.signed_in = signed_in  # type: ignore[attr-defined]  # read through sign_in.of_request
        return view(request, *args, **kwargs)

    return _wear(guarded, "citizen")


def staff_may(permission: str) -> Callable[[View[P]], View[P]]:
    """Only officers who hold the permission in some unit; which unit's objects they reach is the query's scope."""

    def wear(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not staff.may(request.user.pk, permission, clock.now()):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return _wear(guarded, f"staff:{permission}")

    return wear


def guarded_by(name: str) -> Callable[[View[P]], View[P]]:
    """For views that check for themselves (sign-in pages, token doors): names the check for the guard test."""
    return lambda view: _wear(view, name)


__all__ = ["citizen_page", "guarded_by", "named_guard", "public_page", "staff_may"]
