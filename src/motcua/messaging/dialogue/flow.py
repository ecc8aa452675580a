"""What a flow is made of: steps that ask and accept, as data plus small functions.

`W` is the world a flow may touch (a Protocol of its own room); the engine only hands it through.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

from motcua.messaging.dialogue.reply import Button
from motcua.messaging.dialogue.state import Option
from motcua.messaging.text import Refused

W = TypeVar("W")

EventKind = Literal["text", "follow", "image", "sticker", "location", "voice", "file", "link", "card", "other"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing the citizen did, at the channel's own time `at`."""

    kind: EventKind
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """Who answers: the unit's name, how else to reach it, and whether it is a demo unit."""

    name: str
    hotline: str
    address: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Talk(Generic[W]):
    """What a step may look at; `answers` is the flow's own notebook, strings only, and may be written.

    `in_between`: another flow waits for this one to end.
    """

    world: W
    office: Office
    now: datetime
    answers: dict[str, str]
    in_between: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Ask, with numbered options, for typed words, or both. `buttons` come after the options' own.

    `about` names an answer given here, which the citizen may judge ("có ích") now or later. `page` options are shown
    at once; more than the usual only where they are short.
    """

    text: str
    options: tuple[Option, ...] = ()
    buttons: tuple[Button, ...] = ()
    about: str = ""
    page: int = 8


@dataclass(frozen=True, slots=True)
class Chosen:
    """Do not ask: there is only one sensible answer."""

    value: str


@dataclass(frozen=True, slots=True)
class End:
    """The flow is over; `suggest` names the flows offered as numbered lines below the text. `about` as in Question."""

    text: str
    suggest: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Goto:
    """Go to a step of this flow out of turn, after saying `note`."""

    step: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """Leave for another flow."""

    flow: str


Asked = Question | Chosen | End | Goto
Accepted = Refused | End | Goto | Open | None


def _nowhere(_: Talk[W]) -> str:
    raise LookupError("the last step of a flow must end it")


@dataclass(frozen=True, slots=True)
class Step(Generic[W]):
    """`accept` gets an option's value or, in a `free` step, the typed words; None means well read, go to `next`.

    A free step reads names, dates and the like, so a question there is a question; one of `any_words` is written to a
    person, and takes even that.
    """

    name: str
    ask: Callable[[Talk[W]], Asked]
    accept: Callable[[Talk[W], str], Accepted]
    next: str | Callable[[Talk[W]], str] = _nowhere
    free: bool = False
    any_words: bool = False


@dataclass(frozen=True, slots=True)
class Flow(Generic[W]):
    """`query` is its menu entry (#bamso), `phrases` what people type for it, folded.

    A flow either walks through `steps` or, with `tell`, says one thing and changes nothing: such a flow may answer
    in the middle of another one, and a late message too. `names` open it only when they are all that is said. `left`
    is said when the citizen leaves half way. A `passing` flow interrupts another one, which goes on afterwards; itself
    it is dropped without a word.
    """

    name: str
    title: str
    query: str
    phrases: tuple[str, ...]
    steps: tuple[Step[W], ...] = ()
    tell: Callable[[Talk[W]], End] | None = None
    left: str = ""
    passing: bool = False
    names: tuple[str, ...] = ()

    def step(self, name: str) -> Step[W] | None:
        return next((step for step in self.steps if step.name == name), None)
