"""The state file: one JSON document, replaced in one step, so that a demo goes on after a restart."""

import asyncio
import base64
import json
import os
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from zalo_emulator.desk import Article, Broadcast, Desk, Group, Param, Sending, Template
from zalo_emulator.emulator import Emulator
from zalo_emulator.uploads import Upload
from zalo_emulator.webhooks import Delivery
from zalo_emulator.world import (
    Button,
    Citizen,
    Contact,
    Item,
    MenuItem,
    Message,
    OfficialAccount,
)

PAUSE_S = 2.0
PAUSE_PER_COST = 20
# Any: the document is our own, written by `save`; a shape that does not fit raises TypeError or KeyError.
Record = dict[str, Any]
CONTACT_FIELDS = [part.name for part in fields(Contact) if part.name not in ("messages", "dropped")]
MESSAGE_FIELDS = [part.name for part in fields(Message) if part.name not in ("buttons", "items")]


def save(emulator: Emulator, path: Path) -> None:
    """All at once: for the end of the process."""
    _replace(path, "".join(_pieces(emulator)))


def load(emulator: Emulator, path: Path) -> None:
    """Fill an empty world; a file that is missing or empty means a new beginning. A broken file raises ValueError."""
    if not path.exists() or not path.stat().st_size:
        return
    document = json.loads(path.read_text(encoding="utf-8"))
    world = emulator.world
    for record in document["accounts"]:
        world.accounts[record["oa_id"]] = _read_account(record)
    for record in document["citizens"]:
        citizen = Citizen(**record)
        world.citizens[citizen.id] = citizen
        world.set_phone(citizen, citizen.phone)
    for record in document["contacts"]:
        world.add_contact(_read_contact(record))
    for record in document.get("sendings", []):
        world.sendings[record["id"]] = Sending(**record)
    for due_ms, record in document["retrying"]:
        emulator.sender.restore(due_ms, Delivery(**(record | {"body": record["body"].encode()})))
    for key, record in document["uploads"].items():
        emulator.uploads.files[key] = Upload(**(record | {"content": base64.b64decode(record["content"])}))


async def keep_saving(emulator: Emulator, path: Path) -> None:
    """Save after changes, piece by piece between other work; a costly save makes the next one wait longer."""
    saved_at_change = emulator.world.changes
    while True:
        await asyncio.sleep(PAUSE_S)
        if emulator.world.changes == saved_at_change:
            continue
        saved_at_change = emulator.world.changes
        began = time.monotonic()
        pieces = []
        for piece in _pieces(emulator):
            pieces.append(piece)
            await asyncio.sleep(0)
        _replace(path, "".join(pieces))
        await asyncio.sleep((time.monotonic() - began) * PAUSE_PER_COST)


def _pieces(emulator: Emulator) -> Iterator[str]:
    """The document as JSON text in small parts, so that nobody waits for a big one; tokens come first and together."""
    world, sender = emulator.world, emulator.sender
    yield '{"accounts":' + _json([_account(account) for account in world.accounts.values()])
    yield ',"citizens":' + _json([asdict(citizen) for citizen in list(world.citizens.values())])
    yield ',"contacts":['
    for place, contact in enumerate(list(world.contacts.values())):
        yield ("," if place else "") + _json(_contact(contact))
    yield '],"sendings":['
    for place, sending in enumerate(list(world.sendings.values())):
        yield ("," if place else "") + _json(asdict(sending))
    yield '],"retrying":' + _json([[due, _delivery(delivery)] for due, _, delivery in sender.retrying])
    yield ',"uploads":' + _json({key: _upload(upload) for key, upload in emulator.uploads.files.items()}) + "}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def _account(account: OfficialAccount) -> Record:
    return asdict(account) | {"spent_tokens": list(account.spent_tokens)}


def _contact(contact: Contact) -> Record:
    kept: Record = {name: getattr(contact, name) for name in CONTACT_FIELDS}
    return kept | {"messages": [_message(message) for message in contact.messages]}


def _message(message: Message) -> Record:
    """By hand for the plain fields: `asdict` on ten thousand messages would hold up the whole process."""
    kept: Record = {name: getattr(message, name) for name in MESSAGE_FIELDS}
    return kept | {
        "buttons": [asdict(button) for button in message.buttons],
        "items": [asdict(item) for item in message.items],
    }


def _delivery(delivery: Delivery) -> Record:
    return asdict(delivery) | {"body": delivery.body.decode()}


def _upload(upload: Upload) -> Record:
    return asdict(upload) | {"content": base64.b64encode(upload.content).decode()}


def _read_account(record: Record) -> OfficialAccount:
    menu = [MenuItem(**item) for item in record["menu"]]
    spent = deque(record["spent_tokens"], maxlen=40)
    return OfficialAccount(**record | {"menu": menu, "spent_tokens": spent, "desk": _read_desk(record["desk"])})


def _read_desk(record: Record) -> Desk:
    templates = {key: _read_template(template) for key, template in record["templates"].items()}
    return Desk(
        **record
        | {
            "articles": {key: Article(**article) for key, article in record["articles"].items()},
            "broadcasts": [Broadcast(**broadcast) for broadcast in record["broadcasts"]],
            "groups": {key: Group(**group) for key, group in record["groups"].items()},
            "templates": templates,
        }
    )


def _read_template(record: Record) -> Template:
    return Template(**record | {"params": [Param(**param) for param in record["params"]]})


def _read_contact(record: Record) -> Contact:
    messages = (_read_message(said) for said in record["messages"])
    return Contact(**record | {"messages": deque(messages)})


def _read_message(record: Record) -> Message:
    buttons = [Button(**button) for button in record["buttons"]]
    return Message(**record | {"buttons": buttons, "items": [_read_item(item) for item in record["items"]]})


def _read_item(record: Record) -> Item:
    return Item(**record | {"action": Button(**record["action"]) if record["action"] else None})
