"""What was said in a chat as its page shows it: who speaks, text, and everything that can be tapped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from motcua.audiences.citizen import wording
from motcua.foundation.clock import local_date
from motcua.foundation.config import config
from motcua.messaging.channels.webchat.queries import Line
from motcua.messaging.dialogue.reply import Button, Reply

OFFICER = "Cán bộ trả lời:\n"
_HUMAN = "#gapcanbo"
_NUMBERED = re.compile(r"(\d{1,2})\. (.+)")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be tapped. `tap` names it in a form; `value` is what the tap says and is never sent out."""

    tap: str
    title: str
    value: str
    note: str = ""
    number: str = ""

    @property
    def is_human(self) -> bool:
        """Leads to an officer."""
        return self.value == _HUMAN


STARTERS = (
    Choice("start.0", "Hỏi đáp theo chủ đề", "#hoidap", "Giấy tờ, lệ phí, giờ làm việc"),
    Choice("start.1", "Bấm số", "#bamso", "Lấy số tại nhà"),
    Choice("start.2", "Số của tôi", "#socuatoi"),
    Choice("start.3", "Gặp cán bộ", _HUMAN),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens an address or dials a number."""

    title: str
    address: str
    is_call: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the log. `image` is on our own host, `image_link` on another: a page loads nothing from elsewhere."""

    key: str
    who: str
    mine: bool
    day: str
    time: str
    text: str
    links: tuple[Link, ...] = ()
    image: str = ""
    image_link: str = ""


def said(line: Line) -> Said:
    """A line as it is shown."""
    day, time = wording.day(local_date(line.at)), wording.clock_time(line.at)
    if line.reply is None:
        return Said(f"in-{line.id}", "Ông/bà", True, day, time, line.text)
    text, _ = menu(line.reply, line.id)
    is_officer = text.startswith(OFFICER)
    own = _own_path(line.reply.image_url or "")
    return Said(
        f"out-{line.id}", "Cán bộ" if is_officer else "Gọi số" if line.kind == "call" else "Trả lời tự động",
        False, day, time, text.removeprefix(OFFICER) if is_officer else text, _links(line.reply.buttons),
        own, "" if own else line.reply.image_url or "",
    )  # fmt: skip


def choices(lines: Sequence[Line]) -> list[Choice]:
    """All that can be tapped under these lines, in their order; what stood before an officer's word is over."""
    found: list[Choice] = []
    for line in lines:
        if line.reply is not None:
            offered = menu(line.reply, line.id)[1]
            found = offered if line.reply.text.startswith(OFFICER) else [*found, *offered]
    return found


def chosen(tap: str, reply: Reply | None) -> Choice | None:
    """What a tap means; None for one that was never offered. `reply` is the message it belongs to."""
    head, _, _ = tap.partition(".")
    if head == "start":
        return next((one for one in STARTERS if one.tap == tap), None)
    return next((one for one in menu(reply, int(head))[1] if one.tap == tap), None) if reply is not None else None


def menu(reply: Reply, message: int) -> tuple[str, list[Choice]]:
    """The text without the numbered lines that become buttons, and those buttons.

    A reply must be understood from its text alone, so it says each option as a line "2. Phường 2 – còn 3 số"; a page
    would say it twice. Numbered lines that are no options (steps of an answer) stay text.
    """
    offered = _offered(reply, message)
    lines = reply.text.split("\n")
    first = next((place for place, line in enumerate(lines) if offered and _says(line, offered[0].title)), None)
    if first is None:
        return reply.text, offered
    found: list[Choice] = []
    for line in lines[first:]:
        numbered = _NUMBERED.fullmatch(line)
        if numbered is None:
            break
        number, words = numbered.groups()
        known = next((one for one in offered if _says(line, one.title)), None)
        if known is None:  # more options than buttons: tapping says the number
            title, _, note = words.partition(" – ")
            known = Choice(f"{message}.n{number}", title, number, note)
        else:
            known = replace(known, note=words.removeprefix(known.title).removeprefix(" – ") or known.note)
        found.append(replace(known, number=number))
    taps = {one.tap for one in found}
    text = "\n".join([*lines[:first], *lines[first + len(found) :]])
    return re.sub(r"\n{3,}", "\n\n", text).strip(), found + [one for one in offered if one.tap not in taps]


def _offered(reply: Reply, message: int) -> list[Choice]:
    items = [Choice(f"{message}.i{n}", one.title, one.value, one.subtitle) for n, one in enumerate(reply.items)]
    buttons = [
        Choice(f"{message}.b{n}", one.title, one.value)
        for n, one in enumerate(reply.buttons)
        if one.kind in ("say", "say_hidden")
    ]
    return [*items, *buttons]


def _says(line: str, title: str) -> bool:
    numbered = _NUMBERED.fullmatch(line)
    return numbered is not None and (numbered[2] == title or numbered[2].startswith(f"{title} – "))


def _links(buttons: Sequence[Button]) -> tuple[Link, ...]:
    found = []
    for button in buttons:
        if button.kind == "open_url" and urlsplit(button.value).scheme in ("http", "https"):
            found.append(Link(button.title, button.value, False))
        elif button.kind == "call":
            digits = "".join(sign for sign in button.value if sign.isdigit() or sign == "+")
            found.append(Link(button.title, f"tel:{digits}", True))
    return tuple(found)


def _own_path(address: str) -> str:
    """The path of an address on our own host, empty for any other."""
    base = config().base_url
    if address.startswith(f"{base}/"):
        return address.removeprefix(base)
    return address if address.startswith("/") and not address.startswith("//") else ""
