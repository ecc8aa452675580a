"""Followers, profiles and tags. Two generations of doors: state agencies still have the older ones, companies not.

A tag holds 200 people and drops the oldest without a word: nothing of ours may depend on a tag.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from motcua.messaging.channels.contract import Outcome
from motcua.messaging.channels.zalo.access import Access
from motcua.messaging.channels.zalo.client import Called

PAGE = 50
LAST_OFFSET = 9951  # Zalo lists no further


@dataclass(frozen=True, slots=True)
class Profile:
    """What Zalo tells of one person. A phone in `shared` was typed by the person: no proof of anything."""

    user_id: str
    user_id_by_app: str
    name: str
    is_follower: bool
    last_interaction: str
    tags: tuple[str, ...]
    shared: Mapping[str, str]


def follower_page(
    access: Access, *, offset: int = 0, tag: str = "", period: str = "", followers_only: bool = True
) -> tuple[Called, list[str], int]:
    """(the call, ids, how many there are). `period`: TODAY, L7D, L30D or 2026_11_01:2026_11_07."""
    asked: dict[str, object] = {"offset": offset, "count": PAGE}
    if tag:
        asked["tag_name"] = tag
    if period:
        asked["last_interaction_period"] = period
    if followers_only:
        asked["is_follower"] = "true"
    called = access.ask("/v3.0/oa/user/getlist", asked)
    if called.outcome is Outcome.SETUP or called.outcome is Outcome.OTHER_API:
        older = {key: value for key, value in asked.items() if key in ("offset", "count", "tag_name")}
        called = access.ask("/v2.0/oa/getfollowers", older)
    data = called.data or {}
    users = data.get("users") or data.get("followers")
    ids = [str(one["user_id"]) for one in users if isinstance(one, dict) and one.get("user_id")] if isinstance(
        users, list
    ) else []  # fmt: skip
    total = data.get("total")
    return called, ids, total if isinstance(total, int) else len(ids)


def followers(access: Access, *, tag: str = "", period: str = "") -> Iterator[str]:
    """All ids Zalo will list, a page at a time; ends early when a page fails."""
    for offset in range(0, LAST_OFFSET + 1, PAGE):
        called, ids, total = follower_page(access, offset=offset, tag=tag, period=period)
        yield from ids
        if called.outcome is not Outcome.DONE or not ids or offset + len(ids) >= total:
            return


def profile(access: Access, user_id: str) -> tuple[Called, Profile | None]:
    """One person, through the newer door, else the older one."""
    called = access.ask("/v3.0/oa/user/detail", {"user_id": user_id})
    if called.outcome is Outcome.SETUP or called.outcome is Outcome.OTHER_API:
        called = access.ask("/v2.0/oa/getprofile", {"user_id": user_id})
    if called.outcome is not Outcome.DONE or not called.data:
        return called, None
    data = called.data
    notes, shared = data.get("tags_and_notes_info"), data.get("shared_info")
    tags = notes.get("tag_names") if isinstance(notes, dict) else None
    return called, Profile(
        user_id=str(data.get("user_id") or user_id),
        user_id_by_app=str(data.get("user_id_by_app") or ""),
        name=str(data.get("display_name") or ""),
        is_follower=data.get("user_is_follower") is True,
        last_interaction=str(data.get("user_last_interaction_date") or ""),
        tags=tuple(str(one) for one in tags) if isinstance(tags, list) else (),
        shared={str(key): str(value) for key, value in shared.items()} if isinstance(shared, dict) else {},
    )


def tag(access: Access, user_id: str, name: str) -> Called:
    """Hang a tag on a person."""
    return access.do("/v2.0/oa/tag/tagfollower", {"user_id": user_id, "tag_name": name})


def untag(access: Access, user_id: str, name: str) -> Called:
    """Take it off again."""
    return access.do("/v2.0/oa/tag/rmfollowerfromtag", {"user_id": user_id, "tag_name": name})


def remove_tag(access: Access, name: str) -> Called:
    """The tag itself, off everybody."""
    return access.do("/v2.0/oa/tag/rmtag", {"tag_name": name})


def tags(access: Access) -> tuple[Called, list[str]]:
    """The names of the account's tags."""
    called = access.ask("/v2.0/oa/tag/gettagsofoa")
    return called, [str(one) for one in called.listed]


def forget(access: Access, user_id: str) -> Called:
    """What the account itself had Zalo keep of a person: alias and shared details."""
    return access.do("/v2.0/oa/deletefollowerinfo", {"user_id": user_id})
