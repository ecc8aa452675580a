"""The account itself, its followers, one person; and what an account may write about a person."""

from datetime import date, datetime, timedelta, timezone

from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.errors import Refused
from zalo_emulator.world import Contact

HANOI = timezone(timedelta(hours=7))


async def getoa(call: Call) -> object:
    account = call.account
    followers = [contact for contact in call.emulator.world.contacts_of(account.oa_id) if contact.following]
    return {
        "oa_id": account.oa_id,
        "name": account.name,
        "description": "Máy mô phỏng, dữ liệu mẫu",
        "oa_alias": "",
        "is_verified": account.verified,
        "oa_type": account.oa_type,
        "cate_name": "Cơ quan nhà nước" if account.is_state_agency else "Doanh nghiệp",
        "num_follower": len(followers),
        "avatar": str(call.request.base_url) + "static/account.svg",
        "cover": "",
        "package_name": account.package,
        "package_valid_through_date": "",
        "package_auto_renew_date": "",
        "linked_ZCA": "ZCA mẫu" if account.desk.wallet_linked else "",
    }


async def user_detail(call: Call) -> object:
    contact = person(call, query(call))
    return {
        "user_id": contact.user_id,
        "user_id_by_app": contact.user_id_by_app,
        "user_external_id": "",
        "display_name": _name(call, contact),
        "user_alias": contact.alias or _name(call, contact),
        "is_sensitive": False,
        "user_is_follower": contact.following,
        "user_last_interaction_date": _day(contact.last_interaction_ms),
        "avatar": "",
        "avatars": {"120": "", "240": ""},
        "dynamic_param": "",
        "tags_and_notes_info": {"notes": [], "tag_names": call.account.desk.tags_of(contact.user_id)},
        "shared_info": contact.shared or {},
    }


async def user_getlist(call: Call) -> object:
    asked = query(call)
    offset = bodies.number(asked, "offset", default=0, low=0, high=9951)
    count = bodies.number(asked, "count", default=50, low=1, high=50)
    people = _filtered(call, asked)
    page = people[offset : offset + count]
    users = [{"user_id": contact.user_id} for contact in page]
    return {"total": len(people), "count": len(users), "offset": offset, "users": users}


async def user_update(call: Call) -> object:
    """`{user_id, alias?, shared_info{…}?}`; the fields are uncertain."""
    body = bodies.parse(await call.request.body())
    contact = person(call, body)
    contact.alias = bodies.text(body, "alias", limit=100, required=False) or contact.alias
    told = bodies.part_or_empty(body, "shared_info")
    contact.shared = (contact.shared or {}) | {name: str(value) for name, value in told.items()}
    _changed(call, "update_user_info", contact, method="user/update")
    return {"user_id": contact.user_id}


async def update_follower_info(call: Call) -> object:
    """The older door: name, phone and address as plain fields."""
    body = bodies.parse(await call.request.body())
    contact = person(call, body)
    known = ("name", "phone", "address", "city_id", "district_id")
    contact.shared = (contact.shared or {}) | {name: str(body[name]) for name in known if name in body}
    _changed(call, "update_user_info", contact, method="updatefollowerinfo")
    return {}


async def delete_follower_info(call: Call) -> object:
    contact = person(call, bodies.parse(await call.request.body()))
    contact.alias, contact.shared, contact.custom = "", None, None
    call.emulator.world.changes += 1
    return {}


async def getfollowers(call: Call) -> object:
    """Ended for company accounts on 2024-06-01 (their code is uncertain), still in use by state agencies."""
    _state_agency_only(call)
    asked = query(call)
    offset = bodies.number(asked, "offset", default=0, low=0, high=9951)
    count = bodies.number(asked, "count", default=50, low=1, high=50)
    people = [contact for contact in _filtered(call, asked) if contact.following]
    page = people[offset : offset + count]
    return {"total": len(people), "followers": [{"user_id": contact.user_id} for contact in page]}


async def getprofile(call: Call) -> object:
    _state_agency_only(call)
    contact = person(call, query(call))
    return {
        "user_id": contact.user_id,
        "user_id_by_app": contact.user_id_by_app,
        "display_name": _name(call, contact),
        "avatar": "",
        "avatars": {"120": "", "240": ""},
        "user_gender": 0,
        "shared_info": {},
        "tags_and_notes_info": {"notes": [], "tag_names": []},
    }


def _state_agency_only(call: Call) -> None:
    if not call.account.is_state_agency:
        raise Refused(-209)


def query(call: Call) -> bodies.Body:
    """The one query field `data`, holding JSON text."""
    return bodies.parse(call.request.query_params.get("data", ""))


def person(call: Call, body: bodies.Body) -> Contact:
    """Whom `user_id` means. Raises -201 for somebody this account never met."""
    contact = call.emulator.world.by_user.get((call.account.oa_id, bodies.text(body, "user_id")))
    if contact is None:
        raise Refused(-201, "user_id")
    return contact


def _filtered(call: Call, asked: bodies.Body) -> list[Contact]:
    people = [contact for contact in call.emulator.world.contacts_of(call.account.oa_id) if _has_met(contact)]
    wanted, tag, period = asked.get("is_follower"), asked.get("tag_name"), asked.get("last_interaction_period")
    if wanted is not None:
        people = [contact for contact in people if contact.following == (str(wanted).lower() == "true")]
    if tag:
        tagged = set(call.account.desk.tags.get(str(tag), []))
        people = [contact for contact in people if contact.user_id in tagged]
    if period:
        first, last = _days(str(period), datetime.fromtimestamp(call.emulator.clock.millis() / 1000, HANOI).date())
        people = [contact for contact in people if first <= _date(contact.last_interaction_ms) <= last]
    return people


def _has_met(contact: Contact) -> bool:
    """Not somebody who only got a template by phone, or only looked at the talk."""
    return contact.following or contact.wrote or contact.last_interaction_ms is not None


def _days(period: str, today: date) -> tuple[date, date]:
    """`TODAY`, `YESTERDAY`, `L7D`, `L30D`, or `2026_11_01:2026_11_07`."""
    back = {"TODAY": (0, 0), "YESTERDAY": (1, 1), "L7D": (7, 0), "L30D": (30, 0)}.get(period)
    if back is not None:
        return today - timedelta(days=back[0]), today - timedelta(days=back[1])
    first, _, last = period.partition(":")
    try:
        return date.fromisoformat(first.replace("_", "-")), date.fromisoformat(last.replace("_", "-"))
    except ValueError:
        raise Refused(-201, "last_interaction_period") from None


def _date(at_ms: int | None) -> date:
    return date.min if at_ms is None else datetime.fromtimestamp(at_ms / 1000, HANOI).date()


def _changed(call: Call, event_name: str, contact: Contact, **data: object) -> None:
    call.emulator.world.changes += 1
    call.emulator.tell(call.account, event_name, data={"user_id": contact.user_id, **data})


def _name(call: Call, contact: Contact) -> str:
    return call.emulator.world.citizens[contact.citizen_id].name


def _day(at_ms: int | None) -> str:
    return "" if at_ms is None else datetime.fromtimestamp(at_ms / 1000, HANOI).strftime("%d/%m/%Y")
