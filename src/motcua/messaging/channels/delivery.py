"""From the outbox to the channels, at most once (marked reminders aside).

A row becomes `sending` and that is committed before the HTTP call; no connection is held across it. There is no
idempotency key, so an unsure outcome is never repeated: its echo is awaited, else the row ends as `unknown`.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.foundation import secrets
from motcua.messaging.channels import outbox, registry, rules
from motcua.messaging.channels.contract import DeliveryStatus, Kind, Line, Outcome, Result, Template
from motcua.messaging.channels.models import OaAccount, OutboxMessage
from motcua.messaging.channels.rules import After, Window
from motcua.messaging.dialogue.reply import Reply

log = logging.getLogger(__name__)

LEASE_SECONDS = 15
TRACKING = "mc-"  # and the message's id: comes back in the receipt of a template
_CALL_BUDGET = 11.0  # less than the lease: a slow ladder must not be taken for a dead worker

# -- name: claim_messages
# The first open message of each recipient, if it is queued and due; a message being sent holds back the later ones, one
# whose fate is uncertain does not. Being first only ever becomes true, so two workers never hold one recipient.
# The scalar sub-select keeps to its index however the planner feels about the table.
CLAIM_SQL = """
    WITH head AS MATERIALIZED (
        SELECT m.id FROM outbox_message m
        WHERE m.state = 'queued' AND m.send_after <= %(now)s AND m.not_after > %(now)s
          AND m.account_id = ANY(%(accounts)s)
          AND m.id = (
              SELECT first.id FROM outbox_message first
              WHERE first.account_id = m.account_id AND first.external_id = m.external_id
                AND first.state IN ('queued', 'sending') AND first.uncertain_since IS NULL
              ORDER BY first.id LIMIT 1
          )
        ORDER BY m.id LIMIT %(limit)s
        FOR UPDATE OF m SKIP LOCKED
    )
    UPDATE outbox_message AS taken
    SET state = 'sending', attempts = taken.attempts + 1, sending_at = %(now)s,
        lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
    FROM head
    WHERE taken.id = head.id
    RETURNING taken.id, taken.account_id, taken.external_id, taken.kind, taken.attempts, taken.reply_sealed, (
        SELECT c.last_event_at FROM conversation_state c
        WHERE c.account_id = taken.account_id AND c.external_id = taken.external_id
    )
"""

# -- name: record_outcomes
# An echo may have said `delivered` before the answer came; then there is nothing left to write. Rows are locked in the
# order of their ids, here and in `receipts`: each updates many, and they met in a deadlock.
RECORD_SQL = """
    WITH locked AS MATERIALIZED (
        SELECT id FROM outbox_message WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE
    )
    UPDATE outbox_message AS m
    SET state = o.state, send_after = coalesce(o.send_after, m.send_after), uncertain_since = o.uncertain_since,
        lease_until = NULL, ended_at = o.ended_at, code = o.code, said = o.said,
        channel_message_id = o.channel_message_id, charge = o.charge
    FROM unnest(
        %(ids)s::bigint[], %(states)s::text[], %(send_after)s::timestamptz[], %(uncertain_since)s::timestamptz[],
        %(ended_at)s::timestamptz[], %(codes)s::int[], %(said)s::text[], %(message_ids)s::text[],
        %(charges)s::text[]
    ) AS o (id, state, send_after, uncertain_since, ended_at, code, said, channel_message_id, charge)
    JOIN locked ON locked.id = o.id
    WHERE m.id = o.id AND (m.state = 'sending' OR m.state = 'unknown' AND o.state = 'delivered')
"""

# -- name: rescue_messages -- a worker died with these in hand: nobody knows whether they went out.
RESCUE_SQL = """
    UPDATE outbox_message SET uncertain_since = sending_at, lease_until = NULL
    WHERE id IN (
        SELECT id FROM outbox_message
        WHERE state = 'sending' AND uncertain_since IS NULL AND lease_until < clock_timestamp()
        FOR UPDATE SKIP LOCKED
    )
