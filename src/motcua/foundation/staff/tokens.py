"""Access tokens of officers, kiosks and other programs, as the doors read them. No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from motcua.foundation.staff.roles import PERMISSIONS

STAFF_COOKIE = "mc_staff"
MAY_ISSUE = sorted(PERMISSIONS["queue.issue"])

FIND_TOKENS = """
SELECT a.token_hash, a.kind, a.id, a.unit_id, coalesce(a.officer_id, 0)
FROM access_token a
WHERE a.token_hash = ANY(%s::bytea[]) AND a.revoked_at IS NULL AND a.expires_at > %s
  AND (a.kind <> 'officer' OR EXISTS (SELECT 1 FROM role_grant g JOIN officer o ON o.id = g.officer_id
    WHERE g.officer_id = a.officer_id AND g.unit_id = a.unit_id AND g.revoked_at IS NULL AND g.role = ANY(%s)
      AND o.is_active))
"""


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Who a valid token speaks for, in which unit."""

    kind: Literal["officer", "kiosk", "api_key"]
    token_id: int
    unit_id: int
    officer_id: int


def decode(rows: Sequence[Sequence[Any]]) -> dict[bytes, TokenHolder]:
    """Rows of FIND_TOKENS by token hash; missing: an officer who left, or who may not issue."""
    return {bytes(row[0]): TokenHolder(*row[1:]) for row in rows}
