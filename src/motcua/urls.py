"""Every URL of the house. Each view names its guard (tests/promises/test_guards.py)."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/", include("motcua.audiences.api.urls")),
    path("console/", include("motcua.audiences.console.urls")),
    path("display/", include("motcua.audiences.display.urls")),
    path("", include("motcua.audiences.citizen.urls")),
]

handler400 = "motcua.audiences.citizen.views.errors.bad_request"
handler403 = "motcua.audiences.citizen.views.errors.forbidden"
handler404 = "motcua.audiences.citizen.views.errors.not_found"
handler500 = "motcua.audiences.citizen.views.errors.broken"
