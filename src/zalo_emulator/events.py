"""Bodies of webhook events, field by field as on the wire: ids and timestamps are strings."""

import json

from zalo_emulator.world import Contact, Message, OfficialAccount

Event = dict[str, object]

ECHO_NAMES = {
    "text": "oa_send_text",
    "image": "oa_send_image",
    "gif": "oa_send_gif",
    "sticker": "oa_send_sticker",
    "file": "oa_send_file",
    "template": "oa_send_template",
}
EVENT_KINDS = {"card": "business_card"}


def citizen_wrote(account: OfficialAccount, contact: Contact, message: Message, timestamp: str) -> Event:
    """`user_send_<kind>`; attachments only where the kind has them."""
    said: dict[str, object] = {"msg_id": message.id}
    if message.text:
        said["text"] = message.text
    if message.quote:
        said["quote_msg_id"] = message.quote
    attachment = _attachment(message)
    if attachment is not None:
        said["attachments"] = [attachment]
    kind = EVENT_KINDS.get(message.kind, message.kind)
    return _from_citizen(account, contact, f"user_send_{kind}", timestamp) | {"message": said}


def reacted(account: OfficialAccount, contact: Contact, message_id: str, icon: str, timestamp: str) -> Event:
    event = _from_citizen(account, contact, "user_reacted_message", timestamp)
    return event | {"message": {"msg_id": message_id, "react_icon": icon}}


def account_reacted(account: OfficialAccount, contact: Contact, message_id: str, icon: str, timestamp: str) -> Event:
    event = _from_account(account, contact, "oa_reacted_message", timestamp)
    return event | {"message": {"msg_id": message_id, "react_icon": icon}}


def about_citizen(account: OfficialAccount, contact: Contact, event_name: str, timestamp: str) -> Event:
    """`user_click_chatnow` and `user_withdraw`: plain fields in place of sender and recipient."""
    return {
        "app_id": account.app_id,
        "oa_id": account.oa_id,
        "user_id": contact.user_id,
        "user_id_by_app": contact.user_id_by_app,
        "event_name": event_name,
        "timestamp": timestamp,
    }


def about_account(account: OfficialAccount, event_name: str, timestamp: str, **told: object) -> Event:
    """Tags, templates, quotas: what happens to the account itself, whatever caused it."""
    return {
        "app_id": account.app_id,
        "oa_id": account.oa_id,
        "event_name": event_name,
        "timestamp": timestamp,
        **told,
    }


def template_received(account: OfficialAccount, phone: str, message_id: str, tracking_id: str, timestamp: str) -> Event:
    """The name of the chat receipt, told apart by `tracking_id`; the recipient is a phone number."""
    return {
        "app_id": account.app_id,
        "event_name": "user_received_message",
        "timestamp": timestamp,
        "sender": {"id": account.oa_id},
        "recipient": {"id": phone},
        "message": {"delivery_time": timestamp, "msg_id": message_id, "tracking_id": tracking_id},
    }


def anonymous_wrote(
    account: OfficialAccount, anonymous_id: str, conversation_id: str, message: Message, timestamp: str
) -> Event:
    """`anonymous_send_<kind>` of the web widget: nobody's user id, but a conversation."""
    said: dict[str, object] = {"msg_id": message.id, "conversation_id": conversation_id}
    if message.text:
        said["text"] = message.text
    attachment = _attachment(message)
    if attachment is not None:
        said["attachments"] = [attachment]
    return {
        "app_id": account.app_id,
        "event_name": f"anonymous_send_{message.kind}",
        "timestamp": timestamp,
        "sender": {"id": anonymous_id},
        "recipient": {"id": account.oa_id},
        "message": said,
    }


def anonymous_echo(
    account: OfficialAccount, anonymous_id: str, conversation_id: str, message: Message, timestamp: str
) -> Event:
    said = {"msg_id": message.id, "conversation_id": conversation_id, "text": message.text}
    return {
        "app_id": account.app_id,
        "event_name": f"oa_send_anonymous_{message.kind}",
        "timestamp": timestamp,
        "sender": {"id": account.oa_id},
        "recipient": {"id": anonymous_id},
        "message": said,
    }


