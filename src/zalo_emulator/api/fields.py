"""Custom fields of people: company accounts only (a state agency gets -235, which is uncertain)."""

from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.api.people import person, query
from zalo_emulator.errors import Refused

NAME_LIMIT = 100
MOST_FIELDS = 50


async def field_list(call: Call) -> object:
    _company_only(call)
    return {"fields": call.account.desk.fields}


async def field_create(call: Call) -> object:
    """`{name, type?}` → `{id}`."""
    _company_only(call)
    body, fields = bodies.parse(await call.request.body()), call.account.desk.fields
    if len(fields) >= MOST_FIELDS:
        raise Refused(-210, "fields")
    kind = bodies.text(body, "type", required=False) or "text"
    numbers = [int(field["id"]) for field in fields]
    made = {
        "id": str(max(numbers, default=0) + 1),
        "name": bodies.text(body, "name", limit=NAME_LIMIT),
        "type": kind,
    }
    fields.append(made)
    call.emulator.world.changes += 1
    return {"id": made["id"]}


async def field_update(call: Call) -> object:
    _company_only(call)
    body = bodies.parse(await call.request.body())
    _field(call, body)["name"] = bodies.text(body, "name", limit=NAME_LIMIT)
    return {}


async def field_delete(call: Call) -> object:
    _company_only(call)
    call.account.desk.fields.remove(_field(call, bodies.parse(await call.request.body())))
    return {}


async def custom_info(call: Call) -> object:
    _company_only(call)
    contact = person(call, query(call))
    return {"user_id": contact.user_id, "custom_info": contact.custom or {}}


async def custom_info_update(call: Call) -> object:
    """`{user_id, custom_info{field: value}}`; only fields that were created."""
    _company_only(call)
    body = bodies.parse(await call.request.body())
    contact, told = person(call, body), bodies.part(body, "custom_info")
    known = {field["name"] for field in call.account.desk.fields}
    if not set(told) <= known:
        raise Refused(-201, "custom_info")
    contact.custom = (contact.custom or {}) | {name: str(value) for name, value in told.items()}
    call.emulator.world.changes += 1
    return {}


def _field(call: Call, body: bodies.Body) -> dict[str, str]:
    wanted = bodies.text(body, "id")
    for field in call.account.desk.fields:
        if field["id"] == wanted:
            return field
    raise Refused(-201, "id")


def _company_only(call: Call) -> None:
    if call.account.is_state_agency:
        raise Refused(-235)
