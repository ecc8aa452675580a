"""Who is called next, how long waiting may take, what a press may do. Pure decisions; no Django, no clock.

Source of the rules: domain.md S-B5 (priority 1 to 3), S-B10 (grace, back after the next two), ux.md 1.3 and 2.1.
"""

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NORMAL_PER_PRIORITY = 3
REJOIN_WINDOW = timedelta(minutes=10)
REJOIN_BEHIND = 2
UNDO_WINDOW = timedelta(seconds=10)
REPEAT_WINDOW = timedelta(seconds=2)
CALL_AHEAD = timedelta(minutes=30)
CALL_AFTER = timedelta(hours=2)
SUGGEST_NO_SHOW_AFTER = 3
SLOW_AFTER = timedelta(minutes=40)

_PRIOR_WEIGHT = 20
_COLD_SPREAD = 0.6
_P80 = 0.8416
_STEP = 5

TRANSITIONS: dict[str, tuple[str, str]] = {
    "call": ("waiting", "called"),
    "finish": ("called", "served"),
    "no_show": ("called", "no_show"),
    "requeue": ("no_show", "waiting"),
}


class Verdict(StrEnum):
    """What became of a press at a counter. Everything but the first two left all as it was."""

    DONE = "done"
    REPEATED = "repeated"
    NOBODY_WAITING = "nobody_waiting"
    NOBODY_SERVED = "nobody_served"
    PAGE_IS_OLD = "page_is_old"
    NOT_YOUR_COUNTER = "not_your_counter"
    COUNTER_TAKEN = "counter_taken"
    STILL_SERVING = "still_serving"
    NOTHING_TO_UNDO = "nothing_to_undo"
    CHANGED_MEANWHILE = "changed_meanwhile"
    REJOIN_OVER = "rejoin_over"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict and the ticket it is about; `finished` is the one a call brought to its end."""

    verdict: Verdict
    ticket: int | None = None
    finished: int | None = None

    @property
    def changed(self) -> bool:
        """True when something was written."""
        return self.verdict is Verdict.DONE


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket in the line, as far as its order goes."""

    ticket: int
    priority: bool


@dataclass(frozen=True, slots=True)
class LastPress:
    """The newest action of a counter that was not undone; its id is the version of the counter's page."""

    id: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WaitRange:
    """Minutes from the middle guess to a careful one; both are whole fives, and they differ."""

    low: int
    high: int


def order_line(waiting: Iterable[Waiting], recent: Sequence[bool]) -> list[Waiting]:
    """The order of calls: at most one priority among `NORMAL_PER_PRIORITY` others while both wait, else as they stand.

    `waiting` comes in order of turn; `recent` tells of the last calls, newest first, which were priority.
    """
    others: deque[Waiting] = deque()
    first: deque[Waiting] = deque()
    for one in waiting:
        (first if one.priority else others).append(one)
    since = recent.index(True) if True in recent else NORMAL_PER_PRIORITY
    line: list[Waiting] = []
    while others and first:
        if since >= NORMAL_PER_PRIORITY:
            line.append(first.popleft())
            since = 0
        else:
            line.append(others.popleft())
            since += 1
    return [*line, *others, *first]


def is_repeat(last: LastPress | None, kind: str, now: datetime) -> bool:
    """True for a key that bounced: the same action at the same counter a moment ago."""
    return last is not None and last.kind == kind and timedelta() <= now - last.at < REPEAT_WINDOW


def is_old_page(last: LastPress | None, version: int | None) -> bool:
    """True when the page that was pressed showed an earlier state of the counter; None trusts the caller."""
    return version is not None and version != (last.id if last else 0)


def undo_seconds_left(last: LastPress | None, now: datetime) -> int:
    """Whole seconds in which the last press may still be undone, 0 when there is nothing or it is too late."""
    if last is None:
        return 0
    return max(0, math.ceil((last.at + UNDO_WINDOW - now).total_seconds()))


def turn_behind(waiting_turns: Sequence[int], own_turn: int) -> int:
    """The turn of a number that returns: behind the next two of its line.

    Equal turns are ordered by ticket id, and the one that returns is the elder, so it stands before the third.
    """
    if len(waiting_turns) > REJOIN_BEHIND:
        return max(own_turn, waiting_turns[REJOIN_BEHIND])
    return max(own_turn, waiting_turns[-1] + 1) if waiting_turns else own_turn


def estimate_wait(*, ahead: int, counters: int, minutes_per_ticket: int, observed: Sequence[float] = ()) -> WaitRange:
    """From P50 to P80 of the wait behind `ahead` people, rounded to fives.

    `observed` are today's minutes at the counter; until many are known the catalogue's minutes count for twenty of
    them, with a wide spread, so that the first guess of a day is careful.
    """
    count = _PRIOR_WEIGHT + len(observed)
    mean = (_PRIOR_WEIGHT * minutes_per_ticket + math.fsum(observed)) / count
    prior = _PRIOR_WEIGHT * ((_COLD_SPREAD * minutes_per_ticket) ** 2 + (minutes_per_ticket - mean) ** 2)
    spread = math.sqrt((prior + math.fsum((one - mean) ** 2 for one in observed)) / count)
    at_once = max(1, counters)
    middle = ahead * mean / at_once
    careful = middle + _P80 * spread * math.sqrt(max(ahead, 1)) / at_once
    low = _STEP * int(middle // _STEP)
    return WaitRange(low=low, high=max(low + _STEP, _STEP * math.ceil(careful / _STEP)))
