"""Where one conversation stands: a small value the caller stores as JSON between two messages."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

Means = Literal["yes", "no", ""]
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Option:
    """One numbered line: the value a flow receives, what the citizen reads, and other words that mean it.

    `means` lets a plain "vâng" or "không" choose it.
    """

    value: str
    title: str
    detail: str = ""
    words: tuple[str, ...] = ()
    means: Means = ""


@dataclass(frozen=True, slots=True)
class State:
    """`flow` is empty between two flows; `options` are the numbered lines the citizen last saw.

    `run` counts the flows ever opened, so that a button of an old one is known. `shown` is how many options were
    on the screen, `trail` the steps already answered, `misses` how often in a row nothing was understood.
    `answered_at` is when we last answered: the same choice sent before that is a double tap, not a second answer.
    `page` is how many options are shown at once. `held` is the flow that was interrupted and goes on afterwards,
    `rateable` the last answer that nobody has judged yet. `burst` messages have come since `burst_from`.
    """

    flow: str = ""
    step: str = ""
    run: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    shown: int = 0
    trail: tuple[str, ...] = ()
    misses: int = 0
    last_choice: str = ""
    started_at: datetime = _LONG_AGO
    last_at: datetime = _LONG_AGO
    answered_at: datetime = _LONG_AGO
    held: "State | None" = None
    rateable: str = ""
    page: int = 8
    burst_from: datetime = _LONG_AGO
    burst: int = 0

    def closed(self, options: tuple[Option, ...] = ()) -> "State":
        """The flow is over and its answers are forgotten; `options` are what a number now means."""
        return replace(
            self, flow="", step="", answers={}, options=options, shown=len(options), trail=(), misses=0,
            last_choice="", held=None, page=8,
        )  # fmt: skip

    def resumed(self) -> "State":
        """The flow that waited, as it was left; what has happened meanwhile has happened."""
        if self.held is None:
            return self.closed()
        return replace(
            self.held, misses=0, last_at=self.last_at, answered_at=self.answered_at, rateable=self.rateable,
            burst_from=self.burst_from, burst=self.burst,
        )  # fmt: skip


def to_json(state: State) -> dict[str, object]:
    """A value of strings, numbers, lists and dictionaries only."""
    return {
        "flow": state.flow,
        "step": state.step,
        "run": state.run,
        "answers": dict(state.answers),
        "options": [_option_to_json(option) for option in state.options],
        "shown": state.shown,
        "trail": list(state.trail),
        "misses": state.misses,
        "last_choice": state.last_choice,
        "started_at": state.started_at.isoformat(),
        "last_at": state.last_at.isoformat(),
        "answered_at": state.answered_at.isoformat(),
        "rateable": state.rateable,
        "page": state.page,
        "burst_from": state.burst_from.isoformat(),
        "burst": state.burst,
        **({"held": to_json(state.held)} if state.held else {}),
    }


def _option_to_json(option: Option) -> dict[str, object]:
    return {
        "value": option.value,
        "title": option.title,
        "detail": option.detail,
        "words": list(option.words),
        "means": option.means,
    }


def from_json(value: object) -> State:
    """The state of a stored value; whatever cannot be read (an older release, a bad row) begins afresh."""
    try:
        return _read(value)
    except (AttributeError, KeyError, TypeError, ValueError):
        return State()


def _read(value: object) -> State:
    stored = _mapping(value)
    return State(
        flow=str(stored["flow"]),
        step=str(stored["step"]),
        run=int(str(stored["run"])),
        answers={str(name): str(answer) for name, answer in _mapping(stored["answers"]).items()},
        options=tuple(_option(option) for option in _sequence(stored["options"])),
        shown=int(str(stored["shown"])),
        trail=tuple(str(step) for step in _sequence(stored["trail"])),
        misses=int(str(stored["misses"])),
        last_choice=str(stored["last_choice"]),
        started_at=_moment(stored["started_at"]),
        last_at=_moment(stored["last_at"]),
        answered_at=_moment(stored.get("answered_at", stored["last_at"])),
        held=_read(stored["held"]) if "held" in stored else None,
        rateable=str(stored.get("rateable", "")),
        page=max(1, int(str(stored.get("page", 8)))),
        burst_from=_moment(stored.get("burst_from", _LONG_AGO.isoformat())),
        burst=int(str(stored.get("burst", 0))),
    )


def _option(value: object) -> Option:
    stored = _mapping(value)
    means = str(stored["means"])
    return Option(
        value=str(stored["value"]),
        title=str(stored["title"]),
        detail=str(stored["detail"]),
        words=tuple(str(word) for word in _sequence(stored["words"])),
        means="yes" if means == "yes" else "no" if means == "no" else "",
    )


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError("a stored moment without its zone")
    return moment


def _mapping(value: object) -> dict[object, object]:
    if not isinstance(value, dict):
        raise TypeError("not a mapping")
    return value


def _sequence(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value
