"""What every channel (Zalo, webchat) speaks with the rest of the house. No Django, no HTTP client."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol, TypeAlias

from motcua.messaging.dialogue.reply import Reply

Happening = Literal[
    "text", "image", "sticker", "location", "file", "audio", "video", "link", "business_card",
    "follow", "unfollow", "delivered", "seen", "staff_replied", "other",
    "echo", "reaction", "contact", "withdraw",
]  # fmt: skip

Kind = Literal["reply", "call", "template"]

# What a conversation remembers between two messages; it must survive JSON.
State: TypeAlias = Mapping[str, object]

REPLY_LIVES = timedelta(hours=6)
CALL_LIVES = timedelta(minutes=10)
TEMPLATE_LIVES = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing a citizen did on a channel, already understood by that channel's parser.

    `sender` is the citizen's id on this account (for Zalo: the user id for this OA), also when the event is our own
    message coming back as an echo; `message_id` may be empty (follow events have none). `source` says how a follower
    came (poster, search), empty otherwise; for `staff_replied` it is the id of the officer in the channel's own tool,
    for the receipt of a template the tracking id it was sent with.
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


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms an account writes, whether or not it may send at this moment. Prices in đồng, None = not known.

    `template_by_user`, `template_by_phone`: whether a registered template may go out at all.
    """

    capabilities: Capabilities
    paid_price: int | None = None
    template_by_user: bool = False
    template_by_phone: bool = False
    template_price: int | None = None


class Outcome(StrEnum):
    """Everything that can come of one delivery. There is no fourteenth."""

    DONE = "done"
    LATER = "later"  # not done; wait and try again
    ONCE_MORE = "once-more"  # not done; one more try is worth it
    NEW_TOKEN = "new-token"  # noqa: S105 - not done; refresh under the lock, then once more
    OTHER_API = "other-api"  # not done; this account wants the other message API
    SIMPLER = "simpler"  # not done; the next simpler form
    UNREACHABLE = "unreachable"  # this citizen cannot be written to now
    BLOCKED = "blocked"  # not tried: we knew that the channel refuses; another way must be taken
    NO_QUOTA = "no-quota"  # the account has nothing left to pay this message with; alarm
    STOP = "stop"  # the account must not send at all; alarm
    SETUP = "setup"  # a person must change something at the channel
    REFUSED = "refused"  # final for this message, our mistake or a code nobody knows
    UNSURE = "unsure"  # nobody knows whether it was done: never repeated blindly


# Where a message ends when its last try came to this. LATER, ONCE_MORE, NEW_TOKEN, OTHER_API and SIMPLER end here only
# when their further tries are used up.
_ENDS: Mapping[Outcome, DeliveryStatus] = {
    Outcome.DONE: DeliveryStatus.DELIVERED,
    Outcome.LATER: DeliveryStatus.EXPIRED,
    Outcome.ONCE_MORE: DeliveryStatus.FAILED,
    Outcome.NEW_TOKEN: DeliveryStatus.FAILED,
    Outcome.OTHER_API: DeliveryStatus.FAILED,
    Outcome.SIMPLER: DeliveryStatus.FAILED,
    Outcome.UNREACHABLE: DeliveryStatus.REJECTED,
    Outcome.BLOCKED: DeliveryStatus.REJECTED,
    Outcome.NO_QUOTA: DeliveryStatus.REJECTED,
    Outcome.STOP: DeliveryStatus.FAILED,
    Outcome.SETUP: DeliveryStatus.FAILED,
    Outcome.REFUSED: DeliveryStatus.FAILED,
    Outcome.UNSURE: DeliveryStatus.UNKNOWN,
}


def status_of(outcome: Outcome) -> DeliveryStatus:
    """The end of a message whose last outcome this was."""
    return _ENDS[outcome]


@dataclass(frozen=True, slots=True)
class Template:
    """A registered message with its blanks filled, for people who cannot be written to freely.

    `phone` (84…) where it goes to a number; without it the message goes to the citizen's id on the account.
    """

    template_id: str
    data: Mapping[str, str]
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of delivering one message.

    `code` and `said` are the channel's own words, `advice` what they ask of the unit's operator, in Vietnamese. `wait`
    (with LATER): this citizen's message alone waits so long; without it the whole account rests a while. `learned`:
    columns of the account to write, because this delivery taught the channel something. `charge`: what it was taken
    from, in the channel's words; empty where nothing is charged.
    """

    outcome: Outcome
    code: int | None = None
    said: str = ""
    message_id: str = ""
    advice: str = ""
    wait: timedelta | None = None
    learned: Mapping[str, str] = field(default_factory=dict)
    charge: str = ""


class Line(Protocol):
    """An account that may send at this moment, with all it takes: no database is touched while it delivers."""

    @property
    def account(self) -> int:
        """Our row of the account."""

    @property
    def capabilities(self) -> Capabilities:
        """What the account can do."""

    @property
    def is_local(self) -> bool:
        """True where the citizen reads on pages of our own: then a delivery costs nothing and needs no hand."""

    def deliver(self, to: str, reply: Reply, give_up_at: float) -> Result:
        """Hand over one part of a reply. Never raises; begins nothing new after `give_up_at` (`time.monotonic()`)."""

    def deliver_template(self, to: str, template: Template, tracking_id: str) -> Result:
        """Hand over a template; `tracking_id` comes back in its receipt. Never raises."""

    def distrust(self, now: datetime) -> None:
        """The account's token was refused: let it be renewed."""

    def arrived(self, to: Sequence[str]) -> None:
        """These citizens have something new to read; said after the commit, on a local line only."""


class ChannelPort(Protocol):
    """What a channel offers the common code, which knows channels by their name in `OaAccount.channel` only."""

    @property
    def name(self) -> str:
        """As in `OaAccount.channel`, `ChannelIdentity.channel` and `Inbound.channel`."""

    @property
    def reaches_out(self) -> bool:
        """Whether a message finds a citizen who is not looking; such a channel is chosen first."""

    def understand(self, raw_body: bytes) -> Inbound | None:
        """A stored body as the house speaks of it, None for one nobody knows. Never raises on what a stranger sent."""

    def parts(self, reply: Reply, footer: str) -> Sequence[Reply]:
        """A reply as messages the channel can carry; `footer` closes each that does not say it yet."""

    def open_lines(self, now: datetime) -> Sequence[Line]:
        """The accounts of this channel that may send now: not stopped, not held back, able to prove themselves."""

    def terms(self, account: int) -> Terms:
        """On what terms this account writes; asked before a message is promised."""

    def keep_house(self, now: datetime) -> int:
        """What the channel must renew from time to time; called each second. Returns how much was done."""

    def close(self) -> None:
        """Drop connections; the worker ends."""
