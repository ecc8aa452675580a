"""Talks of the web widget: nobody's user id, but an `anonymous_id` and a `conversation_id`."""

from zalo_emulator import events
from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.errors import Refused

TEXT_LIMIT = 2000


def answer(call: Call, recipient: bodies.Body, said: bodies.Body) -> object:
    """Text only; the talk must have begun with a word of the visitor."""
    anonymous_id = bodies.text(recipient, "anonymous_id")
    conversation_id = bodies.text(recipient, "conversation_id")
    emulator, account = call.emulator, call.account
    talk = emulator.world.anonymous.get((account.oa_id, conversation_id))
    if talk is None or talk.anonymous_id != anonymous_id:
        raise Refused(-201, "conversation_id")
    message = emulator.blank(by_citizen=False, text=bodies.text(said, "text", limit=TEXT_LIMIT))
    talk.messages.append(message)
    event = events.anonymous_echo(account, anonymous_id, conversation_id, message, str(message.at_ms))
    emulator.sender.send(account, conversation_id, event)
    return {"message_id": message.id, "anonymous_id": anonymous_id, "conversation_id": conversation_id}
