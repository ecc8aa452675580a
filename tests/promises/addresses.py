"""Every address of the house with its guard: Django's URL patterns and the edge's routes.

`python -m tests.promises` writes the list anew after an address was added on purpose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver
from starlette.routing import Route

from motcua.edge.app import GUARDS, Server
from motcua.foundation.config import config
from motcua.foundation.guards import named_guard

LIST = Path(__file__).with_name("urls.txt")
ADMIN = "admin"


@dataclass(frozen=True, order=True)
class Address:
    """Where, who may, and which of the two servers answers."""

    path: str
    guard: str
    server: str

    def line(self) -> str:
        """One line of urls.txt."""
        return f"{self.path}  [{self.guard}]  {self.server}"


def addresses() -> list[Address]:
    """All of them; the stock admin stands for one, it guards itself (test_guards.py asks every page of it)."""
    django = {Address("/" + path, named_guard(view.callback), "django") for path, view in django_views()}
    return sorted({*django, Address("/admin/", "staff admin", "django"), *edge_addresses()})


def django_views(admin: bool = False) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of Django with its whole path; the admin's or all others."""
    for resolver in get_resolver().url_patterns:
        is_admin = isinstance(resolver, URLResolver) and resolver.namespace == ADMIN
        if is_admin == admin:
            yield from _below(resolver, "")


def edge_addresses() -> set[Address]:
    """Every route of the edge, with what GUARDS says of it."""
    routes = [route for route in Server(config()).asgi.routes if isinstance(route, Route)]
    return {Address(route.path, GUARDS.get(route.path, ""), "edge") for route in routes}


def _below(one: URLPattern | URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    path = before + str(one.pattern)
    if isinstance(one, URLPattern):
        yield path, one
    else:
        for below in one.url_patterns:
            yield from _below(below, path)
