"""Counts calls in the database, so that several processes count alike. Approximate: stretches have fixed begins."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from motcua.foundation import secrets
from motcua.messaging.channels.webchat.rules import Limit

# -- name: count_calls -- in the order of keys: no two callers wait in a ring
COUNT_SQL = """
    INSERT INTO webchat_pace AS p (who, until)
    SELECT who, until FROM unnest(%s::bytea[], %s::timestamptz[]) AS called (who, until) ORDER BY who
    ON CONFLICT (who) DO UPDATE SET calls = p.calls + 1
    RETURNING who, calls
"""
# -- name: read_calls
READ_SQL = "SELECT who, calls FROM webchat_pace WHERE who = ANY(%s::bytea[])"
# -- name: forget_calls
FORGET_SQL = """
    DELETE FROM webchat_pace
    WHERE who IN (SELECT who FROM webchat_pace WHERE until < %s ORDER BY until LIMIT 1000 FOR UPDATE SKIP LOCKED)
"""


def count(who: str, limits: Sequence[Limit], now: datetime) -> list[int]:
    """One more call; returns how many there were in the running stretch of each limit, this one included."""
    keys = [_key(who, limit, now) for limit in limits]
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SQL, [keys, [limit.ends(now) for limit in limits]])
        counted = {bytes(key): calls for key, calls in cursor.fetchall()}
    return [counted[key] for key in keys]


def calls(who: str, limit: Limit, now: datetime) -> int:
    """How many calls there were in the running stretch."""
    with connection.cursor() as cursor:
        cursor.execute(READ_SQL, [[_key(who, limit, now)]])
        row = cursor.fetchone()
    return row[1] if row else 0


def forget(now: datetime) -> int:
    """Stretches that are over; a thousand at a time. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET_SQL, [now])
        forgotten: int = cursor.rowcount
    return forgotten


def _key(who: str, limit: Limit, now: datetime) -> bytes:
    stretch = int(now.timestamp()) // limit.seconds
    return secrets.keyed_hash(f"{who}/{limit.seconds}/{stretch}", "pace")[:16]
