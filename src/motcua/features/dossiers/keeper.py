"""What dossiers hold of a citizen's account: what she follows, and the answers she was given, a quarter of an hour.

The dossiers themselves are the office's own records: nameless 90 days after they ended, and their numbers stay.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from motcua.features.dossiers.models import Dossier, DossierFollow, DossierTransition, Finding, SecondFactor
from motcua.features.dossiers.rules import ENDED
from motcua.foundation.citizens.rules import masked_name

FOLLOWS_LIVE = timedelta(days=90)
ENDED_LIVE = timedelta(days=90)
_BATCH = 5000


class DossiersKeeper:
    """Follows."""

    name = "dossiers"

    def tell(self, citizen_id: int) -> list[dict[str, object]]:
        """Whose dossier she asked to hear of, since when."""
        mine = DossierFollow.objects.filter(citizen_id=citizen_id).order_by("pk").select_related("dossier")
        return [
            {
                "dossier_of": masked_name(one.dossier.full_name),
                "asked_at": one.asked_at.isoformat(),
                "ended_at": one.ended_at.isoformat() if one.ended_at else None,
            }
            for one in mine
        ]

    def forget(self, citizen_id: int, now: datetime) -> None:
        """No more messages, and nothing that ties her account to a dossier."""
        DossierFollow.objects.filter(citizen_id=citizen_id).delete()

    def expire(self, now: datetime) -> int:
        """Answers and codes when their time is over; ended follows and the persons of ended dossiers after 90 days."""
        SecondFactor.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
        findings, _ = Finding.objects.filter(expires_at__lt=now).delete()
        follows, _ = DossierFollow.objects.filter(ended_at__lt=now - FOLLOWS_LIVE).delete()
        return findings + follows + sum(_forget_ended(now))


def _forget_ended(now: datetime) -> Iterator[int]:
    ended = Dossier.objects.filter(stage__in=[one.value for one in ENDED], since__lt=now - ENDED_LIVE)
    while ids := list(ended.exclude(name_key="").order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            DossierTransition.objects.filter(dossier__in=ids).update(told_sealed=b"")
            yield Dossier.objects.filter(pk__in=ids).update(
                full_name="", name_key="", identity_hash=b"", slip_hash=b"", told_sealed=b"", row_hash=b""
            )
