"""What the stand-in platform knows: accounts, citizens, who knows whom, and what was said. In memory only."""

import hashlib
import secrets
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Literal

KEPT_MESSAGES = 500
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
    spent_tokens: deque[str] = field(default_factory=lambda: deque(maxlen=40))
    paid_left: int = 500
    rate_per_minute: int = 4000
    receipts: bool = True
    menu: list[MenuItem] = field(default_factory=lambda: list(DEFAULT_MENU))


@dataclass(slots=True)
class Citizen:
    id: str
    name: str


@dataclass(slots=True)
class Contact:
    """One citizen as one account sees them; `user_id` differs from account to account."""

    oa_id: str
    citizen_id: str
    user_id: str
    user_id_by_app: str
    following: bool = False
    last_interaction_ms: int | None = None
    messages: deque[Message] = field(default_factory=lambda: deque(maxlen=KEPT_MESSAGES))

    @property
    def key(self) -> tuple[str, str]:
        return (self.oa_id, self.citizen_id)


@dataclass(slots=True)
class World:
    accounts: dict[str, OfficialAccount] = field(default_factory=dict)
    citizens: dict[str, Citizen] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Contact] = field(default_factory=dict)
    by_user: dict[tuple[str, str], Contact] = field(default_factory=dict)
    message_owner: OrderedDict[str, tuple[str, str]] = field(default_factory=OrderedDict)
    changes: int = 0

    def add_citizen(self, name: str, citizen_id: str = "") -> Citizen:
        citizen = Citizen(citizen_id or "c" + secrets.token_hex(5), name)
        self.citizens[citizen.id] = citizen
        self.changes += 1
        return citizen

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
        for message in contact.messages:
            self._remember_owner(message, contact)
        self.changes += 1

    def clear(self) -> None:
        for table in (self.accounts, self.citizens, self.contacts, self.by_user, self.message_owner):
            table.clear()
        self.changes += 1

    def contacts_of(self, oa_id: str) -> list[Contact]:
        return [contact for contact in self.contacts.values() if contact.oa_id == oa_id]

    def say(self, contact: Contact, message: Message) -> None:
        contact.messages.append(message)
        self._remember_owner(message, contact)
        self.changes += 1

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
