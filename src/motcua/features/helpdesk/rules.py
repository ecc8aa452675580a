"""Who may answer, until when it is free, and when a reply is due. Pure decisions; no Django, no clock.

Source of the rules: issue 3 §3, domain.md S-A8. How long a channel lets us write is the channel's to say (`windows`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(minutes=30)
REPLY_WITHIN = timedelta(minutes=15)
QUIET_FOR = timedelta(hours=24)
TEXT_LIMIT = 4000
NOTE_LIMIT = 2000
SHORTCUT = re.compile(r"[a-z0-9-]{1,24}")
NEXT_OPENING = "opening"
SNOOZES: dict[str, timedelta] = {"1h": timedelta(hours=1), "3h": timedelta(hours=3), "24h": timedelta(hours=24)}

TRANSITIONS: dict[str, frozenset[tuple[str, str]]] = {
    "claim": frozenset({("waiting", "claimed"), ("claimed", "claimed")}),
    "release": frozenset({("claimed", "waiting")}),
    "transfer": frozenset({("claimed", "waiting"), ("waiting", "waiting")}),
    "finish": frozenset({("claimed", "done")}),
    "reopen": frozenset({("done", "claimed")}),
}


class Verdict(StrEnum):
    """What became of a press in the inbox. Everything but the first two left all as it was."""

    DONE = "done"
    REPEATED = "repeated"
    UNKNOWN_THREAD = "unknown_thread"
    TAKEN = "taken"
    NOT_YOURS = "not_yours"
    ALREADY_DONE = "already_done"
    NOT_DONE_YET = "not_done_yet"
    OPEN_ELSEWHERE = "open_elsewhere"
    WINDOW_CLOSED = "window_closed"
    COSTS_MONEY = "costs_money"
    UNREACHABLE = "unreachable"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNKNOWN_UNIT = "unknown_unit"
    BAD_SHORTCUT = "bad_shortcut"
    SHORTCUT_TAKEN = "shortcut_taken"
    BAD_TIME = "bad_time"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, and the thread it is about."""

    verdict: Verdict
    thread: int | None = None

    @property
    def changed(self) -> bool:
        """True when something was written."""
        return self.verdict is Verdict.DONE


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a thread, as far as the rules ask. `officer` None and claimed: somebody in the channel's own tool."""

    state: str
    officer: int | None
    until: datetime | None


class WindowState(StrEnum):
    """May we write to this citizen now, and does it cost?"""

    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    """`ends_at` is when this state ends, None where it does not."""

    state: WindowState
    ends_at: datetime | None = None


def is_owned(held: Held, now: datetime) -> bool:
    """True while a person answers this conversation, so that the bot keeps silent."""
    return held.state == "claimed" and held.until is not None and now < held.until


def may_claim(held: Held, officer: int, now: datetime) -> Verdict:
    """One officer at a time; whoever walked away for `LEASE` may be relieved, and the channel's own tool at once."""
    if held.state == "done":
        return Verdict.ALREADY_DONE
    if held.officer == officer and held.state == "claimed":
        return Verdict.REPEATED
    if held.officer is not None and is_owned(held, now):
        return Verdict.TAKEN
    return Verdict.DONE


def may_act(held: Held, officer: int) -> Verdict:
    """For everything but claiming, noting and reopening: only who holds the thread."""
    if held.state == "done":
        return Verdict.ALREADY_DONE
    return Verdict.DONE if held.state == "claimed" and held.officer == officer else Verdict.NOT_YOURS


def may_send(window: Window, *, pays: bool) -> Verdict:
    """A message that costs goes out only when the officer said so; past the last window none goes out."""
    if window.state is WindowState.CLOSED:
        return Verdict.WINDOW_CLOSED
    if window.state is WindowState.PAID and not pays:
        return Verdict.COSTS_MONEY
    return Verdict.DONE


def check_text(text: str, limit: int) -> Verdict:
    """What an officer wrote, before it is kept."""
    if not text.strip() or "\x00" in text:
        return Verdict.EMPTY
    return Verdict.TOO_LONG if len(text) > limit else Verdict.DONE


def reply_due(now: datetime, opens: Iterable[tuple[datetime, datetime | None]]) -> tuple[bool, datetime | None]:
    """Whether somebody is there now, and by when a reply is due.

    `opens` are the stretches in which the unit works: (from, until or None for "unknown"), those ahead too. Fifteen
    minutes after the citizen wrote, or after the next opening when nobody is there then.
    """
    stretches = sorted(opens, key=lambda one: one[0])
    is_open = any(begins <= now and (ends is None or now < ends) for begins, ends in stretches)
    due = now + REPLY_WITHIN
    if is_open and any(begins <= now and (ends is None or due <= ends) for begins, ends in stretches):
        return True, due
    later = [begins for begins, _ in stretches if begins > now]
    if later:
        return is_open, min(later) + REPLY_WITHIN
    return is_open, due if is_open else None
