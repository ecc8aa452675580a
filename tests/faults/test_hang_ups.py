"""Clients that go away: in the middle of a request, before the answer, from a live page. The others are served."""

import asyncio
import socket
import struct

from motcua.tickets import codes
from motcua.tickets.models import Ticket
from tests import factories
from tests.faults.crowd import Rush, assert_ledger_agrees, assert_nobody_waited, crowd, press_bytes
from tests.processes import Process, Stack, wait_for

PEOPLE = 600
RUDE = 200


def test_clients_that_hang_up_neither_stop_the_edge_nor_spoil_the_list_of_others(stack: Stack) -> None:
    shift = factories.shift(capacity=PEOPLE + RUDE)
    edge = stack.edge()
    cookies = crowd(shift, PEOPLE + RUDE)
    rude = [press_bytes(shift.pk, token) for token in cookies[PEOPLE:]]
    rush = Rush([edge.port], shift.pk, cookies[:PEOPLE])

    def hang_up() -> None:
        for number, request in enumerate(rude):
            _hang_up(edge, request[: len(request) - number % 3 * 9])

    heard = rush.press_all(at=20, then=hang_up)
    assert {one.status for one in heard} == {201}
    assert_nobody_waited(rush, 5)
    wait_for(lambda: rush.press_again([0])[0].status == 200, "the edge to answer after the rude ones")
    assert_ledger_agrees(rush)


def test_half_a_form_is_nobodys_wish(stack: Stack) -> None:
    """A form cut off in mid-number reads as a whole one: shift=12 of shift=123."""
    shift = factories.shift()
    edge = stack.edge()
    rude, kind = crowd(shift, 2)
    body = f"shift={shift.pk}"
    head = (
        f"POST /api/v1/tickets HTTP/1.1\r\nhost: localhost\r\ncookie: mc_citizen={rude}\r\n"
        f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body) + 1}\r\n\r\n"
    )
    _hang_up(edge, head.encode() + body.encode(), politely=True)
    wait_for(lambda: _sockets(edge) == 0, "the edge to see that the client is gone")
    heard = Rush([edge.port], shift.pk, [kind], connections=1).press_all()
    assert [one.body["display"] for one in heard] == ["A001"]
    assert Ticket.objects.count() == 1


def test_live_pages_that_close_leave_no_stream_behind(stack: Stack) -> None:
    shift = factories.shift()
    edge = stack.edge()
    cookies = crowd(shift, 5)
    rush = Rush([edge.port], shift.pk, cookies[:1])
    code = codes.encode(int(str(rush.press_all()[0].body["ticket"])))
    watching = f"GET /live/tickets/{code} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode()

    async def look_and_leave() -> None:
        for _ in range(100):
            reader, writer = await asyncio.open_connection("127.0.0.1", edge.port)
            writer.write(watching)
            await reader.readuntil(b"retry: 2000")
            writer.transport.abort()

    asyncio.run(look_and_leave())
    wait_for(lambda: _sockets(edge) <= 2, "the edge to let the closed streams go")
    assert {one.status for one in Rush([edge.port], shift.pk, cookies[1:]).press_all()} == {201}


def _hang_up(edge: Process, request: bytes, *, politely: bool = False) -> None:
    """Send and be gone: with a reset, or with an orderly end that may look like the end of the body."""
    with socket.create_connection(("127.0.0.1", edge.port), timeout=5) as line:
        line.sendall(request)
        if not politely:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _sockets(edge: Process) -> int:
    """How many connections the edge's port has now, by the kernel's own table."""
    wanted = f":{edge.port:04X}"
    with open("/proc/net/tcp") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    return sum(row[1].endswith(wanted) and row[3] == "01" for row in rows)
