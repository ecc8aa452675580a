"""Every URL of the house. Each view names its guard (tests/promises/test_guards.py)."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/", include("motcua.audiences.api.urls")),
]
