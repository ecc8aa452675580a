"""Admit a look-up against its limits, and settle what became of it. Every look-up leaves a row and an audit event."""

import ipaddress
import random
from datetime import datetime

from django.db import connection, transaction

from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.inquiries.models import Inquiry
from motcua.foundation.inquiries.rules import LIMITS, Admission, Limit, Outcome, Scope
from motcua.foundation.secrets import keyed_hash

__all__ = ["Admission", "Outcome", "admit", "settle"]

# A unit's count is spread over so many rows: one row would make all citizens of a unit wait for one another.
_SPREAD = 16
# -- name: count_inquiry
# One statement counts a look-up in each of its stretches, reads the limits and keeps the row; scopes in one order, so
# that two look-ups never wait for each other crosswise.
ADMIT_SQL = """
WITH told AS (
    SELECT scope, key, began_at, fallback, place
    FROM unnest(%(scopes)s::text[], %(keys)s::bytea[], %(began)s::timestamptz[], %(fallbacks)s::int[])
        WITH ORDINALITY AS t (scope, key, began_at, fallback, place)
), counted AS (
    INSERT INTO inquiry_tally (unit_id, scope, key, began_at, many)
    SELECT %(unit)s::bigint, scope, key, began_at, 1 FROM told ORDER BY place
    ON CONFLICT (unit_id, scope, key, began_at) DO UPDATE SET many = inquiry_tally.many + 1
    RETURNING scope, many
), judged AS (
    SELECT told.scope, counted.many + CASE WHEN told.scope = 'unit' THEN coalesce((
            SELECT sum(i.many) FROM inquiry_tally i
            WHERE i.unit_id = %(unit)s::bigint AND i.scope = 'unit' AND i.began_at = told.began_at AND i.key <> told.key
        ), 0) ELSE 0 END AS many,
        coalesce((
            SELECT l.many FROM inquiry_limit l
            WHERE l.unit_id = %(unit)s::bigint AND l.scope = told.scope AND l.since <= %(now)s::timestamptz
            ORDER BY l.since DESC LIMIT 1
        ), told.fallback) AS most
    FROM told JOIN counted USING (scope)
), kept AS (
    INSERT INTO inquiry (unit_id, citizen_id, source_hash, subject, outcome, asked_at)
    SELECT %(unit)s::bigint, %(citizen)s::bigint, %(source)s::bytea, %(subject)s::text,
        CASE WHEN EXISTS (SELECT FROM judged WHERE many > most) THEN 'refused' ELSE 'open' END, %(now)s::timestamptz
    RETURNING id
)
SELECT kept.id, (SELECT array_agg(scope) FROM judged WHERE many > most) FROM kept
"""


def admit(
    *, unit_id: int, citizen_id: int | None, source: str, subject: str, now: datetime, about: str = ""
) -> Admission:
    """Count one look-up for the citizen, the network address (empty in a chat) and the unit; may it go on?

    `about`: what was typed of a person, where a second factor is tried on her; guesses of all askers count together.
    One that is refused is counted and kept like the others.
    """
    hashed = keyed_hash(_network(source), "inquiry.source")[:16] if source else b""
    counted: list[tuple[Scope, bytes]] = []
    if citizen_id is not None:
        counted.append((Scope.CITIZEN, citizen_id.to_bytes(8)))
    if hashed:
        counted.append((Scope.SOURCE, hashed))
    if about:
        counted.append((Scope.ABOUT, keyed_hash(about, "inquiry.about")[:16]))
    counted.append((Scope.UNIT, bytes([random.randrange(_SPREAD)])))
    limits: list[Limit] = [LIMITS[scope] for scope, _ in counted]
    told = {
        "unit": unit_id, "citizen": citizen_id, "source": hashed, "subject": subject, "now": now,
        "scopes": [scope.value for scope, _ in counted], "keys": [key for _, key in counted],
        "began": [limit.began(now) for limit in limits], "fallbacks": [limit.many for limit in limits],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ADMIT_SQL, told)
        inquiry_id, over = cursor.fetchone()
    if not over:
        return Admission(inquiry_id, unit_id, True, None, citizen_id)
    refused = Admission(inquiry_id, unit_id, False, _retry_at(over, now), citizen_id)
    _record(EventTag.LOOKUP_REFUSED, refused, now, subject=subject, scope=str(over[0]))
    return refused


def settle(admission: Admission, outcome: Outcome, now: datetime) -> None:
    """Write down how it ended; the same writes whatever it was."""
    with transaction.atomic():
        Inquiry.objects.filter(pk=admission.id).update(outcome=outcome)
        _record(EventTag.LOOKUP_MADE, admission, now, outcome=outcome.value)


def _retry_at(over: list[str], now: datetime) -> datetime:
    return max(LIMITS[Scope(scope)].retry_at(now) for scope in over)


def _network(address: str) -> str:
    """An IPv6 caller has a whole /64 to choose from; it counts as one."""
    try:
        told = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((told, 64), strict=False)) if told.version == 6 else str(told)


def _record(tag: EventTag, admission: Admission, now: datetime, **detail: str) -> None:
    citizen = admission.citizen_id
    record(
        tag, at=now, actor_kind=ActorKind.SYSTEM if citizen is None else ActorKind.CITIZEN, actor_id=citizen or 0,
        unit_id=admission.unit_id, subject_id=admission.id, **detail,
    )  # fmt: skip
