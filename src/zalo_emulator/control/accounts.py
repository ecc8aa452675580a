"""One account by remote control: switches, templates, revocation, probes, and any event one can think of."""

from dataclasses import asdict
from typing import get_args

from starlette.requests import Request

from zalo_emulator import binding, probing
from zalo_emulator.api.endpoint import revoke as revoke_tokens
from zalo_emulator.binding import Body, Unclear, text
from zalo_emulator.control.guard import account_in_path
from zalo_emulator.desk import Param, Template, TemplateStatus
from zalo_emulator.emulator import Emulator
from zalo_emulator.switches import SWITCHES
from zalo_emulator.world import OfficialAccount


def show(emulator: Emulator, request: Request, body: Body) -> object:
    """The account with live tokens, what it spent, and what is left of its quotas."""
    account = account_in_path(emulator, request)
    desk = account.desk
    return binding.account_json(account) | {
        "paid_left": account.paid_left,
        "paid_messages": desk.paid_messages,
        "spent": desk.spent,
        "wallet": desk.wallet,
        "templates_sent_today": desk.sent_today,
        "broadcasts": [asdict(order) for order in desk.broadcasts],
        "tags": {name: len(held) for name, held in desk.tags.items()},
    }


def revoke(emulator: Emulator, request: Request, body: Body) -> object:
    """`{}` = the permission is taken back (refreshing fails too); `{access_only: true}` = the access token only."""
    account = account_in_path(emulator, request)
    revoke_tokens(account, whole=body.get("access_only") is not True)
    emulator.world.changes += 1
    return {"revoked": True}


async def probe(emulator: Emulator, request: Request, body: Body) -> object:
    """Ask the webhook address for a sign of life, as the console does when it is saved → `{ok, says}`."""
    ok, says = await probing.probe_webhook(account_in_path(emulator, request).webhook_url)
    return {"ok": ok, "says": says}


async def check_domain(emulator: Emulator, request: Request, body: Body) -> object:
    """`{url}` → `{ok, says, code, file}`: is the verification file or tag there?"""
    account = account_in_path(emulator, request)
    account.desk.domain = binding.web_address(body, "url")
    ok, says = await probing.verify_domain(account)
    emulator.world.changes += 1
    return {"ok": ok, "says": says, "code": account.desk.domain_code, "file": probing.file_name(account)}


def known_switches(emulator: Emulator, request: Request, body: Body) -> object:
    """Every switch: the number of its question, its words and its choices, the default first."""
    return {
        name: {"question": switch.question, "words": switch.words, "choices": dict(switch.choices)}
        for name, switch in SWITCHES.items()
    }


def list_switches(emulator: Emulator, request: Request, body: Body) -> object:
    return _switches(account_in_path(emulator, request))


def set_switches(emulator: Emulator, request: Request, body: Body) -> object:
    """`{name: value, …}` → all switches of the account."""
    account = account_in_path(emulator, request)
    binding.set_switches(account, body)
    emulator.world.changes += 1
    return _switches(account)


def list_templates(emulator: Emulator, request: Request, body: Body) -> object:
    return [asdict(template) for template in account_in_path(emulator, request).desk.templates.values()]


def set_template(emulator: Emulator, request: Request, body: Body) -> object:
    """`{id, name?, text?, params?: [name, …], status?, tag?, by_user?, daily_quota?, price_phone?, price_user?}`.

    A changed status is told as `change_template_status`.
    """
    account = account_in_path(emulator, request)
    key = text(body, "id", limit=20)
    template = account.desk.templates.setdefault(key, Template(key, key, "", []))
    for name in ("name", "text"):
        if name in body:
            setattr(template, name, text(body, name, limit=2000))
    for name in ("tag", "daily_quota", "price_phone", "price_user"):
        if name in body:
            setattr(template, name, binding.positive(body, name))
    if "params" in body:
        template.params = [Param(text({"name": one}, "name")) for one in _list(body["params"])]
    if "by_user" in body:
        template.by_user = body["by_user"] is True
    if "status" in body:
        change_status(emulator, account, template, text(body, "status"), str(body.get("reason") or ""))
    emulator.world.changes += 1
    return asdict(template)


def change_status(
    emulator: Emulator, account: OfficialAccount, template: Template, status: str, reason: str = ""
) -> None:
    """The review's result, or a template switched off; tells the account when something changed."""
    known: tuple[TemplateStatus, ...] = get_args(TemplateStatus)
    wanted = next((one for one in known if one == status), None)
    if wanted is None:
        raise Unclear("'status' must be one of: " + ", ".join(known) + ".")
    before, template.status, template.reason = template.status, wanted, reason
    if before != wanted:
        told = {"prev_status": before, "new_status": wanted}
        emulator.tell(account, "change_template_status", template_id=template.id, status=told, reason=reason)


def tell(emulator: Emulator, request: Request, body: Body) -> object:
    """`{event: {event_name, …}, lane?}`: sign and send any event; `app_id` and `timestamp` are put in when missing."""
    account = account_in_path(emulator, request)
    event = body.get("event")
    if not isinstance(event, dict) or not isinstance(event.get("event_name"), str):
        raise Unclear("'event' must be an object with an 'event_name'.")
    stamp: Body = {"app_id": account.app_id, "timestamp": str(emulator.clock.millis())}
    emulator.sender.send(account, str(body.get("lane") or ""), stamp | event)
    return {"sent": True}


def _switches(account: OfficialAccount) -> dict[str, str]:
    return {name: account.switch(name) for name in SWITCHES}


def _list(found: object) -> list[object]:
    if not isinstance(found, list):
        raise Unclear("'params' must be a list of names.")
    return found
