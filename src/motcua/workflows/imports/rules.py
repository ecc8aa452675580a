"""The life of an import: what may be pressed when. Pure decisions; no Django.

uploaded ──► planning ──► planned ──► writing ──► done ──► undoing ──► undone
   └──────────┴─────────────┴── stopped              (a cancelled or interrupted step goes one step back, or fails)
"""

from datetime import datetime, timedelta
from enum import StrEnum

UNDO_WITHIN = timedelta(days=7)
FILE_KEPT_FOR = timedelta(days=7)
SILENT_AFTER = timedelta(seconds=30)
MOST_ATTEMPTS = 3


class State(StrEnum):
    """How far an import has come."""

    UPLOADED = "uploaded"
    PLANNING = "planning"
    PLANNED = "planned"
    WRITING = "writing"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    STOPPED = "stopped"
    FAILED = "failed"


WORKING = (State.PLANNING, State.WRITING, State.UNDOING)
# Steps that change the target: one at a time in a unit's list.
CHANGING = (State.WRITING, State.UNDOING)
# What is pressed, and from which states it may be.
PRESSES: dict[str, frozenset[State]] = {
    "map": frozenset({State.UPLOADED, State.PLANNED, State.FAILED}),
    "plan": frozenset({State.UPLOADED, State.PLANNED, State.FAILED}),
    "write": frozenset({State.PLANNED}),
    "stop": frozenset({State.UPLOADED, State.PLANNED, State.FAILED}),
    "cancel": frozenset(WORKING),
    "undo": frozenset({State.DONE}),
}
# Where a step that was cancelled, or that failed before it wrote anything, goes back to.
BACK: dict[State, State] = {
    State.PLANNING: State.UPLOADED,
    State.WRITING: State.PLANNED,
    State.UNDOING: State.DONE,
}


class Verdict(StrEnum):
    """What became of a press. Everything but the first left all as it was."""

    DONE = "done"
    NOT_THERE = "not_there"
    CHANGED_MEANWHILE = "changed_meanwhile"
    SOMEBODY_ELSE = "somebody_else"
    NEEDS_COLUMNS = "needs_columns"
    NOT_THE_LAST = "not_the_last"
    TOO_LATE = "too_late"
    NOTHING_GOOD = "nothing_good"
    FILE_GONE = "file_gone"


def may(press: str, state: str) -> bool:
    """Whether a press is allowed in a state."""
    return State(state) in PRESSES[press]


def may_undo(written_at: datetime | None, is_last: bool, now: datetime) -> Verdict:
    """Whether a finished import may be taken back: the last one of its list only, within a week."""
    if written_at is None or now - written_at > UNDO_WITHIN:
        return Verdict.TOO_LATE
    return Verdict.DONE if is_last else Verdict.NOT_THE_LAST


def seconds_left(done: int, total: int, seconds: float) -> int | None:
    """How long a step goes on at its pace so far; None while nothing can be said."""
    if done <= 0 or total <= 0 or seconds < 1:
        return None
    return max(0, round((total - done) * seconds / done))
