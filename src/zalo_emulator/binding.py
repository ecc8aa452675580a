"""Creating accounts and citizens from JSON: the control API and the seed file share these rules."""

import secrets
from typing import Literal

from zalo_emulator import tokens
from zalo_emulator.switches import SWITCHES
from zalo_emulator.world import ENTERPRISE, STATE_AGENCY, Citizen, MenuItem, OfficialAccount, World

Body = dict[str, object]
MENU_LIMIT = 6
# What a citizen may be told to be, each with its highest number.
HIGHEST = {"gender": 2, "age": 150, "city": 63, "region": 2, "platform": 3}


class Unclear(Exception):
    """A body the control API cannot accept; the text is a sentence for a person."""


def text(body: Body, name: str, *, limit: int = 200) -> str:
    found = body.get(name)
    if not isinstance(found, str) or not found.strip():
        raise Unclear(f"'{name}' must be a text that is not empty.")
    if len(found) > limit:
        raise Unclear(f"'{name}' may have at most {limit} characters.")
    return found.strip()


def bind_account(world: World, body: Body, now_ms: int) -> OfficialAccount:
    """Create the account, or update the one with the same `oa_id` or name. Repeating a call changes nothing.

    Tokens that this account already held, even spent ones, are not installed again.
    """
    name = text(body, "name")
    account = _known(world, body, name)
    if account is None:
        oa_id = text(body, "oa_id") if "oa_id" in body else _new_id()
        account = OfficialAccount(
            oa_id=oa_id,
            name=name,
            oa_type=_oa_type(body.get("oa_type", STATE_AGENCY)),
            app_id=_new_id(),
            app_secret=secrets.token_urlsafe(16),
            oa_secret_key=secrets.token_urlsafe(16),
        )
        world.accounts[oa_id] = account
    _update(account, body, name)
    given = (str(body.get("access_token") or ""), str(body.get("refresh_token") or ""))
    if any(given) and not _held_before(account, given):
        pair = (given[0] or secrets.token_urlsafe(48), given[1] or secrets.token_urlsafe(48))
        tokens.install(account, *pair, now_ms)
    elif not account.access_token:
        tokens.rotate(account, now_ms)
    world.changes += 1
    return account


def bind_citizen(world: World, body: Body) -> Citizen:
    """Create the citizen, or change the one with the same `id`; only what is given changes."""
    name = text(body, "name", limit=100)
    phone = _phone(body["phone"]) if "phone" in body else None
    citizen = world.add_citizen(name, text(body, "id", limit=64) if "id" in body else "")
    if phone is not None:
        world.set_phone(citizen, phone)
    for field, most in HIGHEST.items():
        if field in body:
            number = positive(body, field)
            if number > most:
                raise Unclear(f"'{field}' may be at most {most}.")
            setattr(citizen, field, number)
    if "refuses_templates" in body:
        citizen.refuses_templates = body["refuses_templates"] is True
    return citizen


def set_switches(account: OfficialAccount, given: object) -> None:
    """`{name: value}`. Raises `Unclear` for an unknown name or value, and changes nothing then."""
    if not isinstance(given, dict):
        raise Unclear("Switches are an object of names and values.")
    for name, value in given.items():
        if name not in SWITCHES:
            raise Unclear(f"There is no switch '{name}'. GET /control/switches lists them.")
        if value not in SWITCHES[name].choices:
            raise Unclear(f"'{name}' must be one of: " + ", ".join(SWITCHES[name].choices) + ".")
    account.switches |= given


def account_json(account: OfficialAccount) -> dict[str, object]:
    """Everything the product needs to bind its unit, live tokens included."""
    return {
        "oa_id": account.oa_id,
        "name": account.name,
        "oa_type": account.oa_type,
        "app_id": account.app_id,
        "app_secret": account.app_secret,
        "oa_secret_key": account.oa_secret_key,
        "webhook_url": account.webhook_url,
        "callback_url": account.callback_url,
        "access_token": account.access_token,
        "refresh_token": account.refresh_token,
        "access_until_ms": account.access_until_ms,
        "refresh_until_ms": account.refresh_until_ms,
        "menu": [{"title": item.title, "kind": item.kind, "value": item.value} for item in account.menu],
    }


