"""One message as HTML, seen by the citizen or by the account's manager."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, urlsplit

from zalo_emulator.screens.page import Markup, fill, join
from zalo_emulator.world import Button, Contact, Message

HANOI = timezone(timedelta(hours=7))
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
VERBS = {"oa.open.url": "mở trang"}
REACTIONS = {"/-heart": "♥", "/-strong": "👍"}
THINGS = {"audio": "Tin thoại", "video": "Đoạn phim"}


def initials(name: str) -> str:
    """`Nguyễn Văn An` → `VA`: the last two words, as Vietnamese names are called by their end."""
    words = [word for word in re.split(r"[\s–-]+", name) if word]
    return "".join(word[0].upper() for word in words[-2:])


def is_local(address: str) -> bool:
    return urlsplit(address).hostname in LOOPBACK


def lines_after(messages: Iterable[Message], last_id: str) -> list[Message]:
    """Messages after the one with this id; all of them when it is unknown."""
    known = list(messages)
    for place, message in enumerate(known):
        if message.id == last_id:
            return known[place + 1 :]
    return known


def render(messages: Iterable[Message], contact: Contact, *, other: str, mine: str) -> Markup:
    """`mine` is the direction that stands on the right; `other` is the name over the left side."""
    return join([_line(message, contact, other, mine) for message in messages])


def _line(message: Message, contact: Contact, other: str, mine: str) -> Markup:
    own = message.direction == mine
    look = {"sticker": "say--sticker", "image": "say--picture"}.get(message.kind, "")
    at = datetime.fromtimestamp(message.at_ms / 1000, HANOI)
    return fill(
        "say",
        side="say--mine" if own else "say--other",
        look=look if not message.text else "",
        id=message.id,
        who=_who(message, other, own),
        stamp=at.isoformat(timespec="seconds"),
        clock=at.strftime("%H:%M"),
        box=_box(_parts(message, contact)),
        mark=fill("say_mark", icon=REACTIONS.get(message.reaction, message.reaction)) if message.reaction else "",
        replies=_replies(message, contact, pressable=mine == "from_citizen"),
    )


def _who(message: Message, other: str, own: bool) -> str:
    if own and message.by != "api":
        return "Tôi" if message.by == "citizen" else "Cán bộ"
    if own:
        return "Trả lời tự động"
    return f"{other} · cán bộ" if message.by == "admin" else other


def _box(parts: list[Markup]) -> Markup:
    return fill("say_box", parts=join(parts)) if parts else Markup("")


def _parts(message: Message, contact: Contact) -> list[Markup]:
    parts = []
    if message.text:
        parts.append(fill("say_text", text=_with_links(message.text, contact)))
    if message.sticker:
        parts.append(fill("say_sticker", address=message.image or "/static/sticker-hello.svg"))
    elif message.kind == "link":
        parts.append(fill("say_text", text=_with_links(message.image, contact)))
    elif message.image:
        parts.append(fill("say_picture", address=message.image))
    if message.details:
        parts.insert(0, _thing(message, message.details))
    if message.location:
        parts.append(fill("say_place", **message.location))
    return parts


def _thing(message: Message, details: dict[str, str]) -> Markup:
    """Voice, film, file, business card; and the name of a template over its words."""
    if message.kind == "template":
        return fill("say_template", name=details["name"])
    if message.kind == "card":
        return fill("say_thing", icon="person", words=f"Danh thiếp: {details['name']} {details['phone']}")
    if message.kind == "file":
        size = f" · {max(int(details['size']) // 1024, 1)} kB" if details["size"].isdigit() else ""
        return fill("say_file", address=details["url"], name=details["name"] or "Tệp", size=size)
    return fill("say_file", address=details["url"], name=THINGS.get(message.kind, "Tệp"), size="")


def _with_links(text: str, contact: Contact) -> Markup:
    pieces, end = [], 0
    for found in WEB_ADDRESS.finditer(text):
        pieces.append(fill("plain", text=text[end : found.start()]))
        address = found.group()
        form = "say_link" if is_local(address) else "say_far_link"
        pieces.append(fill(form, address=address, **_where(contact, address)))
        end = found.end()
    pieces.append(fill("plain", text=text[end:]))
    return join(pieces)


def _where(contact: Contact, address: str) -> dict[str, str]:
    return {"citizen_id": contact.citizen_id, "oa_id": contact.oa_id, "quoted": quote(address, safe="")}


def _replies(message: Message, contact: Contact, *, pressable: bool) -> Markup:
    if not message.buttons and not message.items:
        return Markup("")
    if message.kind == "request_user_info" and pressable:
        item = message.items[0]
        ids = {"citizen_id": contact.citizen_id, "oa_id": contact.oa_id, "message_id": message.id}
        return fill("reply_info", title=item.title, subtitle=item.subtitle, **ids)
    place = len(message.buttons)
    buttons = [
        _reply(
            message,
            contact,
            button,
            at,
            fill("reply_words", title=button.title, go=VERBS.get(button.type, "")),
            look="reply",
            pressable=pressable,
        )
        for at, button in enumerate(message.buttons)
    ]
    rows = []
    for item in message.items:
        wide = "reply__picture--wide" if message.kind == "article" else ""
        picture = fill("item_picture", address=item.image_url, wide=wide) if item.image_url else Markup("")
        inner = fill("item_words", picture=picture, title=item.title, subtitle=item.subtitle)
        rows.append(_reply(message, contact, item.action, place, inner, look="reply reply--row", pressable=pressable))
        place += item.action is not None
    return fill("replies", inner=join(rows + buttons))


def _reply(
    message: Message, contact: Contact, button: Button | None, at: int, inner: Markup, *, look: str, pressable: bool
) -> Markup:
    if button is None or not pressable:
        return fill("reply_still", look=look, inner=inner)
    if isinstance(button.payload, str):
        ids = {"citizen_id": contact.citizen_id, "oa_id": contact.oa_id, "message_id": message.id}
        return fill("reply_query", at=at, inner=inner, look=look, **ids)
    address = button.payload.get("url", "")
    if address:
        web = fill("data_web", address=address) if is_local(address) else ""
        return fill("reply_url", inner=inner, look=look, web=web, **_where(contact, address))
    if button.type == "oa.open.miniapp":
        return fill("reply_mini", title=button.title, app=button.payload["app_id"])
    return fill("reply_phone", title=button.title, phone=button.payload.get("phone_code", ""))
