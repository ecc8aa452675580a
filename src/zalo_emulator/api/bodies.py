"""Reading JSON that strangers send: each getter says which field is wrong."""

import json

from zalo_emulator.errors import Refused

Body = dict[str, object]


def parse(raw: bytes | str) -> Body:
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refused(-201, "body") from None
    if not isinstance(body, dict):
        raise Refused(-201, "body")
    return body


def part(body: Body, name: str) -> Body:
    found = body.get(name)
    if not isinstance(found, dict):
        raise Refused(-201, name)
    return found


def part_or_empty(body: Body, name: str) -> Body:
    return part(body, name) if name in body and body[name] is not None else {}


def parts(body: Body, name: str) -> list[Body]:
    found = body.get(name)
    if not isinstance(found, list) or not found:
        raise Refused(-201, name)
    for entry in found:
        if not isinstance(entry, dict):
            raise Refused(-201, name)
    return found


def text(body: Body, name: str, *, limit: int = 0, required: bool = True) -> str:
    found = body.get(name)
    if found is None and not required:
        return ""
    if not isinstance(found, str) or (required and not found.strip()):
        raise Refused(-201, name)
    if limit and len(found) > limit:
        raise Refused(-210, name)
    return found


def number(body: Body, name: str, *, default: int, low: int, high: int) -> int:
    found = body.get(name, default)
    if isinstance(found, bool) or not isinstance(found, int) or not low <= found <= high:
        raise Refused(-201, name)
    return found
