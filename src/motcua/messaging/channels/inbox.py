"""What citizens said, in order per citizen, each exactly answered once.

Claim (a lease, committed) → understand → one transaction for the list: conversation, handler, outbox, handled mark.
A turn that takes locks many wait for says `Alone` and is answered after the list's commit, in its own transaction.
An event that fails is tried three times and then parked, so that the next one goes on.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction

from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.clock import local_date
from motcua.messaging.channels import accounts, conversations, intake, outbox, registry, rules
from motcua.messaging.channels.accounts import AccountFacts
from motcua.messaging.channels.contract import Alone, Answer, Conversation, Handler, Identity, Inbound
from motcua.messaging.channels.conversations import Kept
from motcua.messaging.channels.models import Follower
from motcua.messaging.channels.outbox import Draft

log = logging.getLogger(__name__)

LEASE_SECONDS = 15
BATCH = 40

# -- name: claim_events
# The first waiting event of each citizen. Being first only ever becomes true, so two workers never hold one citizen;
# the row is checked again after the other worker's commit. A retried event is claimed alone: if it kills the worker,
# it takes no other event's tries with it.
CLAIM_SQL = """
    WITH head AS MATERIALIZED (
        SELECT e.id FROM inbound_event e
        WHERE e.lane = 'talk' AND e.handled_at IS NULL AND e.parked_at IS NULL
          AND (e.lease_until IS NULL OR e.lease_until < clock_timestamp())
          AND (e.attempts > 0) = %(retried)s
          AND e.id = (
              SELECT first.id FROM inbound_event first
              WHERE first.account = e.account AND first.external_id = e.external_id AND first.lane = 'talk'
                AND first.handled_at IS NULL AND first.parked_at IS NULL
              ORDER BY first.id LIMIT 1
          )
        ORDER BY e.id LIMIT %(limit)s
        FOR UPDATE OF e SKIP LOCKED
    )
    UPDATE inbound_event AS taken
    SET attempts = taken.attempts + 1, lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
    FROM head
    WHERE taken.id = head.id
    RETURNING taken.id, taken.channel, taken.app_id, taken.account, taken.external_id, taken.attempts, taken.body_sealed
"""

# -- name: handled_events -- only what is still ours: a lease that ran out may have been taken by another worker.
HANDLED_SQL = """
    UPDATE inbound_event AS e SET handled_at = %s, lease_until = NULL
    FROM unnest(%s::bigint[], %s::int[]) AS mine (id, attempts)
    WHERE e.id = mine.id AND e.attempts = mine.attempts AND e.handled_at IS NULL AND e.parked_at IS NULL
"""

# -- name: failed_event -- waits a little, or is parked after its last try
FAILED_SQL = """
    UPDATE inbound_event
    SET lease_until = CASE WHEN NOT %(last)s THEN clock_timestamp() + make_interval(secs => %(wait)s) END,
        parked_at = CASE WHEN %(last)s THEN %(now)s::timestamptz END
    WHERE id = %(id)s AND attempts = %(attempts)s AND handled_at IS NULL AND parked_at IS NULL
"""

# -- name: park_worn_out_events -- their worker died with them three times.
PARK_SQL = """
    UPDATE inbound_event SET parked_at = %s, lease_until = NULL
    WHERE id IN (
        SELECT id FROM inbound_event
        WHERE lane = 'talk' AND handled_at IS NULL AND parked_at IS NULL
          AND attempts >= %s AND lease_until < clock_timestamp()
        FOR UPDATE SKIP LOCKED
    )
"""


class LeaseLost(RuntimeError):
    """Another worker took one of these events meanwhile; everything done for them is rolled back."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An event in hand. `inbound` is None when it cannot be read or says nothing we know."""

    id: int
    channel: str
    app_id: str
    attempts: int
    account: str
    external_id: str
    inbound: Inbound | None


@dataclass(frozen=True, slots=True)
class _Case:
    """An event with all that its answer needs."""

    claimed: Claimed
    inbound: Inbound
    account: AccountFacts
    identity: Identity
    kept: Kept


def work(*, now: datetime, limit: int = BATCH) -> int:
    """Take and answer one list of new events. Returns how many were in hand."""
    registry.handler()  # raises before anything is taken
    fresh = claim(limit=limit, now=now)
    if fresh:
        answer(fresh, now=now)
    return len(fresh)


def work_again(*, now: datetime) -> int:
    """Take and answer one event that failed before, alone; park those whose worker died too often."""
    registry.handler()
    retried = claim(limit=1, now=now, retried=True)
    if retried:
        answer(retried, now=now)
    return len(retried)


def claim(*, limit: int, now: datetime, retried: bool = False) -> list[Claimed]:
    """Take events, one per citizen, oldest first. Committed when this returns."""
    with transaction.atomic(), connection.cursor() as cursor:
        if retried:
            cursor.execute(PARK_SQL, [now, rules.TALK_TRIES])
        cursor.execute(CLAIM_SQL, {"retried": retried, "lease": LEASE_SECONDS, "limit": limit})
        rows = sorted(cursor.fetchall())
    return [_claimed(*row) for row in rows]


def answer(claimed: Sequence[Claimed], *, now: datetime) -> None:
    """Answer events in one transaction; when one fails, each in its own, so only the guilty one suffers."""
    for case in _answer(claimed, None, now):
        _answer([case.claimed], case, now)


def _answer(claimed: Sequence[Claimed], known: _Case | None, now: datetime) -> Sequence[_Case]:
    """Returns what must still be answered alone. `known` is the case of a single event that was met a moment ago."""
    try:
        return _answer_together(claimed, known, now)
    except LeaseLost:
        log.warning("inbox.lease_lost events=%s", [one.id for one in claimed])
    except Exception:  # whatever a flow or the database may raise: logged, tried again, then parked
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        if len(claimed) == 1:
            log.exception("inbox.event_failed event=%s attempt=%s", claimed[0].id, claimed[0].attempts)
            _fail(claimed[0], now)
            return ()
        for one in claimed:
            _answer([one], None, now)
    return ()


