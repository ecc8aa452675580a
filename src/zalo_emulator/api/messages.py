"""Sending: `/v3.0/oa/message/cs` for company accounts, `/v2.0/oa/message` for state agencies, and the quota calls."""

from zalo_emulator.api import bodies, forms
from zalo_emulator.api.endpoint import AnswerLost, Call
from zalo_emulator.api.windows import FREE_MS, open_window
from zalo_emulator.errors import Refused
from zalo_emulator.world import STATE_AGENCY, Contact

MOST_REPLIES_TO_ONE_MESSAGE = 8


async def send_v3(call: Call) -> object:
    """Consultation message. A state agency gets -235."""
    refused = call.emulator.faults.strike("v3_refused", oa_id=call.account.oa_id)
    if call.account.oa_type == STATE_AGENCY or refused:
        raise Refused(-235)
    return await _send(call)


async def send_v2(call: Call) -> object:
    """The old door: closed for company accounts with -240, the only one for state agencies."""
    if call.account.oa_type != STATE_AGENCY:
        raise Refused(-240)
    return await _send(call)


async def quota(call: Call) -> object:
    """`POST /v2.0/oa/quota/message` with an empty body, `{message_id}` or `{user_id}`; the shape is uncertain."""
    raw = await call.request.body()
    body = bodies.parse(raw) if raw else {}
    answer: dict[str, object] = {"sub_quota": {"remain": call.account.paid_left}}
    if body:
        contact = _recipient(call, body)
        last = contact.last_interaction_ms
        age = None if last is None else call.emulator.clock.millis() - last
        answer["last_interaction"] = "" if last is None else str(last)
        answer["cs_reply"] = {"free": age is not None and age <= FREE_MS}
    return answer


async def _send(call: Call) -> object:
    emulator, account = call.emulator, call.account
    body = bodies.parse(await call.request.body())
    if "sender_action" in body:
        raise Refused(-209)
    recipient = bodies.part(body, "recipient")
    if "target" in recipient or "anonymous_id" in recipient:
        raise Refused(-209)
    contact = _recipient(call, recipient)
    message = emulator.blank(by_citizen=False)
    forms.fill(message, bodies.part(body, "message"), _attached(call))
    if message.buttons and emulator.faults.strike("buttons_rejected", oa_id=account.oa_id):
        raise Refused(-201, "buttons")
    quota_part = open_window(account, contact, message.at_ms)
    _count_reply(call, recipient, contact)
    emulator.account_says(account, contact, message)
    if emulator.faults.strike("answer_lost", oa_id=account.oa_id):
        raise AnswerLost
    return {
        "message_id": message.id,
        "user_id": contact.user_id,
        "sent_time": str(message.at_ms),
        "quota": quota_part,
    }


def _recipient(call: Call, recipient: bodies.Body) -> Contact:
    world = call.emulator.world
    if "message_id" in recipient:
        owner = world.message_owner.get(bodies.text(recipient, "message_id"))
        if owner is None or owner[0] != call.account.oa_id:
            raise Refused(-201, "message_id")
        return world.contacts[owner]
    contact = world.by_user.get((call.account.oa_id, bodies.text(recipient, "user_id")))
    if contact is None:
        raise Refused(-201, "user_id")
    return contact


def _count_reply(call: Call, recipient: bodies.Body, contact: Contact) -> None:
    """At most 8 replies to one message of the citizen."""
    answered = call.emulator.world.find_message(contact, str(recipient.get("message_id", "")))
    if answered is None:
        return
    if answered.replies_used >= MOST_REPLIES_TO_ONE_MESSAGE:
        raise Refused(-311)
    answered.replies_used += 1


def _attached(call: Call) -> forms.Attached:
    def address(attachment_id: str) -> str:
        uploads = call.emulator.uploads
        if attachment_id not in uploads.files:
            raise Refused(-201, "attachment_id")
        if not uploads.valid(attachment_id, call.emulator.clock.millis()):
            raise Refused(-100)
        return str(call.request.base_url) + "files/" + attachment_id

    return address
