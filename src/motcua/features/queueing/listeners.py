"""Who wants to hear of calls. Floors above register a function at start; queueing knows none of them by name."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

__all__ = ["CallListener", "Heard", "register_call_listener", "tell_listeners"]

Heard = Literal["call", "recall", "undone"]
CallListener = Callable[[int, int, Heard, datetime], None]
_listeners: list[CallListener] = []


def register_call_listener(listener: CallListener) -> None:
    """Have `listener(ticket_id, counter_number, kind, now)` run inside the transaction of each call. Safe to repeat.

    "undone" tells that a call made seconds ago was taken back. A listener writes rows (an outbox, a job) and does
    nothing else: no network, no waiting. What it raises undoes the press.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def tell_listeners(ticket_id: int, counter_number: int, kind: Heard, now: datetime) -> None:
    """Run every listener, in the caller's transaction."""
    for listener in _listeners:
        listener(ticket_id, counter_number, kind, now)
