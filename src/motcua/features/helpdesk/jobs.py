"""What runs by itself: no letter is forgotten by an officer who went home, no answered one stays open for ever."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from motcua.features.helpdesk import rules
from motcua.features.helpdesk.arrivals import put_back
from motcua.features.helpdesk.models import Thread, ThreadState
from motcua.features.helpdesk.operations import end
from motcua.foundation.audit.tags import ActorKind

__all__ = ["tidy_threads"]


def tidy_threads(now: datetime) -> int:
    """Give back threads whose holder walked away from an unanswered citizen; end those quiet for a day. How many.

    Each in a transaction of its own; one that is being pressed at this moment is left for the next run.
    """
    lapsed = Thread.objects.filter(state=ThreadState.CLAIMED, claim_until__lte=now)
    quiet = lapsed.filter(waiting_since=None, last_at__lte=now - rules.QUIET_FOR)
    unanswered = lapsed.exclude(waiting_since=None)
    ended = sum(_settle(thread_id, quiet, now) for thread_id in _ids(quiet))
    return ended + sum(_settle(thread_id, unanswered, now) for thread_id in _ids(unanswered))


def _ids(threads: QuerySet[Thread]) -> list[int]:
    return list(threads.order_by("id").values_list("id", flat=True))


def _settle(thread_id: int, still: QuerySet[Thread], now: datetime) -> bool:
    with transaction.atomic():
        row = still.select_for_update(of=("self",), skip_locked=True).filter(pk=thread_id).first()
        if row is None:
            return False
        if row.waiting_since is None:
            end(row, ActorKind.SYSTEM, 0, now)
        else:
            put_back(row, ActorKind.SYSTEM, 0, now)
        row.save()
        return True
