"""How fast one person writes. Past the limit she is told once, kindly, and then not answered until the minute ends."""

from dataclasses import replace
from datetime import datetime, timedelta

from motcua.messaging.dialogue.state import State

A_MINUTE = timedelta(minutes=1)
MOST_IN_A_MINUTE = 30


def counted(state: State, at: datetime) -> State:
    """One more message at this moment. A stretch of a minute begins with its first message."""
    if state.burst_from <= at < state.burst_from + A_MINUTE:
        return replace(state, burst=state.burst + 1)
    return replace(state, burst_from=at, burst=1)


def is_first_too_many(state: State) -> bool:
    return state.burst == MOST_IN_A_MINUTE + 1


def is_too_many(state: State) -> bool:
    return state.burst > MOST_IN_A_MINUTE
