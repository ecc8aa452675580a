"""What a citizen may know of her own thread: that it waits for an officer, or that an officer has it."""

from datetime import datetime
from typing import Literal

from motcua.features.helpdesk import rules
from motcua.features.helpdesk.arrivals import held
from motcua.features.helpdesk.models import Thread, ThreadState

Standing = Literal["", "waiting", "owned"]


def standing_of(account: int, external_id: str, now: datetime) -> Standing:
    """Empty while only the bot answers her."""
    open_threads = Thread.objects.exclude(state=ThreadState.DONE)
    thread = open_threads.filter(account_id=account, external_id=external_id).first()
    if thread is None:
        return ""
    return "owned" if rules.is_owned(held(thread), now) else "waiting"
