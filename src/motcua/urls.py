"""Every URL of the house. Each view names its guard (tests/promises/test_guards.py)."""

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from motcua.audiences.citizen.views import errors as citizen
from motcua.audiences.console.views import errors as console

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/", include("motcua.audiences.api.urls")),
    path("console/", include("motcua.audiences.console.urls")),
    path("display/", include("motcua.audiences.display.urls")),
    path("", include("motcua.audiences.citizen.urls")),
]


def _by_audience(officers: Callable[..., HttpResponseBase], citizens: Callable[..., HttpResponseBase]) -> object:
    """Officers are told on their own pages what went wrong, everybody else on the citizens'."""

    def shown(request: HttpRequest, *trouble: Exception, **more: Exception) -> HttpResponseBase:
        page = officers if request.path.startswith("/console/") else citizens
        return page(request, *trouble, **more)

    return shown


handler400 = citizen.bad_request
handler403 = _by_audience(console.forbidden, citizen.forbidden)
handler404 = _by_audience(console.not_found, citizen.not_found)
handler500 = _by_audience(console.broken, citizen.broken)
