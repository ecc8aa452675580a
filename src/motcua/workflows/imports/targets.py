"""What a list can be imported into. Each target says its columns and judges, writes and takes back whole portions."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from motcua.foundation.verdict import Verdict
from motcua.workflows.imports.cleaning import Values
from motcua.workflows.imports.columns import Column


@dataclass(frozen=True, slots=True)
class Scope:
    """Where rows go: a unit, and in it the list `part` where a target has several (0 where it has one)."""

    unit_id: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One of several lists of a unit that a target imports into."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Run:
    """Who writes, in which import, when."""

    id: int
    by: int | None
    now: datetime


class Target(Protocol):
    """One thing that can be imported. `permission`: what an officer must hold in the unit."""

    key: str
    title: str
    permission: str

    def parts(self, unit_id: int) -> Sequence[Part]:
        """The unit's lists of this kind; empty where the target is one list itself."""

    def columns(self, scope: Scope, now: datetime) -> tuple[Column, ...]:
        """What a sheet may hold, in the order in which values are handed to compare and record."""

    def key_of(self, scope: Scope, values: Values) -> Hashable | None:
        """What makes a row the same thing as another one in its sheet; None where nothing does."""

    def compare(self, scope: Scope, rows: Sequence[Values], now: datetime) -> list[Verdict]:
        """What `record` would do with each row; writes nothing."""

    def record(self, scope: Scope, rows: Sequence[Values], run: Run) -> list[Verdict]:
        """Write a portion, in the caller's transaction; the same rows twice write nothing."""

    def undo(self, scope: Scope, run: Run) -> int:
        """Take back what the run `run.id` wrote, in the caller's transaction; how many rows."""


_targets: dict[str, Target] = {}


def register(target: Target) -> None:
    """Make a target known; called at start by apps.py."""
    _targets[target.key] = target


def target(key: str) -> Target | None:
    """The target of a key."""
    return _targets.get(key)


def targets() -> tuple[Target, ...]:
    """All of them, in the order they were registered."""
    return tuple(_targets.values())
