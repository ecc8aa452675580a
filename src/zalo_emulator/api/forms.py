"""The message forms an account may send: text, buttons, list, media, and the request for contact details."""

import json
from collections.abc import Callable
from urllib.parse import urlsplit

from zalo_emulator.api import bodies
from zalo_emulator.errors import Refused
from zalo_emulator.world import Button, Item, Message

TEXT_LIMIT = 2000
MOST_BUTTONS = 5
MOST_ITEMS = 5
TITLE_LIMIT = 100
SUBTITLE_LIMIT = 500
QUERY_LIMIT = 1000
SMS_LIMIT = 160

Attached = Callable[[str], dict[str, str]]
"""Attachment id → `{url, size, name, checksum, type}`; refuses an unknown or expired one."""


def fill(message: Message, said: bodies.Body, attached: Attached) -> None:
    """Fill `message` from the `message` part of a request. Raises `Refused` (-201 shape, -210 limits, -233 type)."""
    message.text = bodies.text(said, "text", limit=TEXT_LIMIT, required="attachment" not in said)
    message.quote = bodies.text(said, "quote_message_id", required=False)
    if "attachment" not in said:
        return
    attachment = bodies.part(said, "attachment")
    if attachment.get("type") == "file":
        _fill_file(message, bodies.part(attachment, "payload"), attached)
        return
    if attachment.get("type") != "template":
        raise Refused(-201, "attachment.type")
    payload = bodies.part(attachment, "payload")
    form = payload.get("template_type")
    if form in (None, "button"):
        _fill_buttons(message, payload)
    elif form == "media":
        _fill_media(message, payload, attached)
    elif form == "list":
        _fill_list(message, payload)
    elif form == "request_user_info":
        _fill_info_request(message, payload)
    else:
        raise Refused(-201, "template_type")


def _fill_file(message: Message, payload: bodies.Body, attached: Attached) -> None:
    message.kind = "file"
    message.details = attached(bodies.text(payload, "token"))


def _fill_buttons(message: Message, payload: bodies.Body) -> None:
    if not message.text:
        raise Refused(-201, "text")
    message.buttons = _buttons(payload)


def _fill_media(message: Message, payload: bodies.Body, attached: Attached) -> None:
    elements = bodies.parts(payload, "elements")
    if len(elements) != 1:
        raise Refused(-201, "elements")
    element = elements[0]
    if element.get("media_type") == "gif" and not (element.get("width") and element.get("height")):
        raise Refused(-201, "width or height")
    kind = element.get("media_type")
    if kind not in ("image", "gif", "sticker"):
        raise Refused(-201, "media_type")
    if ("url" in element) == ("attachment_id" in element):
        raise Refused(-201, "url or attachment_id")
    message.kind = str(kind)
    if kind == "sticker":
        message.sticker = bodies.text(element, "attachment_id")
    elif "attachment_id" in element:
        message.image = attached(bodies.text(element, "attachment_id"))["url"]
    else:
        message.image = web_address(element, "url")


def _fill_list(message: Message, payload: bodies.Body) -> None:
    elements = bodies.parts(payload, "elements")
    if len(elements) > MOST_ITEMS:
        raise Refused(-210, "elements")
    bodies.text(elements[0], "subtitle")
    message.kind = "list"
    message.items = [_item(element) for element in elements]
    if "buttons" in payload:
        message.buttons = _buttons(payload)


def _fill_info_request(message: Message, payload: bodies.Body) -> None:
    elements = bodies.parts(payload, "elements")
    if len(elements) != 1:
        raise Refused(-201, "elements")
    message.kind = "request_user_info"
    item = _item(elements[0])
    if not item.subtitle:
        raise Refused(-201, "subtitle")
    message.items = [item]


def _item(element: bodies.Body) -> Item:
    item = Item(
        title=bodies.text(element, "title", limit=TITLE_LIMIT),
        subtitle=bodies.text(element, "subtitle", limit=SUBTITLE_LIMIT, required=False),
        image_url=web_address(element, "image_url") if element.get("image_url") else "",
    )
    if element.get("default_action") is not None:
        action = bodies.part(element, "default_action")
        kind = bodies.text(action, "type")
        payload = {"url": action.get("url")} if kind == "oa.open.url" else action.get("payload")
        item.action = Button(item.title, kind, _payload(kind, payload))
    return item


def _buttons(payload: bodies.Body) -> list[Button]:
    buttons = bodies.parts(payload, "buttons")
    if len(buttons) > MOST_BUTTONS:
        raise Refused(-210, "buttons")
    return [_button(button) for button in buttons]


def _button(button: bodies.Body) -> Button:
    kind = bodies.text(button, "type")
    return Button(bodies.text(button, "title", limit=TITLE_LIMIT), kind, _payload(kind, button.get("payload")))


def _payload(kind: str, payload: object) -> str | dict[str, str]:
    if kind in ("oa.query.show", "oa.query.hide"):
        if isinstance(payload, dict):
            # Seen on the real platform: an object comes back to the account as JSON text.
            return json.dumps(payload, ensure_ascii=False)
        return bodies.text({"payload": payload}, "payload", limit=QUERY_LIMIT)
    if not isinstance(payload, dict):
        raise Refused(-201, "payload")
    if kind == "oa.open.url":
        return {"url": web_address(payload, "url")}
    if kind == "oa.open.phone":
        return {"phone_code": bodies.text(payload, "phone_code")}
    if kind == "oa.open.sms":
        content = bodies.text(payload, "content", limit=SMS_LIMIT)
        return {"content": content, "phone_code": bodies.text(payload, "phone_code")}
    if kind == "oa.open.miniapp":
        return {name: bodies.text(payload, name, required=name == "app_id") for name in ("app_id", "path", "params")}
    raise Refused(-201, "type")


def web_address(body: bodies.Body, name: str) -> str:
    """An http(s) address. Raises -201 naming the field."""
    address = bodies.text(body, name)
    split = urlsplit(address)
    if split.scheme not in ("http", "https") or not split.netloc:
        raise Refused(-201, name)
    return address
