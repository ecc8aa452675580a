"""Many at once: a crowd that writes at a steady rate, and visitors of the web widget without a name."""

import asyncio

from starlette.requests import Request

from zalo_emulator import events, things
from zalo_emulator.binding import Body, Unclear, text
from zalo_emulator.control.guard import account_in_path
from zalo_emulator.control.people import message_json
from zalo_emulator.emulator import Emulator
from zalo_emulator.world import OfficialAccount

MOST_CITIZENS = 10_000
MOST_MESSAGES = 100_000
STEP_S = 0.02
ANONYMOUS_KINDS = ("text", "image", "file", "sticker")

_running: set[asyncio.Task[None]] = set()


async def speak(emulator: Emulator, request: Request, body: Body) -> object:
    """`{citizens, messages, texts, per_second?=0}`: citizens `crowd-0…` write in turn; returns at once.

    `per_second` 0 = as fast as can be. Texts are taken in turn and followed by nothing, so they can be checked.
    """
    account = account_in_path(emulator, request)
    citizens = _count(body, "citizens", MOST_CITIZENS)
    messages = _count(body, "messages", MOST_MESSAGES)
    given = body.get("texts")
    if not isinstance(given, list) or not given or not all(isinstance(one, str) and one for one in given):
        raise Unclear("'texts' must be a list of texts that are not empty.")
    rate = body.get("per_second", 0)
    if isinstance(rate, bool) or not isinstance(rate, int | float) or rate < 0:
        raise Unclear("'per_second' must be a number, 0 or more.")
    task = asyncio.create_task(_speak(emulator, account, citizens, messages, given, float(rate)))
    _running.add(task)
    task.add_done_callback(_running.discard)
    return {"citizens": citizens, "messages": messages}


def anonymous(emulator: Emulator, request: Request, body: Body) -> object:
    """`{conversation_id, anonymous_id?, text | image | file | sticker}` → `anonymous_send_…`."""
    account = account_in_path(emulator, request)
    conversation_id = text(body, "conversation_id", limit=64)
    anonymous_id = text(body, "anonymous_id", limit=64) if "anonymous_id" in body else f"anonymous-{conversation_id}"
    message = things.message_of(emulator, body, str(request.base_url))
    if message.kind not in ANONYMOUS_KINDS:
        raise Unclear("A visitor sends 'text', 'image', 'file' or 'sticker' only.")
    talk = emulator.world.anonymous_talk(account.oa_id, anonymous_id, conversation_id)
    talk.messages.append(message)
    event = events.anonymous_wrote(account, talk.anonymous_id, conversation_id, message, str(message.at_ms))
    emulator.sender.send(account, conversation_id, event)
    return {"message_id": message.id, "anonymous_id": talk.anonymous_id}


def anonymous_messages(emulator: Emulator, request: Request, body: Body) -> object:
    """`?conversation_id=` → what the visitor sees."""
    account = account_in_path(emulator, request)
    talk = emulator.world.anonymous.get((account.oa_id, request.query_params.get("conversation_id", "")))
    return [message_json(message) for message in talk.messages] if talk is not None else []


async def _speak(
    emulator: Emulator, account: OfficialAccount, citizens: int, messages: int, texts: list[str], rate: float
) -> None:
    world, loop = emulator.world, asyncio.get_running_loop()
    crowd = []
    for number in range(citizens):
        name = f"crowd-{number}"
        crowd.append(world.citizens.get(name) or world.add_citizen(f"Người dân {number}", name))
        if number % 200 == 0:
            await asyncio.sleep(0)
    began = loop.time()
    for number in range(messages):
        if rate:
            ahead = number / rate - (loop.time() - began)
            if ahead > STEP_S:
                await asyncio.sleep(ahead)
        elif number % 50 == 0:
            await asyncio.sleep(0)
        message = emulator.blank(by_citizen=True, text=texts[number % len(texts)])
        emulator.citizen_says(account, crowd[number % citizens], message)


def _count(body: Body, name: str, most: int) -> int:
    found = body.get(name)
    if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= most:
        raise Unclear(f"'{name}' must be a whole number from 1 to {most}.")
    return found
