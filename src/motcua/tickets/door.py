"""The take-a-number door: bytes in, answer out. The edge and Django both stand behind it. No Django, no Starlette.

Contract: docs/operate/api.md and /api/openapi.json. A JSON caller gets JSON; a plain form gets 303, to the live page
or to a page that shows the problem with what was typed.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from motcua.foundation.audit.tags import ActorKind
from motcua.foundation.citizens.sign_in import SignedIn
from motcua.foundation.clock import VIETNAM
from motcua.foundation.staff.tokens import TokenHolder
from motcua.tickets import codes, problems
from motcua.tickets.ledger import Outcome, Request, Verdict

MAX_BODY = 16 * 1024
WINDOW = timedelta(minutes=30)
_WINDOW_STEP_S = 300
_JSON = "application/json"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, JSON body, and headers; a form gets `location` instead of a body. `raw`: the body, written already."""

    status: int
    body: dict[str, object]
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    def encode(self) -> bytes:
        """The body's bytes: UTF-8 JSON, unless it was ready."""
        return _encode(self.body).encode() if self.raw is None else self.raw


class Press(NamedTuple):
    """What was asked, before anybody looked whether it may be had."""

    shift: int
    person: int | None
    priority: bool
    is_form: bool
    key: str


def parse(content_type: str, raw: bytes, idempotency_key: str = "") -> Press | Answer:
    """Read a body. An Answer is the problem: what is wrong and what to do."""
    is_form = content_type.startswith(_FORM)
    unread = Press(0, None, False, is_form, "")
    if len(raw) > MAX_BODY:
        return problem("too-large", unread)
    if not is_form and content_type and not content_type.startswith(_JSON):
        return problem("unsupported-media-type")
    try:
        text = raw.decode()
        told = dict(parse_qsl(text)) if is_form else json.loads(text)
    except (UnicodeDecodeError, ValueError, RecursionError):
        return problem("malformed", unread)
    if not isinstance(told, dict):
        return problem("malformed", unread)
    shift, person = _whole(told.get("shift")), _whole(told.get("person"))
    if shift is None:
        return problem("invalid", unread, field="shift")
    if person is None and told.get("person") not in (None, "", "self"):
        return problem("invalid", unread._replace(shift=shift), field="person")
    priority = told.get("priority", False)
    if priority not in (True, False, "true", "false", "1", "0", "on", ""):
        return problem("invalid", unread._replace(shift=shift, person=person), field="priority")
    if len(idempotency_key) > 200 or not idempotency_key.isascii():
        return problem("invalid", unread._replace(shift=shift), field="Idempotency-Key")
    return Press(shift, person, priority in (True, "true", "1", "on"), is_form, idempotency_key)