"""

# -- name: expire_messages
EXPIRE_SQL = """
    UPDATE outbox_message SET state = 'expired', ended_at = %(now)s
    WHERE id IN (SELECT id FROM outbox_message WHERE state = 'queued' AND not_after <= %(now)s FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in hand, already marked `sending` and committed."""

    id: int
    account: int
    to: str
    kind: Kind
    attempts: int
    reply: Reply | None
    window: Window
    template: Template | None = None


def open_lines(now: datetime) -> dict[int, Line]:
    """The accounts that may send at this moment, by account."""
    return {line.account: line for port in registry.channels() for line in port.open_lines(now)}


def claim(lines: dict[int, Line], *, limit: int, now: datetime) -> list[Claimed]:
    """Take up to `limit` due messages, one per recipient, oldest first. Committed when this returns."""
    if not lines or limit < 1:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM_SQL, {"now": now, "lease": LEASE_SECONDS, "accounts": list(lines), "limit": limit})
        rows = sorted(cursor.fetchall())
    return [_claimed(row, lines, now) for row in rows]


def transmit(message: Claimed, line: Line) -> Result:
    """The call. Uses no database. Never raises for what the channel or the network does."""
    if message.reply is None:
        return Result(Outcome.REFUSED, said="the stored reply cannot be read")
    if message.template is not None:
        return line.deliver_template(message.to, message.template, f"{TRACKING}{message.id}")
    if message.window is Window.CLOSED:
        return Result(Outcome.BLOCKED, said="no interaction within the reply window")
    return line.deliver(message.to, message.reply, time.monotonic() + _CALL_BUDGET)


def record(results: Sequence[tuple[Claimed, Line, Result]], *, now: datetime) -> None:
    """Write what came of the calls, and what the accounts taught us, in one transaction."""
    if not results:
        return
    decided = [(message, line, result, _decide(message, result)) for message, line, result in results]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                RECORD_SQL, _arrays([(message, result, after) for message, _, result, after in decided], now)
            )
        for _, line, result, after in decided:
            _learn(line, result, after, now)
    for line in {line.account: line for _, line, _ in results if line.is_local}.values():
        line.arrived([message.to for message, on, _ in results if on.account == line.account])


def _decide(message: Claimed, result: Result) -> After:
    if message.template is not None and result.outcome is Outcome.NO_QUOTA:
        return After(DeliveryStatus.REJECTED)  # its purse is another than that of replies
    return rules.after_call(result.outcome, attempts=message.attempts, wait=result.wait, window=message.window)


def deliver_due(*, now: datetime, limit: int = 50) -> int:
    """Claim, send one after the other, record. For tests and for `motcua` commands; the worker does it side by side."""
    lines = open_lines(now)
    results = [
        (message, lines[message.account], transmit(message, lines[message.account]))
        for message in claim(lines, limit=limit, now=now)
    ]
    record(results, now=now)
    return len(results)


def settle(*, now: datetime) -> int:
    """What time decides: leases of the dead, overdue messages, echoes that never came. Returns how many rows moved."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RESCUE_SQL)
        moved: int = cursor.rowcount
        cursor.execute(EXPIRE_SQL, {"now": now})
        moved += cursor.rowcount
    return moved + _end_unheard(now)


def _end_unheard(now: datetime) -> int:
    """`sending` without an echo for 60 s → `unknown`; a call to the counter is queued once more, marked."""
    with transaction.atomic():
        unheard = list(
            OutboxMessage.objects.select_for_update(skip_locked=True).filter(
                state=DeliveryStatus.SENDING, uncertain_since__lte=now - rules.ECHO_WITHIN
            )
        )
        if not unheard:
            return 0
        OutboxMessage.objects.filter(pk__in=[message.pk for message in unheard]).update(
            state=DeliveryStatus.UNKNOWN, ended_at=now
        )
        reminders = [_reminder(message, now) for message in unheard if _deserves_reminder(message, now)]
        OutboxMessage.objects.bulk_create([one for one in reminders if one is not None])
    return len(unheard)


def _deserves_reminder(message: OutboxMessage, now: datetime) -> bool:
    kind: Kind = "call" if message.kind == "call" else "reply"
    is_repetition = message.repeats_id is not None
    is_readable = bool(message.reply_sealed)  # else the citizen was forgotten meanwhile
    return is_readable and message.not_after > now and rules.is_sent_once_more(kind, is_repetition=is_repetition)


def _read(sealed: bytes | memoryview, message_id: int) -> tuple[Reply | None, Template | None]:
    """None for one that nobody can read: it must not hold up the others."""
    try:
        return outbox.read_content(bytes(sealed))
    except (secrets.Undecryptable, ValueError, KeyError, TypeError):
        log.exception("delivery.unreadable message=%s", message_id)
        return None, None


def _reminder(message: OutboxMessage, now: datetime) -> OutboxMessage | None:
    reply, _ = _read(message.reply_sealed, message.pk)
    if reply is None:
        return None
    marked = replace(reply, text=f"{rules.REMINDER} {reply.text}")
    return OutboxMessage(
        unit_id=message.unit_id,
        account_id=message.account_id,
        external_id=message.external_id,
        kind=message.kind,
        reply_to=message.reply_to,
        reply_sealed=outbox.seal_reply(marked),
        echo_hash=outbox.echo_hash(marked.text),
        echo_length=len(marked.text),
        created_at=now,
        send_after=now,
        not_after=message.not_after,
        repeats_id=message.pk,
    )


ClaimedRow = tuple[int, int, str, Kind, int, bytes, datetime | None]


def _claimed(row: ClaimedRow, lines: dict[int, Line], now: datetime) -> Claimed:
    message_id, account, external_id, kind, attempts, sealed, last_event_at = row
    reply, template = _read(sealed, message_id)
    window, _ = rules.window_of(last_event_at, now, lines[account].capabilities)
    return Claimed(message_id, account, external_id, kind, attempts, reply, window, template)


def _arrays(decided: Sequence[tuple[Claimed, Result, After]], now: datetime) -> dict[str, list[Any]]:
    """The columns of RECORD_SQL. Any: psycopg takes lists of what each array is declared to hold."""
    return {
        "ids": [message.id for message, _, _ in decided],
        "states": [after.state.value for _, _, after in decided],
        "send_after": [now + after.wait if after.state is DeliveryStatus.QUEUED else None for _, _, after in decided],
        "uncertain_since": [now if after.uncertain else None for _, _, after in decided],
        "ended_at": [now if after.state.is_end else None for _, _, after in decided],
        "codes": [result.code for _, result, _ in decided],
        "said": [result.said for _, result, _ in decided],
        "message_ids": [result.message_id for _, result, _ in decided],
        "charges": [result.charge for _, result, _ in decided],
    }


def _learn(line: Line, result: Result, after: After, now: datetime) -> None:
    account = OaAccount.objects.filter(pk=line.account)
    if result.learned:
        account.update(**result.learned)
        log.warning("delivery.learned account=%s %s", line.account, result.learned)
    if after.hold:
        account.update(hold_until=now + after.hold)
    if after.stop_account:
        account.filter(stopped_at=None).update(stopped_at=now, stopped_because=result.advice)
        log.error("delivery.account_stopped account=%s code=%s", line.account, result.code)
    elif after.stop_paid:
        account.filter(paid_stopped_at=None).update(paid_stopped_at=now)
        log.error("delivery.paid_stopped account=%s code=%s", line.account, result.code)
    elif result.outcome in (Outcome.SETUP, Outcome.REFUSED):
        log.error("delivery.refused account=%s code=%s said=%s", line.account, result.code, result.said)
    if after.renew_token:
        line.distrust(now)
