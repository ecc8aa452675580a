"""POST /api/v1/tickets in Django, the edge's slower twin, and what anybody may read of one ticket."""

import logging
import time

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from ninja import Router

from motcua.audiences.api.answers import respond
from motcua.audiences.api.schemas import TAKE_TICKET, GivenTicket, Problem, SeenTicket
from motcua.foundation import clock
from motcua.foundation.citizens import sign_in
from motcua.foundation.citizens.sign_in import SignedIn
from motcua.foundation.config import config
from motcua.foundation.staff import tokens
from motcua.foundation.staff.tokens import TokenHolder
from motcua.tickets import callers, codes, door, ledger, operations, queries

log = logging.getLogger(__name__)
router = Router(tags=["tickets"])
_pace = callers.Pace()


@router.post(
    "",
    url_name="tickets",
    operation_id="take_ticket",
    by_alias=True,
    summary="Take a number (bấm số)",
    response={
        200: GivenTicket, 201: GivenTicket, 202: GivenTicket, 303: None, 401: Problem, 403: Problem, 409: Problem,
        413: Problem, 415: Problem, 422: Problem, 429: Problem, 503: Problem,
    },
    openapi_extra=TAKE_TICKET,
)  # fmt: skip
def take_ticket(request: HttpRequest) -> HttpResponse:
    """Repeating is safe: the same press returns the same ticket."""
    headers = request.META
    raw = request.read(door.MAX_BODY + 1)
    press = door.parse(headers.get("CONTENT_TYPE", ""), raw, _key(headers))
    return respond(press if isinstance(press, door.Answer) else _take(press, headers))


@router.get(
    "/{code}",
    url_name="ticket",
    operation_id="read_ticket",
    summary="One ticket's public state",
    response={200: SeenTicket, 404: Problem, 503: Problem},
)
def read_ticket(request: HttpRequest, code: str) -> HttpResponse:
    """By the human code, as typed: spaces, hyphens and small letters are fine."""
    try:
        return respond(_seen(code))
    except DatabaseError:
        log.warning("api.database_away")
        return respond(door.problem("try-later"))


def _take(press: door.Press, headers: dict[str, str]) -> door.Answer:
    try:
        asked = _request(press, headers)
        if isinstance(asked, door.Answer):
            return asked
        if not _pace.allows((asked.actor_kind, asked.actor), time.monotonic()):
            return door.problem("too-many", press)
        (outcome,) = operations.issue([asked], now=clock.now())
    except DatabaseError:  # away, a lock not had in time, or a rule of the database: nothing was done, or it is yours
        log.warning("api.take_failed", exc_info=True)
        return door.problem("try-later", press)
    return door.answer(press, outcome, config().base_url)


def _key(headers: dict[str, str]) -> str:
    """Granian empties a header that is not ASCII; a key that was lost must not pass for no key."""
    return headers.get("HTTP_IDEMPOTENCY_KEY", "") or ("�" if "HTTP_IDEMPOTENCY_KEY" in headers else "")


def _request(press: door.Press, headers: dict[str, str]) -> ledger.Request | door.Answer:
    claim = callers.claim_of(headers.get("HTTP_AUTHORIZATION", ""), headers.get("HTTP_COOKIE", ""))
    who = _find(claim) if claim else None
    if claim is None or who is None:
        return door.problem("unauthorised", press)
    if claim.by_cookie and not _same_site(headers):
        return door.problem("forbidden", press)
    return door.of_citizen(press, who) if isinstance(who, SignedIn) else door.of_token(press, who)


def _same_site(headers: dict[str, str]) -> bool:
    return callers.same_site(
        headers.get("HTTP_SEC_FETCH_SITE", ""), headers.get("HTTP_ORIGIN", ""), headers.get("HTTP_HOST", ""),
        callers.origin_of(config().base_url),
    )  # fmt: skip


def _find(claim: callers.Claim) -> SignedIn | TokenHolder | None:
    with connection.cursor() as cursor:
        if claim.is_citizen:
            cursor.execute(sign_in.FIND_SESSIONS, [[claim.token_hash], clock.now()])
            return sign_in.decode(cursor.fetchall()).get(claim.token_hash)
        cursor.execute(tokens.FIND_TOKENS, [[claim.token_hash], clock.now(), tokens.MAY_ISSUE])
        return tokens.decode(cursor.fetchall()).get(claim.token_hash)


def _seen(code: str) -> door.Answer:
    ticket = queries.ticket_by_code(code)
    if ticket is None:
        return door.problem("unknown-ticket")
    state = queries.shift_state(ticket.shift_id)
    body: dict[str, object] = {
        "code": codes.encode(ticket.pk),
        "display": queries.display_number(ticket) if ticket.number is not None else None,
        "state": ticket.state,
        "ahead": state.ahead(ticket.pk),
        "serving": [one.number for one in state.serving],
    }
    return door.Answer(200, body)
