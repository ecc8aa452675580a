"""`/v3.0/oa/message/transaction` and `/promotion`: ended by user id in March 2026; a switch opens them again."""

from collections.abc import Awaitable, Callable

from zalo_emulator.api import bodies, messages
from zalo_emulator.api.broadcasts import check_hour
from zalo_emulator.api.endpoint import Call
from zalo_emulator.api.forms import web_address
from zalo_emulator.errors import Refused
from zalo_emulator.world import Item, Message

PIECES = ("banner", "header", "text", "table")
MOST_ROWS = 5


def door(kind: str) -> Callable[[Call], Awaitable[object]]:
    """`kind` is "transaction" or "promotion"; the `template_type` must begin with it."""

    async def send(call: Call) -> object:
        emulator, account = call.emulator, call.account
        if account.is_state_agency:
            raise Refused(-235)
        if account.switch("uid_transaction") == "ended":
            raise Refused(-209)
        body = bodies.parse(await call.request.body())
        contact = messages.recipient_of(call, bodies.part(body, "recipient"))
        payload = bodies.part(bodies.part(bodies.part(body, "message"), "attachment"), "payload")
        if not bodies.text(payload, "template_type").startswith(kind):
            raise Refused(-201, "template_type")
        message = _read(emulator.blank(by_citizen=False, kind="list"), bodies.parts(payload, "elements"))
        if kind == "promotion":
            check_hour(message.at_ms)
        if contact.blocks:
            raise Refused(-244)
        if account.paid_left <= 0:
            raise Refused(-211)
        account.paid_left -= 1
        emulator.account_says(account, contact, message)
        quota = {"quota_type": "purchase_quota", "remain": account.paid_left}
        sent_time = str(message.at_ms)
        return {"message_id": message.id, "user_id": contact.user_id, "sent_time": sent_time, "quota": quota}

    return send


def _read(message: Message, elements: list[bodies.Body]) -> Message:
    """Banner, header, text and table, shown as rows."""
    texts = []
    for element in elements:
        kind = bodies.text(element, "type")
        if kind not in PIECES:
            raise Refused(-201, "elements.type")
        if kind == "banner":
            message.image = web_address(element, "image_url") if "image_url" in element else ""
        elif kind == "table":
            rows = bodies.parts(element, "content")
            if len(rows) > MOST_ROWS:
                raise Refused(-210, "content")
            message.items += [Item(bodies.text(row, "key"), bodies.text(row, "value")) for row in rows]
        else:
            texts.append(bodies.text(element, "content", limit=250))
    message.text = "\n".join(texts)
    return message