def _known(world: World, body: Body, name: str) -> OfficialAccount | None:
    if "oa_id" in body:
        return world.accounts.get(text(body, "oa_id"))
    return next((account for account in world.accounts.values() if account.name == name), None)


def _update(account: OfficialAccount, body: Body, name: str) -> None:
    account.name = name
    if "oa_type" in body:
        account.oa_type = _oa_type(body["oa_type"])
    if "webhook_url" in body:
        account.webhook_url = web_address(body, "webhook_url")
        account.webhook_on = True
    if "menu" in body:
        account.menu = _menu(body["menu"])
    if "switches" in body:
        set_switches(account, body["switches"])
    _update_plain(account, body)


def _update_plain(account: OfficialAccount, body: Body) -> None:
    for field in body.keys() & {"app_id", "app_secret", "oa_secret_key", "callback_url", "code_challenge"}:
        setattr(account, field, text(body, field, limit=2000))
    for field in body.keys() & {"package", "admin_phone"}:
        setattr(account, field, str(body[field] or ""))
    for field in body.keys() & {"receipts", "verified"}:
        setattr(account, field, body[field] is True)
    for field in body.keys() & {"rate_per_minute", "paid_left"}:
        setattr(account, field, positive(body, field))
    for field in body.keys() & {"daily_quota", "wallet", "broadcasts_left"}:
        setattr(account.desk, field, positive(body, field))
    if "wallet_linked" in body:
        account.desk.wallet_linked = body["wallet_linked"] is True


def _oa_type(found: object) -> int:
    if found not in (ENTERPRISE, STATE_AGENCY):
        raise Unclear("'oa_type' must be 2 (enterprise) or 4 (state agency).")
    return ENTERPRISE if found == ENTERPRISE else STATE_AGENCY


def _menu(found: object) -> list[MenuItem]:
    if not isinstance(found, list) or len(found) > MENU_LIMIT:
        raise Unclear(f"'menu' must be a list of at most {MENU_LIMIT} items.")
    items = []
    for entry in found:
        if not isinstance(entry, dict) or entry.get("kind") not in ("query", "url"):
            raise Unclear("Each menu item is {title, kind: 'query' or 'url', value}.")
        kind: Literal["query", "url"] = "query" if entry["kind"] == "query" else "url"
        value = text(entry, "value", limit=1000) if kind == "query" else web_address(entry, "value")
        items.append(MenuItem(text(entry, "title", limit=100), kind, value))
    return items


def _phone(found: object) -> str:
    """`0900…` and `84900…` → `84900…`; empty = none."""
    digits = str(found or "").removeprefix("+")
    digits = "84" + digits[1:] if digits.startswith("0") else digits
    if digits and not (digits.isdigit() and len(digits) == 11 and digits.startswith("84")):
        raise Unclear("'phone' must be a Vietnamese number, for example 84900000000.")
    return digits


def web_address(body: Body, name: str) -> str:
    address = text(body, name, limit=2000)
    if not address.startswith(("http://", "https://")):
        raise Unclear(f"'{name}' must begin with http:// or https://.")
    return address


def positive(body: Body, name: str) -> int:
    found = body[name]
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise Unclear(f"'{name}' must be a whole number, 0 or more.")
    return found


def _held_before(account: OfficialAccount, given: tuple[str, str]) -> bool:
    held = {account.access_token, account.refresh_token, *account.spent_tokens}
    return all(token in held for token in given if token)


def _new_id() -> str:
    return str(10**18 + secrets.randbelow(9 * 10**18))
