"""Citizens by remote control: follow, write, press, and read what stands on their phone."""

from datetime import UTC, datetime

from starlette.requests import Request

from zalo_emulator import binding, pressing, things
from zalo_emulator.binding import Body, Unclear, text
from zalo_emulator.control.guard import Unknown, account_by_id, citizen_in_path
from zalo_emulator.emulator import Emulator
from zalo_emulator.world import Button, Contact, Message


def create_citizen(emulator: Emulator, request: Request, body: Body) -> object:
    """`{name, id?, phone?, gender?, age?, city?, region?, refuses_templates?}` → `{id, name}`.

    The same id again changes only what is given.
    """
    citizen = binding.bind_citizen(emulator.world, body)
    return {"id": citizen.id, "name": citizen.name}


def list_citizens(emulator: Emulator, request: Request, body: Body) -> object:
    return [{"id": citizen.id, "name": citizen.name} for citizen in emulator.world.citizens.values()]


def follow(emulator: Emulator, request: Request, body: Body) -> object:
    citizen = citizen_in_path(emulator, request)
    account = account_by_id(emulator, body.get("oa_id"))
    source = text(body, "source") if "source" in body else "oa_profile"
    return _contact_json(emulator.follow(account, citizen, source))


def unfollow(emulator: Emulator, request: Request, body: Body) -> object:
    citizen = citizen_in_path(emulator, request)
    return _contact_json(emulator.unfollow(account_by_id(emulator, body.get("oa_id")), citizen))


def send(emulator: Emulator, request: Request, body: Body) -> object:
    """`{oa_id, text | image | gif | location | sticker | audio | video | file | card | link, quote?}`: one of them."""
    citizen = citizen_in_path(emulator, request)
    account = account_by_id(emulator, body.get("oa_id"))
    message = things.message_of(emulator, body, str(request.base_url))
    emulator.citizen_says(account, citizen, message)
    return {"message_id": message.id}


def press(emulator: Emulator, request: Request, body: Body) -> object:
    """`{oa_id, message_id, button}`: `button` is an index, a title or a payload."""
    citizen = citizen_in_path(emulator, request)
    account = account_by_id(emulator, body.get("oa_id"))
    wanted = body.get("button")
    if isinstance(wanted, bool) or not isinstance(wanted, int | str):
        raise Unclear("'button' must be an index, a title or a payload.")
    contact = emulator.world.contact(account, citizen)
    message = emulator.world.find_message(contact, text(body, "message_id"))
    if message is None:
        raise Unknown("This citizen has no message with this message_id.")
    button = pressing.find_button(message, wanted)
    if button is None:
        raise Unknown("This message has no such button.")
    return pressing.press(emulator, account, citizen, button)


def submit_info(emulator: Emulator, request: Request, body: Body) -> object:
    """`{oa_id, info}`: the citizen answers a request for contact details."""
    citizen = citizen_in_path(emulator, request)
    account = account_by_id(emulator, body.get("oa_id"))
    info = body.get("info")
    if not isinstance(info, dict):
        raise Unclear('\'info\' must be an object, for example {"name": …, "phone": "84…"}.')
    emulator.citizen_shares_info(account, citizen, info)
    return {"sent": True}


def messages(emulator: Emulator, request: Request, body: Body) -> object:
    """`?oa_id=` → what stands in the chat, oldest first, both directions."""
    citizen = citizen_in_path(emulator, request)
    account = account_by_id(emulator, request.query_params.get("oa_id"))
    known = emulator.world.contacts.get((account.oa_id, citizen.id))
    return [message_json(message) for message in known.messages] if known is not None else []


def message_json(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "direction": message.direction,
        "by": message.by,
        "kind": message.kind,
        "text": message.text,
        "buttons": [_button_json(button) for button in message.buttons],
        "items": [
            {
                "title": item.title,
                "subtitle": item.subtitle,
                "image_url": item.image_url,
                "action": None if item.action is None else _button_json(item.action),
            }
            for item in message.items
        ],
        "image": message.image,
        "location": message.location,
        "details": message.details,
        "quote": message.quote,
        "reaction": message.reaction,
        "at": datetime.fromtimestamp(message.at_ms / 1000, UTC).isoformat(timespec="milliseconds"),
    }


def _button_json(button: Button) -> dict[str, object]:
    return {"title": button.title, "type": button.type, "payload": button.payload}


def _contact_json(contact: Contact) -> dict[str, object]:
    return {"user_id": contact.user_id, "user_id_by_app": contact.user_id_by_app, "following": contact.following}
