"""What a row of an officer's spreadsheet would do to what we hold. No Django here."""

from enum import StrEnum
from typing import NamedTuple


class Effect(StrEnum):
    """The four counts of a dry run."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BAD = "bad"


class Verdict(NamedTuple):
    """One row's effect; `reason` is a Vietnamese sentence for the officer, filled when it is bad."""

    effect: Effect
    reason: str = ""
