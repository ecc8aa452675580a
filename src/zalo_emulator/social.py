"""Sign-in of a person with an app: codes, tokens (an hour, thirty days), and phone tokens (once, two minutes)."""

import secrets
from dataclasses import dataclass, field

from zalo_emulator.tokens import Codes

ACCESS_S = 3600
REFRESH_S = 30 * 24 * 3600
PHONE_S = 120
KEPT = 5000


@dataclass(frozen=True, slots=True)
class SignedIn:
    app_id: str
    citizen_id: str
    until_ms: int


@dataclass(slots=True)
class Social:
    """In memory only: a restart signs everybody out."""

    codes: Codes = field(default_factory=Codes)
    access: dict[str, SignedIn] = field(default_factory=dict)
    refreshing: dict[str, SignedIn] = field(default_factory=dict)
    phones: dict[str, SignedIn] = field(default_factory=dict)

    def sign_in(self, app_id: str, citizen_id: str, now_ms: int) -> dict[str, str]:
        """A new pair, in the shape of the token answer."""
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        _put(self.access, access, SignedIn(app_id, citizen_id, now_ms + ACCESS_S * 1000))
        _put(self.refreshing, refresh, SignedIn(app_id, citizen_id, now_ms + REFRESH_S * 1000))
        return {
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": str(ACCESS_S),
            "refresh_token_expires_in": str(REFRESH_S),
        }

    def refresh(self, app_id: str, token: str, now_ms: int) -> dict[str, str] | None:
        """Single use; None for a token that is not known, of another app, used or too old."""
        held = self.refreshing.pop(token, None)
        if held is None or held.app_id != app_id or held.until_ms <= now_ms:
            return None
        return self.sign_in(app_id, held.citizen_id, now_ms)

    def share_phone(self, app_id: str, citizen_id: str, now_ms: int) -> str:
        token = secrets.token_urlsafe(24)
        _put(self.phones, token, SignedIn(app_id, citizen_id, now_ms + PHONE_S * 1000))
        return token


def _put(table: dict[str, SignedIn], key: str, value: SignedIn) -> None:
    while len(table) >= KEPT:
        del table[next(iter(table))]
    table[key] = value
