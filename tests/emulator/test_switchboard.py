"""The emulator finds a route by the ends of its path; it must answer as a router that asks them all."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.types import Message

from zalo_emulator.switchboard import Switchboard


def route(path: str, methods: list[str]) -> Route:
    async def endpoint(request: Request) -> Response:
        return PlainTextResponse(f"{path} {methods} {dict(request.path_params)}")

    return Route(path, endpoint, methods=methods)


ROUTES = [
    route("/", ["GET"]),
    route("/v2.0/oa/message", ["POST"]),
    route("/v2.0/me", ["GET"]),
    route("/phone/", ["GET"]),
    route("/control/citizens/{citizen_id}", ["GET"]),
    route("/control/citizens/{citizen_id}/send", ["POST"]),
    route("/control/citizens/{citizen_id}/send", ["GET"]),
    route("/manager/{oa_id}/{citizen_id}/", ["GET"]),
    route("/v{version}/{rest:path}", ["GET", "POST"]),
    Mount("/static", Router([route("/a.css", ["GET"])])),
]


def asked(router: Router, method: str, path: str) -> tuple[int, bytes, bytes]:
    """Status, body and where it leads to."""
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "root_path": "", "scheme": "http",
        "query_string": b"", "headers": [(b"host", b"localhost")], "server": ("localhost", 80), "client": None,
    }  # fmt: skip
    asyncio.run(router(scope, receive, send))
    headers = dict(told[0]["headers"])
    return told[0]["status"], b"".join(one.get("body", b"") for one in told[1:]), headers.get(b"location", b"")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        *("/", "//", "/nothing", "/phone", "/phone/", "/static/a.css", "/static/b.css"),
        *("/v2.0/oa/message", "/v2.0/me", "/v2.0/me/", "/v9/anything/send", "/manager/a/b", "/manager/a/b/"),
        *("/control/citizens/send", "/control/citizens/c1", "/control//send"),
        *("/control/citizens/c1/send", "/control/citizens/c1/send/"),
    ],
)
def test_it_answers_as_a_router_that_asks_every_route(method: str, path: str) -> None:
    assert asked(Switchboard(ROUTES), method, path) == asked(Router(ROUTES), method, path)
