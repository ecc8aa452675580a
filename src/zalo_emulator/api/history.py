"""What was said: the latest talk of each person, and one talk. Good for finding what was lost while down."""

from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.api.people import person, query
from zalo_emulator.world import Contact, Message

MOST = 10
KINDS = {"image": "photo", "gif": "GIF", "audio": "voice", "card": "link", "list": "links"}


async def list_recent(call: Call) -> object:
    """`data={offset, count ≤ 10}` → the newest message of each talk, newest talk first."""
    asked = query(call)
    offset = bodies.number(asked, "offset", default=0, low=0, high=1_000_000)
    count = bodies.number(asked, "count", default=5, low=1, high=MOST)
    talks = [contact for contact in call.emulator.world.contacts_of(call.account.oa_id) if contact.messages]
    talks.sort(key=lambda contact: contact.messages[-1].at_ms, reverse=True)
    return [_item(call, contact, contact.messages[-1]) for contact in talks[offset : offset + count]]


async def conversation(call: Call) -> object:
    """`data={user_id, offset, count ≤ 10}` → messages of one talk, newest first."""
    asked = query(call)
    contact = person(call, asked)
    offset = bodies.number(asked, "offset", default=0, low=0, high=1_000_000)
    count = bodies.number(asked, "count", default=5, low=1, high=MOST)
    newest_first = list(reversed(contact.messages))
    return [_item(call, contact, message) for message in newest_first[offset : offset + count]]


def _item(call: Call, contact: Contact, message: Message) -> dict[str, object]:
    """`src` 0 = the account wrote, 1 = the person wrote."""
    account = call.account
    citizen = call.emulator.world.citizens[contact.citizen_id]
    sides = [(account.oa_id, account.name), (contact.user_id, citizen.name)]
    (from_id, from_name), (to_id, to_name) = sides if message.direction == "from_oa" else reversed(sides)
    item: dict[str, object] = {
        "src": 0 if message.direction == "from_oa" else 1,
        "time": message.at_ms,
        "type": KINDS.get(message.kind, message.kind),
        "message": message.text,
        "message_id": message.id,
        "from_id": from_id,
        "to_id": to_id,
        "from_display_name": from_name,
        "to_display_name": to_name,
        "from_avatar": "",
        "to_avatar": "",
    }
    if message.image:
        item |= {"url": message.image, "thumb": message.image}
    if message.location:
        item["location"] = message.location
    return item
