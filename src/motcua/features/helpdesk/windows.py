"""Until when a channel lets us write to a citizen; asked of the channel, which alone knows its own rules."""

from datetime import datetime, timedelta

from django.core.cache import cache

from motcua.features.helpdesk import rules
from motcua.features.helpdesk.models import Thread
from motcua.features.helpdesk.rules import Limits, Window
from motcua.messaging.channels import registry
from motcua.messaging.channels.models import ConversationState

__all__ = ["window_of"]

_LIMITS_FOR_S, _LAST_KNOWN_FOR_S = 60, 7 * 24 * 3600


def window_of(thread: Thread, now: datetime) -> Window:
    """May we write now, free or at a price, and until when."""
    kept = ConversationState.objects.filter(account_id=thread.account_id, external_id=thread.external_id)
    heard = kept.values_list("last_event_at", flat=True).first()
    return rules.window(max(filter(None, (heard, thread.last_asked_at))), _limits(thread, now), now)


def _limits(thread: Thread, now: datetime) -> Limits:
    """What the account's line says it can do. While it may not send, what it or its channel said last is believed;
    of a channel that never said anything nothing is known, and the sender decides.
    """
    mine, anybodys = f"helpdesk:limits:{thread.account_id}", f"helpdesk:limits:{thread.channel}"
    known: tuple[timedelta | None, timedelta | None] | None = cache.get(mine)
    if known is not None:
        return Limits(*known)
    lines = {line.account: line.capabilities for line in registry.channel(thread.channel).open_lines(now)}
    told = lines.get(thread.account_id) or next(iter(lines.values()), None)
    if told is None:
        return Limits(*(cache.get(anybodys) or (None, None)))
    cache.set(mine, (told.free_reply, told.paid_reply), _LIMITS_FOR_S)
    cache.set(anybodys, (told.free_reply, told.paid_reply), _LAST_KNOWN_FOR_S)
    return Limits(told.free_reply, told.paid_reply)
