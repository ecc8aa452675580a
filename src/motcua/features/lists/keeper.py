"""What lists hold of people (see `foundation.citizens.keepers`).

A row is a record of the office until its matter is settled; ninety days after it is closed its cells are emptied
(domain.md 2.10). What a citizen asked for is told to her, and loses its tie to her when she asks.
"""

from datetime import datetime, timedelta

from motcua.features.lists import cells
from motcua.features.lists.models import ListNotice, ListRequest, ListRow, ListRowChange, RowState
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import EventTag

ROWS_LIVE = timedelta(days=90)
_BATCH = 1000


class ListsKeeper:
    """Requests of citizens, and rows of anybody."""

    name = "lists"

    def tell(self, citizen_id: int) -> list[dict[str, object]]:
        """What she asked for, and what became of it; and of which rows she was told."""
        asked = ListRequest.objects.filter(citizen_id=citizen_id).order_by("pk")
        told: list[dict[str, object]] = [
            {
                "asked": one.get_kind_display(), "state": one.get_state_display(), "at": one.asked_at.isoformat(),
                "reason": one.reason, "typed": cells.typed_in(one.typed_sealed),
            }
            for one in asked
        ]  # fmt: skip
        notices = ListNotice.objects.filter(citizen_id=citizen_id).order_by("pk")
        return [*told, *({"told_of_row": one.row_id, "at": one.at.isoformat()} for one in notices)]

    def forget(self, citizen_id: int, now: datetime) -> None:
        """Cut the tie; the office's own rows stay until their time."""
        ListRequest.objects.filter(citizen_id=citizen_id).update(citizen=None)
        ListNotice.objects.filter(citizen_id=citizen_id).delete()

    def expire(self, now: datetime) -> int:
        """Cells of rows closed ninety days ago, what they were before, and what was typed about them."""
        done = 0
        while found := list(
            ListRow.objects.filter(state=RowState.CLOSED, pseudonymised_at=None, closed_at__lt=now - ROWS_LIVE)
            .order_by("closed_at")
            .values_list("pk", flat=True)[:_BATCH]
        ):
            ListRowChange.objects.filter(row_id__in=found).update(before_sealed=b"", before_key_hash=b"")
            ListRequest.objects.filter(row_id__in=found).update(typed_sealed=b"", citizen=None)
            ListRow.objects.filter(pk__in=found).update(cells_sealed=b"", key_hash=b"", pseudonymised_at=now)
            record(EventTag.LIST_ROW_PSEUDONYMISED, at=now, rows=len(found))
            done += len(found)
        return done
