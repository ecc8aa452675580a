"""Which routes may answer a path: found by its first and last segment, not by asking all 120 of them in turn."""

from collections.abc import Sequence
from functools import lru_cache

from starlette.routing import BaseRoute, Route, Router
from starlette.types import Receive, Scope, Send

_KEPT = 1024


class Switchboard(Router):
    """Answers as a Router of the same routes: those that could match are asked first, in their order, then all."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        super().__init__(routes)
        self._few = lru_cache(maxsize=_KEPT)(self._likely)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().app(scope, receive, send)
            return
        scope.setdefault("router", self)
        await self._few(*_ends(scope["path"])).app(scope, receive, send)

    def _likely(self, first: str, last: str) -> Router:
        routes = [route for route in self.routes if _may_match(route, first, last)]
        return Router(routes, redirect_slashes=False, default=super().app)


def _may_match(route: BaseRoute, first: str, last: str) -> bool:
    if not isinstance(route, Route):
        return True
    return all(own == asked or "{" in own for own, asked in zip(_ends(route.path), (first, last), strict=True))


def _ends(path: str) -> tuple[str, str]:
    head, _, tail = path[1:].partition("/")
    return head, tail.rpartition("/")[2]
