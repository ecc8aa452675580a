"""What dossiers hold of a citizen's account: what she follows, and the answers she was given, a quarter of an hour.

The dossiers themselves are the office's own records: they come from its sources and go when these say so.
"""

from datetime import datetime, timedelta

from motcua.features.dossiers.models import DossierFollow, Finding, SecondFactor
from motcua.foundation.citizens.rules import masked_name

FOLLOWS_LIVE = timedelta(days=90)


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
        """Answers and codes at once when their time is over, ended follows after 90 days."""
        SecondFactor.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
        findings, _ = Finding.objects.filter(expires_at__lt=now).delete()
        follows, _ = DossierFollow.objects.filter(ended_at__lt=now - FOLLOWS_LIVE).delete()
        return findings + follows
