"""Sending: `/v3.0/oa/message/cs` for company accounts, `/v2.0/oa/message` for state agencies, and the quota calls."""

from zalo_emulator.api import anonymous, bodies, broadcasts, forms, reactions
from zalo_emulator.api.endpoint import AnswerLost, Call
from zalo_emulator.api.windows import FREE_MS, open_window
from zalo_emulator.errors import Refused
from zalo_emulator.uploads import described
from zalo_emulator.world import Contact, Message, OfficialAccount

MOST_REPLIES_TO_ONE_MESSAGE = 8
STATE_FORMS = {"list": "state_list", "request_user_info": "state_info_request"}
MEDIA = frozenset({"image", "gif", "sticker", "file"})


async def send_v3(call: Call) -> object:
    """Consultation message. A state agency gets -235."""
    refused = call.emulator.faults.strike("v3_refused", oa_id=call.account.oa_id)
    if call.account.is_state_agency or refused:
        raise Refused(-235)
    return _send(call, bodies.parse(await call.request.body()), old_api=False)


async def send_v2(call: Call) -> object:
    """The old door: 1-1 messages of state agencies only (-240); broadcast, reaction and anonymous talks for all."""
    body = bodies.parse(await call.request.body())
    recipient = bodies.part(body, "recipient")
    if "target" in recipient:
        return broadcasts.accept(call, body)
    if "sender_action" in body:
        return reactions.react(call, body, recipient_of(call, recipient))
    if "anonymous_id" in recipient:
        return anonymous.answer(call, recipient, bodies.part(body, "message"))
    if not call.account.is_state_agency or call.account.switch("state_v2") == "refused":
        raise Refused(-240)
    return _send(call, body, old_api=True)


async def quota(call: Call) -> object:
    """`POST /v2.0/oa/quota/message` with an empty body, `{message_id}` or `{user_id}`; the shape is uncertain."""
    raw = await call.request.body()
    body = bodies.parse(raw) if raw else {}
    account = call.account
    answer: dict[str, object] = {"sub_quota": {"remain": account.paid_left}}
    if body:
        contact = recipient_of(call, body)
        last = contact.last_interaction_ms
        age = None if last is None else call.emulator.clock.millis() - last
        answer["last_interaction"] = "" if last is None else str(last)
        answer["cs_reply"] = {"free": age is not None and age <= FREE_MS}
        answer["promotion"] = {"remain": account.desk.broadcasts_left}
    return answer


def recipient_of(call: Call, recipient: bodies.Body) -> Contact:
    """By `message_id` (the writer of that message) or `user_id`."""
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


def attached(call: Call) -> forms.Attached:
    """Ids of the upload doors → where and what; -201 for unknown ones, -100 after seven days."""

    def found(attachment_id: str) -> dict[str, str]:
        uploads = call.emulator.uploads
        upload = uploads.files.get(attachment_id)
        if upload is None:
            raise Refused(-201, "attachment_id")
        if not uploads.valid(attachment_id, call.emulator.clock.millis()):
            raise Refused(-100)
        return {"url": f"{call.request.base_url}files/{attachment_id}"} | described(upload.content, upload.name)

    return found


def _send(call: Call, body: bodies.Body, *, old_api: bool) -> object:
    emulator, account = call.emulator, call.account
    recipient = bodies.part(body, "recipient")
    contact = recipient_of(call, recipient)
    message = emulator.blank(by_citizen=False)
    forms.fill(message, bodies.part(body, "message"), attached(call))
    if message.buttons and emulator.faults.strike("buttons_rejected", oa_id=account.oa_id):
        raise Refused(-201, "buttons")
    if old_api:
        _check_form(account, message)
    quota_part = open_window(account, contact, message.at_ms, old_api=old_api)
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


def _check_form(account: OfficialAccount, message: Message) -> None:
    """Which forms pass for a state agency is not known: switches say so, and -201 is what was seen."""
    if message.buttons and account.switch("state_buttons") == "refused":
        raise Refused(-201, "buttons")
    switch = STATE_FORMS.get(message.kind) or ("state_media" if message.kind in MEDIA else "")
    if switch and account.switch(switch) == "refused":
        raise Refused(-201, "template_type")


def _count_reply(call: Call, recipient: bodies.Body, contact: Contact) -> None:
    """At most 8 replies to one message of the citizen."""
    answered = call.emulator.world.find_message(contact, str(recipient.get("message_id", "")))
    if answered is None:
        return
    if answered.replies_used >= MOST_REPLIES_TO_ONE_MESSAGE:
        raise Refused(-311)
    answered.replies_used += 1
