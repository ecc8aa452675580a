"""What a webhook body says. Never raises on what a stranger sends: a body is understood, unknown, or not an event.

The edge needs the *envelope* only (who, which app, which event, when); the worker makes an `Inbound` of it.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from unicodedata import normalize

from motcua.messaging.channels.contract import Happening, Inbound

CHANNEL = "zalo"
Lane = Literal["talk", "receipt"]

_LONGEST_ID = 64
_LONGEST_TEXT = 4000
_MILLISECOND_DIGITS = 13  # from 2001 to 2286
_read_json = json.JSONDecoder().raw_decode

_CITIZEN_EVENTS: dict[str, Happening] = {
    "user_send_text": "text",
    "user_send_image": "image",
    "user_send_gif": "image",
    "user_send_link": "link",
    "user_send_audio": "audio",
    "user_send_video": "video",
    "user_send_sticker": "sticker",
    "user_send_location": "location",
    "user_send_business_card": "business_card",
    "user_send_file": "file",
    "user_submit_info": "contact",
    "user_reacted_message": "reaction",
    "user_received_message": "delivered",
    "user_seen_message": "seen",
    "user_withdraw": "withdraw",
    "follow": "follow",
    "unfollow": "unfollow",
}
_ECHO_EVENTS = frozenset(
    {"oa_send_text", "oa_send_image", "oa_send_gif", "oa_send_list", "oa_send_file", "oa_send_sticker",
     "oa_send_template"}
)  # fmt: skip
# The OA is the sender here, as in the template event of the same name; the worker bears the other way round too.
_ABOUT_OUR_MESSAGE = frozenset({"user_received_message", "user_seen_message"})
_RECEIPTS = frozenset({"delivered", "seen", "echo", "reaction"})

Fields = dict[str, object]
_Told = tuple[str, str, str, str, str, str]  # app_id, event_name, timestamp, oa_id, the citizen's id, msg_id


class Envelope(NamedTuple):
    """What the edge must know of an event. `citizen` is the citizen's id on this OA, empty where there is none."""

    app_id: str
    oa_id: str
    citizen: str
    event_name: str
    message_id: str
    timestamp: str
    lane: Lane
    known: bool

    @property
    def at(self) -> datetime | None:
        """When it happened, by Zalo's clock; None where the field is missing or no moment."""
        return _moment(self.timestamp)

    @property
    def at_s(self) -> float | None:
        """As `at`, in seconds since 1970: the door has no time to make a datetime of each."""
        stamp = self.timestamp
        if len(stamp) != _MILLISECOND_DIGITS or not stamp.isascii() or not stamp.isdigit():
            return None if (at := self.at) is None else at.timestamp()
        return int(stamp) / 1000


def envelope_of(raw_body: bytes) -> Envelope | None:
    """The envelope, or None when the bytes are no event at all (not JSON, not UTF-8, not an object, no name)."""
    event = _object_in(raw_body)
    if event is None:
        return None
    app_id, name, timestamp, oa_id, citizen, message_id = _told_plainly(event) or _told_oddly(event)
    if not name:
        return None
    happening = _happening(name, event)
    lane: Lane = "receipt" if happening is None or happening in _RECEIPTS else "talk"
    return Envelope(app_id, oa_id, citizen, name, message_id, timestamp, lane, happening is not None)


def dedupe_key(envelope: Envelope, raw_body: bytes) -> bytes:
    """Equal for two deliveries of one event: (oa_id, event_name, msg_id), else the exact body.

    The event's name belongs to it: an echo and a reaction may carry the msg_id of the message they speak of.
    """
    if envelope.message_id:
        named = "\x1f".join((envelope.oa_id, envelope.event_name, envelope.message_id))
        return hashlib.sha256(b"id\x1f" + named.encode()).digest()
    return hashlib.sha256(b"raw\x1f" + raw_body).digest()


def understand(raw_body: bytes) -> Inbound | None:
    """The event as the house speaks of it, or None when it is unknown. Text is NFC and of bearable length."""
    event = _object_in(raw_body)
    if event is None:
        return None
    name = _id(event.get("event_name"))
    happening = _happening(name, event)
    at = _moment(_id(event.get("timestamp")))
    oa_id, citizen = _who(name, event)
    if happening is None or at is None or not citizen or not oa_id:
        return None
    message = _fields(event.get("message"))
    return Inbound(
        channel=CHANNEL,
        account=oa_id,
        sender=citizen,
        happening=happening,
        at=at,
        message_id=_id(message.get("msg_id")),
        text=_text(message.get("text")),
        source=_source(happening, event),
        attachments=_attachments(happening, event, message),
    )


