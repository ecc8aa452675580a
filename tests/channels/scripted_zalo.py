"""A real HTTP server that says what the test told it to. For single outcomes; whole stories use the emulator."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

Json = dict[str, object]


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, dict[str, object]]:
        told: dict[str, dict[str, object]] = json.loads(self.body)
        return told

    @property
    def message(self) -> Json:
        return self.json["message"]

    @property
    def form(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(self.body.decode()).items()}


@dataclass(frozen=True)
class Says:
    """One answer. `hang_up`: the connection is cut after the request was read, as when an answer is lost."""

    body: bytes
    status: int = 200
    hang_up: bool = False
    before: Callable[[], None] | None = None


def envelope(code: int, message: str = "", **data: object) -> Says:
    told: Json = {"error": code, "message": message or ("Success" if code == 0 else "failed")}
    if code == 0:
        told["data"] = data
    return Says(json.dumps(told).encode())


def accepted(message_id: str = "m-1") -> Says:
    return envelope(0, message_id=message_id, user_id="u-1")


LOST = Says(b"", hang_up=True)


@dataclass
class ScriptedZalo:
    """`say` queues answers; when the queue is empty every request is accepted with an id of its own."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    script: deque[Says] = field(default_factory=deque)
    judge: Callable[[Asked], Says | None] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, *answers: Says) -> None:
        self.script.extend(answers)

    def answer(self, asked: Asked) -> Says:
        with self._lock:
            self.asked.append(asked)
            if self.judge is not None and (judged := self.judge(asked)) is not None:
                return judged
            return self.script.popleft() if self.script else accepted(f"m-{len(self.asked)}")

    @property
    def texts(self) -> list[object]:
        return [asked.message.get("text") for asked in self.asked]


@contextmanager
def scripted_zalo() -> Iterator[ScriptedZalo]:
    zalo = ScriptedZalo()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            self._respond()

        def do_GET(self) -> None:
            self._respond()

        def _respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            says = zalo.answer(Asked(self.path, headers, body))
            if says.before is not None:
                says.before()
            if says.hang_up:
                self.close_connection = True
                return
            self.send_response(says.status)
            self.send_header("Content-Length", str(len(says.body)))
            self.end_headers()
            self.wfile.write(says.body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    zalo.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield zalo
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