def follow_changed(
    account: OfficialAccount, contact: Contact, event_name: str, timestamp: str, source: str = ""
) -> Event:
    """`follow` and `unfollow` have their own shape: `follower` in place of sender and recipient."""
    event: Event = {
        "oa_id": account.oa_id,
        "follower": {"id": contact.user_id},
        "user_id_by_app": contact.user_id_by_app,
        "event_name": event_name,
        "app_id": account.app_id,
        "timestamp": timestamp,
    }
    if source:
        event["source"] = source
    return event


def info_submitted(account: OfficialAccount, contact: Contact, info: dict[str, object], timestamp: str) -> Event:
    return _from_citizen(account, contact, "user_submit_info", timestamp) | {"info": info}


def echo(account: OfficialAccount, contact: Contact, message: Message, timestamp: str, admin_id: str = "") -> Event:
    """`oa_send_*`; `sender.admin_id` is there only when a person wrote in the OA manager."""
    sender = {"id": account.oa_id} | ({"admin_id": admin_id} if admin_id else {})
    said: dict[str, object] = {"msg_id": message.id}
    if message.text:
        said["text"] = message.text
    attachments = _echo_attachments(message)
    if attachments:
        said["attachments"] = attachments
    name = ECHO_NAMES.get(message.kind, "oa_send_list")
    return _from_account(account, contact, name, timestamp) | {"sender": sender, "message": said}


def received(account: OfficialAccount, contact: Contact, message_id: str, timestamp: str) -> Event:
    event = _from_account(account, contact, "user_received_message", timestamp)
    return event | {"message": {"msg_id": message_id}}


def seen(account: OfficialAccount, contact: Contact, message_ids: list[str], timestamp: str) -> Event:
    event = _from_account(account, contact, "user_seen_message", timestamp)
    return event | {"message": {"msg_ids": message_ids}}


def _from_citizen(account: OfficialAccount, contact: Contact, event_name: str, timestamp: str) -> Event:
    return {
        "app_id": account.app_id,
        "user_id_by_app": contact.user_id_by_app,
        "event_name": event_name,
        "timestamp": timestamp,
        "sender": {"id": contact.user_id},
        "recipient": {"id": account.oa_id},
    }


def _from_account(account: OfficialAccount, contact: Contact, event_name: str, timestamp: str) -> Event:
    event = _from_citizen(account, contact, event_name, timestamp)
    return event | {"sender": {"id": account.oa_id}, "recipient": {"id": contact.user_id}}


def _attachment(message: Message) -> dict[str, object] | None:
    if message.kind in ("image", "gif"):
        return {"type": message.kind, "payload": {"thumbnail": message.image, "url": message.image}}
    if message.kind == "sticker":
        return {"type": "sticker", "payload": {"url": message.image, "id": message.sticker}}
    if message.kind == "location":
        return {"type": "location", "payload": {"coordinates": message.location}}
    if message.kind == "link":
        return {"type": "link", "payload": {"thumbnail": "", "description": message.text, "url": message.image}}
    if message.kind == "card" and message.details:
        card = {"phone": message.details["phone"], "qrCodeUrl": message.details["qrCodeUrl"]}
        description = json.dumps(card, ensure_ascii=False, separators=(",", ":"))
        return {"type": "link", "payload": {"thumbnail": "", "description": description, "url": ""}}
    if message.kind in ("audio", "video", "file") and message.details:
        return {"type": message.kind, "payload": dict(message.details)}
    return None


def _echo_attachments(message: Message) -> list[dict[str, object]]:
    if message.items:
        return [
            {
                "type": "link",
                "payload": {
                    "thumbnail": item.image_url,
                    "title": item.title,
                    "description": item.subtitle,
                    "url": _url_of(item.action.payload) if item.action else "",
                },
            }
            for item in message.items
        ]
    attachment = _attachment(message)
    return [attachment] if attachment is not None else []


def _url_of(payload: str | dict[str, str]) -> str:
    return payload if isinstance(payload, str) else payload.get("url", "")


def to_bytes(event: Event) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
