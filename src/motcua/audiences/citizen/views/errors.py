"""Pages for what is not there or went wrong: what is, and what to do next. Wired as handlers in `motcua.urls`."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.audiences.citizen.stylesheet import stylesheet
from motcua.foundation.guards import public_page
from motcua.foundation.offices.queries import any_trial_unit


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
    shown = {"stylesheet": stylesheet().path, "no_trial": not any_trial_unit()}
    response = render(request, f"{status}.html", shown, status=status)
    response["Referrer-Policy"] = "same-origin"
    return response
