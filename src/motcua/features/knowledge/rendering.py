"""An answer's Markdown as safe HTML for pages and as plain text for chats. No Django here.

HTML in the source is text, pictures stand apart from it, and a link leads to https or to a telephone only.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "blockquote"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_reader = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
    ["emphasis", "link", "list", "heading", "blockquote", "newline", "escape", "entity"]
)
_SAFE_LINK = re.compile(r"(https://[^\s/?#]+([/?#]\S*)?|tel:\+?[0-9]{3,15})")


@lru_cache(1024)
def html(markdown: str) -> str:
    """The answer for a page. Every heading is a second one: the page's first is the title."""
    tokens = _reader.parse(unicodedata.normalize("NFC", markdown))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h2"
    drawn = _reader.renderer.render(tokens, _reader.options, {})
    return nh3.clean(drawn, tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=_keep, url_schemes={"https", "tel"})


@lru_cache(1024)
def plain(markdown: str) -> str:
    """The answer for a chat: no signs of Markdown, one line a step, an address in brackets after its words."""
    blocks: list[str] = []
    marks: list[str] = []
    fresh = False
    for token in _reader.parse(unicodedata.normalize("NFC", markdown)):
        match token.type:
            case "bullet_list_open":
                marks.append("–")
            case "ordered_list_open":
                marks.append(str(int(token.attrGet("start") or 1) - 1))
            case "bullet_list_close" | "ordered_list_close":
                marks.pop()
            case "list_item_open":
                fresh = True
                marks[-1] = str(int(marks[-1]) + 1) if marks[-1].isdigit() else marks[-1]
            case "inline":
                blocks.append((_mark(marks) if fresh else "") + _said(token.children or []))
                fresh = False
    return "\n".join(block for block in blocks if block.strip())


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put a unit's own facts where `{hotline}`, `{unit}`, `{address}`, `{website}` stand."""
    return re.sub(r"\{(\w+)\}", lambda place: values.get(place[1], place[0]), text)


def _keep(tag: str, name: str, value: str) -> str | None:
    return None if name == "href" and not _SAFE_LINK.fullmatch(value) else value


def _mark(marks: Sequence[str]) -> str:
    return f"{'  ' * (len(marks) - 1)}{marks[-1]}{'.' if marks[-1].isdigit() else ''} "


def _said(children: Sequence[Token]) -> str:
    parts: list[str] = []
    address = ""
    for token in children:
        match token.type:
            case "softbreak" | "hardbreak":
                parts.append("\n")
            case "link_open":
                address = str(token.attrGet("href") or "")
            case "link_close":
                said = "".join(parts)
                shown = address.removeprefix("tel:")
                parts.append(f" ({shown})" if shown and shown not in said and _SAFE_LINK.fullmatch(address) else "")
            case _:
                parts.append(token.content)
    return "".join(parts)
