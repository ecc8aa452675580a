"""Who stands at the take-a-number door, as far as headers tell. The edge and Django both ask here. No Django here."""

from typing import NamedTuple
from urllib.parse import urlsplit

from motcua.foundation.citizens.sign_in import CITIZEN_COOKIE
from motcua.foundation.secrets import token_hash
from motcua.foundation.staff.tokens import STAFF_COOKIE


class Claim(NamedTuple):
    """What a press shows to say who it is: the hash of a citizen's token, or of an access token."""

    is_citizen: bool
    token_hash: bytes
    by_cookie: bool


def claim_of(authorization: str, cookies: str) -> Claim | None:
    """A Bearer token speaks before a cookie, a citizen's cookie before an officer's; None where nothing was shown."""
    if authorization.startswith("Bearer "):
        return Claim(False, token_hash(authorization[7:]), by_cookie=False)
    if not cookies:
        return None
    if token := cookie_of(cookies, CITIZEN_COOKIE):
        return Claim(True, token_hash(token), by_cookie=True)
    if token := cookie_of(cookies, STAFF_COOKIE):
        return Claim(False, token_hash(token), by_cookie=True)
    return None


def origin_of(base_url: str) -> str:
    """The origin of an address, as browsers send it."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}"


def same_site(fetched: str, origin: str, host: str, own_origin: str) -> bool:
    """A cookie speaks only for our own pages: `Sec-Fetch-Site` where the browser sends it, else `Origin`."""
    if fetched:
        return fetched in ("same-origin", "none")
    return not origin or origin == own_origin or urlsplit(origin).netloc == host


def cookie_of(header: str, name: str) -> str:
    """The value of a cookie; empty where there is none or the header is broken."""
    for part in header.split(";"):
        found, _, value = part.strip().partition("=")
        if found == name:
            return value.strip('"')
    return ""


class Pace:
    """At most so many presses in a while for one caller, in this process: approximate, and against fingers only."""

    def __init__(self, presses: int = 20, per_s: float = 10.0) -> None:
        self._presses, self._per_s = presses, per_s
        self._since = 0.0
        self._counted: dict[object, int] = {}

    def allows(self, caller: object, at: float) -> bool:
        """Count a press at `at` (monotonic seconds); False when it is one too many."""
        if at - self._since >= self._per_s:
            self._since = at
            self._counted = {}
        presses = self._counted[caller] = self._counted.get(caller, 0) + 1
        return presses <= self._presses
