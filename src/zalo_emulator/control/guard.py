"""The door of the control API: loopback callers, JSON bodies, and clear sentences for what is wrong."""

import inspect
import ipaddress
import json
from collections.abc import Awaitable, Callable
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zalo_emulator.binding import Body, Unclear
from zalo_emulator.emulator import Emulator
from zalo_emulator.world import Citizen, OfficialAccount

Handler = Callable[[Emulator, Request, Body], Awaitable[object] | object]


class Unknown(Exception):
    """An id nobody knows: 404."""


def control(handler: Handler, *, status: int = 200) -> Callable[[Request], Awaitable[Response]]:
    """Turn a function (emulator, request, body) → JSON value, now or later, into an endpoint."""

    async def endpoint(request: Request) -> Response:
        if not from_this_machine(request):
            return JSONResponse({"error": "The control API answers only to this machine."}, status_code=403)
        try:
            body = _read(await request.body()) if request.method == "POST" else {}
            found = handler(request.app.state.emulator, request, body)
            if inspect.isawaitable(found):
                found = await found
            return JSONResponse(found, status_code=status)
        except Unknown as unknown:
            return JSONResponse({"error": str(unknown)}, status_code=404)
        except Unclear as unclear:
            return JSONResponse({"error": str(unclear)}, status_code=422)

    return endpoint


def citizen_in_path(emulator: Emulator, request: Request) -> Citizen:
    citizen = emulator.world.citizens.get(request.path_params["citizen_id"])
    if citizen is None:
        raise Unknown("There is no citizen with this id.")
    return citizen


def account_by_id(emulator: Emulator, oa_id: object) -> OfficialAccount:
    if not isinstance(oa_id, str) or not oa_id:
        raise Unclear("'oa_id' must be the id of an official account, as text.")
    account = emulator.world.accounts.get(oa_id)
    if account is None:
        raise Unknown("There is no official account with this oa_id.")
    return account


def account_in_path(emulator: Emulator, request: Request) -> OfficialAccount:
    return account_by_id(emulator, request.path_params["oa_id"])


def _read(raw: bytes) -> Body:
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise Unclear("The body is not valid JSON in UTF-8.") from None
    if not isinstance(body, dict):
        raise Unclear("The body must be a JSON object.")
    return body


def from_this_machine(request: Request) -> bool:
    """A loopback peer; and not a web page of another site riding in the operator's browser."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return False
    host = request.headers.get("host", "").rsplit(":", 1)[0].strip("[]")
    if host != "localhost" and not _is_loopback(host):
        return False
    return request.client is not None and _is_loopback(request.client.host)


@lru_cache(maxsize=256)
def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
