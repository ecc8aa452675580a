"""Token pairs of an account: access 25 hours, refresh 3 months, single use; a new pair kills the old access token."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field

from zalo_emulator.world import OfficialAccount

ACCESS_S = 90_000
REFRESH_S = 90 * 24 * 3600
CODE_S = 600
KEPT_CODES = 1000


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody agreed to: an account (or a person) for an app, redeemable once within ten minutes."""

    whom: str
    code_challenge: str
    until_ms: int


@dataclass(slots=True)
class Codes:
    """Codes wait until they are redeemed or ten minutes old; at most a thousand of them."""

    waiting: dict[str, Grant] = field(default_factory=dict)

    def issue(self, whom: str, code_challenge: str, now_ms: int) -> str:
        code = secrets.token_urlsafe(32)
        while len(self.waiting) >= KEPT_CODES:
            del self.waiting[next(iter(self.waiting))]
        self.waiting[code] = Grant(whom, code_challenge, now_ms + CODE_S * 1000)
        return code

    def redeem(self, code: str, now_ms: int) -> Grant | None:
        """The grant, once; None for an unknown, used or expired code."""
        grant = self.waiting.pop(code, None)
        return grant if grant is not None and grant.until_ms > now_ms else None


def challenge_of(verifier: str) -> str:
    """PKCE S256: base64url of the raw SHA-256, without `=`."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def install(account: OfficialAccount, access_token: str, refresh_token: str, now_ms: int) -> None:
    """Make this the account's pair; the former tokens are spent."""
    account.spent_tokens.extend(token for token in (account.access_token, account.refresh_token) if token)
    if account.switch("old_token") == "lives":
        account.former_token, account.former_until_ms = account.access_token, account.access_until_ms
    else:
        account.former_token, account.former_until_ms = "", 0
    account.access_token = access_token
    account.access_until_ms = now_ms + ACCESS_S * 1000
    account.refresh_token = refresh_token
    account.refresh_until_ms = now_ms + REFRESH_S * 1000


def rotate(account: OfficialAccount, now_ms: int) -> dict[str, str]:
    """A new pair, in the shape of the token answer: `expires_in` is a string."""
    install(account, secrets.token_urlsafe(48), secrets.token_urlsafe(48), now_ms)
    return {
        "access_token": account.access_token,
        "refresh_token": account.refresh_token,
        "expires_in": str(ACCESS_S),
    }
