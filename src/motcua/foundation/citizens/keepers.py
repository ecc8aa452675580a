"""Rooms above that hold personal data register here, so that telling, forgetting and ageing reach them all.

A floor may not import the floors above it; this is the slot through which they come down.
"""

from datetime import datetime
from typing import Protocol


class Keeper(Protocol):
    """A room that keeps something of a citizen."""

    name: str

    def tell(self, citizen_id: int) -> list[dict[str, object]]:
        """All it holds of the citizen, ready for JSON."""

    def forget(self, citizen_id: int, now: datetime) -> None:
        """Make what it holds nameless, inside the caller's transaction; rows that others count stay."""

    def expire(self, now: datetime) -> int:
        """Make nameless what is past its time; how many rows."""


_keepers: dict[str, Keeper] = {}


def register(keeper: Keeper) -> None:
    """Called once from an app's `ready`."""
    _keepers[keeper.name] = keeper


def keepers() -> tuple[Keeper, ...]:
    """All that have registered."""
    return tuple(_keepers.values())
