"""What the stand-in platform knows: accounts, citizens, who knows whom, and what was said. In memory only."""

import hashlib
import secrets
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Literal

from zalo_emulator.desk import Desk, Sendings, sample_templates
from zalo_emulator.switches import SWITCHES

KEPT_MESSAGES = 500
KEPT_MESSAGES_OF_ALL = 150_000
KEPT_VISITORS = 1000
KEPT_MESSAGE_OWNERS = 50_000

STATE_AGENCY = 4
ENTERPRISE = 2

Direction = Literal["from_citizen", "from_oa"]
Writer = Literal["api", "admin", "citizen"]


@dataclass(slots=True)
class Button:
    title: str
    type: str
    payload: str | dict[str, str]


@dataclass(slots=True)
class Item:
    """One row of a list: what is shown and what pressing it does."""

    title: str
    subtitle: str = ""
    image_url: str = ""
    action: Button | None = None


@dataclass(slots=True)
class Message:
    """`details` is what a file, voice, film, business card or template has beside its picture and text."""

    id: str
    direction: Direction
    by: Writer
    kind: str
    at_ms: int
    text: str = ""
    buttons: list[Button] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    image: str = ""
    location: dict[str, str] | None = None
    sticker: str = ""
    quote: str = ""
    reaction: str = ""
    details: dict[str, str] | None = None
    replies_used: int = 0


@dataclass(slots=True)
class MenuItem:
    title: str
    kind: Literal["query", "url"]
    value: str


DEFAULT_MENU = (
    MenuItem("Bấm số", "query", "#bamso"),
    MenuItem("Số của tôi", "query", "#socuatoi"),
    MenuItem("Số đang làm", "query", "#sodanglam"),
)


@dataclass(slots=True)
class OfficialAccount:
    """One account together with the one app that is linked to it.

    `app_secret` proves the app in the token exchange; `oa_secret_key` signs webhooks: two keys, as in the console.
    """

    oa_id: str
    name: str
    oa_type: int
    app_id: str
    app_secret: str
    oa_secret_key: str
    webhook_url: str = ""
    webhook_on: bool = True
    callback_url: str = ""
    code_challenge: str = ""
    access_token: str = ""
    access_until_ms: int = 0
    refresh_token: str = ""
    refresh_until_ms: int = 0
    former_token: str = ""
    former_until_ms: int = 0
    revoked_tokens: list[str] = field(default_factory=list)
    spent_tokens: deque[str] = field(default_factory=lambda: deque(maxlen=40))
    paid_left: int = 500
    rate_per_minute: int = 4000
    receipts: bool = True
    verified: bool = True
    package: str = ""
    admin_phone: str = ""
    menu: list[MenuItem] = field(default_factory=lambda: list(DEFAULT_MENU))
    switches: dict[str, str] = field(default_factory=dict)
    desk: Desk = field(default_factory=lambda: Desk(templates=sample_templates()))

    @property
    def is_state_agency(self) -> bool:
        return self.oa_type == STATE_AGENCY

    def switch(self, name: str) -> str:
        """What this account was told to do where nobody knows what the real platform does."""
        return self.switches.get(name) or SWITCHES[name].default


@dataclass(slots=True)
class Citizen:
    """`phone` is `84…`; `gender` 1 male, 2 female; `city` and `region` are the platform's numbers.

    What is empty matches no filter of a broadcast.
    """

    id: str
    name: str
    phone: str = ""
    gender: int = 0
    age: int | None = None
    city: int | None = None
    region: int | None = None
    platform: int = 2
    refuses_templates: bool = False


@dataclass(slots=True)
class Contact:
    """One citizen as one account sees them; `user_id` differs from account to account."""

    oa_id: str
    citizen_id: str
    user_id: str
    user_id_by_app: str
    following: bool = False
    last_interaction_ms: int | None = None
    wrote: bool = False
    blocks: bool = False
    asked_to_chat: bool = False
    free_used: int = 0
    welcome_left: int = 0
    alias: str = ""
    shared: dict[str, str] | None = None
    custom: dict[str, str] | None = None
    dropped: int = 0
    messages: deque[Message] = field(default_factory=deque)

    @property
    def key(self) -> tuple[str, str]:
        return (self.oa_id, self.citizen_id)


@dataclass(slots=True)
class AnonymousTalk:
    """A visitor of a web page with the chat widget; forgotten at a restart."""

    anonymous_id: str
    messages: deque[Message] = field(default_factory=lambda: deque(maxlen=KEPT_MESSAGES))


