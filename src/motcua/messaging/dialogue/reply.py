"""What a conversation says back, before any channel has dressed it."""

from dataclasses import dataclass
from typing import Literal

ButtonKind = Literal["say", "say_hidden", "open_url", "call"]


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap. `value` is the text sent back (`say`, `say_hidden`), the address, or the phone number.

    Buttons are decoration: a reply must be understood, and can be answered, from its text alone.
    """

    title: str
    kind: ButtonKind
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list reply: title, a line below it, and what tapping it sends back (a `say` value)."""

    title: str
    subtitle: str
    value: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to a citizen. `text` is whole by itself, numbered options included."""

    text: str
    buttons: tuple[Button, ...] = ()
    items: tuple[Item, ...] = ()
    image_url: str | None = None
