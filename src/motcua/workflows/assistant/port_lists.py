"""The part of the border about lists a unit makes itself: what they ask, what they tell. No Django here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

FieldKind = Literal["name", "birth_date", "phone", "identity_number", "code", "text"]


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list with a button in the menu."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class ListField:
    """What a citizen is asked for."""

    label: str
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class ListForm:
    """A published list: its key fields in order, what opens the details (empty: nothing), and its page."""

    slug: str
    title: str
    fields: tuple[ListField, ...]
    factor: str
    factor_is_identity: bool
    picks_up: bool
    url: str


@dataclass(frozen=True, slots=True)
class ListTold:
    """What the key fields alone tell. `retry_at`: asked too often, nothing was looked up."""

    is_there: bool
    several: bool
    found: str
    masked: tuple[tuple[str, str], ...]
    carried: str
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListOpened:
    """What the second factor opens; not `opened`: it did not, and nobody learns why."""

    opened: bool
    shown: tuple[tuple[str, str], ...]
    advice: str
    carried: str
    retry_at: datetime | None = None


class Lists(Protocol):
    """What one citizen may ask of the unit's lists. Each look-up is counted."""

    def lists(self) -> list[ListLine]:
        """Those with a button, in its order."""

    def list_form(self, slug: str) -> ListForm | None:
        """A published list; None when there is none (any more)."""

    def ask_list(self, slug: str, values: tuple[str, ...]) -> ListTold | None:
        """Look up by clean key fields, in the form's order. None when the list is gone."""

    def open_list(self, slug: str, carried: str, factor: str) -> ListOpened | None: ...

    def pick_up(self, slug: str, carried: str) -> bool:
        """She will come for it herself; False when that is not to be had (any more)."""
