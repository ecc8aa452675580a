"""One event of a citizen, around the conversation engine: who answers, a person or the bot? No Django here."""

from dataclasses import replace
from datetime import datetime

from motcua.messaging.dialogue import sentences
from motcua.messaging.dialogue.engine import Turn, take_turn
from motcua.messaging.dialogue.flow import Event, Office
from motcua.messaging.dialogue.pace import counted, is_first_too_many, is_too_many
from motcua.messaging.dialogue.render import with_demo_strip
from motcua.messaging.dialogue.reply import Reply
from motcua.messaging.dialogue.state import State
from motcua.messaging.dialogue.urgent import danger_in
from motcua.messaging.text import clean
from motcua.workflows.assistant.port import Desk
from motcua.workflows.assistant.script import SCRIPT

_COMMAND = "#"  # a tap on a button or on the account's menu: the bot answers it even while an officer is writing


def respond(world: Desk, *, office: Office, state: State, event: Event, message_id: str = "", now: datetime) -> Turn:
    """What to store and what to send. Nothing is sent while a person owns the conversation, or to a flood."""
    fresh = state if event.at < state.last_at else counted(state, event.at)
    if not event.text.lstrip().startswith(_COMMAND) and _is_owned(world, event, message_id):
        return Turn(_seen(fresh, event), _dressed(_danger_to_owned(world, event), office))
    if is_too_many(fresh) and fresh is not state:
        said = (Reply(sentences.TOO_FAST),) if is_first_too_many(fresh) else ()
        return Turn(_seen(fresh, event), _dressed(said, office))
    return take_turn(SCRIPT, world=world, office=office, state=fresh, event=event, now=now)


def _is_owned(world: Desk, event: Event, message_id: str) -> bool:
    return event.kind != "follow" and world.take_in(event.text, event.kind, event.at, message_id)


def _danger_to_owned(world: Desk, event: Event) -> tuple[Reply, ...]:
    """An officer may read too late: the numbers to call are said at once, and those on duty get a report."""
    words = clean(event.text)
    if event.kind != "text" or (danger := danger_in(words)) is None:
        return ()
    first = sentences.emergency() if danger == "emergency" else sentences.crime()
    return first, Reply(world.report(danger, words))


def _dressed(replies: tuple[Reply, ...], office: Office) -> tuple[Reply, ...]:
    return tuple(with_demo_strip(reply) for reply in replies) if office.demo else replies


def _seen(state: State, event: Event) -> State:
    return replace(state, last_at=max(state.last_at, event.at))
