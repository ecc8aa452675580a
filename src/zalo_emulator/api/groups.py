"""Group chats of an account (GMF): a verified account with a package only; bodies are uncertain."""

import secrets

from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.desk import Group
from zalo_emulator.errors import Refused

TEXT_LIMIT = 2000
MOST_GROUPS = 100
MOST_MEMBERS = 100


async def create(call: Call) -> object:
    """`{group_name, member_user_ids}` → the group; told as `create_group`."""
    _check_package(call)
    body = bodies.parse(await call.request.body())
    groups = call.account.desk.groups
    if len(groups) >= MOST_GROUPS:
        raise Refused(-211)
    group = Group("g" + secrets.token_hex(10), bodies.text(body, "group_name", limit=100), _members(call, body))
    groups[group.id] = group
    _tell(call, "create_group", group, group.members)
    return _shown(group)


async def listing(call: Call) -> object:
    _check_package(call)
    groups = list(call.account.desk.groups.values())
    return {"groups": [_shown(group) for group in groups], "total": len(groups)}


async def members(call: Call) -> object:
    _check_package(call)
    group = _group(call, call.request.query_params.get("group_id", ""))
    return {"members": [{"user_id": user_id} for user_id in group.members], "total": len(group.members)}


async def invite(call: Call) -> object:
    _check_package(call)
    body = bodies.parse(await call.request.body())
    group = _group(call, bodies.text(body, "group_id"))
    new = [user_id for user_id in _members(call, body) if user_id not in group.members]
    if len(group.members) + len(new) > MOST_MEMBERS:
        raise Refused(-210, "member_user_ids")
    group.members += new
    _tell(call, "user_join_group", group, new)
    return _shown(group)


async def send(call: Call) -> object:
    """`{recipient{group_id}, message{text}}` → onto every member's phone; echoed as `oa_send_group_text`."""
    _check_package(call)
    body = bodies.parse(await call.request.body())
    group = _group(call, bodies.text(bodies.part(body, "recipient"), "group_id"))
    text = bodies.text(bodies.part(body, "message"), "text", limit=TEXT_LIMIT)
    emulator, account = call.emulator, call.account
    group.messages += 1
    first = emulator.blank(by_citizen=False, text=f"[{group.name}] {text}")
    for user_id in group.members:
        contact = emulator.world.by_user[(account.oa_id, user_id)]
        emulator.platform_delivers(account, contact, emulator.blank(by_citizen=False, text=first.text))
    said = {"msg_id": first.id, "text": text}
    emulator.tell(account, "oa_send_group_text", group_id=group.id, sender={"id": account.oa_id}, message=said)
    return {"message_id": first.id, "group_id": group.id, "sent_time": str(first.at_ms)}


def _check_package(call: Call) -> None:
    if not call.account.verified:
        raise Refused(-221)
    if not call.account.package:
        raise Refused(-224)


def _members(call: Call, body: bodies.Body) -> list[str]:
    given = body.get("member_user_ids")
    if not isinstance(given, list) or not given:
        raise Refused(-201, "member_user_ids")
    for user_id in given:
        if (call.account.oa_id, user_id) not in call.emulator.world.by_user:
            raise Refused(-201, "member_user_ids")
    return [str(user_id) for user_id in given]


def _group(call: Call, group_id: str) -> Group:
    group = call.account.desk.groups.get(group_id)
    if group is None:
        raise Refused(-403)
    return group


def _tell(call: Call, event_name: str, group: Group, user_ids: list[str]) -> None:
    call.emulator.world.changes += 1
    call.emulator.tell(call.account, event_name, group_id=group.id, user_ids=user_ids)


def _shown(group: Group) -> dict[str, object]:
    return {"group_id": group.id, "group_name": group.name, "total_member": len(group.members), "status": "enabled"}