def _answer_together(claimed: Sequence[Claimed], known: _Case | None, now: datetime) -> list[_Case]:
    """Returns what must be answered alone; it stays leased, so nothing later of its citizen goes first.

    What the conversation remembers is thrown away then, to be read and locked again.
    """
    handler, shared = registry.handler(), len(claimed) > 1
    drafts: list[Draft] = []
    answered: list[Kept] = []
    apart: list[_Case] = []
    with transaction.atomic():
        for case in _cases(claimed, now) if known is None else [_met_again(known)]:
            try:
                drafts += _answer_one(handler, case, now, shared=shared)
                answered.append(case.kept)
            except Alone:
                if not shared:
                    raise
                apart.append(case)
        outbox.put(drafts, now)
        conversations.save(answered)
        waiting = {case.claimed.id for case in apart}
        _mark_handled([one for one in claimed if one.id not in waiting], now)
    return apart


def _answer_one(handler: Handler, case: _Case, now: datetime, *, shared: bool) -> list[Draft]:
    inbound, kept = case.inbound, case.kept
    late = kept.last_event_at is not None and inbound.at < kept.last_event_at
    previous = kept.last_event_at
    if inbound.happening == "staff_replied":
        _audit(EventTag.CONVERSATION_TAKEN_OVER, case, now)
    elif not late:
        kept.last_event_at = inbound.at
    if inbound.happening == "follow" and not _follow(case, now):
        return []
    if inbound.happening == "unfollow":
        _unfollow(case, now)
        return []
    answered = handler(inbound, case.identity, Conversation(kept.state, previous, late, shared), now)
    if answered.state is not None and not late:
        kept.state = answered.state
    return _drafts(answered, case)


def _drafts(answered: Answer, case: _Case) -> list[Draft]:
    return [
        Draft(case.account, case.inbound.sender, reply, kind="reply", reply_to=case.claimed.id)
        for reply in answered.replies
    ]


def _cases(claimed: Sequence[Claimed], now: datetime) -> list[_Case]:
    """Everything the list needs, read in a handful of queries; events nobody can answer are left out."""
    known = accounts.bound_accounts({one.account for one in claimed}, local_date(now))
    worth = [one for one in claimed if one.inbound is not None and _is_ours(one, known)]
    people = conversations.identities([(known[one.account], one.external_id) for one in worth], now)
    kept = conversations.load([(known[one.account].id, one.external_id) for one in worth])
    cases = []
    for one in worth:
        account = known[one.account]
        if one.inbound is not None:
            identity = people[one.account, one.external_id]
            cases.append(_Case(one, one.inbound, account, identity, kept[account.id, one.external_id]))
    return cases


def _met_again(case: _Case) -> _Case:
    key = (case.account.id, case.claimed.external_id)
    return replace(case, kept=conversations.load([key])[key])


def _is_ours(one: Claimed, known: dict[str, AccountFacts]) -> bool:
    """The door proves the channel and its app; both must be those this account is linked to."""
    account = known.get(one.account)
    if account is not None and (account.channel, account.app_id) == (one.channel, one.app_id) and one.external_id:
        return True
    log.warning("inbox.foreign_event event=%s account_known=%s", one.id, account is not None)
    return False


def _follow(case: _Case, now: datetime) -> bool:
    """True for a new follower. Nobody is welcomed twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO follower (account_id, external_id, source, followed_at) VALUES (%s, %s, %s, %s)
            ON CONFLICT (account_id, external_id) WHERE unfollowed_at IS NULL DO NOTHING RETURNING id
            """,
            [case.account.id, case.inbound.sender, case.inbound.source, case.inbound.at],
        )
        is_new = cursor.fetchone() is not None
    if is_new:
        _audit(EventTag.FOLLOWER_GAINED, case, now)
    return is_new


def _unfollow(case: _Case, now: datetime) -> None:
    left = Follower.objects.filter(
        account_id=case.account.id,
        external_id=case.inbound.sender,
        unfollowed_at=None,
        followed_at__lte=case.inbound.at,
    ).update(unfollowed_at=case.inbound.at)
    if left:
        _audit(EventTag.FOLLOWER_LOST, case, now)


def _audit(tag: EventTag, case: _Case, now: datetime) -> None:
    record(
        tag,
        at=now,
        actor_kind=ActorKind.CITIZEN if tag is not EventTag.CONVERSATION_TAKEN_OVER else ActorKind.OFFICER,
        actor_id=case.identity.citizen if tag is not EventTag.CONVERSATION_TAKEN_OVER else 0,
        unit_id=case.account.unit,
        subject_id=case.identity.citizen,
    )


def _mark_handled(done: Sequence[Claimed], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(HANDLED_SQL, [now, [one.id for one in done], [one.attempts for one in done]])
        if cursor.rowcount != len(done):
            raise LeaseLost


def _fail(one: Claimed, now: datetime) -> None:
    wait = rules.retry_talk_after(one.attempts).total_seconds()
    is_last = one.attempts >= rules.TALK_TRIES
    with connection.cursor() as cursor:
        cursor.execute(FAILED_SQL, {"id": one.id, "attempts": one.attempts, "wait": wait, "last": is_last, "now": now})


def _claimed(
    event_id: int, channel: str, app_id: str, account: str, external_id: str, attempts: int, sealed: bytes
) -> Claimed:
    inbound = intake.understand(channel, sealed, event_id)
    return Claimed(event_id, channel, app_id, attempts, account, external_id, inbound)
