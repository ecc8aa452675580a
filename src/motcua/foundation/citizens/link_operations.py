"""Writes: a citizen's sign-in, and the personal links that bring her in."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.citizens import links, queries, sign_in
from motcua.foundation.citizens.links import LinkState
from motcua.foundation.citizens.models import Citizen, CitizenSession
from motcua.foundation.config import config
from motcua.foundation.secrets import new_token, token_hash

__all__ = ["Opened", "open_link", "personal_link", "sign_in_citizen", "sign_out"]


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a POST on a link. `token` is a new cookie value, None when the browser keeps its own."""

    state: LinkState
    target: str = ""
    token: str | None = None


def sign_in_citizen(*, citizen_id: int, now: datetime) -> str:
    """A new browser session; returns the token for the `mc_citizen` cookie, which is stored nowhere."""
    token = new_token()
    with transaction.atomic():
        unit_id = Citizen.objects.values_list("unit_id", flat=True).get(id=citizen_id, erased_at=None)
        CitizenSession.objects.create(
            token_hash=token_hash(token), citizen_id=citizen_id, created_at=now, expires_at=now + sign_in.SESSION_LIFE
        )
        _record(EventTag.SIGN_IN, citizen_id, unit_id, now)
    return token


def sign_out(*, token: str, now: datetime) -> None:
    """End the session of a cookie; an unknown one is ignored."""
    CitizenSession.objects.filter(token_hash=token_hash(token), revoked_at=None).update(revoked_at=now)


def personal_link(*, citizen_id: int, purpose: str, target: str, now: datetime, valid_until: datetime) -> str:
    """The address to send to the citizen's own chat: first use within 30 minutes, same browser until `valid_until`."""
    if not links.is_own_path(target):
        raise ValueError(f"not a path of this house: {target}")
    token = new_token()
    first_use_until = now + links.FIRST_USE
    told: dict[str, bytes | int | str | datetime] = {
        "token": token_hash(token), "citizen": citizen_id, "purpose": purpose, "target": target, "now": now,
        "first_use_until": first_use_until, "valid_until": max(valid_until, first_use_until),
    }  # fmt: skip
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(links.MAKE_LINK, told)
        made = cursor.fetchone()
        if made is None:
            raise Citizen.DoesNotExist(f"no citizen {citizen_id}")
        _record(EventTag.LINK_SENT, citizen_id, made[0], now)
    return config().base_url + links.path_of(token)


def open_link(*, token: str, cookie: str | None, now: datetime) -> Opened:
    """The first POST binds the link to this browser. Another citizen's cookie is replaced, and that session ended;
    her own stays, and the link is bound to it."""
    with transaction.atomic():
        link = queries.link_of(token)
        if link is None:
            return Opened(LinkState.UNKNOWN)
        session = token_hash(cookie) if cookie else None
        present = _citizen_of(session, now)
        state = link.state_for(session, present, now)
        if state is LinkState.YOURS:
            return Opened(state, link.target)
        if state is not LinkState.FRESH:
            _record(EventTag.LINK_REFUSED, link.citizen_id, link.unit_id, now)
            return Opened(state, link.target)
        if cookie and present == link.citizen_id:
            if _bind(token, cookie, now):
                _record(EventTag.LINK_BOUND, link.citizen_id, link.unit_id, now)
            return Opened(LinkState.YOURS, link.target)
        fresh = sign_in_citizen(citizen_id=link.citizen_id, now=now)
        if not _bind(token, fresh, now):
            transaction.set_rollback(True)
            return Opened(LinkState.ELSEWHERE, link.target)
        if cookie:
            sign_out(token=cookie, now=now)
        _record(EventTag.LINK_BOUND, link.citizen_id, link.unit_id, now)
    return Opened(LinkState.FRESH, link.target, fresh)


def _citizen_of(session: bytes | None, now: datetime) -> int | None:
    if session is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(sign_in.FIND_SESSIONS, [[session], now])
        row = cursor.fetchone()
    return row[1] if row else None


def _bind(token: str, session_token: str, now: datetime) -> bool:
    """One of two browsers that press at once wins: the row lock decides, the second finds it bound."""
    with connection.cursor() as cursor:
        cursor.execute(links.BIND_LINK, {"token": token_hash(token), "session": token_hash(session_token), "now": now})
        changed: int = cursor.rowcount
    return changed == 1


def _record(tag: EventTag, citizen_id: int, unit_id: int, now: datetime) -> None:
    record(tag, at=now, actor_kind=ActorKind.CITIZEN, actor_id=citizen_id, unit_id=unit_id, subject_id=citizen_id)
