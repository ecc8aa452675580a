"""Echoes, "received" and "seen": handled by the hundred, no order, no conversation.

An echo of a message whose fate is uncertain settles it: proof that it arrived.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from django.db import connection, transaction
from django.db.models import Q

from motcua.messaging.channels import intake, outbox
from motcua.messaging.channels.contract import DeliveryStatus, Inbound
from motcua.messaging.channels.delivery import TRACKING
from motcua.messaging.channels.models import InboundEvent, MessageKind, OutboxMessage

BATCH = 500
_PROOF_COUNTS_FOR = timedelta(days=1)

# -- name: take_receipts -- held by row locks only: the work is one short transaction
TAKE_SQL = """
    SELECT id, channel, body_sealed FROM inbound_event
    WHERE lane = 'receipt' AND handled_at IS NULL AND parked_at IS NULL
    ORDER BY id LIMIT %s
    FOR UPDATE SKIP LOCKED
"""

# -- name: lock_messages -- all that this list may touch, in the order of ids, as `delivery` does
LOCK_SQL = """
    SELECT id FROM outbox_message
    WHERE id IN (
        SELECT m.id FROM outbox_message m JOIN oa_account a ON a.id = m.account_id
        WHERE m.state IN ('sending', 'unknown') AND a.oa_id = ANY(%(accounts)s) AND m.external_id = ANY(%(citizens)s)
        UNION ALL
        SELECT m.id FROM outbox_message m JOIN oa_account a ON a.id = m.account_id
        WHERE m.channel_message_id = ANY(%(message_ids)s) AND m.channel_message_id <> '' AND a.oa_id = ANY(%(accounts)s)
        UNION ALL
        SELECT m.id FROM outbox_message m WHERE m.id = ANY(%(tracked)s) AND m.kind = 'template'
    )
    ORDER BY id FOR UPDATE
"""

# -- name: note_receipts
NOTE_SQL = """
    UPDATE outbox_message AS m
    SET received_at = coalesce(m.received_at, r.received_at, r.seen_at), seen_at = coalesce(m.seen_at, r.seen_at)
    FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
        AS r (oa_id, message_id, received_at, seen_at)
    JOIN oa_account a ON a.oa_id = r.oa_id
    WHERE m.account_id = a.id AND m.channel_message_id = r.message_id AND m.channel_message_id <> ''
"""


@dataclass(slots=True)
class _Awaiting:
    id: int
    oa_id: str
    external_id: str
    echo_hash: bytes
    echo_length: int


def work(*, now: datetime, limit: int = BATCH) -> int:
    """Handle one list. Returns how many."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(TAKE_SQL, [limit])
            rows = cursor.fetchall()
        if not rows:
            return 0
        told = [
            inbound for event_id, channel, sealed in rows if (inbound := intake.understand(channel, sealed, event_id))
        ]
        _lock(told)
        _prove_templates([inbound for inbound in told if inbound.happening == "delivered"], now)
        _match_echoes([inbound for inbound in told if inbound.happening == "echo"], now)
        _note([inbound for inbound in told if inbound.happening in ("delivered", "seen")])
        InboundEvent.objects.filter(pk__in=[row[0] for row in rows]).update(handled_at=now)
    return len(rows)


def _lock(told: Sequence[Inbound]) -> None:
    if not told:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            LOCK_SQL,
            {
                "accounts": list({oa_id for inbound in told for oa_id in (inbound.account, inbound.sender)}),
                "citizens": list({inbound.sender for inbound in told if inbound.happening == "echo"}),
                "message_ids": [message_id for inbound in told for message_id in _message_ids(inbound)],
                "tracked": [tracked for inbound in told if (tracked := _tracked(inbound))],
            },
        )


