"""Writes of reference data that come from outside; all else is edited in the admin."""

from collections.abc import Iterable

import holidays
from django.db import transaction

from motcua.foundation.offices.models import Holiday

__all__ = ["load_public_holidays"]


def load_public_holidays(*, years: Iterable[int]) -> int:
    """Add the public holidays of these years, Tết and yearly swap days included; edited ones stay as they are.

    The government decides swap days late, so the office may have to add or drop one by hand (domain.md 2.9).
    """
    found = holidays.country_holidays("VN", years=list(years), language="vi")
    rows = [Holiday(date=day, name=name[:120]) for day, name in sorted(found.items())]
    with transaction.atomic():
        return len(Holiday.objects.bulk_create(rows, ignore_conflicts=True))
