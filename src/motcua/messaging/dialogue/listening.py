"""What an assistant does with words that no step waits for: look them up, hand them over, sound the alarm."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal

from motcua.messaging.dialogue.flow import End, Talk, W
from motcua.messaging.dialogue.urgent import Danger

Why = Literal["asked", "angry", "unanswered"]


@dataclass(frozen=True, slots=True)
class Heard:
    """Where the listener's own flow begins for some words, with its notebook. `sure`: the answer may be given."""

    step: str
    answers: Mapping[str, str]
    sure: bool


@dataclass(frozen=True, slots=True)
class Listener(Generic[W]):
    """`flow` is the passing flow in which answers are told; `report` the one that takes a report of a crime.

    `hear` looks and writes nothing; None when there is nothing to say. `judge` keeps whether an answer helped.
    `hand_over` gives words to a person and says when to expect an answer. `alarm` keeps what cannot wait or names a
    crime, and returns the words of the receipt.
    """

    flow: str
    report: str
    hear: Callable[[Talk[W], str], Heard | None]
    judge: Callable[[Talk[W], str, bool], End]
    hand_over: Callable[[Talk[W], Why, str], End]
    alarm: Callable[[Talk[W], Danger, str], str]
