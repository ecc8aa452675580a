"""From an event of any channel to an answer of the assistant: the function in the channels' handler slot."""

from dataclasses import replace
from datetime import date, datetime

from django.core.cache import cache

from motcua.features.helpdesk import operations as helpdesk
from motcua.features.helpdesk.listeners import register_solved_listener
from motcua.features.knowledge import operations as questions
from motcua.features.queueing.listeners import register_call_listener
from motcua.foundation.citizens import operations
from motcua.foundation.clock import local_date
from motcua.foundation.offices import queries as offices
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels.contract import Alone, Answer, Conversation, Happening, Identity, Inbound
from motcua.messaging.channels.registry import register_handler
from motcua.messaging.dialogue.flow import Event, EventKind, Office
from motcua.messaging.dialogue.state import State, from_json, to_json
from motcua.workflows.assistant import calls, live
from motcua.workflows.assistant.binding import OfficeDesk
from motcua.workflows.assistant.turns import respond

_KINDS: dict[Happening, EventKind] = {
    "text": "text", "follow": "follow", "image": "image", "sticker": "sticker", "location": "location",
    "audio": "voice", "video": "file", "file": "file", "link": "link", "business_card": "card", "contact": "card",
}  # fmt: skip

_OFFICE_FOR_S = 30


def register() -> None:
    """Answer citizens on every channel from now on, and tell them when they are called. Safe to repeat."""
    register_handler(handle)
    register_call_listener(calls.tell_holder)
    register_solved_listener(_settle)
    live.register()


def handle(inbound: Inbound, who: Identity, conversation: Conversation, now: datetime) -> Answer:
    """One turn. Events that need no answer (unfollow, receipts, reactions) get none."""
    if inbound.happening == "withdraw":
        if conversation.shared:
            raise Alone
        operations.erase(citizen_id=who.citizen, now=now)
        return Answer(state={})
    if inbound.happening == "staff_replied":
        helpdesk.answered_elsewhere(who=who, admin_id=inbound.source, at=inbound.at, now=now)
        return Answer()
    kind = _KINDS.get(inbound.happening)
    if kind is None:
        return Answer()
    turn = respond(
        OfficeDesk(who, inbound.at, now, shared=conversation.shared),
        office=office_of(who.unit, is_demo=who.is_demo, today=local_date(now)),
        state=_state(conversation),
        event=Event(kind, inbound.at, inbound.text),
        message_id=inbound.message_id,
        now=now,
    )
    return Answer(turn.replies, to_json(turn.state))


def _settle(thread_id: int, question_id: int, officer_id: int, answer: str, at: datetime) -> None:
    """An officer answered what the bot could not: the question is no longer open, and her words teach."""
    questions.settle_question(question_id, answered_by="staff", entry_key=None, at=at)
    questions.keep_answer(question_id, answer=answer)


def office_of(unit_id: int, *, is_demo: bool, today: date) -> Office:
    """The unit as citizens know it today, remembered for half a minute. One without a real account is a demo unit."""
    key = f"assistant:office:{unit_id}:{today}"
    office: Office | None = cache.get(key)
    if office is None:
        unit = OrgUnit.objects.get(pk=unit_id)
        office = Office(
            name=offices.name_of(unit_id, today) or unit.official_account_name,
            hotline=unit.hotline or "số ghi ở trang của đơn vị",
            address=unit.address,
            demo=unit.is_trial,
        )
        cache.set(key, office, _OFFICE_FOR_S)
    return replace(office, demo=office.demo or is_demo)


def _state(conversation: Conversation) -> State:
    """What the last turn left, moved up to the last event of any kind, so that late means late here too."""
    state = from_json(dict(conversation.state))
    last = conversation.last_event_at
    return replace(state, last_at=max(state.last_at, last)) if last and conversation.late else state