def _whole(value: object) -> int | None:
    """A positive id, given as a number or as digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
        value = int(value)
    return value if type(value) is int and 0 < value < 2**62 else None


def of_citizen(press: Press, who: SignedIn) -> Request | Answer:
    """The ledger request of a signed-in citizen: for herself unless a person is named."""
    person = press.person if press.person is not None else who.self_person
    if person is None:
        return problem("person-needed", press)
    key = _key(f"citizen:{who.citizen_id}:{person}", press.key)
    return Request(
        shift=press.shift, unit=who.unit_id, holder=who.citizen_id, person=person, priority=press.priority, key=key,
        actor_kind=ActorKind.CITIZEN, actor=who.citizen_id,
    )  # fmt: skip


def of_token(press: Press, who: TokenHolder) -> Request | Answer:
    """The ledger request of an officer, a kiosk or another program: a walk-in, held by nobody."""
    if press.person is not None:
        return problem("invalid", press, field="person")
    actor = who.officer_id or who.token_id
    return Request(
        shift=press.shift, unit=who.unit_id, holder=None, person=None, priority=press.priority,
        key=_key(f"{who.kind}:{actor}", press.key), actor_kind=ActorKind(who.kind), actor=actor,
        share="home" if who.kind == "api_key" else "onsite",
    )  # fmt: skip


def _key(caller: str, key: str) -> bytes | None:
    """16 bytes that stand for this caller's key; another caller's equal key is another key."""
    if not key:
        return None
    return hashlib.blake2b(f"{caller}\n{key}".encode(), digest_size=16).digest()


def answer(press: Press, outcome: Outcome, base_url: str) -> Answer:
    """What the caller hears of an outcome."""
    made = _ticket_answer(outcome, base_url) if outcome.verdict in _GIVEN else _refusal(press, outcome, base_url)
    if not press.is_form or made.status == 303:
        return made
    return Answer(303, {}, {"location": f"{base_url}/t/{made.body['code']}/"}) if made.status < 300 else made


_GIVEN = {Verdict.ISSUED: 201, Verdict.YOURS: 200, Verdict.REGISTERED: 202}


def _ticket_answer(outcome: Outcome, base_url: str) -> Answer:
    assert outcome.ticket is not None
    code = codes.encode(outcome.ticket)
    status = 202 if outcome.number is None else _GIVEN[outcome.verdict]
    body: dict[str, object] = {
        "ticket": outcome.ticket,
        "display": f"{outcome.prefix}{outcome.number:03d}" if outcome.number is not None else None,
        "code": code,
        "window": _told_window(outcome.expected_at) if outcome.expected_at else None,
        "url": f"{base_url}/t/{code}/",
    }
    return Answer(status, body, {"location": f"{base_url}/t/{code}/"} if status == 201 else {})


def window(expected_at: datetime) -> tuple[datetime, datetime]:
    """Half an hour from the five-minute mark at or before `expected_at`: never one exact minute (ux.md 1.3)."""
    start = datetime.fromtimestamp(int(expected_at.timestamp()) // _WINDOW_STEP_S * _WINDOW_STEP_S, VIETNAM)
    return start, start + WINDOW


def _told_window(expected_at: datetime) -> dict[str, str]:
    return _written_window(int(expected_at.timestamp()) // _WINDOW_STEP_S)


@lru_cache(maxsize=512)
def _written_window(step: int) -> dict[str, str]:
    """In a rush many expect the same stretch: it is written once."""
    start, end = window(datetime.fromtimestamp(step * _WINDOW_STEP_S, VIETNAM))
    return {"from": start.isoformat(), "to": end.isoformat()}


def _refusal(press: Press, outcome: Outcome, base_url: str) -> Answer:
    extra: dict[str, object] = {}
    if outcome.verdict == Verdict.NOT_YET_OPEN and outcome.opens_at:
        extra["opens_at"] = outcome.opens_at.astimezone(VIETNAM).isoformat()
    if outcome.verdict in (Verdict.FULL, Verdict.CLOSED):
        extra["next_shift"] = outcome.next_shift
    if outcome.verdict == Verdict.LIMIT_REACHED and outcome.ticket:
        extra["ticket_url"] = f"{base_url}/t/{codes.encode(outcome.ticket)}/"
    return problem(_KINDS[outcome.verdict], press, **extra)


_KINDS = {
    Verdict.FULL: "shift-full",
    Verdict.CLOSED: "shift-closed",
    Verdict.NOT_YET_OPEN: "not-yet-open",
    Verdict.LIMIT_REACHED: "limit-reached",
    Verdict.UNKNOWN_SHIFT: "unknown-shift",
    Verdict.UNKNOWN_PERSON: "unknown-person",
    Verdict.NOT_ELIGIBLE: "not-eligible",
    Verdict.BIRTH_DATE_NEEDED: "birth-date-needed",
}


def problem(kind: str, press: Press | None = None, **extra: object) -> Answer:
    """An RFC 9457 problem with a Vietnamese sentence; for a form, the way to the page that shows it."""
    told = problems.PROBLEMS[kind]
    if press is not None and press.is_form:
        shown = {"shift": press.shift or "", "kind": kind, "person": press.person or ""}
        return Answer(303, {}, {"location": f"/take/problem/?{urlencode(shown, quote_via=quote)}"})
    headers = {"content-type": "application/problem+json"}
    if told.retry_after_s:
        headers["retry-after"] = str(told.retry_after_s)
    body: dict[str, object] = {
        "type": f"/problems/{kind}", "title": told.title, "status": told.status, "detail": told.detail, **extra,
    }  # fmt: skip
    return Answer(told.status, body, headers)
