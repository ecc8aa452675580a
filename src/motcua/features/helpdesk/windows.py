"""Until when a channel lets us write to a citizen; asked of the channel, which alone knows its own rules."""

from dataclasses import astuple
from datetime import datetime, timedelta

from django.core.cache import cache

from motcua.features.helpdesk import rules
from motcua.features.helpdesk.models import Thread
from motcua.features.helpdesk.rules import Limits, Window
from motcua.messaging.channels import registry
from motcua.messaging.channels.models import ConversationState

__all__ = ["window_of"]

_LIMITS_FOR_S = 60


def window_of(thread: Thread, now: datetime) -> Window:
    """May we write now, free or at a price, and until when."""
    kept = ConversationState.objects.filter(account_id=thread.account_id, external_id=thread.external_id)
    heard = kept.values_list("last_event_at", flat=True).first()
    return rules.window(max(filter(None, (heard, thread.last_asked_at))), _limits(thread, now), now)


def _limits(thread: Thread, now: datetime) -> Limits:
    """What the account's line says it can do; while no line is open nothing is known, and the sender decides."""
    key = f"helpdesk:limits:{thread.channel}:{thread.account_id}"
    known: tuple[timedelta | None, timedelta | None] | None = cache.get(key)
    if known is None:
        limits = _asked(thread, now)
        if limits is None:
            return Limits()
        known = astuple(limits)
        cache.set(key, known, _LIMITS_FOR_S)
    return Limits(*known)


def _asked(thread: Thread, now: datetime) -> Limits | None:
    for line in registry.channel(thread.channel).open_lines(now):
        if line.account == thread.account_id:
            return Limits(line.capabilities.free_reply, line.capabilities.paid_reply)
    return None
