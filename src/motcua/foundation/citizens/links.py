"""Personal links: who may open one, decided from one row. SQL and parsing only, no Django here.

A GET never binds (chat apps fetch links for previews); the first POST ties the link to one browser's session.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

FIRST_USE = timedelta(minutes=30)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~?&=%-]*")

FIND_LINK = """
SELECT l.citizen_id, c.unit_id, l.purpose, l.target, l.first_use_until, l.valid_until, l.bound_session
FROM personal_link l JOIN citizen c ON c.id = l.citizen_id
WHERE l.token_hash = %s AND c.erased_at IS NULL
"""
# One statement: the busiest morning sends one to every citizen.
MAKE_LINK = """
INSERT INTO personal_link (token_hash, citizen_id, purpose, target, created_at, first_use_until, valid_until)
SELECT %(token)s, c.id, %(purpose)s, %(target)s, %(now)s, %(first_use_until)s, %(valid_until)s
FROM citizen c WHERE c.id = %(citizen)s AND c.erased_at IS NULL
RETURNING (SELECT c.unit_id FROM citizen c WHERE c.id = personal_link.citizen_id)
"""
BIND_LINK = """
UPDATE personal_link SET bound_at = %(now)s, bound_session = %(session)s
WHERE token_hash = %(token)s AND bound_session IS NULL AND first_use_until > %(now)s AND valid_until > %(now)s
"""


class LinkState(StrEnum):
    """What a link is to the browser that opens it."""

    FRESH = "fresh"
    YOURS = "yours"
    ELSEWHERE = "elsewhere"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """A link's row; `target` is a path of this house."""

    citizen_id: int
    unit_id: int
    purpose: str
    target: str
    first_use_until: datetime
    valid_until: datetime
    bound_session: bytes | None

    def state_for(self, session: bytes | None, citizen_id: int | None, now: datetime) -> LinkState:
        """`session` and `citizen_id` are those of the browser's own cookie, None without a valid one.

        An unused link is fresh to its owner too: until somebody binds it, a forwarded copy would open.
        """
        if now >= self.valid_until:
            return LinkState.EXPIRED
        if self.bound_session is None and now < self.first_use_until:
            return LinkState.FRESH
        if citizen_id == self.citizen_id or (self.bound_session is not None and session == self.bound_session):
            return LinkState.YOURS
        return LinkState.EXPIRED if self.bound_session is None else LinkState.ELSEWHERE


def decode(row: Sequence[Any] | None) -> Link | None:
    """A row of FIND_LINK."""
    if row is None:
        return None
    bound = bytes(row[6]) if row[6] is not None else None
    return Link(row[0], row[1], row[2], row[3], row[4], row[5], bound)


def is_token(text: str) -> bool:
    """True for text that could be a token; anything else is not looked up."""
    return _TOKEN.fullmatch(text) is not None


def is_own_path(target: str) -> bool:
    """True for a path of this house; never another host."""
    return _PATH.fullmatch(target) is not None


def path_of(token: str) -> str:
    """Where a link opens."""
    return f"/l/{token}/"
