"""Who writes and what their conversation remembers, read and written for a whole list of events at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from motcua.foundation import secrets
from motcua.foundation.citizens.models import ChannelIdentity
from motcua.foundation.citizens.operations import Newcomer, meet
from motcua.messaging.channels.accounts import AccountFacts
from motcua.messaging.channels.contract import Identity, State

SEALED_AS = "conversation_state"

# -- name: load_conversations -- locked in the order of their keys: no two workers wait in a ring
LOAD_SQL = """
    SELECT c.account_id, c.external_id, c.state_sealed, c.last_event_at
    FROM conversation_state c
    JOIN unnest(%s::bigint[], %s::text[]) AS wanted (account_id, external_id)
      ON c.account_id = wanted.account_id AND c.external_id = wanted.external_id
    ORDER BY c.account_id, c.external_id
    FOR UPDATE OF c
"""

# -- name: open_conversations
OPEN_SQL = """
    INSERT INTO conversation_state (account_id, external_id)
    SELECT account_id, external_id FROM unnest(%s::bigint[], %s::text[]) AS fresh (account_id, external_id)
    ORDER BY account_id, external_id
    ON CONFLICT ON CONSTRAINT a_conversation_is_kept_once DO NOTHING
"""

# -- name: save_conversations
SAVE_SQL = """
    UPDATE conversation_state AS c
    SET state_sealed = s.state_sealed, last_event_at = s.last_event_at
    FROM unnest(%s::bigint[], %s::text[], %s::bytea[], %s::timestamptz[])
        AS s (account_id, external_id, state_sealed, last_event_at)
    WHERE c.account_id = s.account_id AND c.external_id = s.external_id
"""

Key = tuple[int, str]


@dataclass(slots=True)
class Kept:
    """One locked conversation; what changes here is written by `save`."""

    account: int
    external_id: str
    state: State
    last_event_at: datetime | None


def load(keys: Sequence[Key]) -> dict[Key, Kept]:
    """The conversations of these (account id, external id), locked until the transaction ends; new ones are opened."""
    if not keys:
        return {}
    found = _load(keys)
    if missing := [key for key in set(keys) if key not in found]:
        with connection.cursor() as cursor:
            cursor.execute(OPEN_SQL, [[account for account, _ in missing], [external for _, external in missing]])
        found = _load(keys)
    return found


def save(kept: Sequence[Kept]) -> None:
    if not kept:
        return
    columns: list[list[object]] = [
        [one.account for one in kept],
        [one.external_id for one in kept],
        [_seal(one.state) for one in kept],
        [one.last_event_at for one in kept],
    ]
    with connection.cursor() as cursor:
        cursor.execute(SAVE_SQL, columns)


def identities(who: Sequence[tuple[AccountFacts, str]], now: datetime) -> dict[tuple[str, str], Identity]:
    """The citizens behind (account, external id), by (OA id, external id); a newcomer becomes one."""
    wanted = {(account.oa_id, external_id): account for account, external_id in who}
    found = _find(wanted)
    if missing := [key for key in wanted if key not in found]:
        meet([_newcomer(wanted[key], key[1]) for key in missing], now=now)
        found |= _find({key: wanted[key] for key in missing})
    return found


def _newcomer(account: AccountFacts, external_id: str) -> Newcomer:
    return Newcomer(account.unit, account.channel, account.oa_id, external_id)


def _find(wanted: dict[tuple[str, str], AccountFacts]) -> dict[tuple[str, str], Identity]:
    if not wanted:
        return {}
    rows = ChannelIdentity.objects.filter(
        channel__in={account.channel for account in wanted.values()},
        account__in={oa_id for oa_id, _ in wanted},
        external_id__in=[external_id for _, external_id in wanted],
    ).values_list("channel", "account", "external_id", "pk", "citizen_id")
    found = {}
    for channel, oa_id, external_id, identity, citizen in rows:
        account = wanted.get((oa_id, external_id))
        if account is not None and account.channel == channel:
            found[oa_id, external_id] = Identity(
                channel=channel,
                account=account.id,
                account_name=account.name,
                unit=account.unit,
                identity=identity,
                citizen=citizen,
                external_id=external_id,
                is_demo=account.is_demo,
            )
    return found


def _load(keys: Sequence[Key]) -> dict[Key, Kept]:
    with connection.cursor() as cursor:
        cursor.execute(LOAD_SQL, [[account for account, _ in keys], [external for _, external in keys]])
        return {
            (account, external): Kept(account, external, _unseal(bytes(sealed)), last)
            for account, external, sealed, last in cursor.fetchall()
        }


def _seal(state: State) -> bytes:
    return secrets.encrypt_text(json.dumps(dict(state), ensure_ascii=False), SEALED_AS) if state else b""


def _unseal(sealed: bytes) -> State:
    return json.loads(secrets.decrypt_text(sealed, SEALED_AS)) if sealed else {}
