"""What an administrator of a unit does to its account: connect it, change keys, stop and resume, try one message."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.foundation import secrets
from motcua.foundation.audit import operations as audit
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.clock import local_date
from motcua.foundation.config import config
from motcua.foundation.offices.models import OrgUnit
from motcua.messaging.channels import accounts, outbox
from motcua.messaging.channels.models import ConversationState, OaAccount, OaBinding, ZaloApp
from motcua.messaging.channels.zalo import choices, tokens
from motcua.messaging.channels.zalo.client import TokenPair
from motcua.messaging.dialogue.reply import Reply

__all__ = [
    "AccountTaken", "AppShared", "BadKeys", "Keys", "NobodyThere", "change_keys", "connect", "paste_pair", "resume",
    "send_test", "set_verifier", "stop",
]  # fmt: skip

_ID = re.compile(r"\d{6,30}")
_VERIFIER = re.compile(r"[\w-]{8,64}", re.ASCII)
_PASTED_LIVES_S = 3600  # nobody knows how old a pasted pair is: let it be renewed within the hour
TEST_TEXT = "Tin thử của Một Cửa. Nếu ông/bà đọc được tin này, kênh Zalo của đơn vị đang gửi được."


class BadKeys(ValueError):
    """Mã OA, mã ứng dụng là dãy số; khóa không để trống."""


class AccountTaken(ValueError):
    """OA này đang gắn với một đơn vị khác."""


class AppShared(ValueError):
    """Ứng dụng này đang phục vụ OA khác, khóa bí mật vừa nhập không khớp."""


class NobodyThere(ValueError):
    """Người này chưa nhắn cho OA trong 48 giờ qua."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Of the app at developers.zalo.me. An empty secret leaves the kept one as it is."""

    app_id: str
    app_secret: str = ""
    oa_secret_key: str = ""
    fixed_verifier: str = ""
    demands_proof: bool = False


def connect(*, unit: OrgUnit, oa_id: str, name: str, keys: Keys, by: int, now: datetime) -> OaAccount:
    """A new account for a unit, or the unit's own again. The consent comes next.

    Raises BadKeys, AppShared, AccountTaken.
    """
    if not _ID.fullmatch(oa_id) or not name.strip():
        raise BadKeys
    with transaction.atomic():
        app = _keep(keys, oa_id)
        known = OaAccount.objects.select_for_update().filter(oa_id=oa_id).first()
        if known is not None and not known.bindings.filter(unit=unit, valid_to=None).exists():
            raise AccountTaken
        account = known or OaAccount(oa_id=oa_id, is_demo=not config().is_zalo_real)
        account.app, account.name = app, name.strip()[:120]
        account.save()
        if known is None:
            OaBinding.objects.create(account=account, unit=unit, valid_from=local_date(now))
            _record(EventTag.ACCOUNT_BOUND, account.pk, by, now, unit.pk)
        _record(EventTag.ACCOUNT_KEYS_CHANGED, account.pk, by, now, unit.pk)
    return account


def change_keys(*, account: OaAccount, keys: Keys, by: int, now: datetime) -> None:
    """New secrets of the app; the edge uses them within half a minute. Raises BadKeys, AppShared."""
    with transaction.atomic():
        account.app = _keep(keys, account.oa_id)
        account.save(update_fields=["app"])
        _record(EventTag.ACCOUNT_KEYS_CHANGED, account.pk, by, now)


def paste_pair(*, account: OaAccount, access_token: str, refresh_token: str, by: int, now: datetime) -> None:
    """A pair from Zalo's own API Explorer, where no consent page can be used. Raises BadKeys."""
    if not access_token.strip() or not refresh_token.strip():
        raise BadKeys
    with transaction.atomic():
        pair = TokenPair(access_token.strip(), refresh_token.strip(), _PASTED_LIVES_S)
        tokens.store_pair(account=account.pk, pair=pair, now=now)
        _record(EventTag.ACCOUNT_CONSENTED, account.pk, by, now)


def stop(*, account: int, because: str, by: int, now: datetime) -> bool:
    """Nothing goes out any more until `resume`. False when it was stopped before."""
    with transaction.atomic():
        waiting = OaAccount.objects.filter(pk=account, stopped_at=None)
        stopped = waiting.update(stopped_at=now, stopped_because=because.strip()[:200], stopped_by=by)
        if stopped:
            _record(EventTag.ACCOUNT_STOPPED, account, by, now)
    return bool(stopped)


def resume(*, account: int, by: int, now: datetime) -> None:
    """Send again, what costs too: whoever presses this has paid or put right what was wrong."""
    with transaction.atomic():
        OaAccount.objects.filter(pk=account).update(
            stopped_at=None, stopped_because="", stopped_by=None, paid_stopped_at=None, hold_until=None
        )
        _record(EventTag.ACCOUNT_RESUMED, account, by, now)


def send_test(*, account: OaAccount, to: str, by: int, now: datetime) -> int:
    """One message to a citizen id that wrote lately (the officer's own phone); its id. Raises NobodyThere."""
    if not ConversationState.objects.filter(account=account, external_id=to).exists():
        raise NobodyThere
    accounts.facts_of(account.pk, local_date(now))
    with transaction.atomic():
        (message,) = outbox.enqueue(account=account.pk, to=to, reply=Reply(TEST_TEXT), kind="reply", now=now)
        choices.choose(account=account.pk, name=choices.TEST_MESSAGE, value=str(message), by=by, now=now)
        _record(EventTag.ACCOUNT_TESTED, account.pk, by, now)
    return message


def set_verifier(*, account: int, told: str, by: int, now: datetime) -> str:
    """The code of Zalo's verification file, from the code, the file's name or its whole tag. Raises BadKeys."""
    found = re.search(r"zalo_verifier([\w-]{8,64})\.html", told, re.ASCII) or re.search(
        r"content=[\"']([\w-]{8,64})[\"']", told, re.ASCII
    )  # fmt: skip
    code = found.group(1) if found else told.strip()
    if not _VERIFIER.fullmatch(code):
        raise BadKeys
    choices.choose(account=account, name=choices.VERIFIER, value=code, by=by, now=now)
    return code


def _keep(keys: Keys, oa_id: str) -> ZaloApp:
    """Of an app that serves other accounts too nothing changes; who links to it must know its secret."""
    app = ZaloApp.objects.select_for_update().filter(app_id=keys.app_id).first()
    if not _ID.fullmatch(keys.app_id) or (app is None and not (keys.app_secret and keys.oa_secret_key)):
        raise BadKeys
    if app is not None and app.accounts.exclude(oa_id=oa_id).exists():
        if not hmac.compare_digest(tokens.app_secret(app).encode(), keys.app_secret.strip().encode()):
            raise AppShared
        return app
    app = app or ZaloApp(app_id=keys.app_id)
    for column, text in (
        ("app_secret_sealed", keys.app_secret),
        ("oa_secret_key_sealed", keys.oa_secret_key),
        ("pkce_verifier_sealed", keys.fixed_verifier),
    ):
        if text.strip():
            setattr(app, column, secrets.encrypt_text(text.strip(), tokens.APP_SEALED_AS))
    app.demands_proof, app.closed_at = keys.demands_proof, None
    app.save()
    return app


def _record(tag: EventTag, account: int, by: int, now: datetime, unit: int = 0) -> None:
    who = ActorKind.OFFICER if by else ActorKind.SYSTEM
    audit.record(tag, at=now, actor_kind=who, actor_id=by, unit_id=unit, subject_id=account)