def _match_echoes(echoes: Sequence[Inbound], now: datetime) -> None:
    """An echo proves the oldest uncertain message of its citizen that has its text. Known ids prove nothing new."""
    if not echoes:
        return
    awaiting = _awaiting(echoes, now)
    if not awaiting:
        return
    known = set(
        OutboxMessage.objects.filter(
            account__oa_id__in={echo.account for echo in echoes},
            channel_message_id__in=[echo.message_id for echo in echoes if echo.message_id],
        ).values_list("account__oa_id", "channel_message_id")
    )
    for echo in sorted(echoes, key=lambda echo: echo.at):
        if (echo.account, echo.message_id) in known:
            continue
        match = next((one for one in awaiting if _is_echo_of(echo, one)), None)
        if match is None:
            continue
        awaiting.remove(match)
        OutboxMessage.objects.filter(pk=match.id, state__in=[DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN]).update(
            state=DeliveryStatus.DELIVERED,
            ended_at=now,
            lease_until=None,
            uncertain_since=None,
            channel_message_id=echo.message_id,
        )


def _prove_templates(received: Sequence[Inbound], now: datetime) -> None:
    """A receipt with our tracking id proves a template whose answer was lost, and gives it its name."""
    for inbound in received:
        if tracked := _tracked(inbound):
            OutboxMessage.objects.filter(
                pk=tracked,
                kind=MessageKind.TEMPLATE,
                account__oa_id=inbound.account,
                state__in=[DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN],
            ).update(
                state=DeliveryStatus.DELIVERED,
                ended_at=now,
                lease_until=None,
                uncertain_since=None,
                channel_message_id=inbound.message_id,
            )


def _tracked(inbound: Inbound) -> int:
    """The message a receipt's tracking id names, 0 where it is none of ours."""
    digits = inbound.source.removeprefix(TRACKING)
    return int(digits) if inbound.source.startswith(TRACKING) and digits.isdecimal() and len(digits) < 18 else 0


def _awaiting(echoes: Sequence[Inbound], now: datetime) -> list[_Awaiting]:
    rows = (
        OutboxMessage.objects.filter(
            Q(state=DeliveryStatus.SENDING) | Q(state=DeliveryStatus.UNKNOWN, ended_at__gt=now - _PROOF_COUNTS_FOR),
            state__in=[DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN],
            external_id__in={echo.sender for echo in echoes},
            account__oa_id__in={echo.account for echo in echoes},
        )
        .order_by("pk")
        .values_list("pk", "account__oa_id", "external_id", "echo_hash", "echo_length")
    )
    return [_Awaiting(pk, oa_id, external_id, bytes(hashed), length) for pk, oa_id, external_id, hashed, length in rows]


def _is_echo_of(echo: Inbound, message: _Awaiting) -> bool:
    """Plain text may carry more lines than the reply, never fewer, so its beginning is compared. A list or a picture
    comes back without text; its citizen and the moment must do."""
    if (echo.account, echo.sender) != (message.oa_id, message.external_id):
        return False
    if not echo.text:
        return True
    text = normalize("NFC", echo.text)
    return bool(message.echo_hash) and outbox.echo_hash(text[: message.echo_length]) == message.echo_hash


def _note(told: Sequence[Inbound]) -> None:
    moments: dict[tuple[str, str], dict[str, datetime]] = {}
    for inbound in told:
        for message_id in _message_ids(inbound):
            for oa_id in {inbound.account, inbound.sender}:  # examples differ in which of the two is the sender
                moments.setdefault((oa_id, message_id), {}).setdefault(inbound.happening, inbound.at)
    if not moments:
        return
    columns: list[list[object]] = [
        [oa_id for oa_id, _ in moments],
        [message_id for _, message_id in moments],
        [at.get("delivered") for at in moments.values()],
        [at.get("seen") for at in moments.values()],
    ]
    with connection.cursor() as cursor:
        cursor.execute(NOTE_SQL, columns)


def _message_ids(inbound: Inbound) -> list[str]:
    if inbound.message_id:
        return [inbound.message_id]
    return [str(one["msg_id"]) for one in inbound.attachments if one.get("msg_id")]
