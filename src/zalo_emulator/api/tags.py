"""Tags of people. A tag holds 200; the oldest are dropped without a word, so nobody may keep state in them."""

from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.api.people import person
from zalo_emulator.errors import Refused

NAME_LIMIT = 100


async def tag_follower(call: Call) -> object:
    """`{user_id, tag_name}`; a new name makes a new tag."""
    body = bodies.parse(await call.request.body())
    contact, name = person(call, body), bodies.text(body, "tag_name", limit=NAME_LIMIT)
    call.account.desk.tag(name, contact.user_id)
    tell(call, "add_user_to_tag", name, [contact.user_id])
    return {}


async def untag_follower(call: Call) -> object:
    body = bodies.parse(await call.request.body())
    contact, name = person(call, body), bodies.text(body, "tag_name")
    held = _held(call, name)
    if contact.user_id in held:
        held.remove(contact.user_id)
    tell(call, "remove_user_from_tag", name, [contact.user_id])
    return {}


async def remove_tag(call: Call) -> object:
    name = bodies.text(bodies.parse(await call.request.body()), "tag_name")
    _held(call, name)
    tell(call, "remove_tag", name, call.account.desk.tags.pop(name))
    return {}


async def tags_of_account(call: Call) -> object:
    """A plain list of names."""
    return list(call.account.desk.tags)


def tell(call: Call, event_name: str, name: str, user_ids: list[str]) -> None:
    call.emulator.world.changes += 1
    call.emulator.tell(call.account, event_name, tag={"user_ids": user_ids, "name": name})


def _held(call: Call, name: str) -> list[str]:
    held = call.account.desk.tags.get(name)
    if held is None:
        raise Refused(-201, "tag_name")
    return held
