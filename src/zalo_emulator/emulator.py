"""The running whole: world, clock, faults, sender, uploads, and how a message goes from one side to the other."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from zalo_emulator import events
from zalo_emulator.clock import Clock
from zalo_emulator.faults import FaultBook
from zalo_emulator.uploads import Uploads
from zalo_emulator.webhooks import WebhookSender
from zalo_emulator.world import Citizen, Contact, Message, OfficialAccount, World, new_message_id


@dataclass(slots=True)
class Emulator:
    world: World
    clock: Clock
    faults: FaultBook
    sender: WebhookSender
    uploads: Uploads
    _news: dict[tuple[str, str], asyncio.Event] = field(default_factory=dict)
    closing: bool = False

    def follow(self, account: OfficialAccount, citizen: Citizen, source: str = "oa_profile") -> Contact:
        """Quan tâm: opens the 48-hour window; a second press changes nothing and tells nobody."""
        contact = self.world.contact(account, citizen)
        if contact.following:
            return contact
        contact.following = True
        self._welcome(account, contact)
        if account.switch("follow_opens") == "yes":
            self._touch(contact)
        self.world.changes += 1
        event = events.follow_changed(account, contact, "follow", self._timestamp(), source)
        self.sender.send(account, citizen.id, event)
        return contact

    def unfollow(self, account: OfficialAccount, citizen: Citizen) -> Contact:
        """Bỏ quan tâm: the account may not write until the citizen turns to it again."""
        contact = self.world.contact(account, citizen)
        if not contact.following:
            return contact
        contact.following = False
        contact.last_interaction_ms = None
        self.world.changes += 1
        event = events.follow_changed(account, contact, "unfollow", self._timestamp(), "oa_profile")
        self.sender.send(account, citizen.id, event)
        return contact

    def citizen_says(
        self, account: OfficialAccount, citizen: Citizen, message: Message, *, visible: bool = True
    ) -> Contact:
        """A message, menu item or pressed button of the citizen; hidden ones reach the account but not the chat."""
        contact = self.world.contact(account, citizen)
        contact.wrote = True
        self._touch(contact)
        if visible:
            self._say(contact, message)
        event = events.citizen_wrote(account, contact, message, self._timestamp())
        self.sender.send(account, citizen.id, event)
        return contact

    def citizen_clicks_chat(self, account: OfficialAccount, citizen: Citizen) -> Contact:
        """ "Nhắn tin": told once for each person who never wrote; it lets the account write."""
        contact = self.world.contact(account, citizen)
        if contact.wrote or contact.asked_to_chat:
            return contact
        contact.asked_to_chat = True
        self._welcome(account, contact)
        self._touch(contact)
        event = events.about_citizen(account, contact, "user_click_chatnow", self._timestamp())
        self.sender.send(account, citizen.id, event)
        return contact

    def citizen_reacts(self, account: OfficialAccount, citizen: Citizen, message: Message, icon: str) -> None:
        """An icon on a message, the citizen's own or the account's; `/-remove` takes it away."""
        contact = self.world.contact(account, citizen)
        message.reaction = "" if icon == "/-remove" else icon
        self.world.changes += 1
        event = events.reacted(account, contact, message.id, icon, self._timestamp())
        self.sender.send(account, citizen.id, event)

    def citizen_withdraws(self, account: OfficialAccount, citizen: Citizen) -> None:
        """The citizen takes back the consent; the account must delete what it holds."""
        contact = self.world.contact(account, citizen)
        event = events.about_citizen(account, contact, "user_withdraw", self._timestamp())
        self.sender.send(account, citizen.id, event)

    def citizen_shares_info(self, account: OfficialAccount, citizen: Citizen, info: dict[str, object]) -> None:
        """The answer to a `request_user_info` message."""
        contact = self.world.contact(account, citizen)
        self._touch(contact)
        contact.shared = _shared(info)
        self.sender.send(account, citizen.id, events.info_submitted(account, contact, info, self._timestamp()))

    def account_says(self, account: OfficialAccount, contact: Contact, message: Message, admin_id: str = "") -> None:
        """Deliver to the phone, then echo, then the receipts of the phone."""
        self._say(contact, message)
        told: list[events.Event] = []
        if self.faults.strike("echo_missing", oa_id=account.oa_id) is None:
            told.append(events.echo(account, contact, message, self._timestamp(), admin_id))
        if account.receipts:
            told.append(events.received(account, contact, message.id, self._timestamp()))
            told.append(events.seen(account, contact, [message.id], self._timestamp()))
        for event in told:
            self.sender.send(account, contact.citizen_id, event)

    def platform_delivers(self, account: OfficialAccount, contact: Contact, message: Message) -> None:
        """Onto the phone without an echo: broadcasts, and templates sent by phone number."""
        self._say(contact, message)

    def tell(self, account: OfficialAccount, event_name: str, **told: object) -> None:
        """An event about the account itself, in a lane of its own."""
        event = events.about_account(account, event_name, self._timestamp(), **told)
        self.sender.send(account, "", event)

    def blank(self, *, by_citizen: bool, kind: str = "text", text: str = "") -> Message:
        """A message with its id and time, to be filled in."""
        return Message(
            id=new_message_id(),
            direction="from_citizen" if by_citizen else "from_oa",
            by="citizen" if by_citizen else "api",
            kind=kind,
            at_ms=self.clock.millis(),
            text=text,
        )

    async def wait_for_news(self, key: tuple[str, str], limit_s: float) -> None:
        """Return when something is said in this conversation, or after the limit."""
        event = self._news.setdefault(key, asyncio.Event())
        try:
            await asyncio.wait_for(event.wait(), limit_s)
        except TimeoutError:
            return

    def reset(self) -> None:
        """Begin anew: no accounts, citizens, faults, uploads, nor anything still to be sent."""
        self.world.clear()
        self.faults.clear()
        self.uploads.files.clear()
        self.sender.clear()

    def close(self) -> None:
        """Let every waiting phone go, so that the server can end."""
        self.closing = True
        _ring(self._news.values())
        self._news.clear()

    def _say(self, contact: Contact, message: Message) -> None:
        self.world.say(contact, message)
        waiting = self._news.pop(contact.key, None)
        if waiting is not None:
            waiting.set()

    def _touch(self, contact: Contact) -> None:
        contact.last_interaction_ms = self.clock.millis()
        contact.free_used = 0
        self.world.changes += 1

    def _welcome(self, account: OfficialAccount, contact: Contact) -> None:
        if account.switch("welcome") != "none":
            contact.welcome_left = int(account.switch("welcome"))

    def _timestamp(self) -> str:
        return str(self.clock.millis())


def _shared(info: dict[str, object]) -> dict[str, str]:
    """`shared_info` of the look-up: name, phone, address, city, district, whichever shape the form had."""
    place = info.get("full_address")
    told = dict(info)
    if isinstance(place, dict):
        told |= {
            "city": place.get("user_city"),
            "district": place.get("user_ward"),
            "address": place.get("user_address"),
        }
    known = ("name", "phone", "address", "city", "district")
    return {name: str(told[name]) for name in known if told.get(name)}


def _ring(bells: Iterable[asyncio.Event]) -> None:
    for bell in bells:
        bell.set()
