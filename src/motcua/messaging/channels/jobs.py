"""What the schedule runs for channels. Safe to run twice."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from motcua.messaging.channels import delivery

RAW_LIVES = timedelta(days=7)
REPLY_TEXT_LIVES = timedelta(days=30)
TALK_LIVES = timedelta(days=30)
_CHUNK = 5000

# -- name: delete_raw_events -- oldest first, a piece at a time: nobody waits for it
DELETE_SQL = """
    DELETE FROM inbound_event WHERE id IN (
        SELECT id FROM (SELECT id, received_at FROM inbound_event ORDER BY id LIMIT %s) AS oldest
        WHERE received_at < %s
    )
"""

# -- name: forget_texts -- and to whom; what the text would echo as is a trace of it too
FORGET_SQL = """
    UPDATE outbox_message SET reply_sealed = '', external_id = '', echo_hash = ''
    WHERE id IN (
        SELECT id FROM outbox_message
        WHERE ended_at < %s AND (reply_sealed <> '' OR external_id <> '' OR echo_hash <> '')
        ORDER BY id LIMIT %s
        FOR UPDATE SKIP LOCKED
    )
"""

# -- name: forget_talks -- locked first: who writes at this moment keeps what she just answered
FORGET_TALKS_SQL = """
    UPDATE conversation_state SET state_sealed = ''
    WHERE id IN (
        SELECT id FROM conversation_state WHERE last_event_at < %s AND state_sealed <> ''
        ORDER BY id LIMIT %s
        FOR UPDATE SKIP LOCKED
    )
"""


def delete_raw_events(now: datetime) -> int:
    """Raw webhook bodies live seven days, handled, parked or not."""
    return _in_chunks(DELETE_SQL, [_CHUNK, now - RAW_LIVES])


def forget_sent_texts(now: datetime) -> int:
    """What was written, and to whom, is forgotten after thirty days; that it was written, and its end, stays."""
    return _in_chunks(FORGET_SQL, [now - REPLY_TEXT_LIVES, _CHUNK])


def forget_idle_conversations(now: datetime) -> int:
    """What a conversation remembers (a typed name, a birth date) is forgotten thirty days after its last word."""
    return _in_chunks(FORGET_TALKS_SQL, [now - TALK_LIVES, _CHUNK])


def settle_outbox(now: datetime) -> int:
    """Also done by every sender each second; here so that messages end even while no sender runs."""
    return delivery.settle(now=now)


def _in_chunks(sql: str, parameters: list[int | datetime]) -> int:
    total = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            touched: int = cursor.rowcount
        total += touched
        if touched < _CHUNK:
            return total