@dataclass(slots=True)
class World:
    accounts: dict[str, OfficialAccount] = field(default_factory=dict)
    citizens: dict[str, Citizen] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Contact] = field(default_factory=dict)
    by_user: dict[tuple[str, str], Contact] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    by_account: dict[str, list[Contact]] = field(default_factory=dict)
    message_owner: OrderedDict[str, tuple[str, str]] = field(default_factory=OrderedDict)
    sendings: Sendings = field(default_factory=OrderedDict)
    anonymous: OrderedDict[tuple[str, str], AnonymousTalk] = field(default_factory=OrderedDict)
    changes: int = 0
    _order: deque[Contact] = field(default_factory=deque)

    def add_citizen(self, name: str, citizen_id: str = "") -> Citizen:
        """A new citizen; one that is known keeps everything but the name."""
        citizen = self.citizens.get(citizen_id)
        if citizen is None:
            citizen = Citizen(citizen_id or "c" + secrets.token_hex(5), name)
        citizen.name = name
        self.citizens[citizen.id] = citizen
        self.changes += 1
        return citizen

    def set_phone(self, citizen: Citizen, phone: str) -> None:
        """One number belongs to one citizen: the last one who gave it."""
        self.phones.pop(citizen.phone, None)
        citizen.phone = phone
        if phone:
            self.phones[phone] = citizen.id

    def by_phone(self, phone: str) -> Citizen | None:
        return self.citizens.get(self.phones.get(phone, ""))

    def contact(self, account: OfficialAccount, citizen: Citizen) -> Contact:
        """The relation of the two, made on first use."""
        known = self.contacts.get((account.oa_id, citizen.id))
        if known is not None:
            return known
        contact = Contact(
            oa_id=account.oa_id,
            citizen_id=citizen.id,
            user_id=scoped_id("oa", account.oa_id, citizen.id),
            user_id_by_app=scoped_id("app", account.app_id, citizen.id),
        )
        self.add_contact(contact)
        return contact

    def add_contact(self, contact: Contact) -> None:
        self.contacts[contact.key] = contact
        self.by_user[(contact.oa_id, contact.user_id)] = contact
        self.by_account.setdefault(contact.oa_id, []).append(contact)
        for message in contact.messages:
            self._remember_owner(message, contact)
        self._order.extend([contact] * len(contact.messages))
        self.changes += 1

    def clear(self) -> None:
        tables = (self.accounts, self.citizens, self.contacts, self.by_user, self.by_account, self.message_owner)
        for table in (*tables, self.phones, self.sendings, self.anonymous, self._order):
            table.clear()
        self.changes += 1

    def contacts_of(self, oa_id: str) -> list[Contact]:
        """In the order in which they first met."""
        return self.by_account.get(oa_id, [])

    def say(self, contact: Contact, message: Message) -> None:
        """Keep the message; the oldest of this talk, and of all talks, are forgotten."""
        contact.messages.append(message)
        self._order.append(contact)
        if len(contact.messages) > KEPT_MESSAGES:
            contact.messages.popleft()
            contact.dropped += 1
        if len(self._order) > KEPT_MESSAGES_OF_ALL:
            self._forget_oldest()
        self._remember_owner(message, contact)
        self.changes += 1

    def anonymous_talk(self, oa_id: str, anonymous_id: str, conversation_id: str) -> AnonymousTalk:
        key = (oa_id, conversation_id)
        talk = self.anonymous.setdefault(key, AnonymousTalk(anonymous_id))
        if len(self.anonymous) > KEPT_VISITORS:
            self.anonymous.popitem(last=False)
        return talk

    def _forget_oldest(self) -> None:
        contact = self._order.popleft()
        if contact.dropped:
            contact.dropped -= 1
        elif contact.messages:
            contact.messages.popleft()

    def find_message(self, contact: Contact, message_id: str) -> Message | None:
        return next((message for message in reversed(contact.messages) if message.id == message_id), None)

    def _remember_owner(self, message: Message, contact: Contact) -> None:
        self.message_owner[message.id] = contact.key
        if len(self.message_owner) > KEPT_MESSAGE_OWNERS:
            self.message_owner.popitem(last=False)


def scoped_id(scope: str, owner: str, citizen_id: str) -> str:
    """A 19-digit id that belongs to one account (or one app) only, and stays the same for ever."""
    digest = hashlib.sha256(f"{scope}:{owner}:{citizen_id}".encode()).digest()
    return str(10**18 + int.from_bytes(digest[:8]) % (9 * 10**18))


def new_message_id() -> str:
    return secrets.token_hex(10)
