"""What goes into the engine and what comes out of it."""

from dataclasses import dataclass
from typing import Literal

Decision = Literal["answer", "offer", "none"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of a unit's list with the wordings citizens use for it."""

    id: str
    title: str
    phrasings: tuple[str, ...] = ()
    answer: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Why an entry was proposed: the wording that came nearest and the words both sides share, accents gone."""

    entry_id: str
    phrasing: str
    words: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Answer:
    """At most three entries, best first, and whether the first may be given without asking back."""

    entry_ids: tuple[str, ...]
    confidence: float
    decision: Decision
    why: tuple[Why, ...] = ()


NOTHING = Answer((), 0.0, "none")
