"""Pages for what is not there or went wrong: what is, and what to do next. Wired as handlers in `motcua.urls`."""

import sys

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.audiences.citizen.stylesheet import stylesheet
from motcua.foundation.guards import public_page
from motcua.foundation.offices.models import OrgUnit


@public_page
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _shown(request, 400)


@public_page
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _shown(request, 403)


@public_page
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _shown(request, 404)


@public_page
def broken(request: HttpRequest) -> HttpResponse:
    """500; or 503 when the database is away, which passes by itself."""
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    response = _shown(request, 503 if away else 500)
    if away:
        response["Retry-After"] = "5"
    return response


def _shown(request: HttpRequest, status: int) -> HttpResponse:
    shown = {"stylesheet": stylesheet().path, "no_trial": not _any_trial()}
    response = render(request, f"{status}.html", shown, status=status)
    response["Referrer-Policy"] = "same-origin"
    return response


def _any_trial() -> bool:
    """True while any of our units is a trial, while there is none yet, and when nobody can tell."""
    found: bool | None = cache.get("any-trial-unit")
    if found is None:
        try:
            ours = OrgUnit.objects.filter(external=False).values_list("official_since", flat=True)
            found = None in set(ours) or not ours
        except DatabaseError:
            return True
        cache.set("any-trial-unit", found, 30)
    return found
