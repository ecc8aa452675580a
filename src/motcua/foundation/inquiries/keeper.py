"""What is kept of a citizen's look-ups: when and how they ended, 180 days; counts of limits, two days."""

from datetime import datetime, timedelta

from motcua.foundation.inquiries.models import Inquiry, InquiryTally

INQUIRIES_LIVE = timedelta(days=180)
TALLIES_LIVE = timedelta(days=2)


class InquiriesKeeper:
    """Look-ups."""

    name = "inquiries"

    def tell(self, citizen_id: int) -> list[dict[str, object]]:
        """When she looked something up, and how it ended."""
        mine = Inquiry.objects.filter(citizen_id=citizen_id).order_by("pk")
        return [
            {"asked_at": at.isoformat(), "subject": subject, "outcome": outcome}
            for at, subject, outcome in mine.values_list("asked_at", "subject", "outcome")
        ]

    def forget(self, citizen_id: int, now: datetime) -> None:
        """Whose they were; that they were is counted on."""
        Inquiry.objects.filter(citizen_id=citizen_id).update(citizen_id=None)

    def expire(self, now: datetime) -> int:
        """Rows past their time."""
        old, _ = Inquiry.objects.filter(asked_at__lt=now - INQUIRIES_LIVE).delete()
        InquiryTally.objects.filter(began_at__lt=now - TALLIES_LIVE).delete()
        return old
