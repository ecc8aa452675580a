"""The token pair of each account, renewed before it ends.

A refresh token is good once and a lost answer costs a new consent by the OA's administrator. So: one worker at a time
(a lease taken under the row's lock: no connection is held across HTTP), and the new pair is committed before use.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from motcua.foundation import secrets
from motcua.messaging.channels.contract import Outcome
from motcua.messaging.channels.models import OaAccount, OaToken, ZaloApp
from motcua.messaging.channels.zalo import keys
from motcua.messaging.channels.zalo.client import Refreshed, TokenPair, ZaloClient

__all__ = ["app_secret", "distrust", "renew_due", "store_pair"]

log = logging.getLogger(__name__)

SEALED_AS = "oa_token"
APP_SEALED_AS = keys.SEALED_AS
RENEW_BEFORE = timedelta(hours=1)
REFRESH_LIVES = timedelta(days=90)
_LEASE = timedelta(seconds=30)
_RETRY = timedelta(minutes=2)
_UNSURE_TRIES = 2  # the first, and one more with the same token
_FRESH = timedelta(minutes=1)


def store_pair(*, account: int, pair: TokenPair, now: datetime) -> None:
    """Keep the first pair of an account, or the pair after a new consent.

    The version rises, so that a renewal under way with the old pair cannot write over this one.
    """
    told = {
        "access_sealed": secrets.encrypt_text(pair.access_token, SEALED_AS),
        "refresh_sealed": secrets.encrypt_text(pair.refresh_token, SEALED_AS),
        "expires_at": now + timedelta(seconds=pair.expires_in),
        "refresh_expires_at": now + REFRESH_LIVES,
        "refreshed_at": now,
        "leased_until": None,
        "failures": 0,
        "consent_needed_since": None,
    }
    OaToken.objects.update_or_create(
        account_id=account, defaults={**told, "version": F("version") + 1}, create_defaults=told
    )


def app_secret(app: ZaloApp) -> str:
    """The secret of an app, which exchanges tokens and proves calls."""
    return secrets.decrypt_text(bytes(app.app_secret_sealed), APP_SEALED_AS)


def distrust(*, account: int, version: int, now: datetime) -> None:
    """Zalo refused this token: let it be renewed at once. Not when it was replaced meanwhile or is brand new."""
    OaToken.objects.filter(account_id=account, version=version, refreshed_at__lt=now - _FRESH).update(expires_at=now)


def renew_due(client: ZaloClient, *, now: datetime) -> int:
    """Renew every token that ends within the hour and that no other worker has in hand. Returns how many."""
    renewed = 0
    while (token := _lease_one(now)) is not None:
        app = ZaloApp.objects.get(accounts=token.pk)
        answer = client.refresh(
            app_id=app.app_id,
            app_secret=app_secret(app),
            refresh_token=secrets.decrypt_text(bytes(token.refresh_sealed), SEALED_AS),
        )
        renewed += _conclude(token, answer, now)
    return renewed


def _lease_one(now: datetime) -> OaToken | None:
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    with transaction.atomic():
        token = (
            OaToken.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(
                free,
                expires_at__lte=now + RENEW_BEFORE,
                consent_needed_since=None,
                account__in=OaAccount.objects.filter(app__isnull=False, app__closed_at=None),
            )
            .order_by("expires_at")
            .first()
        )
        if token is not None:
            token.leased_until = now + _LEASE
            token.save(update_fields=["leased_until"])
    return token


def _conclude(token: OaToken, answer: Refreshed, now: datetime) -> int:
    mine = OaToken.objects.filter(pk=token.pk, version=token.version)
    if answer.pair is not None:
        refresh = answer.pair.refresh_token
        return mine.update(
            access_sealed=secrets.encrypt_text(answer.pair.access_token, SEALED_AS),
            refresh_sealed=secrets.encrypt_text(refresh, SEALED_AS) if refresh else token.refresh_sealed,
            expires_at=now + timedelta(seconds=answer.pair.expires_in),
            refresh_expires_at=now + REFRESH_LIVES if refresh else token.refresh_expires_at,
            refreshed_at=now,
            version=token.version + 1,
            leased_until=None,
            failures=0,
        )
    # Not sent at all costs nothing; an unsure exchange may have used the token up, so it is tried once more only.
    failures = token.failures + (0 if answer.outcome is Outcome.LATER else 1)
    hopeless = answer.outcome is Outcome.SETUP or failures >= _UNSURE_TRIES
    mine.update(
        leased_until=now + _RETRY,
        failures=failures,
        consent_needed_since=now if hopeless else None,
    )
    log.error("tokens.not_renewed account=%s outcome=%s said=%s", token.pk, answer.outcome, answer.said)
    return 0
