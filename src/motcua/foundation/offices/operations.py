"""Writes of reference data that come from outside; all else is edited in the admin."""

from collections.abc import Iterable
from datetime import datetime

import holidays
from django.db import transaction

from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import EventTag
from motcua.foundation.offices.models import Holiday, OrgUnit

__all__ = ["load_public_holidays", "make_official"]


def make_official(*, unit_id: int, account_name: str, account_id: str, now: datetime) -> bool:
    """End a unit's trial: a real Official Account is bound to it. False when it had ended before.

    Its pages lose the trial strip and carry "Trang chính thức" with the account's exact name.
    """
    with transaction.atomic():
        ended = OrgUnit.objects.filter(pk=unit_id, official_since=None).update(
            official_since=now, official_account_name=account_name, official_account_id=account_id
        )
        if ended:
            record(EventTag.UNIT_MADE_OFFICIAL, at=now, unit_id=unit_id, subject_id=unit_id)
    return bool(ended)


def load_public_holidays(*, years: Iterable[int]) -> int:
    """Add the public holidays of these years, Tết and yearly swap days included; edited ones stay as they are.

    The government decides swap days late, so the office may have to add or drop one by hand (domain.md 2.9).
    """
    found = holidays.country_holidays("VN", years=list(years), language="vi")
    rows = [Holiday(date=day, name=name[:120]) for day, name in sorted(found.items())]
    with transaction.atomic():
        return len(Holiday.objects.bulk_create(rows, ignore_conflicts=True))
