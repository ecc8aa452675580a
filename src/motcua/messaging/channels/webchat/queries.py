"""Reads of one conversation on our pages: who talks on which account, what was said, whether an answer is on its way.

What a citizen wrote is read from the stored events (seven days), what she was told from the outbox. A message whose
worker died with it in hand ends as `unknown`; here it is known: it stands in the outbox, so it is shown.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from motcua.foundation import secrets
from motcua.foundation.citizens.models import ChannelIdentity
from motcua.messaging.channels import accounts, intake, outbox
from motcua.messaging.channels.accounts import AccountFacts
from motcua.messaging.channels.models import OaBinding
from motcua.messaging.channels.webchat.port import CHANNEL
from motcua.messaging.dialogue.reply import Reply

__all__ = [
    "PREFIX",
    "Line",
    "Pulse",
    "Seen",
    "Talker",
    "account_of",
    "lines",
    "pulse",
    "reply_to",
    "talker_of",
    "together",
]

PREFIX = "page-"  # names given here begin so; the indexes of this room hold no others
SHOWN_FOR = timedelta(days=7)
MANY = 60

# -- name: feel_the_pulse
PULSE_SQL = """
    SELECT
        (SELECT id FROM inbound_event WHERE account = %(oa_id)s AND external_id = %(name)s
         AND external_id LIKE 'page-%%' ORDER BY id DESC LIMIT 1),
        (SELECT parked_at IS NOT NULL FROM inbound_event WHERE account = %(oa_id)s AND external_id = %(name)s
         AND external_id LIKE 'page-%%' ORDER BY id DESC LIMIT 1),
        (SELECT id FROM outbox_message WHERE account_id = %(account)s AND external_id = %(name)s
         AND external_id LIKE 'page-%%' AND state IN ('delivered', 'unknown') ORDER BY id DESC LIMIT 1),
        (SELECT received_at FROM inbound_event WHERE account = %(oa_id)s AND external_id = %(name)s
         AND lane = 'talk' AND handled_at IS NULL AND parked_at IS NULL ORDER BY id LIMIT 1),
        (SELECT created_at FROM outbox_message WHERE account_id = %(account)s AND external_id = %(name)s
         AND state IN ('queued', 'sending') ORDER BY id LIMIT 1)
"""
# -- name: read_words
WORDS_SQL = """
    SELECT id, received_at, body_sealed FROM inbound_event
    WHERE account = %s AND external_id = %s AND external_id LIKE 'page-%%' AND received_at > %s
    ORDER BY id DESC LIMIT %s
"""
# -- name: read_answers
ANSWERS_SQL = """
    SELECT id, created_at, reply_sealed, kind, reply_to FROM outbox_message
    WHERE account_id = %s AND external_id = %s AND external_id LIKE 'page-%%' AND created_at > %s
      AND state IN ('delivered', 'unknown')
    ORDER BY id DESC LIMIT %s
"""
# -- name: read_answer
ANSWER_SQL = """
    SELECT reply_sealed FROM outbox_message
    WHERE id = %s AND account_id = %s AND external_id = %s AND state IN ('delivered', 'unknown')
"""


@dataclass(frozen=True, slots=True)
class Talker:
    """One citizen on one unit's account: whose conversation it is, in the words of the tables."""

    account: AccountFacts
    citizen: int
    external_id: str


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a page has read: the last event and the last message it shows."""

    event: int = 0
    message: int = 0


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a page asks again and again. `waiting_since`: an answer is on its way; `lost`: the last words were put
    aside after three tries."""

    last: Seen
    waiting_since: datetime | None
    lost: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said. A citizen's own words have no `reply`; `kind` is that of the message, empty for her words."""

    id: int
    at: datetime
    text: str
    reply: Reply | None = None
    kind: str = ""


def account_of(unit_id: int, today: date) -> AccountFacts | None:
    """The account a unit answers with on its pages; None where it has none."""
    bound = OaBinding.objects.filter(unit_id=unit_id, account__channel=CHANNEL, valid_from__lte=today)
    found = bound.exclude(valid_to__lt=today).order_by("id").values_list("account_id", flat=True).first()
    return accounts.facts_of(found, today) if found is not None else None


def talker_of(account: AccountFacts, citizen_id: int) -> Talker | None:
    """The citizen's conversation on this account, if she ever began one."""
    name = (
        ChannelIdentity.objects.filter(citizen_id=citizen_id, channel=CHANNEL, account=account.oa_id)
        .order_by("id")
        .values_list("external_id", flat=True)
        .first()
    )
    return Talker(account, citizen_id, name) if name is not None else None


def pulse(talker: Talker) -> Pulse:
    """How far the conversation is. One round trip, index reads only."""
    told: dict[str, str | int] = {
        "oa_id": talker.account.oa_id,
        "account": talker.account.id,
        "name": talker.external_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(PULSE_SQL, told)
        event, lost, message, unheard, unsent = cursor.fetchone()
    waiting = min(filter(None, (unheard, unsent)), default=None)
    return Pulse(Seen(event or 0, message or 0), waiting, bool(lost))


def lines(talker: Talker, now: datetime, after: Seen = Seen()) -> list[Line]:
    """What was said after `after` in the last seven days, oldest first, at most the last sixty of each side.

    An answer never stands before the words it answers, however the clocks of two machines differ.
    """
    since = now - SHOWN_FOR
    with connection.cursor() as cursor:
        cursor.execute(WORDS_SQL, [talker.account.oa_id, talker.external_id, since, MANY])
        words = cursor.fetchall()
        cursor.execute(ANSWERS_SQL, [talker.account.id, talker.external_id, since, MANY])
        answers = cursor.fetchall()
    said_at = {event: at for event, at, _ in words}
    placed = [((at, 0, event), _words(event, at, bytes(sealed))) for event, at, sealed in words]
    placed += [
        ((max(at, said_at.get(event, at)), 1, message), _answer(message, at, bytes(sealed), kind))
        for message, at, sealed, kind, event in answers
    ]
    return [line for _, line in sorted(placed, key=lambda one: one[0]) if line is not None]


def reply_to(talker: Talker, message_id: int) -> Reply | None:
    """A message this citizen was told, for the button of it she pressed."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWER_SQL, [message_id, talker.account.id, talker.external_id])
        row = cursor.fetchone()
    return _reply(bytes(row[0])) if row else None


def _words(event: int, at: datetime, sealed: bytes) -> Line | None:
    try:
        told = json.loads(secrets.decrypt(sealed, intake.SEALED_AS))
    except secrets.Undecryptable:
        return None
    return Line(event, at, str(told.get("shown") or told.get("text") or ""))


def _answer(message: int, at: datetime, sealed: bytes, kind: str) -> Line | None:
    reply = _reply(sealed)
    return Line(message, at, reply.text, reply, kind) if reply is not None else None


def _reply(sealed: bytes) -> Reply | None:
    try:
        return outbox.read_reply(sealed)
    except (secrets.Undecryptable, ValueError, KeyError, TypeError):
        return None


def together(last: Sequence[Line]) -> Sequence[Line]:
    """The lines since the citizen's last words: what she may answer now."""
    own = max((place for place, line in enumerate(last) if line.reply is None), default=-1)
    return last[own + 1 :]
