"""From which birthday on a procedure is open. No Django here.

Age counts by exact birthday; someone born on 29 February has the birthday on 1 March in other years (domain.md 3.3).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """A full age; `below_on_request`: younger people may ask too (since 1-7-2024), so nobody is turned away."""

    minimum_age: int
    below_on_request: bool = False


def birthday_at(born: date, age: int) -> date:
    """The day on which somebody becomes `age`."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def is_open_to(limit: AgeLimit | None, born: date, on: date) -> bool:
    """True when a person born then may be served on that date."""
    return limit is None or limit.below_on_request or birthday_at(born, limit.minimum_age) <= on


def born_not_after(limit: AgeLimit | None, on: date) -> date | None:
    """The latest birth date served on a date; None when there is no limit. Same answer as `is_open_to`."""
    if limit is None or limit.below_on_request:
        return None
    try:
        return on.replace(year=on.year - limit.minimum_age)
    except ValueError:
        return date(on.year - limit.minimum_age, 2, 28)
