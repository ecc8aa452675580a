"""Put messages in the outbox, inside the caller's transaction. Nothing here talks HTTP."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from unicodedata import normalize

from django.db import connection

from motcua.foundation import secrets
from motcua.foundation.clock import local_date
from motcua.messaging.channels import accounts, registry
from motcua.messaging.channels.accounts import AccountFacts
from motcua.messaging.channels.contract import CALL_LIVES, REPLY_LIVES, TEMPLATE_LIVES, Kind, Template
from motcua.messaging.dialogue.render import DEMO_STRIP
from motcua.messaging.dialogue.reply import Button, Item, Reply

__all__ = [
    "Draft", "enqueue", "enqueue_template", "enqueue_to_citizen", "put", "read_content", "read_reply", "seal_reply",
]  # fmt: skip

SEALED_AS = "outbox_message"
# -- name: put_messages -- ids grow in the order of the list, and that is the order to send
PUT_SQL = """
    INSERT INTO outbox_message
        (created_at, send_after, unit_id, account_id, external_id, kind, reply_to, reply_sealed, echo_hash, echo_length,
         not_after)
    SELECT %s, %s, unit_id, account_id, external_id, kind, reply_to, reply_sealed, echo_hash, echo_length, not_after
    FROM unnest(
        %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bytea[], %s::bytea[], %s::int[],
        %s::timestamptz[]
    ) WITH ORDINALITY AS m (
        unit_id, account_id, external_id, kind, reply_to, reply_sealed, echo_hash, echo_length, not_after, place
    )
    ORDER BY place
    RETURNING id
"""
_LIVES: dict[Kind, timedelta] = {"reply": REPLY_LIVES, "call": CALL_LIVES, "template": TEMPLATE_LIVES}


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
    return put([draft], now)


def enqueue_to_citizen(
    *, citizen: int, reply: Reply, kind: Kind, now: datetime, not_after: datetime | None = None
) -> list[int]:
    """As `enqueue`, by the citizen's id. Empty when no channel knows this citizen: tell them another way."""
    address = accounts.address_of(citizen, local_date(now))
    if address is None:
        return []
    return put([Draft(address.account, address.external_id, reply, kind, None, not_after)], now)


def enqueue_template(
    *, account: int, template: Template, text: str, now: datetime, to: str = "", not_after: datetime | None = None
) -> int:
    """Queue a template for the citizen `to`, or for the phone number it names; returns the message's id.

    `text`: what the filled template says, for those who look later. Where a number is given no id of a citizen is kept,
    and of the number only a hash outside the sealed part.
    """
    facts = accounts.facts_of(account, local_date(now))
    whom = "tel:" + secrets.keyed_hash(template.phone, "template")[:16].hex() if template.phone else to
    sealed = seal_reply(Reply(text), template)
    row: Row = (
        facts.unit, facts.id, whom, "template", None, sealed, b"", 0, not_after or now + _LIVES["template"]
    )  # fmt: skip
    return _insert([row], now)[0]


def put(drafts: Sequence[Draft], now: datetime) -> list[int]:
    """Queue many replies at once; returns the ids of their messages, in the order to send."""
    rows = [_row(draft, part, now) for draft in drafts for part in _parts(draft)]
    return _insert(rows, now) if rows else []


def _insert(rows: Sequence["Row"], now: datetime) -> list[int]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(PUT_SQL, [now, now, *columns])
        return sorted(message_id for (message_id,) in cursor.fetchall())


def seal_reply(reply: Reply, template: Template | None = None) -> bytes:
    """What is sent, sealed; of a template its number and blanks beside what it says."""
    told: dict[str, object] = {
        "text": reply.text,
        "buttons": [[button.title, button.kind, button.value] for button in reply.buttons],
        "items": [[item.title, item.subtitle, item.value] for item in reply.items],
        "image_url": reply.image_url,
    }
    if template is not None:
        told["template"] = [template.template_id, dict(template.data), template.phone]
    return secrets.encrypt(json.dumps(told, ensure_ascii=False).encode(), SEALED_AS)


def read_reply(sealed: bytes) -> Reply:
    """What a message says. Raises secrets.Undecryptable."""
    return read_content(sealed)[0]


def read_content(sealed: bytes) -> tuple[Reply, Template | None]:
    """Undo `seal_reply`. Raises secrets.Undecryptable."""
    told = json.loads(secrets.decrypt(sealed, SEALED_AS))
    template = Template(*told["template"]) if "template" in told else None
    reply = Reply(
        text=told["text"],
        buttons=tuple(Button(*button) for button in told["buttons"]),
        items=tuple(Item(*item) for item in told["items"]),
        image_url=told["image_url"],
    )
    return reply, template


def echo_hash(text: str) -> bytes:
    """What an echo of this text will hash to; texts are kept nowhere in the clear."""
    return secrets.keyed_hash(text, "echo")[:16]


def _parts(draft: Draft) -> Sequence[Reply]:
    """Every message of a trial unit says that it is one, and none of its buttons dials a number."""
    channel = registry.channel(draft.account.channel)
    if not draft.account.is_demo:
        return channel.parts(draft.reply, "")
    quiet = tuple(button for button in draft.reply.buttons if button.kind != "call")
    return channel.parts(replace(draft.reply, buttons=quiet), DEMO_STRIP)


Row = tuple[int, int, str, str, int | None, bytes, bytes, int, datetime]


def _row(draft: Draft, part: Reply, now: datetime) -> Row:
    text = normalize("NFC", part.text)
    return (
        draft.account.unit,
        draft.account.id,
        draft.to,
        draft.kind,
        draft.reply_to,
        seal_reply(part),
        echo_hash(text) if text else b"",
        len(text),
        draft.not_after or now + _LIVES[draft.kind],
    )
