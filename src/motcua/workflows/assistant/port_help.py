"""The part of the border about answers and people: what the unit tells, and who takes over. No Django here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

Decision = Literal["answer", "offer", "none"]
Danger = Literal["emergency", "crime", "trouble"]
Why = Literal["asked", "angry", "unanswered"]


@dataclass(frozen=True, slots=True)
class Topic:
    """A branch of the topic tree."""

    key: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the list."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the list says to a message: the first entry may be told, at most three may be offered, or nothing fits."""

    decision: Decision
    confidence: float
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One answer as plain text; `source` may be empty, `action` names what to do next, `live` what spoke for today.

    `pictures` are (what is to be seen, address) of pictures and films that show the steps; `page` is the address where
    it stands whole.
    """

    key: str
    title: str
    text: str
    source: str
    updated: date
    action: str
    live: str
    pictures: tuple[tuple[str, str], ...] = ()
    page: str = ""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A person has it now. `expect_reply_at` is None when nobody can tell."""

    open_now: bool
    expect_reply_at: datetime | None


class Help(Protocol):
    """What one citizen can ask of one office at one moment. Every write is safe to repeat."""

    def ask(self, text: str) -> Found:
        """What the unit's answers say to free words. Writes nothing."""

    def told(self, key: str) -> Told | None:
        """An answer of today; None when it is not told any more."""

    def topics(self, preset: str = "") -> list[Topic]: ...

    def entries(self, topic: str, preset: str = "") -> list[Entry]: ...

    def presets(self) -> list[Entry]:
        """The unit's own menu functions that open a part of the tree."""

    def keep_question(self, text: str, decision: Decision, entry: str, confidence: float) -> str:
        """Remember that this was asked; returns the question's id."""

    def answered(self, question: str, entry: str) -> None:
        """The bot has told this entry for that question."""

    def rate(self, question: str, helpful: bool) -> None: ...

    def hand_over(self, why: Why, text: str, question: str = "") -> HandedOver:
        """Give the conversation to a person; a question that was kept before counts from when it was asked."""

    def take_in(self, text: str, kind: str, at: datetime, message_id: str) -> bool:
        """True when a person owns the conversation: the message is in her hands and the bot is silent."""

    def report(self, kind: Danger, text: str) -> str:
        """Keep a report for the officers on duty; returns what its receipt says."""
