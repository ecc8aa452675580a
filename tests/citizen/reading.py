"""A page as a person reads it."""

import html
import re

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """The words of a page, without its tags, spaces settled."""
    bare = re.sub(r"<(script|style|svg|title)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(bare).split())


def form_of(response: HttpResponse, action: str) -> dict[str, str]:
    """The fields a browser would send with the form of this action: hidden, typed, checked and first radio values."""
    page = response.content.decode()
    found = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.S)
    assert found, f"no form to {action}"
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", found[0]):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        if "name" in told:
            sent[told["name"]] = html.unescape(told.get("value", ""))
    return sent
