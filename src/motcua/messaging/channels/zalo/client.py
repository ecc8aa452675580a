"""The calls to Zalo: every one has a time-out, a byte limit, and ends in one of the outcomes of `statuses`.

Nothing here tries again: after an unsure outcome a second try could double a message, and that is not ours to choose.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal, Self
from urllib.parse import urlencode

from motcua.messaging.channels.zalo.capabilities import Dialect
from motcua.messaging.channels.zalo.statuses import Outcome, meaning_of
from motcua.messaging.channels.zalo.wire import Lost, NotSent, Patience, Wire

API_URL = "https://openapi.zalo.me"
OAUTH_URL = "https://oauth.zaloapp.com"
TEMPLATE_URL = "https://business.openapi.zalo.me"
MOST_BYTES = 256 * 1024
GRAVE_CODES = {-14014: "invalid refresh token", -14002: "wrong app id", -14003: "wrong redirect uri"}

House = Literal["oa", "templates"]
_MESSAGE_PATHS: Mapping[Dialect, str] = {"v3": "/v3.0/oa/message/cs", "v2": "/v2.0/oa/message"}


@dataclass(frozen=True, slots=True)
class Called:
    """What came of one call. `data` is empty unless `outcome` is DONE; `said` keeps Zalo's own words for the log.

    `listed` is the data where Zalo answers with a list.
    """

    outcome: Outcome
    code: int | None = None
    said: str = ""
    data: Mapping[str, object] | None = None
    sent: bool = True
    listed: tuple[object, ...] = ()

    @property
    def message_id(self) -> str:
        """Templates by phone call it `msg_id`."""
        data = self.data or {}
        found = data.get("message_id") or data.get("msg_id")
        return str(found) if isinstance(found, str | int) else ""

    @property
    def charge(self) -> str:
        """What the message was taken from; an answer without a quota was charged."""
        if self.outcome is not Outcome.DONE:
            return ""
        quota = (self.data or {}).get("quota")
        kind = quota.get("quota_type") if isinstance(quota, dict) else None
        return kind[:24] if isinstance(kind, str) and kind else "charged"


@dataclass(frozen=True, slots=True)
class TokenPair:
    """`expires_in` in seconds. `refresh_token` is empty when the answer had none: the old one then stays good."""

    access_token: str
    refresh_token: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class Refreshed:
    """`pair` is None unless `outcome` is DONE; SETUP = an administrator of the OA must consent again."""

    outcome: Outcome
    pair: TokenPair | None = None
    said: str = ""


class ZaloClient:
    """One per process; safe for use by many threads, each with a connection of its own that is kept alive."""

    def __init__(
        self,
        *,
        api_url: str = API_URL,
        oauth_url: str = OAUTH_URL,
        template_url: str = "",
        patience: Patience | None = None,
    ) -> None:
        """`template_url`: the house of template messages; the API's own address where it is not told."""
        self._api_url = api_url.rstrip("/")
        self._houses: Mapping[House, str] = {"oa": self._api_url, "templates": (template_url or api_url).rstrip("/")}
        self._oauth_url = oauth_url.rstrip("/")
        self._wire = Wire(patience or Patience(), MOST_BYTES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._wire.close()

    def send(
        self, *, access_token: str, to: str, message: Mapping[str, object], dialect: Dialect, proof_key: str = ""
    ) -> Called:
        """One message to one citizen of this OA. `proof_key`: the app secret, where the app demands appsecret_proof."""
        headers = _headers(access_token, proof_key)
        body = {"recipient": {"user_id": to}, "message": message}
        return self._call("POST", self._api_url + _MESSAGE_PATHS[dialect], headers, json_body=body)

    def get(
        self, path: str, query: Mapping[str, str], *, access_token: str, house: House = "oa", proof_key: str = ""
    ) -> Called:
        """Any question to Zalo. `query` as it stands in the address."""
        url = self._houses[house] + path + ("?" + urlencode(query) if query else "")
        return self._call("GET", url, _headers(access_token, proof_key))

    def post(
        self, path: str, body: Mapping[str, object], *, access_token: str, house: House = "oa", proof_key: str = ""
    ) -> Called:
        """Any deed at Zalo."""
        return self._call("POST", self._houses[house] + path, _headers(access_token, proof_key), json_body=body)

    def get_oa(self, *, access_token: str) -> Called:
        """`data`: oa_id, name, oa_type (2 enterprise, 4 state agency), package, verification."""
        return self._call("GET", self._api_url + "/v2.0/oa/getoa", {"access_token": access_token})

    def refresh(self, *, app_id: str, app_secret: str, refresh_token: str) -> Refreshed:
        """Exchange a single-use refresh token. UNSURE = the old one may be used up; one more try is sane, no more."""
        form = {"refresh_token": refresh_token, "app_id": app_id, "grant_type": "refresh_token"}
        return self._exchange(app_secret, form)

    def redeem(self, *, app_id: str, app_secret: str, code: str, code_verifier: str) -> Refreshed:
        """The first pair, from the code of the consent page (single use, 10 minutes)."""
        form = {"code": code, "app_id": app_id, "grant_type": "authorization_code", "code_verifier": code_verifier}
        return self._exchange(app_secret, form)

    def _call(
        self, method: str, url: str, headers: dict[str, str], json_body: Mapping[str, object] | None = None
    ) -> Called:
        content = None if json_body is None else json.dumps(json_body, ensure_ascii=False).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        answer = self._exchange_bytes(method, url, headers, content)
        if isinstance(answer, Called):
            return answer
        status, raw = answer
        return _read_envelope(status, raw)

    def _exchange(self, app_secret: str, form: dict[str, str]) -> Refreshed:
        url = self._oauth_url + "/v4/oa/access_token"
        headers = {"secret_key": app_secret, "Content-Type": "application/x-www-form-urlencoded"}
        content = urlencode(form).encode()
        answer = self._exchange_bytes("POST", url, headers, content)
        if isinstance(answer, Called):
            return Refreshed(answer.outcome, said=answer.said)
        status, raw = answer
        return _read_pair(status, raw)

    def _exchange_bytes(
        self, method: str, url: str, headers: dict[str, str], content: bytes | None
    ) -> tuple[int, bytes] | Called:
        try:
            return self._wire.ask(method, url, headers, content)
        except NotSent as error:
            return Called(Outcome.LATER, said=str(error), sent=False)
        except Lost as error:
            return Called(Outcome.UNSURE, said=str(error))


def _headers(access_token: str, proof_key: str) -> dict[str, str]:
    headers = {"access_token": access_token}
    if proof_key:
        headers["appsecret_proof"] = appsecret_proof(proof_key, access_token)
    return headers


def appsecret_proof(app_secret: str, access_token: str) -> str:
    """HMAC-SHA256 of the token under the app secret, lower-case hex."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()


def _read_envelope(status: int, raw: bytes) -> Called:
    answer = _json_object(raw)
    code = _number(answer.get("error")) if answer is not None else None
    if answer is None or code is None:
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return Called(Outcome.LATER, said="HTTP 429")
        refused = 400 <= status < 500
        return Called(Outcome.REFUSED if refused else Outcome.UNSURE, said=f"HTTP {status} without Zalo's envelope")
    said = str(answer.get("message") or "")[:300]
    data = answer.get("data")
    listed = tuple(data) if isinstance(data, list) else ()
    return Called(
        meaning_of(code).outcome, code=code, said=said, data=data if isinstance(data, dict) else {}, listed=listed
    )


def _read_pair(status: int, raw: bytes) -> Refreshed:
    if status == HTTPStatus.OK and not raw.strip():
        return Refreshed(Outcome.SETUP, said="empty answer: this refresh token was used before")
    answer = _json_object(raw)
    if answer is None:
        return Refreshed(Outcome.UNSURE, said=f"HTTP {status} without JSON")
    access_token = answer.get("access_token")
    if isinstance(access_token, str) and access_token:
        refresh_token = answer.get("refresh_token")
        lifetime = _number(answer.get("expires_in"))
        pair = TokenPair(access_token, refresh_token if isinstance(refresh_token, str) else "", lifetime or 3600)
        return Refreshed(Outcome.DONE, pair)
    code = _number(answer.get("error"))
    said = str(answer.get("error_name") or answer.get("error_description") or answer.get("message") or "")[:300]
    return Refreshed(Outcome.SETUP, said=f"{code}: {said or GRAVE_CODES.get(code or 0, '')}")


def _json_object(raw: bytes) -> dict[str, object] | None:
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _number(value: object) -> int | None:
    """Codes and life-times come as numbers or as quoted numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        return int(value)
    except ValueError:
        return None
