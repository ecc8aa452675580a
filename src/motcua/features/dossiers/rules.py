"""The life of a dossier and whose word stands when two sources differ. Pure decisions; no Django, no clock.

Source: domain.md 2.6 (stages and moves), its Part 4 number 7 (contradicting statuses), its 3.2 and 3.3 (names, births).
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from motcua.messaging.text import BirthDate


class Stage(StrEnum):
    """How far a dossier has come; internal names, the citizen reads `wording`."""

    DECLARED = "declared"
    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    CAPTURED = "captured"
    REFUSED_AT_COUNTER = "refused_at_counter"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    TRANSMITTED = "transmitted"
    PROCESSING = "processing"
    NEEDS_FIX = "needs_fix"
    FIX_RECEIVED = "fix_received"
    APPROVED = "approved"
    PRINTED = "printed"
    SHIPPED_TO_UNIT = "shipped_to_unit"
    AT_UNIT_READY = "at_unit_ready"
    WITH_POST = "with_post"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    RETURNED_TO_UNIT = "returned_to_unit"
    COLLECTED = "collected"
    PURGED = "purged"
    WITHDRAWN = "withdrawn"


class Source(StrEnum):
    """Who says it. An officer's own word is verified; a file or a system speaks for itself only."""

    MANUAL = "manual"
    IMPORT = "import"
    INTEGRATION = "integration"


class Standing(StrEnum):
    """What became of a statement: it stands, tells of the past, or waits for an officer's decision."""

    STANDS = "stands"
    OLDER = "older"
    BACKWARDS = "backwards"
    CONFLICT = "conflict"


MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.DECLARED: frozenset({Stage.BOOKED, Stage.CHECKED_IN, Stage.EXPIRED}),
    Stage.BOOKED: frozenset({Stage.CHECKED_IN, Stage.CANCELLED, Stage.NO_SHOW}),
    Stage.CHECKED_IN: frozenset({Stage.CAPTURED, Stage.REFUSED_AT_COUNTER}),
    Stage.CAPTURED: frozenset({Stage.TRANSMITTED}),
    Stage.TRANSMITTED: frozenset({Stage.PROCESSING}),
    Stage.PROCESSING: frozenset({Stage.APPROVED, Stage.NEEDS_FIX}),
    Stage.NEEDS_FIX: frozenset({Stage.FIX_RECEIVED, Stage.PURGED}),
    Stage.FIX_RECEIVED: frozenset({Stage.PROCESSING}),
    Stage.APPROVED: frozenset({Stage.PRINTED}),
    Stage.PRINTED: frozenset({Stage.SHIPPED_TO_UNIT}),
    Stage.SHIPPED_TO_UNIT: frozenset({Stage.AT_UNIT_READY, Stage.WITH_POST}),
    Stage.WITH_POST: frozenset({Stage.DELIVERED, Stage.UNDELIVERED}),
    Stage.UNDELIVERED: frozenset({Stage.RETURNED_TO_UNIT}),
    Stage.RETURNED_TO_UNIT: frozenset({Stage.AT_UNIT_READY}),
    Stage.AT_UNIT_READY: frozenset({Stage.COLLECTED}),
}
# A fresh start: allowed as the very next thing said, never walked through, or everything would follow everything.
RESTARTS: Mapping[Stage, frozenset[Stage]] = {
    Stage.PURGED: frozenset({Stage.CAPTURED}),
    Stage.REFUSED_AT_COUNTER: frozenset({Stage.CHECKED_IN, Stage.CAPTURED}),
    Stage.EXPIRED: frozenset({Stage.DECLARED, Stage.BOOKED, Stage.CHECKED_IN, Stage.CAPTURED}),
    Stage.CANCELLED: frozenset({Stage.BOOKED, Stage.CHECKED_IN, Stage.CAPTURED}),
    Stage.NO_SHOW: frozenset({Stage.BOOKED, Stage.CHECKED_IN, Stage.CAPTURED}),
}
ENDED = frozenset({Stage.COLLECTED, Stage.DELIVERED, Stage.WITHDRAWN, Stage.PURGED})


def _reach() -> dict[Stage, frozenset[Stage]]:
    found: dict[Stage, frozenset[Stage]] = {}
    for start in Stage:
        seen: set[Stage] = set()
        todo = list(MOVES.get(start, ()))
        while todo:
            stage = todo.pop()
            if stage not in seen:
                seen.add(stage)
                todo.extend(MOVES.get(stage, ()))
        found[start] = frozenset(seen | RESTARTS.get(start, frozenset()) | ({Stage.WITHDRAWN} - {start}))
    return found


REACH: Mapping[Stage, frozenset[Stage]] = _reach()


class Told(NamedTuple):
    """What a source said of a dossier's progress, and of which moment."""

    stage: Stage
    reason: str
    source: Source
    as_of: datetime


def may_follow(before: Stage, after: Stage) -> bool:
    """True when `after` can be reached from `before`; sources skip stages, so any number of moves."""
    return after in REACH[before]


def judge(standing: Told | None, told: Told) -> Standing:
    """Whether a new statement takes the place of the one that stands.

    Never two truths: what does not follow waits as a flag for staff, and the older one that was verified by the same
    source or an officer stays. An officer's own word always stands; who corrects knows what she corrects.
    """
    if standing is None or told.source is Source.MANUAL:
        return Standing.STANDS
    if told.as_of < standing.as_of:
        return Standing.OLDER
    if told.stage is standing.stage:
        says_otherwise = bool(standing.reason and told.reason) and told.reason != standing.reason
        return Standing.CONFLICT if says_otherwise and told.source is not standing.source else Standing.STANDS
    if told.source is not standing.source:
        return Standing.STANDS if _others_may_say(standing.stage, told.stage) else Standing.CONFLICT
    return Standing.STANDS if may_follow(standing.stage, told.stage) else Standing.BACKWARDS


def _others_may_say(before: Stage, after: Stage) -> bool:
    """A source that never heard of the fault cannot have seen it mended: past `needs_fix` others go step by step.

    Seen in 2021: the national page said "card returned" while the district waited for a corrected middle name.
    """
    if before is Stage.NEEDS_FIX:
        return after in MOVES[before] or after is Stage.WITHDRAWN
    return may_follow(before, after)


def settles(flagged: Told, standing: Told) -> bool:
    """True when what stands now says the same as what was flagged, or went past it: nobody need decide any more."""
    same = flagged.stage is standing.stage and (not flagged.reason or flagged.reason == standing.reason)
    return same or (flagged.stage is not standing.stage and may_follow(flagged.stage, standing.stage))


def births_agree(written: BirthDate, typed: BirthDate) -> bool:
    """True when what was typed says at least all that is written, and the same.

    Papers may have a year only (domain.md 3.3); whoever types less than is written has not shown that she knows it.
    """
    if written.year != typed.year:
        return False
    return (written.month in (None, typed.month)) and (written.day in (None, typed.day))


def births_may_be_one(written: BirthDate, typed: BirthDate) -> bool:
    """True when they are equal in the fields both have: enough beside a second factor, never alone."""
    if written.year != typed.year:
        return False
    months = {written.month, typed.month} - {None}
    days = {written.day, typed.day} - {None}
    return len(months) <= 1 and len(days) <= 1
