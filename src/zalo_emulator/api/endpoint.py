"""What every OA API call goes through: faults, token, rate limit, then the call itself, then the envelope."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from zalo_emulator.emulator import Emulator
from zalo_emulator.errors import Refused
from zalo_emulator.world import OfficialAccount

SLOW_S = 3.0
GATEWAY_PAGE = (
    "<html><head><title>504 Gateway Time-out</title></head>"
    "<body><center><h1>504 Gateway Time-out</h1></center></body></html>"
)


class AnswerLost(Exception):
    """The work is done, but the caller shall never hear of it."""


@dataclass(slots=True)
class Call:
    """One API call whose token was accepted."""

    emulator: Emulator
    account: OfficialAccount
    request: Request


Handler = Callable[[Call], Awaitable[object]]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class RateMeter:
    """Calls per app and real minute."""

    minute: int = 0
    used: dict[str, int] = field(default_factory=dict)

    def take(self, account: OfficialAccount) -> int:
        """Count one call and return what remains; negative = over the limit."""
        minute = int(time.monotonic() // 60)
        if minute != self.minute:
            self.minute, self.used = minute, {}
        self.used[account.app_id] = self.used.get(account.app_id, 0) + 1
        return account.rate_per_minute - self.used[account.app_id]


def oa_endpoint(handler: Handler) -> Endpoint:
    """Wrap a handler that returns `data` or raises `Refused`."""

    async def endpoint(request: Request) -> Response:
        emulator: Emulator = request.app.state.emulator
        meter: RateMeter = request.app.state.meter
        path = request.url.path
        headers: dict[str, str] = {}
        try:
            account = _account_of(emulator, request)
            gateway = await _bad_day(emulator, account.oa_id, path)
            if gateway is not None:
                return gateway
            remain = meter.take(account)
            if emulator.faults.strike("rate_limit", oa_id=account.oa_id, where=path):
                remain = -1
            headers["X-RateLimit-Limit"] = str(account.rate_per_minute)
            headers["X-RateLimit-Remain"] = str(max(remain, 0))
            if remain < 0:
                raise Refused(-32)
            data = await handler(Call(emulator, account, request))
        except Refused as refusal:
            return JSONResponse({"error": refusal.code, "message": refusal.words}, headers=headers)
        except AnswerLost:
            return CutConnection()
        return JSONResponse({"data": data, "error": 0, "message": "Success"}, headers=headers)

    return endpoint


async def _bad_day(emulator: Emulator, oa_id: str, path: str) -> Response | None:
    slow = emulator.faults.strike("slow", oa_id=oa_id, where=path)
    if slow is not None:
        await asyncio.sleep(slow.seconds or SLOW_S)
    if emulator.faults.strike("gateway_504", oa_id=oa_id, where=path):
        return HTMLResponse(GATEWAY_PAGE, status_code=504)
    return None


def _account_of(emulator: Emulator, request: Request) -> OfficialAccount:
    """The account whose live token stands in the header `access_token`; a token in the query counts as none."""
    token = request.headers.get("access_token", "")
    now_ms = emulator.clock.millis()
    for account in emulator.world.accounts.values():
        if token and account.access_token == token and account.access_until_ms > now_ms:
            return account
    raise Refused(-216)


class CutConnection(Response):
    """Promise 64 bytes, send one, and break off: the caller cannot know whether the work was done."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = [(b"content-type", b"application/json"), (b"content-length", b"64")]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
