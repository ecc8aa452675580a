"""Reading calls: the account itself, its followers, one person."""

from datetime import datetime, timedelta, timezone

from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.errors import Refused
from zalo_emulator.world import STATE_AGENCY, Contact

HANOI = timezone(timedelta(hours=7))


async def getoa(call: Call) -> object:
    account = call.account
    followers = [contact for contact in call.emulator.world.contacts_of(account.oa_id) if contact.following]
    return {
        "oa_id": account.oa_id,
        "name": account.name,
        "description": "Máy mô phỏng, dữ liệu mẫu",
        "oa_alias": "",
        "is_verified": True,
        "oa_type": account.oa_type,
        "cate_name": "Cơ quan nhà nước" if account.oa_type == STATE_AGENCY else "Doanh nghiệp",
        "num_follower": len(followers),
        "avatar": str(call.request.base_url) + "static/account.svg",
        "cover": "",
        "package_name": "",
        "package_valid_through_date": "",
        "package_auto_renew_date": "",
        "linked_ZCA": "",
    }


async def user_detail(call: Call) -> object:
    contact = _person(call)
    return {
        "user_id": contact.user_id,
        "user_id_by_app": contact.user_id_by_app,
        "user_external_id": "",
        "display_name": _name(call, contact),
        "user_alias": _name(call, contact),
        "is_sensitive": False,
        "user_is_follower": contact.following,
        "user_last_interaction_date": _day(contact.last_interaction_ms),
        "avatar": "",
        "avatars": {"120": "", "240": ""},
        "dynamic_param": "",
        "tags_and_notes_info": {"notes": [], "tag_names": []},
        "shared_info": {},
    }


async def user_getlist(call: Call) -> object:
    query = _query(call)
    offset = bodies.number(query, "offset", default=0, low=0, high=9951)
    count = bodies.number(query, "count", default=50, low=1, high=50)
    people = call.emulator.world.contacts_of(call.account.oa_id)
    wanted = query.get("is_follower")
    if wanted is not None:
        people = [contact for contact in people if contact.following == (str(wanted).lower() == "true")]
    page = people[offset : offset + count]
    users = [{"user_id": contact.user_id} for contact in page]
    return {"total": len(people), "count": len(users), "offset": offset, "users": users}


async def getfollowers(call: Call) -> object:
    """Ended for company accounts on 2024-06-01 (their code is uncertain), still in use by state agencies."""
    _state_agency_only(call)
    query = _query(call)
    offset = bodies.number(query, "offset", default=0, low=0, high=9951)
    count = bodies.number(query, "count", default=50, low=1, high=50)
    people = [contact for contact in call.emulator.world.contacts_of(call.account.oa_id) if contact.following]
    page = people[offset : offset + count]
    return {"total": len(people), "followers": [{"user_id": contact.user_id} for contact in page]}


async def getprofile(call: Call) -> object:
    _state_agency_only(call)
    contact = _person(call)
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
    if call.account.oa_type != STATE_AGENCY:
        raise Refused(-209)


def _query(call: Call) -> bodies.Body:
    """The one query field `data`, holding JSON text."""
    return bodies.parse(call.request.query_params.get("data", ""))


def _person(call: Call) -> Contact:
    user_id = bodies.text(_query(call), "user_id")
    contact = call.emulator.world.by_user.get((call.account.oa_id, user_id))
    if contact is None:
        raise Refused(-201, "user_id")
    return contact


def _name(call: Call, contact: Contact) -> str:
    return call.emulator.world.citizens[contact.citizen_id].name


def _day(at_ms: int | None) -> str:
    return "" if at_ms is None else datetime.fromtimestamp(at_ms / 1000, HANOI).strftime("%d/%m/%Y")
