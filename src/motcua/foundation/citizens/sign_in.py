"""A citizen's sign-in: an opaque token in a cookie, its SHA-256 in `citizen_session`, read with one query.

The edge imports this module, so it holds SQL and parsing only; Django's side passes its own cursor.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from motcua.foundation.secrets import token_hash

if TYPE_CHECKING:
    from django.http import HttpRequest

CITIZEN_COOKIE = "mc_citizen"
SESSION_LIFE = timedelta(days=180)

FIND_SESSIONS = """
SELECT s.token_hash, c.id, c.unit_id,
  (SELECT p.id FROM person p WHERE p.holder_id = c.id AND p.place = 1 AND p.removed_at IS NULL)
FROM citizen_session s JOIN citizen c ON c.id = s.citizen_id
WHERE s.token_hash = ANY(%s::bytea[]) AND s.revoked_at IS NULL AND s.expires_at > %s AND c.erased_at IS NULL
"""


class SignedIn(NamedTuple):
    """A citizen who is signed in, her unit, and herself as a person served (None until she gave her name)."""

    citizen_id: int
    unit_id: int
    self_person: int | None = None


def decode(rows: Sequence[Sequence[Any]]) -> dict[bytes, SignedIn]:
    """Rows of FIND_SESSIONS by token hash; hashes without a valid session are missing."""
    return {bytes(row[0]): SignedIn(*row[1:]) for row in rows}


def citizen_of(request: "HttpRequest", now: datetime) -> SignedIn | None:
    """The citizen whose cookie came with a Django request, or None."""
    from django.db import connection

    token = request.COOKIES.get(CITIZEN_COOKIE)
    if not token:
        return None
    with connection.cursor() as cursor:
        cursor.execute(FIND_SESSIONS, [[token_hash(token)], now])
        return next(iter(decode(cursor.fetchall()).values()), None)


def of_request(request: "HttpRequest") -> SignedIn:
    """Who a view behind `@citizen_page` serves."""
    signed_in: SignedIn = request.signed_in  # type: ignore[attr-defined]  # set by the guard
    return signed_in
