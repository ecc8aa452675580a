"""A crowd that presses at once: signed-in citizens, a client without mercy, and the audit afterwards."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from motcua.foundation.citizens.models import Citizen, CitizenSession, Person, Relation
from motcua.foundation.secrets import new_token, token_hash
from motcua.tickets.models import Shift, ShiftShare, Ticket
from tests.factories import NOW, TODAY

LONGEST_WAIT_S = 60.0


@dataclass(slots=True)
class Heard:
    """What one press heard: a status and a body, or None where the connection broke or the client gave up."""

    citizen: int
    status: int | None
    body: dict[str, object]
    waited_s: float


def crowd(shift: Shift, people: int) -> list[str]:
    """Signed-in citizens of the shift's unit; returns their cookies."""
    born = TODAY.replace(year=1990)
    citizens = Citizen.objects.bulk_create([Citizen(unit_id=shift.unit_id) for _ in range(people)])
    Person.objects.bulk_create(
        Person(holder=one, place=1, relation=Relation.SELF, full_name=f"Nguyễn Thị Mẫu {number}", born_earliest=born)
        for number, one in enumerate(citizens)
    )
    tokens = [new_token() for _ in citizens]
    CitizenSession.objects.bulk_create(
        CitizenSession(token_hash=token_hash(token), citizen=one, created_at=NOW, expires_at=NOW.replace(year=2099))
        for one, token in zip(citizens, tokens, strict=True)
    )
    return tokens


def press_bytes(shift: int, token: str, *, extra: str = "") -> bytes:
    """The request of one press, as it goes over the wire."""
    body = json.dumps({"shift": shift})
    return (
        f"POST /api/v1/tickets HTTP/1.1\r\nhost: localhost\r\ncookie: mc_citizen={token}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n{extra}\r\n{body}"
    ).encode()


@dataclass
class Rush:
    """Citizens press over some connections to one or several edges; everything heard is kept."""

    ports: Sequence[int]
    shift: int
    cookies: Sequence[str]
    connections: int = 64
    heard: list[Heard] = field(default_factory=list)

    def press_all(self, *, at: int = 0, then: Callable[[], object] | None = None) -> list[Heard]:
        """Every citizen presses once; after `at` numbers were acknowledged `then` runs in a thread beside."""
        return asyncio.run(self._press(range(len(self.cookies)), at, then))

    def press_again(self, citizens: Sequence[int]) -> list[Heard]:
        """Those citizens press once more."""
        return asyncio.run(self._press(citizens, 0, None))

    def unanswered(self) -> list[int]:
        """Citizens who have heard of no number yet."""
        given = {one.citizen for one in self.heard if one.status in (200, 201)}
        return [citizen for citizen in range(len(self.cookies)) if citizen not in given]

    def acknowledged(self) -> int:
        """How many numbers were said to be given."""
        return sum(one.status == 201 for one in self.heard)

    async def _press(self, citizens: Sequence[int], at: int, then: Callable[[], object] | None) -> list[Heard]:
        waiting = list(reversed(citizens))
        before = len(self.heard)
        struck: asyncio.Future[object] | None = None
        loop = asyncio.get_running_loop()

        async def one_connection(number: int) -> None:
            nonlocal struck
            line = Line(self.ports[number % len(self.ports)])
            while waiting:
                citizen = waiting.pop()
                started = time.monotonic()
                status, body = await line.ask(press_bytes(self.shift, self.cookies[citizen]))
                self.heard.append(Heard(citizen, status, body, time.monotonic() - started))
                if then is not None and struck is None and self.acknowledged() >= at:
                    struck = loop.run_in_executor(None, then)
            line.close()

        await asyncio.gather(*(one_connection(number) for number in range(self.connections)))
        assert then is None or struck is not None, f"only {self.acknowledged()} numbers, the fault never struck"
        if struck is not None:
            await struck
        return self.heard[before:]


class Line:
    """One keep-alive connection, opened again when it broke."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int | None, dict[str, object]]:
        """Status and body; (None, {}) where the connection broke or nobody answered within LONGEST_WAIT_S."""
        try:
            async with asyncio.timeout(LONGEST_WAIT_S):
                if self._streams is None:
                    self._streams = await asyncio.open_connection("127.0.0.1", self._port)
                self._streams[1].write(request)
                return await _answer(self._streams[0])
        except (OSError, EOFError, TimeoutError):
            self.close()
            return None, {}

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, object]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next((int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
    body = await reader.readexactly(length)
    return int(head.split(" ", 2)[1]), json.loads(body) if body else {}


def assert_ledger_agrees(rush: Rush) -> None:
    """Every acknowledged number is in the database as it was said, numbers are 1..n, places count what was given."""
    rows = {ticket.pk: ticket.number for ticket in Ticket.objects.filter(shift_id=rush.shift)}
    said = {one.body["ticket"]: one.body["display"] for one in rush.heard if one.status in (200, 201)}
    wrong = {ticket: shown for ticket, shown in said.items() if shown != f"A{rows.get(int(str(ticket)), 0):03d}"}
    assert not wrong, f"acknowledged, but the database says otherwise: {wrong}"
    assert sorted(rows.values(), key=lambda number: number or 0) == list(range(1, len(rows) + 1))
    assert ShiftShare.objects.get(shift_id=rush.shift).taken == len(rows)


def assert_nobody_waited(rush: Rush, longest_s: float) -> None:
    """Nobody waited longer than a person would bear, and no client had to give up by itself."""
    slowest = max(one.waited_s for one in rush.heard)
    assert slowest < longest_s, f"somebody waited {slowest:.1f} s"
