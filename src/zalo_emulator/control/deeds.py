"""More that citizens do: press "Nhắn tin", react, withdraw consent, block, sign in with an app, share the phone."""

from starlette.requests import Request

from zalo_emulator.binding import Body, Unclear, text
from zalo_emulator.control.guard import Unknown, account_by_id, citizen_in_path
from zalo_emulator.emulator import Emulator
from zalo_emulator.social import Social


def click_chat(emulator: Emulator, request: Request, body: Body) -> object:
    """`{oa_id}` → `user_click_chatnow`, once, and only from somebody who never wrote."""
    account, citizen = account_by_id(emulator, body.get("oa_id")), citizen_in_path(emulator, request)
    return {"user_id": emulator.citizen_clicks_chat(account, citizen).user_id}


def react(emulator: Emulator, request: Request, body: Body) -> object:
    """`{oa_id, message_id, icon}` → `user_reacted_message`."""
    account, citizen = account_by_id(emulator, body.get("oa_id")), citizen_in_path(emulator, request)
    message = emulator.world.find_message(emulator.world.contact(account, citizen), text(body, "message_id"))
    if message is None:
        raise Unknown("This citizen has no message with this message_id.")
    emulator.citizen_reacts(account, citizen, message, text(body, "icon", limit=20))
    return {"sent": True}


def withdraw(emulator: Emulator, request: Request, body: Body) -> object:
    """`{oa_id}` → `user_withdraw`: the account must delete what it holds of this citizen."""
    account, citizen = account_by_id(emulator, body.get("oa_id")), citizen_in_path(emulator, request)
    emulator.citizen_withdraws(account, citizen)
    return {"sent": True}


def block(emulator: Emulator, request: Request, body: Body) -> object:
    """`{oa_id, blocked: true | false}`: messages of the account get -244, templates -141; no event tells of it."""
    account, citizen = account_by_id(emulator, body.get("oa_id")), citizen_in_path(emulator, request)
    if not isinstance(body.get("blocked"), bool):
        raise Unclear("'blocked' must be true or false.")
    contact = emulator.world.contact(account, citizen)
    contact.blocks = body["blocked"] is True
    emulator.world.changes += 1
    return {"blocked": contact.blocks}


def sign_in(emulator: Emulator, request: Request, body: Body) -> object:
    """`{oa_id}` → a pair of sign-in tokens for the account's app, without the pages."""
    account, citizen = account_by_id(emulator, body.get("oa_id")), citizen_in_path(emulator, request)
    social: Social = request.app.state.social
    return social.sign_in(account.app_id, citizen.id, emulator.clock.millis())


def phone_token(emulator: Emulator, request: Request, body: Body) -> object:
    """`{oa_id}` → `{token}`, as `getPhoneNumber()` of a Mini App gives it: once, two minutes."""
    account, citizen = account_by_id(emulator, body.get("oa_id")), citizen_in_path(emulator, request)
    social: Social = request.app.state.social
    return {"token": social.share_phone(account.app_id, citizen.id, emulator.clock.millis())}
