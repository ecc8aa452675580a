"""Articles to many followers: filters are comma-joined strings; reviewed for half an hour; by day only."""

import secrets
from datetime import datetime

from zalo_emulator.api import bodies
from zalo_emulator.api.endpoint import Call
from zalo_emulator.api.people import HANOI
from zalo_emulator.desk import KEPT_BROADCASTS, Broadcast
from zalo_emulator.errors import Refused

REVIEW_MS = 30 * 60 * 1000
MOST_ARTICLES = 5
DAY = range(6, 22)
# Filter → the highest number it knows; `cities` depends on a switch, `platforms` is the other spelling seen.
HIGHEST = {"gender": 2, "ages": 7, "locations": 2, "platform": 3, "platforms": 3, "telcos": 4}


def accept(call: Call, body: bodies.Body) -> object:
    """Take the order → `message_id`. Raises -201, -210, -234 at night, -211 when this month's are used up."""
    target = bodies.part(bodies.part(body, "recipient"), "target")
    attachment = bodies.part(bodies.part(body, "message"), "attachment")
    payload = bodies.part(attachment, "payload")
    if attachment.get("type") != "template" or payload.get("template_type") != "media":
        raise Refused(-201, "template_type")
    filters = {name: _filter(call, name, value) for name, value in target.items()}
    order = Broadcast(
        id=secrets.token_hex(10),
        article_ids=[_article_id(call, element) for element in _elements(payload)],
        target=filters,
        due_ms=call.emulator.clock.millis() + REVIEW_MS,
    )
    desk = call.account.desk
    check_hour(call.emulator.clock.millis())
    if desk.broadcasts_left <= 0:
        raise Refused(-211)
    desk.broadcasts_left -= 1
    desk.broadcasts = [*desk.broadcasts[1 - KEPT_BROADCASTS :], order]
    call.emulator.world.changes += 1
    return {"message_id": order.id}


def check_hour(now_ms: int) -> None:
    """06:00 to 21:59 in Hà Nội. Raises -234."""
    if datetime.fromtimestamp(now_ms / 1000, HANOI).hour not in DAY:
        raise Refused(-234)


def _elements(payload: bodies.Body) -> list[bodies.Body]:
    elements = bodies.parts(payload, "elements")
    if len(elements) > MOST_ARTICLES:
        raise Refused(-210, "elements")
    return elements


def _article_id(call: Call, element: bodies.Body) -> str:
    if element.get("media_type") != "article":
        raise Refused(-201, "media_type")
    article = call.account.desk.articles.get(bodies.text(element, "attachment_id"))
    if article is None:
        raise Refused(-201, "attachment_id")
    if article.ready_ms > call.emulator.clock.millis():
        raise Refused(-214)
    return article.id


def _filter(call: Call, name: str, value: object) -> str:
    highest = int(call.account.switch("cities")) if name == "cities" else HIGHEST.get(name)
    if highest is None or not isinstance(value, str):
        raise Refused(-201, f"target.{name}")
    for number in value.split(","):
        if not number.strip().isdigit() or int(number) > highest:
            raise Refused(-201, f"target.{name}")
    return value
