"""What the helpdesk holds of a citizen: told, forgotten and aged on request (see `foundation.citizens.keepers`)."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from motcua.features.helpdesk.models import BODY, Direction, Thread, ThreadMessage, ThreadState
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import EventTag
from motcua.foundation.secrets import decrypt_text

LETTERS_LIVE = timedelta(days=180)
_BATCH = 500


class HelpdeskKeeper:
    """Words go, rows stay: how many asked and how soon they were answered is counted."""

    name = "letters"

    def tell(self, citizen_id: int) -> list[dict[str, object]]:
        """What the citizen wrote and what officers answered; notes between officers are their own."""
        lines = ThreadMessage.objects.filter(
            thread__citizen_id=citizen_id, direction__in=[Direction.THEIRS, Direction.OURS]
        ).order_by("at", "id")
        return [
            {
                "at": line.at.isoformat(),
                "from": "citizen" if line.direction == Direction.THEIRS else "office",
                "kind": line.kind,
                "text": decrypt_text(bytes(line.body_sealed), BODY),
            }
            for line in lines
        ]

    def forget(self, citizen_id: int, now: datetime) -> None:
        """Open threads end here: nobody can be answered any more."""
        theirs = Thread.objects.select_for_update().filter(citizen_id=citizen_id).order_by("pk")
        _empty(theirs, now)

    def expire(self, now: datetime) -> int:
        """Finished threads lose their words after half a year."""
        done = 0
        while True:
            old = Thread.objects.filter(
                state=ThreadState.DONE, pseudonymised_at=None, finished_at__lt=now - LETTERS_LIVE
            ).order_by("pk")[:_BATCH]
            if not (count := _empty(old, now)):
                return done
            done += count


def _empty(threads: QuerySet[Thread], now: datetime) -> int:
    found = list(threads)
    ids = [one.pk for one in found]
    ThreadMessage.objects.filter(thread_id__in=ids).update(body_sealed=b"", elsewhere_by="")
    for one in found:
        if one.state != ThreadState.DONE:
            one.state, one.finished_at = ThreadState.DONE, now
        one.external_id, one.pseudonymised_at, one.elsewhere_by = "", now, ""
        one.claim_until = one.snoozed_until = one.waiting_since = one.reply_due_at = None
        one.save()
        record(EventTag.THREAD_PSEUDONYMISED, at=now, unit_id=one.unit_id, subject_id=one.pk)
    return len(found)
