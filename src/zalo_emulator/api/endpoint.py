"""What every OA API call goes through: faults, token, rate limit, then the call itself, then the envelope."""

import asyncio
import hashlib
import hmac
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
SILENT_S = 30.0
# The template house has its own numbers for the same troubles.
TEMPLATE_CODES = {-216: -124, -220: -124, -242: -1241, -224: -135}
OUTAGE_PAGE = "<html><head><title>503 Service Unavailable</title></head><body><h1>503</h1></body></html>"
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


def oa_endpoint(handler: Handler, *, templates: bool = False) -> Endpoint:
    """Wrap a handler that returns `data` or raises `Refused`; `templates`: codes of the template house."""

    async def endpoint(request: Request) -> Response:
        emulator: Emulator = request.app.state.emulator
        headers: dict[str, str] = {}
        try:
            account = _holder(emulator, request)
            if emulator.faults.active:
                broken = await bad_day(emulator, account.oa_id if account else "", request.url.path)
                if broken is not None:
                    return broken
            if account is None:
                raise Refused(_why_refused(emulator, request))
            _check_app(account, request)
            _take_rate(emulator, account, request, headers)
            data = await handler(Call(emulator, account, request))
        except Refused as refusal:
            code = TEMPLATE_CODES.get(refusal.code, refusal.code) if templates else refusal.code
            words = Refused(code).words if code != refusal.code else refusal.words
            return JSONResponse({"error": code, "message": words}, headers=headers)
        except AnswerLost:
            return CutConnection()
        return JSONResponse({"data": data, "error": 0, "message": "Success"}, headers=headers)

    return endpoint


async def bad_day(emulator: Emulator, oa_id: str, path: str) -> Response | None:
    """The answer of a fault that strikes before anything is done; None when the call may go on."""
    faults = emulator.faults
    outage = faults.strike("outage", oa_id=oa_id, where=path)
    if outage is not None:
        if outage.how == "silent":
            await asyncio.sleep(SILENT_S)
        return HTMLResponse(OUTAGE_PAGE, status_code=503) if outage.how == "page" else CutConnection()
    slow = faults.strike("slow", oa_id=oa_id, where=path)
    if slow is not None:
        await asyncio.sleep(SLOW_S if slow.seconds is None else slow.seconds)
    if faults.strike("gateway_504", oa_id=oa_id, where=path):
        return HTMLResponse(GATEWAY_PAGE, status_code=504)
    if faults.strike("empty_200", oa_id=oa_id, where=path):
        return Response(b"", status_code=200)
    if oa_id and faults.strike("token_revoked", oa_id=oa_id, where=path):
        revoke(emulator.world.accounts[oa_id], whole=False)
        raise Refused(-220)
    refused = faults.strike("error_code", oa_id=oa_id, where=path)
    if refused is not None:
        raise Refused(refused.code)
    return None


def revoke(account: OfficialAccount, *, whole: bool) -> None:
    """Kill the access token; `whole`: the administrator took the permission back, so refreshing fails too."""
    account.revoked_tokens = [*account.revoked_tokens[-20:], account.access_token]
    account.access_until_ms = 0
    account.former_until_ms = 0
    if whole:
        account.spent_tokens.append(account.refresh_token)
        account.refresh_token = ""
        account.refresh_until_ms = 0


def proof_of(app_secret: str, access_token: str) -> str:
    """`appsecret_proof`: lower-case hex HMAC-SHA256, key = app secret, message = access token."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()


def _holder(emulator: Emulator, request: Request) -> OfficialAccount | None:
    """The account whose live token stands in the header `access_token`; a token in the query counts as none."""
    token = request.headers.get("access_token", "")
    if not token:
        return None
    now_ms = emulator.clock.millis()
    for account in emulator.world.accounts.values():
        if account.access_token == token and account.access_until_ms > now_ms:
            return account
        if account.former_token == token and account.former_until_ms > now_ms:
            return account
    return None


def _why_refused(emulator: Emulator, request: Request) -> int:
    token = request.headers.get("access_token", "")
    return -220 if any(token in account.revoked_tokens for account in emulator.world.accounts.values()) else -216


def _check_app(account: OfficialAccount, request: Request) -> None:
    """What the app's own settings and the account's package ask of every call."""
    if account.switch("app_proof") == "on":
        token = request.headers["access_token"]
        given = request.headers.get("appsecret_proof", "")
        if not hmac.compare_digest(given.encode(), proof_of(account.app_secret, token).encode()):
            raise Refused(-242)
    if account.is_state_agency and account.switch("state_package") == "needed":
        raise Refused(-224)


def _take_rate(emulator: Emulator, account: OfficialAccount, request: Request, headers: dict[str, str]) -> None:
    meter: RateMeter = request.app.state.meter
    remain = meter.take(account)
    if emulator.faults.strike("rate_limit", oa_id=account.oa_id, where=request.url.path):
        remain = -1
    headers["X-RateLimit-Limit"] = str(account.rate_per_minute)
    headers["X-RateLimit-Remain"] = str(max(remain, 0))
    if remain < 0:
        raise Refused(-32)


class CutConnection(Response):
    """Promise 64 bytes, send one, and break off: the caller cannot know whether the work was done."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = [(b"content-type", b"application/json"), (b"content-length", b"64")]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
