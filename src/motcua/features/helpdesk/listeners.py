"""Who wants to hear that an officer answered a question. Workflows register a function at start."""

from collections.abc import Callable
from datetime import datetime

__all__ = ["SolvedListener", "register_solved_listener", "tell_solved"]

SolvedListener = Callable[[int, int, int, str, datetime], None]
_listeners: list[SolvedListener] = []


def register_solved_listener(listener: SolvedListener) -> None:
    """Have `listener(thread_id, question_id, officer_id, answer_text, at)` run in the transaction of a reply.

    Once for each question that waited for this reply. A listener writes rows and does nothing else. Safe to repeat.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def tell_solved(thread_id: int, question_id: int, officer_id: int, answer_text: str, at: datetime) -> None:
    """Run every listener, in the caller's transaction."""
    for listener in _listeners:
        listener(thread_id, question_id, officer_id, answer_text, at)
