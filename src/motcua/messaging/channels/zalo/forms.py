"""A `Reply` in Zalo's clothes. Pure: which bodies to try, from the richest to plain text.

Buttons and lists are fragile on some accounts, so each reply has a ladder of forms; a refused form (-201, -233) means
nothing was delivered, and the next simpler one is safe to try. Plain text is always the last and says everything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from unicodedata import normalize

from motcua.messaging.channels.zalo.capabilities import (
    BUTTON_TITLE_LIMIT,
    MOST_BUTTONS,
    MOST_LIST_ELEMENTS,
    QUERY_LIMIT,
    SUBTITLE_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
)
from motcua.messaging.dialogue.reply import Button, Item, Reply

Body = dict[str, object]

_PART_MARK = len("(99/99)\n")
_BUTTON_TYPES = {
    "say": "oa.query.show",
    "say_hidden": "oa.query.hide",
    "open_url": "oa.open.url",
    "call": "oa.open.phone",
}


class Form(StrEnum):
    """From rich to plain. An account remembers the richest button form that passed."""

    BARE_BUTTONS = "bare"  # no template_type: what the documentation shows
    TYPED_BUTTONS = "typed"  # template_type "button": what some accounts want
    LIST = "list"
    IMAGE = "image"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Dressed:
    """One body to try, and the text a citizen reads in it (the echo repeats that text)."""

    form: Form
    message: Body
    text: str


def parts(reply: Reply, footer: str = "") -> tuple[Reply, ...]:
    """One reply as messages Zalo can carry: text ≤ 2000 characters, image apart from buttons. Numbered when split.

    Buttons and items stay with the last part, where the eye is. `footer` closes every part that does not say it yet.
    """
    text = normalize("NFC", reply.text)
    room = TEXT_LIMIT if footer in text and _length(text) <= TEXT_LIMIT else TEXT_LIMIT - _length(footer) - 2
    texts = split_text(text, room)
    closed = [_with_footer(text, footer) for text in texts]
    last = replace(reply, text=closed[-1], image_url=None)
    whole: list[Reply] = [Reply(text=one) for one in closed[:-1]]
    rich = bool(reply.buttons or reply.items)
    if reply.image_url is None:
        return (*whole, last)
    if rich or whole:
        return (Reply(text=footer, image_url=reply.image_url), *whole, last)
    return (replace(last, image_url=reply.image_url),)


def _with_footer(text: str, footer: str) -> str:
    if not footer or footer in text:
        return text
    return f"{text}\n\n{footer}" if text else footer


def split_text(text: str, limit: int) -> list[str]:
    """Cut at line breaks, else at spaces, else anywhere; each part at most `limit` long and marked "(1/3)"."""
    if _length(text) <= limit:
        return [text]
    pieces: list[str] = []
    rest = text
    while rest:
        piece, rest = _cut(rest, limit - _PART_MARK)
        if piece:
            pieces.append(piece)
    return [f"({number}/{len(pieces)})\n{piece}" for number, piece in enumerate(pieces, 1)]


def ladder(reply: Reply, remembered: Form | None = None) -> Iterator[Dressed]:
    """The forms to try for one part of a reply, richest first; from `remembered` on where the account has learned one.

    Always ends in plain text, which carries every choice of the richer forms.
    """
    # A form remembered for buttons says nothing of pictures.
    start = list(Form).index(remembered) if remembered is not None else 0
    for dressed in _rich_forms(reply):
        if dressed.form is Form.IMAGE or list(Form).index(dressed.form) >= start:
            yield dressed
    plain = plain_text(reply)
    yield Dressed(Form.PLAIN, {"text": plain}, plain)


def plain_text(reply: Reply) -> str:
    """The reply as text alone. What only a button, an item or a picture told is added as a line of its own."""
    lines = [normalize("NFC", reply.text)]
    said = lines[0]
    for button in reply.buttons:
        if button.value not in said and (button.kind in ("open_url", "call") or button.title not in said):
            lines.append(_button_line(button))
    lines += [f"{item.title} – {item.value}" for item in reply.items if item.title not in said]
    if reply.image_url and reply.image_url not in said:
        lines.append(reply.image_url)
    return _clip("\n".join(line for line in lines if line), TEXT_LIMIT)


def _rich_forms(reply: Reply) -> Iterator[Dressed]:
    text = normalize("NFC", reply.text)
    if reply.image_url is not None:
        yield Dressed(Form.IMAGE, _image(text, reply.image_url), text)
    elif reply.items:
        if (listed := _list(text, [_item_element(item) for item in reply.items])) is not None:
            yield Dressed(Form.LIST, listed, text)
    elif reply.buttons and len(reply.buttons) <= MOST_BUTTONS:
        buttons = [_button(button) for button in reply.buttons]
        yield Dressed(Form.BARE_BUTTONS, _template(text, {"buttons": buttons}), text)
        yield Dressed(Form.TYPED_BUTTONS, _template(text, {"template_type": "button", "buttons": buttons}), text)
        if (listed := _list(text, [_button_element(button) for button in reply.buttons])) is not None:
            yield Dressed(Form.LIST, listed, text)


def _template(text: str, payload: Body) -> Body:
    message: Body = {"text": text} if text else {}
    message["attachment"] = {"type": "template", "payload": payload}
    return message


def _image(text: str, url: str) -> Body:
    return _template(text, {"template_type": "media", "elements": [{"media_type": "image", "url": url}]})


def _list(text: str, elements: list[Body]) -> Body | None:
    """The text becomes the first element; None when it does not fit there or there are too many choices."""
    title, _, rest = text.partition("\n")
    fits = len(title) <= TITLE_LIMIT and len(rest) <= SUBTITLE_LIMIT and bool(title)
    if not fits or len(elements) >= MOST_LIST_ELEMENTS:
        return None
    head: Body = {"title": title, "subtitle": rest.strip() or title}
    return _template("", {"template_type": "list", "elements": [head, *elements]})


def _button(button: Button) -> Body:
    return {
        "title": _clip(button.title, BUTTON_TITLE_LIMIT),
        "type": _BUTTON_TYPES[button.kind],
        "payload": _payload(button),
    }


def _payload(button: Button) -> object:
    if button.kind == "open_url":
        return {"url": button.value}
    if button.kind == "call":
        return {"phone_code": phone_code(button.value)}
    return _clip(button.value, QUERY_LIMIT)  # always a string: an object comes back as JSON text


def _button_element(button: Button) -> Body:
    action: Body = {"type": _BUTTON_TYPES[button.kind]}
    if button.kind == "open_url":
        action["url"] = button.value
    else:
        action["payload"] = _payload(button)
    return {"title": _clip(button.title, TITLE_LIMIT), "default_action": action}


def _item_element(item: Item) -> Body:
    element: Body = {"title": _clip(item.title, TITLE_LIMIT)}
    if item.subtitle:
        element["subtitle"] = _clip(item.subtitle, SUBTITLE_LIMIT)
    element["default_action"] = {"type": "oa.query.show", "payload": _clip(item.value, QUERY_LIMIT)}
    return element


def _button_line(button: Button) -> str:
    if button.kind in ("open_url", "call"):
        return f"{button.title}: {button.value}"
    return f"{button.title}: nhắn {button.value}"


def phone_code(number: str) -> str:
    """`84…` for an ordinary Vietnamese number; service numbers (113, 1900…) stay as they are."""
    digits = re.sub(r"\D", "", number)
    if digits.startswith("0") and len(digits) >= 9:
        return "84" + digits[1:]
    return digits


def _length(text: str) -> int:
    """In UTF-16 units, the larger of the two ways a limit of characters may be counted."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, limit: int) -> tuple[str, str]:
    if _length(text) <= limit:
        return text.strip(), ""
    end = len(_clip(text, limit))
    for mark in ("\n", " "):
        if (at := text.rfind(mark, 1, end)) > 0:
            end = at
            break
    return text[:end].strip(), text[end:].lstrip("\n ")


def _clip(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, whole characters only."""
    if _length(text) <= limit:
        return text
    room = limit
    for index, character in enumerate(text):
        room -= 2 if character > "\uffff" else 1
        if room < 0:
            return text[:index]
    return text
