"""What reports hold of a citizen (see `foundation.citizens.keepers`).

A report is a record of the office: its words stay for as long as it must keep them. The tie to the citizen goes when
she asks, at once for a closed report, else when it closes; and by itself two years after the end.
"""

from datetime import datetime, timedelta

from motcua.features.reports import codes
from motcua.features.reports.models import BODY, Report, ReportState
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import EventTag
from motcua.foundation.secrets import decrypt_text

REPORTS_LIVE = timedelta(days=730)
_BATCH = 500


class ReportsKeeper:
    """Receipts and the citizen's own words."""

    name = "reports"

    def tell(self, citizen_id: int) -> list[dict[str, object]]:
        """What she reported and how far it has come; not by whom it is handled."""
        found = Report.objects.filter(citizen_id=citizen_id).order_by("pk").prefetch_related("entries")
        return [
            {
                "code": codes.grouped(codes.encode(one.pk)),
                "kind": one.kind,
                "state": one.get_state_display(),
                "received_at": one.received_at.isoformat(),
                "texts": [decrypt_text(bytes(entry.body_sealed), BODY) for entry in one.entries.all()],
            }
            for one in found
        ]

    def forget(self, citizen_id: int, now: datetime) -> None:
        """Cut the tie of closed ones; open ones lose it when they close."""
        theirs = Report.objects.filter(citizen_id=citizen_id)
        theirs.exclude(state=ReportState.CLOSED).update(forget_asked_at=now)
        theirs.filter(state=ReportState.CLOSED).update(citizen=None, external_id="")

    def expire(self, now: datetime) -> int:
        """Words and tie of what was closed two years ago."""
        done = 0
        while True:
            old = Report.objects.filter(
                state=ReportState.CLOSED, pseudonymised_at=None, closed_at__lt=now - REPORTS_LIVE
            ).order_by("pk")[:_BATCH]
            found = list(old)
            for one in found:
                one.entries.update(body_sealed=b"")
                one.citizen, one.external_id, one.outcome_sealed, one.pseudonymised_at = None, "", b"", now
                one.save()
                record(EventTag.REPORT_PSEUDONYMISED, at=now, unit_id=one.unit_id, subject_id=one.pk)
            if not found:
                return done
            done += len(found)
