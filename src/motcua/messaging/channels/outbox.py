"""Put messages in the outbox, inside the caller's transaction. Nothing here talks HTTP."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from unicodedata import normalize

from motcua.foundation import secrets
from motcua.foundation.clock import local_date
from motcua.messaging.channels import accounts
from motcua.messaging.channels.accounts import AccountFacts
from motcua.messaging.channels.contract import CALL_LIVES, REPLY_LIVES, Kind
from motcua.messaging.channels.models import OutboxMessage
from motcua.messaging.channels.zalo import forms
from motcua.messaging.dialogue.render import DEMO_STRIP
from motcua.messaging.dialogue.reply import Button, Item, Reply

__all__ = ["Draft", "enqueue", "enqueue_to_citizen", "read_reply", "rows_of", "seal_reply"]

SEALED_AS = "outbox_message"
_LIVES: dict[Kind, timedelta] = {"reply": REPLY_LIVES, "call": CALL_LIVES}


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply and whom it is for, before it becomes rows."""

    account: AccountFacts
    to: str
    reply: Reply
    kind: Kind = "reply"
    reply_to: int | None = None
    not_after: datetime | None = None


def enqueue(
    *,
    account: int,
    to: str,
    reply: Reply,
    kind: Kind,
    now: datetime,
    reply_to: int | None = None,
    not_after: datetime | None = None,
) -> list[int]:
    """Queue one reply for the citizen `to` of an account (`OaAccount` id); returns the ids of its messages, in order.

    A long text becomes several messages. What was not sent by `not_after` ends as expired.
    """
    draft = Draft(accounts.facts_of(account, local_date(now)), to, reply, kind, reply_to, not_after)
    return _insert(draft, now)


def enqueue_to_citizen(
    *, citizen: int, reply: Reply, kind: Kind, now: datetime, not_after: datetime | None = None
) -> list[int]:
    """As `enqueue`, by the citizen's id. Empty when this citizen has no Zalo identity: tell them another way."""
    address = accounts.address_of(citizen, local_date(now))
    if address is None:
        return []
    return _insert(Draft(address.account, address.external_id, reply, kind, None, not_after), now)


def rows_of(drafts: Sequence[Draft], now: datetime) -> list[OutboxMessage]:
    """Unsaved rows, in the order to send; the caller saves them with `bulk_create`."""
    return [_row(draft, part, now) for draft in drafts for part in _parts(draft)]


def seal_reply(reply: Reply) -> bytes:
    return secrets.encrypt(json.dumps(asdict(reply), ensure_ascii=False).encode(), SEALED_AS)


def read_reply(sealed: bytes) -> Reply:
    """Undo `seal_reply`. Raises secrets.Undecryptable."""
    told = json.loads(secrets.decrypt(sealed, SEALED_AS))
    return Reply(
        text=told["text"],
        buttons=tuple(Button(**button) for button in told["buttons"]),
        items=tuple(Item(**item) for item in told["items"]),
        image_url=told["image_url"],
    )


def echo_hash(text: str) -> bytes:
    """What an echo of this text will hash to; texts are kept nowhere in the clear."""
    return secrets.keyed_hash(text, "echo")[:16]


def _insert(draft: Draft, now: datetime) -> list[int]:
    return [row.pk for row in OutboxMessage.objects.bulk_create(rows_of([draft], now))]


def _parts(draft: Draft) -> Sequence[Reply]:
    """Every message of a trial unit says that it is one, and none of its buttons dials a number."""
    if not draft.account.is_demo:
        return forms.parts(draft.reply)
    quiet = tuple(button for button in draft.reply.buttons if button.kind != "call")
    return forms.parts(replace(draft.reply, buttons=quiet), footer=DEMO_STRIP)


def _row(draft: Draft, part: Reply, now: datetime) -> OutboxMessage:
    text = normalize("NFC", part.text)
    return OutboxMessage(
        unit_id=draft.account.unit,
        account_id=draft.account.id,
        external_id=draft.to,
        kind=draft.kind,
        reply_to=draft.reply_to,
        reply_sealed=seal_reply(part),
        echo_hash=echo_hash(text) if text else b"",
        echo_length=len(text),
        created_at=now,
        send_after=now,
        not_after=draft.not_after or now + _LIVES[draft.kind],
    )
