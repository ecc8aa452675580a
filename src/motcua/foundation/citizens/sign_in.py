"""A citizen's sign-in: an opaque token in a cookie, its SHA-256 in `citizen_session`, read with one query.

The edge imports this module, so it holds SQL and parsing only; Django's side passes its own cursor.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from motcua.foundation.secrets import token_hash

if TYPE_CHECKING:
    from django.http import HttpRequest

CITIZEN_COOKIE = "mc_citizen"
STAFF_COOKIE = "mc_staff"
SESSION_LIFE = timedelta(days=180)

FIND_SESSIONS = """
SELECT s.token_hash, c.id, c.unit_id, s.expires_at
FROM citizen_session s JOIN citizen c ON c.id = s.citizen_id
WHERE s.token_hash = ANY(%s) AND s.revoked_at IS NULL AND s.expires_at > %s AND c.erased_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A citizen who is signed in, and her unit."""

    citizen_id: int
    unit_id: int


def citizen_of(request: "HttpRequest", now: datetime) -> SignedIn | None:
    """The citizen whose cookie came with a Django request, or None."""
    from django.db import connection

    token = request.COOKIES.get(CITIZEN_COOKIE)
    if not token:
        return None
    with connection.cursor() as cursor:
        cursor.execute(FIND_SESSIONS, [[token_hash(token)], now])
        row = cursor.fetchone()
    return SignedIn(citizen_id=row[1], unit_id=row[2]) if row else None


def of_request(request: "HttpRequest") -> SignedIn:
    """Who a view behind `@citizen_page` serves."""
    signed_in: SignedIn = request.signed_in  # type: ignore[attr-defined]  # set by the guard
    return signed_in
