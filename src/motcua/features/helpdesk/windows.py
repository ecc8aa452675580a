"""Until when a channel lets us write to a citizen: the channel's own terms, in the inbox's words."""

from datetime import datetime

from motcua.features.helpdesk.models import Thread
from motcua.features.helpdesk.rules import Window, WindowState
from motcua.messaging.channels import registry, rules
from motcua.messaging.channels.models import ConversationState

__all__ = ["window_of"]

_STATES = {
    rules.Window.FREE: WindowState.OPEN,
    rules.Window.PAID: WindowState.PAID,
    rules.Window.CLOSED: WindowState.CLOSED,
}


def window_of(thread: Thread, now: datetime) -> Window:
    """May we write now, free or at a price, and until when; counted from what the citizen did last anywhere."""
    kept = ConversationState.objects.filter(account_id=thread.account_id, external_id=thread.external_id)
    heard = kept.values_list("last_event_at", flat=True).first()
    terms = registry.channel(thread.channel).terms(thread.account_id)
    state, ends_at = rules.window_of(max(filter(None, (heard, thread.last_asked_at))), now, terms.capabilities)
    return Window(_STATES[state], ends_at)
