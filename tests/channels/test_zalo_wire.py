"""Kept-alive connections against a real socket: what was lost is never mixed up with what was not sent."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from motcua.messaging.channels.zalo.wire import Lost, NotSent, Patience, Wire

MOST = 1000


def answer(body: bytes, length: int | None = None) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(body) if length is None else length) + body


class Server:
    """Takes one connection after the other; `behave` says what happens on each, until it returns."""

    def __init__(self, behave: Callable[[socket.socket, int], None]) -> None:
        self.behave = behave
        self.taken = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/x"
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self) -> None:
        while True:
            try:
                taken, _ = self.listener.accept()
            except OSError:
                return
            self.taken += 1
            with taken:
                taken.settimeout(10)
                self.behave(taken, self.taken)


@contextmanager
def serving(behave: Callable[[socket.socket, int], None]) -> Iterator[Server]:
    server = Server(behave)
    server.thread.start()
    try:
        yield server
    finally:
        server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()
        server.thread.join(15)


def hear(taken: socket.socket) -> bool:
    """One request without a body; False when the other side has ended."""
    heard = b""
    while not heard.endswith(b"\r\n\r\n"):
        more = taken.recv(4096)
        if not more:
            return False
        heard += more
    return True


def answer_all(taken: socket.socket, _: int) -> None:
    while hear(taken):
        taken.sendall(answer(b"ok"))


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire(Patience(connect=2, answer=2), MOST)
    yield made
    made.close()


def ask(wire: Wire, server: Server) -> bytes:
    return wire.ask("GET", server.url, {}, None)[1]


def test_one_thread_keeps_one_connection(wire: Wire) -> None:
    with serving(answer_all) as server:
        assert [ask(wire, server) for _ in range(3)] == [b"ok"] * 3
        wire.close()
    assert server.taken == 1


def test_a_connection_the_other_side_ended_meanwhile_is_no_lost_message(wire: Wire) -> None:
    ended = threading.Event()

    def once(taken: socket.socket, number: int) -> None:
        hear(taken)
        taken.sendall(answer(b"ok"))
        if number == 1:
            taken.shutdown(socket.SHUT_RDWR)
            ended.set()

    with serving(once) as server:
        assert ask(wire, server) == b"ok"
        assert ended.wait(5)
        assert ask(wire, server) == b"ok"
        wire.close()
    assert server.taken == 2


@pytest.mark.parametrize(
    "said",
    [b"", answer(b"half", 400), b"HTTP/1.1 200 OK\r\nContent-Le", b"nonsense\r\n\r\n", answer(b"x" * (MOST + 1))],
)
def test_an_answer_that_is_not_whole_is_lost_and_the_next_call_starts_afresh(wire: Wire, said: bytes) -> None:
    def spoil_the_first(taken: socket.socket, number: int) -> None:
        hear(taken)
        taken.sendall(said if number == 1 else answer(b"ok"))

    with serving(spoil_the_first) as server:
        with pytest.raises(Lost):
            ask(wire, server)
        assert ask(wire, server) == b"ok"
        wire.close()
    assert server.taken == 2


def test_a_question_keeps_its_query(wire: Wire) -> None:
    def echo(taken: socket.socket, _: int) -> None:
        taken.sendall(answer(taken.recv(4096).partition(b"\r\n")[0]))

    with serving(echo) as server:
        assert wire.ask("GET", f"{server.url}?a=1&b=%20", {}, None) == (200, b"GET /x?a=1&b=%20 HTTP/1.1")
        wire.close()


def test_an_answer_that_never_comes_is_lost() -> None:
    let_go = threading.Event()

    def keep_still(taken: socket.socket, _: int) -> None:
        let_go.wait(5)

    with serving(keep_still) as server:
        with pytest.raises(Lost):
            Wire(Patience(answer=0.05), MOST).ask("GET", server.url, {}, None)
        let_go.set()


def test_nobody_there_means_not_sent(wire: Wire) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(NotSent):
            wire.ask("GET", f"http://127.0.0.1:{free.getsockname()[1]}/", {}, None)
