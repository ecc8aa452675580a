"""The URLs under /api/. A path that is not in GUARDS stops the start: each names who may open it."""

from django.urls import URLPattern, URLResolver

from motcua.audiences.api.openapi import api
from motcua.foundation.guards import guarded_by

GUARDS = {
    "api-root": "public",
    "openapi-json": "public",
    "tickets": "token or cookie, same site",
    "ticket": "public",
}


def _guarded(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    for pattern in patterns:
        if not isinstance(pattern, URLPattern) or pattern.name is None:
            raise ValueError(f"{pattern} has no name, so no guard")
        guarded_by(GUARDS[pattern.name])(pattern.callback)
    return patterns


app_name = "api"
urlpatterns = _guarded(api.urls[0])
