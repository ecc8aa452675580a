"""What every channel (Zalo, webchat) speaks with the rest of the house. No Django, no HTTP client."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, TypeAlias

from motcua.messaging.dialogue.reply import Reply

Happening = Literal[
    "text", "image", "sticker", "location", "file", "audio", "video", "link", "business_card",
    "follow", "unfollow", "delivered", "seen", "staff_replied", "other",
    "echo", "reaction", "contact", "withdraw",
]  # fmt: skip

Kind = Literal["reply", "call"]

# What a conversation remembers between two messages; it must survive JSON.
State: TypeAlias = Mapping[str, object]

REPLY_LIVES = timedelta(hours=6)
CALL_LIVES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing a citizen did on a channel, already understood by that channel's parser.

    `sender` is the citizen's id on this account (for Zalo: the user id for this OA), also when the event is our own
    message coming back as an echo; `message_id` may be empty (follow events have none). `source` says how a follower
    came (poster, search), empty otherwise; for `staff_replied` it is the id of the officer in the channel's own tool.
    """

    channel: str
    account: str
    sender: str
    happening: Happening
    at: datetime
    message_id: str = ""
    text: str = ""
    source: str = ""
    attachments: tuple[dict[str, object], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Identity:
    """Who writes, and to whom: ids of the rows behind a conversation.

    `account` is our row of the Official Account, `unit` the organisation unit it is bound to today,
    `identity` the citizen's name on this channel (`foundation.citizens`), `citizen` the person.
    """

    channel: str
    account: int
    account_name: str
    unit: int
    identity: int
    citizen: int
    external_id: str
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the last turn left behind. `late`: the event is older than the last one handled; its `state` is not kept.

    `shared`: other citizens' events are answered in the same transaction; see `Alone`.
    """

    state: State
    last_event_at: datetime | None = None
    late: bool = False
    shared: bool = False


class Alone(Exception):
    """A handler's word, before its first write: this turn takes locks that many wait for, answer it in a transaction of
    its own. Only where the conversation is `shared`; the same event is then handled again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler says back, and what the conversation remembers from now on (None = leave it as it is)."""

    replies: tuple[Reply, ...] = ()
    state: State | None = None


# Called inside the transaction that marks the event handled: its own writes are kept or lost together with the answer.
Handler: TypeAlias = Callable[[Inbound, Identity, Conversation, datetime], Answer]


class DeliveryStatus(StrEnum):
    """Where a message is. The last five are ends: every message reaches one of them."""

    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    EXPIRED = "expired"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def is_end(self) -> bool:
        return self not in (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)


# An `unknown` message is still put right when its echo comes late: proof beats a guess.
TRANSITIONS: Mapping[DeliveryStatus, frozenset[DeliveryStatus]] = {
    DeliveryStatus.QUEUED: frozenset(
        {DeliveryStatus.SENDING, DeliveryStatus.EXPIRED, DeliveryStatus.REJECTED, DeliveryStatus.FAILED}
    ),
    DeliveryStatus.SENDING: frozenset(set(DeliveryStatus) - {DeliveryStatus.SENDING}),
    DeliveryStatus.UNKNOWN: frozenset({DeliveryStatus.DELIVERED}),
    DeliveryStatus.DELIVERED: frozenset(),
    DeliveryStatus.REJECTED: frozenset(),
    DeliveryStatus.EXPIRED: frozenset(),
    DeliveryStatus.FAILED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an account of a channel can do, as data. Whatever is missing is said in plain text instead."""

    text_limit: int
    buttons: int
    list_items: int
    image: bool
    free_reply: timedelta | None = None
    paid_reply: timedelta | None = None