def _told_plainly(event: dict[str, Any]) -> _Told | None:
    """What an envelope needs where all of it is there as texts: nearly every event is such, and to ask each field for
    its type took longer than to read the JSON. None for any other: what is no object or no text raises TypeError, so
    nothing is declared of the fields.
    """
    try:
        app_id, name, timestamp, sender, recipient, message_id = told = (
            event["app_id"], event["event_name"], event["timestamp"],
            event["sender"]["id"], event["recipient"]["id"], event["message"]["msg_id"],
        )  # fmt: skip
        if not (all(told) and "".join(told).isprintable() and max(map(len, told)) <= _LONGEST_ID):
            return None
    except (KeyError, TypeError):
        return None
    oa_id, citizen = (sender, recipient) if _is_from_account(name) else (recipient, sender)
    return app_id, name, timestamp, oa_id, citizen, message_id


def _told_oddly(event: Fields) -> _Told:
    """The same, field by field; empty texts where there is nothing fit to be an id."""
    name = _id(event.get("event_name"))
    message_id = _id(_fields(event.get("message")).get("msg_id"))
    return _id(event.get("app_id")), name, _id(event.get("timestamp")), *_who(name, event), message_id


def _happening(name: str, event: Fields) -> Happening | None:
    if name in _ECHO_EVENTS:
        return "staff_replied" if _id(_fields(event.get("sender")).get("admin_id")) else "echo"
    if name == "user_click_chatnow":
        return "other"
    return _CITIZEN_EVENTS.get(name)


def _who(name: str, event: Fields) -> tuple[str, str]:
    """(oa_id, the citizen's id), wherever this kind of event keeps them."""
    sender = _id(_fields(event.get("sender")).get("id"))
    recipient = _id(_fields(event.get("recipient")).get("id"))
    if _is_from_account(name):
        return sender or _id(event.get("oa_id")), recipient
    return (
        recipient or _id(event.get("oa_id")),
        sender or _id(_fields(event.get("follower")).get("id")) or _id(event.get("user_id")),
    )


def _is_from_account(name: str) -> bool:
    return name in _ABOUT_OUR_MESSAGE or name.startswith("oa_")


def _source(happening: Happening, event: Fields) -> str:
    if happening == "delivered":  # a template by phone shares the event's name; its recipient is a phone number
        return _id(_fields(event.get("message")).get("tracking_id"))
    if happening == "staff_replied":
        return _id(_fields(event.get("sender")).get("admin_id"))
    return _id(event.get("source")) if happening in ("follow", "unfollow") else ""


def _attachments(happening: Happening, event: Fields, message: Fields) -> tuple[Fields, ...]:
    if happening == "contact":
        return ({"type": "contact", "payload": _fields(event.get("info"))},)
    if happening == "seen":
        ids = message.get("msg_ids")
        return tuple({"msg_id": _id(one)} for one in ids) if isinstance(ids, list) else ()
    if happening == "reaction":
        return ({"type": "reaction", "payload": {"icon": _text(message.get("react_icon"))}},)
    found = message.get("attachments")
    return tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def _object_in(raw_body: bytes) -> Fields | None:
    try:
        text = raw_body.decode()
        event, end = _read_json(text) if text[:1] == "{" else (None, 0)
        if end != len(text):
            event = json.loads(text)  # space around it, or something after it
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None


def _fields(value: object) -> Fields:
    return value if isinstance(value, dict) else {}


def _id(value: object) -> str:
    """Ids are strings by contract; numbers are met kindly, anything else is no id. NUL never reaches the database."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_ID and value.isprintable() else ""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**_LONGEST_ID:
        return ""
    return str(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-8", "replace").decode()  # lone surrogates from \ud800 escapes
    return normalize("NFC", whole[:_LONGEST_TEXT].replace("\x00", ""))


def _moment(milliseconds: str) -> datetime | None:
    if not milliseconds.isascii() or not milliseconds.isdigit():
        return None
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
