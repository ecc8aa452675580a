"""Bodies of webhook events, field by field as on the wire: ids and timestamps are strings."""

import json

from zalo_emulator.world import Contact, Message, OfficialAccount

Event = dict[str, object]

ECHO_NAMES = {
    "text": "oa_send_text",
    "image": "oa_send_image",
    "gif": "oa_send_gif",
    "sticker": "oa_send_sticker",
}


def citizen_wrote(account: OfficialAccount, contact: Contact, message: Message, timestamp: str) -> Event:
    """`user_send_<kind>`; attachments only where the kind has them."""
    said: dict[str, object] = {"msg_id": message.id}
    if message.text:
        said["text"] = message.text
    attachment = _attachment(message)
    if attachment is not None:
        said["attachments"] = [attachment]
    return _from_citizen(account, contact, f"user_send_{message.kind}", timestamp) | {"message": said}


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
