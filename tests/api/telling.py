"""How the door's stories are told (stories_of_*.py): each to both doors, by test_contract.py.

A story makes its own office, presses at the door it is given, and returns the last answer.
"""

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from motcua.tickets.models import Shift
from tests.api.office import Caller
from tests.api.servers import Door

Story = Callable[[Door], httpx.Response]
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Case:
    """A story and what it must end with: the status, and the word of the problem or the names in the body."""

    name: str
    status: int
    ends: str
    story: Story


CASES: list[Case] = []


def ends_with(status: int, ends: str = "") -> Callable[[Story], Story]:
    """Enter a story in the list."""

    def enter(story: Story) -> Story:
        CASES.append(Case(story.__name__, status, ends, story))
        return story

    return enter


def press(door: Door, shift: Shift | int, by: Caller | None = None, key: str = "", **body: object) -> httpx.Response:
    """Press with a JSON body."""
    headers = {**(by.headers if by else {}), **({"idempotency-key": key} if key else {})}
    told = {"shift": shift if isinstance(shift, int) else shift.pk, **body}
    return door.http.post("/api/v1/tickets", json=told, headers=headers)


def send(door: Door, content: bytes, content_type: str, by: Caller | None = None) -> httpx.Response:
    """Send exactly these bytes."""
    headers = {"content-type": content_type, **(by.headers if by else {})}
    return door.http.post("/api/v1/tickets", content=content, headers=headers)
