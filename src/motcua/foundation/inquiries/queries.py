"""What look-ups came to: numbers only."""

from datetime import datetime

from django.db.models import Count

from motcua.foundation.inquiries.models import Inquiry

__all__ = ["counts_between"]


def counts_between(unit_id: int, since: datetime, until: datetime) -> dict[str, int]:
    """How many look-ups ended in each way (S-E7: each one answered is a call or a trip that was not needed)."""
    asked = Inquiry.objects.filter(unit_id=unit_id, asked_at__gte=since, asked_at__lt=until)
    return {outcome: many for outcome, many in asked.order_by("outcome").values_list("outcome").annotate(Count("pk"))}
