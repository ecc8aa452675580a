"""`sender_action`: the account puts an icon on a message of the citizen. Open to every type of account."""

from zalo_emulator import events
from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.errors import Refused
from zalo_emulator.world import Contact

ICONS = frozenset({"/-heart", "/-strong", ":>", ":o", ":-((", ":-h", "--b", "/-remove"})


def react(call: Call, body: bodies.Body, contact: Contact) -> object:
    """`{recipient{user_id}, sender_action{react_icon, react_message_id}}`; echoed as `oa_reacted_message`."""
    action = bodies.part(body, "sender_action")
    icon = bodies.text(action, "react_icon")
    if icon not in ICONS:
        raise Refused(-201, "react_icon")
    message_id = bodies.text(action, "react_message_id")
    emulator, account = call.emulator, call.account
    message = emulator.world.find_message(contact, message_id)
    if message is None:
        raise Refused(-201, "react_message_id")
    message.reaction = "" if icon == "/-remove" else icon
    emulator.world.changes += 1
    timestamp = str(emulator.clock.millis())
    event = events.account_reacted(account, contact, message_id, icon, timestamp)
    emulator.sender.send(account, contact.citizen_id, event)
    return {"message_id": message_id, "user_id": contact.user_id}
