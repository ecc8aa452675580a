"""Who follows an account, and the tags it gives them."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zalo_emulator.screens import forms
from zalo_emulator.screens.inside import account_of, emulator_of, inside, tabs
from zalo_emulator.screens.page import Markup, fill, join, page
from zalo_emulator.world import Contact, OfficialAccount

SHOWN = 60


def routes() -> list[Route]:
    one = "/manager/{oa_id}/people/"
    return [Route(one, inside(people)), Route(one + "tag", inside(tag), methods=["POST"])]


async def people(request: Request) -> Response:
    emulator, account = emulator_of(request), account_of(request)
    contacts = [one for one in emulator.world.contacts_of(account.oa_id) if one.following or one.wrote]
    rows = [_row(account, contact, emulator.world.citizens[contact.citizen_id].name) for contact in contacts[-SHOWN:]]
    table = fill("people_table", rows=join(rows[::-1])) if rows else fill("empty", words="Chưa có ai quan tâm.")
    held = account.desk.tags
    tags = [fill("people_tag", name=name, count=len(users)) for name, users in held.items()]
    return page(
        "manager_people",
        title="Người quan tâm",
        bar=fill("manager_bar"),
        tabs=tabs(account, "people/"),
        oa_id=account.oa_id,
        following=sum(one.following for one in contacts),
        met=len(contacts),
        people=table,
        tags=fill("people_tags", inner=join(tags)) if tags else fill("quiet", words="Chưa có nhãn nào."),
        names=join([fill("option", value=name, words=name) for name in held]),
    )


async def tag(request: Request) -> Response:
    """`add` or `remove` one person's tag; the account is told, as when its clerk does it in Zalo's own tool."""
    form = await forms.read(request)
    emulator, account = emulator_of(request), account_of(request)
    user_id, name = form.get("user_id", ""), form.get("name", "").strip()[:100]
    if name and (account.oa_id, user_id) in emulator.world.by_user:
        told = {"user_ids": [user_id], "name": name}
        if form.get("deed") == "remove" and user_id in account.desk.tags.get(name, []):
            account.desk.tags[name].remove(user_id)
            emulator.tell(account, "remove_user_from_tag", tag=told)
        elif form.get("deed") == "add":
            account.desk.tag(name, user_id)
            emulator.tell(account, "add_user_to_tag", tag=told)
        emulator.world.changes += 1
    return forms.done(request, f"/manager/{account.oa_id}/people/")


def _row(account: OfficialAccount, contact: Contact, name: str) -> Markup:
    ids = {"oa_id": account.oa_id, "user_id": contact.user_id, "citizen_id": contact.citizen_id}
    tags = [fill("people_untag", name=tag, **ids) for tag in account.desk.tags_of(contact.user_id)]
    return fill(
        "people_row",
        name=contact.alias or name,
        following=fill("tag", look="tag--good", words="quan tâm") if contact.following else "",
        tags=join(tags),
        **ids,
    )
