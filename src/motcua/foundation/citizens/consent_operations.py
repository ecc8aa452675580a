"""Writes: the words citizens are shown, and what they agree to, purpose by purpose."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.citizens import notices, queries
from motcua.foundation.citizens.models import Citizen, Consent, NoticeText
from motcua.foundation.clock import local_date

__all__ = ["current_notices", "give_consents", "publish_notice", "show_notices", "withdraw_consent"]


def current_notices(now: datetime) -> Mapping[str, NoticeText]:
    """The words in force; the defaults are written on the first reading."""
    found = queries.notices_on(local_date(now))
    missing = [one for one in notices.DEFAULTS if one.purpose not in found]
    for one in missing:
        publish_notice(
            purpose=one.purpose, version=one.version, text=one.text, basis=one.basis, valid_from=one.valid_from
        )
    return queries.notices_on(local_date(now)) if missing else found


def publish_notice(*, purpose: str, version: int, text: str, basis: str, valid_from: date) -> NoticeText:
    """A version of a purpose's words; written once, an existing version stays as it is."""
    digest = hashlib.sha256(text.encode()).digest()
    row, _ = NoticeText.objects.get_or_create(
        purpose=purpose,
        version=version,
        defaults={"text": text, "sha256": digest, "basis": basis, "valid_from": valid_from},
    )
    return row


def show_notices(*, citizen_id: int, channel: str, now: datetime) -> None:
    """Keep that a citizen was told the words in force, version by version."""
    unit_id = _unit_of(citizen_id)
    for purpose, notice in current_notices(now).items():
        _record(EventTag.NOTICE_SHOWN, citizen_id, unit_id, now, notice.pk, purpose=purpose, channel=channel)


def give_consents(*, citizen_id: int, purposes: Iterable[str], channel: str, now: datetime) -> None:
    """Agree to each purpose named; one already agreed to stays as it is, one that is not asked for is ignored."""
    texts = current_notices(now)
    for purpose in set(purposes) & set(notices.ASKED):
        with transaction.atomic(savepoint=False):
            _, created = Consent.objects.get_or_create(
                citizen_id=citizen_id,
                purpose=purpose,
                withdrawn_at=None,
                defaults={"notice": texts[purpose], "channel": channel, "given_at": now},
            )
            if created:
                notice_id = texts[purpose].pk
                unit_id = _unit_of(citizen_id)
                _record(EventTag.CONSENT_GIVEN, citizen_id, unit_id, now, notice_id, purpose=purpose, channel=channel)


def withdraw_consent(*, citizen_id: int, purpose: str, now: datetime) -> bool:
    """Take an agreement back; the row stays as proof of both. False when there was none."""
    with transaction.atomic():
        live = Consent.objects.select_for_update().filter(citizen_id=citizen_id, purpose=purpose, withdrawn_at=None)
        consent = live.first()
        if consent is None:
            return False
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        unit_id = _unit_of(citizen_id)
        _record(EventTag.CONSENT_WITHDRAWN, citizen_id, unit_id, now, consent.notice_id, purpose=purpose)
    return True


def _unit_of(citizen_id: int) -> int:
    return Citizen.objects.values_list("unit_id", flat=True).get(id=citizen_id)


def _record(tag: EventTag, citizen_id: int, unit_id: int, now: datetime, subject_id: int, **detail: str) -> None:
    record(
        tag, at=now, actor_kind=ActorKind.CITIZEN, actor_id=citizen_id, unit_id=unit_id, subject_id=subject_id, **detail
    )
