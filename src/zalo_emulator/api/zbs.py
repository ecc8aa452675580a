"""Template messages (ZNS, since 2026 ZBS): by phone number at the template house, by user id at the OA API."""

import hashlib
import re
import secrets
from datetime import datetime

from zalo_emulator import events
from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import AnswerLost, Call
from zalo_emulator.api.people import HANOI, person
from zalo_emulator.api.zbs_rules import check_account, check_data, check_quota, filled, price_of, template_named
from zalo_emulator.desk import Sending, Template, keep
from zalo_emulator.errors import Refused
from zalo_emulator.world import Citizen, Message

PHONE = re.compile(r"84\d{9}")
TRACKING_LIMIT = 48
YEAR_MS = 365 * 24 * 3600 * 1000


async def send_by_phone(call: Call) -> object:
    """`{phone, template_id, template_data, tracking_id, sending_mode?, mode?}` → `msg_id`, times and quota as text."""
    body = bodies.parse(await call.request.body())
    phone = bodies.text(body, "phone", required=False)
    if not PHONE.fullmatch(phone):
        raise Refused(-108)
    return _send(call, body, call.emulator.world.by_phone(phone), phone)


async def send_by_hash(call: Call) -> object:
    """`phone` holds the SHA-256 of the number in hex; the field's name is uncertain, so `hash_phone` serves too."""
    body = bodies.parse(await call.request.body())
    wanted = bodies.text(body, "hash_phone" if "hash_phone" in body else "phone").lower()
    phones = call.emulator.world.phones
    phone = next((phone for phone in phones if hashlib.sha256(phone.encode()).hexdigest() == wanted), "")
    return _send(call, body, call.emulator.world.by_phone(phone), phone)


async def send_by_user(call: Call) -> object:
    """`{user_id, template_id, template_data}`: no tracking_id; whom the account met within the last year."""
    account, emulator = call.account, call.emulator
    body = bodies.parse(await call.request.body())
    if account.is_state_agency and account.switch("state_zbs") == "refused":
        raise Refused(-235)
    contact = person(call, body)
    template = template_named(call, body)
    if not template.by_user:
        raise Refused(-249)
    data = check_data(template, body)
    last = contact.last_interaction_ms
    if last is None or emulator.clock.millis() - last > YEAR_MS:
        raise Refused(-232)
    if contact.blocks or emulator.world.citizens[contact.citizen_id].refuses_templates:
        raise Refused(-244)
    check_quota(call, template, may_exceed=False)
    if account.desk.wallet < price_of(account, template, by_phone=False):
        raise Refused(-321)
    _pay(call, template, by_phone=False)
    message = _message(call, template, data)
    emulator.account_says(account, contact, message)
    keep(emulator.world.sendings, Sending(message.id, template.id, contact.user_id, "", message.at_ms, message.at_ms))
    if emulator.faults.strike("answer_lost", oa_id=account.oa_id):
        raise AnswerLost
    quota = {"quota_type": "purchase_quota", "remain": account.desk.daily_quota - account.desk.sent_today}
    return {"message_id": message.id, "user_id": contact.user_id, "sent_time": str(message.at_ms), "quota": quota}


def _send(call: Call, body: bodies.Body, citizen: Citizen | None, phone: str) -> object:
    account, emulator = call.account, call.emulator
    check_account(account)
    template = template_named(call, body)
    data = check_data(template, body)
    tracking_id = bodies.text(body, "tracking_id", limit=TRACKING_LIMIT, required=False)
    mode = bodies.text(body, "sending_mode", required=False) or "1"
    trial = body.get("mode") == "development"
    if trial and phone != account.admin_phone:
        raise Refused(-127)
    _check_hour(call, template)
    check_quota(call, template, may_exceed=mode == "3")
    if not trial and account.desk.wallet < price_of(account, template, by_phone=True):
        raise Refused(-115)
    if citizen is None:
        raise Refused(-118)
    contact = emulator.world.contact(account, citizen)
    if citizen.refuses_templates:
        raise Refused(-139)
    if contact.blocks:
        raise Refused(-141)
    message = _message(call, template, data)
    if not trial:
        _pay(call, template, by_phone=True)
    emulator.platform_delivers(account, contact, message)
    _receipt(call, message, template, phone, tracking_id)
    if emulator.faults.strike("answer_lost", oa_id=account.oa_id):
        raise AnswerLost
    desk = account.desk
    quota = {"dailyQuota": str(desk.daily_quota), "remainingQuota": str(max(desk.daily_quota - desk.sent_today, 0))}
    return {"msg_id": message.id, "sent_time": str(message.at_ms), "sending_mode": mode, "quota": quota}


def _receipt(call: Call, message: Message, template: Template, phone: str, tracking_id: str) -> None:
    """The phone's receipt; an account told to give none leaves the message at "sent"."""
    account, emulator = call.account, call.emulator
    delivered_ms = emulator.clock.millis() if account.receipts else None
    sending = Sending(message.id, template.id, phone, tracking_id, message.at_ms, delivered_ms)
    keep(emulator.world.sendings, sending)
    if delivered_ms is not None:
        event = events.template_received(account, phone, message.id, tracking_id, str(delivered_ms))
        emulator.sender.send(account, phone, event)


def _message(call: Call, template: Template, data: dict[str, str]) -> Message:
    message = call.emulator.blank(by_citizen=False, kind="template")
    message.id = secrets.token_hex(10)
    message.text = filled(template.text, data)
    message.details = {"template_id": template.id, "name": template.name, **data}
    return message


def _pay(call: Call, template: Template, *, by_phone: bool) -> None:
    desk = call.account.desk
    desk.pay(price_of(call.account, template, by_phone=by_phone))
    desk.sent_today += 1
    template.sent_today += 1
    call.emulator.world.changes += 1


def _check_hour(call: Call, template: Template) -> None:
    """Promotion only from 06:00 to 21:59."""
    hour = datetime.fromtimestamp(call.emulator.clock.millis() / 1000, HANOI).hour
    if template.tag == 3 and not 6 <= hour <= 21:
        raise Refused(-133)
