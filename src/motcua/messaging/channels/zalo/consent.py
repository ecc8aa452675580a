"""Xin cấp quyền: an officer goes to Zalo's consent page and comes back with a code that buys the token pair.

The state is bound to the officer's session, good once and for ten minutes. No transaction is open during the exchange,
and the pair is committed before anything is sent with it.
"""

import hashlib
import secrets as random_secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from django.db import transaction

from motcua.foundation import secrets
from motcua.foundation.audit import operations as audit
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.messaging.channels.contract import Outcome
from motcua.messaging.channels.models import OaAccount, OaConsent, ZaloApp
from motcua.messaging.channels.zalo import choices, pkce, tokens
from motcua.messaging.channels.zalo.client import ZaloClient

__all__ = ["Ended", "Verdict", "begin", "finish"]

GOOD_FOR = timedelta(minutes=10)
SEALED_AS = "oa_consent"


class Verdict(StrEnum):
    """What became of a walk to the consent page. Only DONE changed the tokens."""

    DONE = "done"
    UNKNOWN_STATE = "unknown_state"
    OTHER_OA = "other_oa"
    NO_CODE = "no_code"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Ended:
    """`account` is None only when nobody knows which walk this was."""

    verdict: Verdict
    account: int | None = None
    said: str = ""


def begin(*, account: OaAccount, session: str, redirect_uri: str, oauth_url: str, by: int, now: datetime) -> str:
    """The address of Zalo's consent page for this account; `session` is the officer's session key."""
    app = account.app
    if app is None:
        raise ValueError("an account without an app has no consent page")
    verifier = _verifier(account, app)
    state = random_secrets.token_urlsafe(32)
    OaConsent.objects.create(
        account=account,
        officer_id=by,
        state_hash=_hash(state),
        session_hash=_hash(session),
        verifier_sealed=secrets.encrypt_text(verifier, SEALED_AS),
        asked_at=now,
    )
    asked = {
        "app_id": app.app_id,
        "redirect_uri": redirect_uri,
        "code_challenge": pkce.challenge_of(verifier),
        "state": state,
    }
    return f"{oauth_url}/v4/oa/permission?{urlencode(asked)}"


def finish(client: ZaloClient, *, state: str, code: str, oa_id: str, session: str, by: int, now: datetime) -> Ended:
    """Redeem what the consent page sent back. A state of another session, a used or an old one buys nothing."""
    walk = _take(state, session, by, now)
    if walk is None:
        return Ended(Verdict.UNKNOWN_STATE)
    account = walk.account
    if oa_id != account.oa_id or account.app is None:
        return _end(walk, Verdict.OTHER_OA)
    if not code:
        return _end(walk, Verdict.NO_CODE)
    answer = client.redeem(
        app_id=account.app.app_id,
        app_secret=tokens.app_secret(account.app),
        code=code,
        code_verifier=secrets.decrypt_text(bytes(walk.verifier_sealed), SEALED_AS),
    )
    if answer.pair is None or not answer.pair.refresh_token:
        far = answer.outcome in (Outcome.LATER, Outcome.UNSURE)
        return _end(walk, Verdict.NOT_REACHED if far else Verdict.REFUSED, answer.said)
    with transaction.atomic():
        tokens.store_pair(account=account.pk, pair=answer.pair, now=now)
        audit.record(
            EventTag.ACCOUNT_CONSENTED, at=now, actor_kind=ActorKind.OFFICER, actor_id=by, subject_id=account.pk
        )
        return _end(walk, Verdict.DONE)


def _verifier(account: OaAccount, app: ZaloApp) -> str:
    """Of this walk alone, or the one whose challenge stands in Zalo's own console."""
    fixed = bytes(app.pkce_verifier_sealed)
    if fixed and choices.settled_of([account.pk])[account.pk]["pkce"] == "fixed":
        return secrets.decrypt_text(fixed, tokens.APP_SEALED_AS)
    return pkce.new_verifier()


def _take(state: str, session: str, by: int, now: datetime) -> OaConsent | None:
    """The walk this state belongs to, taken for good: a second call with it finds nothing."""
    waiting = OaConsent.objects.filter(
        state_hash=_hash(state),
        session_hash=_hash(session),
        officer_id=by,
        answered_at=None,
        asked_at__gt=now - GOOD_FOR,
        account__app__closed_at=None,
    )
    with transaction.atomic():
        walk = waiting.select_for_update(of=("self",)).select_related("account__app").first()
        if walk is not None:
            OaConsent.objects.filter(pk=walk.pk).update(answered_at=now)
    return walk


def _end(walk: OaConsent, verdict: Verdict, said: str = "") -> Ended:
    OaConsent.objects.filter(pk=walk.pk).update(ended_as=verdict.value, verifier_sealed=b"")
    return Ended(verdict, walk.account_id, said=said)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
