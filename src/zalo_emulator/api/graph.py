"""The graph: who is the person behind a sign-in token, and her phone by a token of the Mini App."""

import hmac

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zalo_emulator.api.endpoint import proof_of
from zalo_emulator.emulator import Emulator
from zalo_emulator.social import SignedIn, Social
from zalo_emulator.world import OfficialAccount, scoped_id

SESSION_INVALID = 452
BAD_PARAMETER = 100
FIELDS = {"id", "name", "picture", "is_sensitive", "user_id_by_oa", "is_follower"}


class GraphRefused(Exception):
    def __init__(self, code: int, words: str) -> None:
        self.code = code
        super().__init__(words)


async def me(request: Request) -> Response:
    """`?fields=id,name,picture` with `access_token` and `appsecret_proof` → flat fields beside `error` 0."""
    try:
        signed, account = _signed_in(request)
        proof = request.headers.get("appsecret_proof", "")
        wanted = proof_of(account.app_secret, request.headers["access_token"])
        if not hmac.compare_digest(proof.encode(), wanted.encode()):
            raise GraphRefused(BAD_PARAMETER, "Invalid appsecret_proof provided in the API argument")
        fields = request.query_params.get("fields", "id").split(",")
        if not set(fields) <= FIELDS:
            raise GraphRefused(BAD_PARAMETER, "Invalid parameter: fields")
    except GraphRefused as refusal:
        return _refusal(refusal)
    known = _facts(request, account, signed)
    return JSONResponse({name: known[name] for name in fields} | {"error": 0, "message": "Success"})


async def info(request: Request) -> Response:
    """Headers `access_token`, `code` (the phone token), `secret_key` → `data.number`; a token serves once."""
    social: Social = request.app.state.social
    try:
        signed, account = _signed_in(request)
        if not hmac.compare_digest(request.headers.get("secret_key", "").encode(), account.app_secret.encode()):
            raise GraphRefused(BAD_PARAMETER, "Invalid secret_key")
        shared = social.phones.pop(request.headers.get("code", ""), None)
        now_ms = _emulator(request).clock.millis()
        if shared is None or shared.until_ms <= now_ms or shared.citizen_id != signed.citizen_id:
            raise GraphRefused(BAD_PARAMETER, "Invalid code")
    except GraphRefused as refusal:
        return _refusal(refusal)
    number = _emulator(request).world.citizens[signed.citizen_id].phone
    return JSONResponse({"data": {"number": number}, "error": 0, "message": "Success"})


def _signed_in(request: Request) -> tuple[SignedIn, OfficialAccount]:
    """Who signed in, and an account of the app it was for."""
    social: Social = request.app.state.social
    emulator = _emulator(request)
    signed = social.access.get(request.headers.get("access_token", ""))
    if signed is None or signed.until_ms <= emulator.clock.millis() or signed.citizen_id not in emulator.world.citizens:
        raise GraphRefused(SESSION_INVALID, "Session key invalid")
    accounts = emulator.world.accounts.values()
    account = next((account for account in accounts if account.app_id == signed.app_id), None)
    if account is None:
        raise GraphRefused(SESSION_INVALID, "Session key invalid")
    return signed, account


def _facts(request: Request, account: OfficialAccount, signed: SignedIn) -> dict[str, object]:
    """The join key `id` equals `user_id_by_app` unless the account's switch says otherwise."""
    citizen = _emulator(request).world.citizens[signed.citizen_id]
    scope = "app" if account.switch("graph_id") == "same" else "graph"
    contact = _emulator(request).world.contacts.get((account.oa_id, citizen.id))
    return {
        "id": scoped_id(scope, account.app_id, citizen.id),
        "name": citizen.name,
        "picture": {"data": {"url": f"{request.base_url}static/account.svg"}},
        "is_sensitive": False,
        "user_id_by_oa": contact.user_id if contact else "",
        "is_follower": bool(contact and contact.following),
    }


def _refusal(refusal: GraphRefused) -> Response:
    return JSONResponse({"error": refusal.code, "message": str(refusal)})


def _emulator(request: Request) -> Emulator:
    emulator: Emulator = request.app.state.emulator
    return emulator
