"""The part of the border about dossiers: what a citizen asks, what she may be told. No Django here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from motcua.messaging.text import BirthDate

LookupOutcome = Literal["found", "none", "several", "wrong", "refused"]
Followed = Literal["done", "again", "too_many", "gone"]


@dataclass(frozen=True, slots=True)
class LookupTold:
    """What may be told of a dossier, in whole lines. `carried` names the answer for a second factor or a follow;
    `details`: the second factor was shown, and the lines hold everything."""

    outcome: LookupOutcome
    lines: tuple[str, ...] = ()
    carried: str = ""
    details: bool = False
    retry_at: datetime | None = None


class Lookups(Protocol):
    """What one citizen may ask of the unit's dossiers. Each look-up is counted."""

    def has_dossiers(self) -> bool:
        """Whether there is anything to look up here."""

    def followed(self) -> list[tuple[str, ...]]:
        """The dossiers of her household that she asked to hear of, a few lines each."""

    def look_up(self, name: str, birth: BirthDate | None, code: str) -> LookupTold:
        """By name and birth date, or by a code alone."""

    def open_dossier(self, carried: str, slip: str) -> LookupTold:
        """The slip's code opens the details of what was found; outcome "wrong" when it does not."""

    def words_of_consent(self) -> str:
        """What she must agree to before she is told of changes; empty when she has."""

    def follow_dossier(self, carried: str, *, agrees: bool) -> Followed:
        """Báo cho tôi khi có; `agrees`: she has just said yes to the words."""
