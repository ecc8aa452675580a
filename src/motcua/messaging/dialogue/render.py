"""From a question to a message: numbered lines that stand alone, at most five buttons, never over the limit."""

import re
from collections.abc import Sequence

from motcua.messaging.dialogue.reply import Button, Reply
from motcua.messaging.dialogue.state import Option

MAX_TEXT = 2000
MAX_BUTTONS = 5
PAGE = 8
DEMO_STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU. Không phải trang của cơ quan Công an."
_MAX_TITLE, _MAX_DETAIL = 90, 80
_TAG = re.compile(r"#(?P<flow>[a-z_]+)\.(?P<run>\d{1,18})\.(?P<step>[a-z_]+)\.(?P<value>.+)", re.ASCII | re.DOTALL)


def numbered(text: str, options: Sequence[Option], shown: int, hint: str = "", page: int = PAGE) -> str:
    """The text, then the options up to `shown` under their lasting numbers, then how to answer."""
    more = len(options) - shown
    tail = [f"Còn {more} lựa chọn nữa. Gõ “thêm” để xem tiếp."] if more > 0 else []
    first = _page_begins(shown, page)
    lines = [_line(number, option) for number, option in enumerate(options[first:shown], first + 1)]
    below = "\n".join([*lines, *tail, *([hint] if hint else [])])
    if not below:
        return shortened(text, MAX_TEXT - len(DEMO_STRIP) - 2)
    above = shortened(text, MAX_TEXT - len(DEMO_STRIP) - 4 - len(below))
    return f"{above}\n\n{below}"


def option_buttons(options: Sequence[Option], shown: int, address: str, page: int = PAGE) -> tuple[Button, ...]:
    """The options as taps. `address` (flow.run.step) goes with each, so that an old button is known as old."""
    seen = options[_page_begins(shown, page) : shown]
    room = MAX_BUTTONS - 1 if shown < len(options) else MAX_BUTTONS
    taps = [Button(_fit(option.title, _MAX_TITLE), "say_hidden", _payload(option, address)) for option in seen[:room]]
    if shown < len(options):
        taps.append(Button("Xem thêm", "say", "thêm"))
    return tuple(taps)


def read_tag(text: str) -> re.Match[str] | None:
    """The flow, run, step and value a tapped option carries; None for typed words."""
    return _TAG.fullmatch(text.strip())


def shortened(text: str, limit: int) -> str:
    """The text, cut at a line or a word when it is too long, with … to show it."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    cut = max(kept.rfind("\n"), kept.rfind(" "))
    return (kept[:cut] if cut > limit // 2 else kept).rstrip() + "…"


def with_demo_strip(reply: Reply) -> Reply:
    """The reply of a demo unit: it says so itself, and none of its buttons dials a number."""
    text = f"{shortened(reply.text, MAX_TEXT - len(DEMO_STRIP) - 2)}\n\n{DEMO_STRIP}"
    buttons = tuple(button for button in reply.buttons if button.kind != "call")
    return Reply(text, buttons, reply.items, reply.image_url)


def _page_begins(shown: int, page: int) -> int:
    return max(0, shown - 1) // page * page


def _line(number: int, option: Option) -> str:
    title = f"{number}. {_fit(option.title, _MAX_TITLE)}"
    return f"{title} – {_fit(option.detail, _MAX_DETAIL)}" if option.detail else title


def _payload(option: Option, address: str) -> str:
    return option.value if option.value.startswith("#") else f"#{address}.{option.value}"


def _fit(words: str, limit: int) -> str:
    return shortened(" ".join(words.split()), limit)
