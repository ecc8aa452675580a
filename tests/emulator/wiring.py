"""The real emulator as a process, and a small real server that receives its webhooks."""

import hashlib
import hmac
import json
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

PATIENCE_S = 60.0
Json = dict[str, object]


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Poll until true; fail with a sentence, never with a guess about speed."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE_S:.0f} s in vain: {what}"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Hook:
    """One webhook call as it arrived."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def event(self) -> Json:
        event: Json = json.loads(self.raw)
        return event

    @property
    def name(self) -> str:
        return str(self.event["event_name"])


@dataclass
class Receiver:
    """Answers every path with `status[path]` (200), after `delay_s[path]` seconds (0)."""

    port: int = 0
    calls: list[Hook] = field(default_factory=list)
    status: dict[str, int] = field(default_factory=dict)
    delay_s: dict[str, float] = field(default_factory=dict)

    def at(self, path: str) -> list[Hook]:
        return [call for call in list(self.calls) if call.path == path]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            time.sleep(receiver.delay_s.get(self.path, 0))
            receiver.calls.append(Hook(self.path, headers, raw))
            self.send_response(receiver.status.get(self.path, 200))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def emulator_process(*arguments: str, port: int = 0) -> Iterator[httpx.Client]:
    """Start the emulator, wait until it answers, and end it with SIGTERM; it must end by itself and without error."""
    port = port or free_port()
    command = [sys.executable, "-m", "zalo_emulator", "--port", str(port), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False)
    try:
        wait_for(lambda: process.poll() is not None or _answers(client), "the emulator answers")
        yield client
    finally:
        client.close()
        process.terminate()
        code = process.wait(timeout=PATIENCE_S)
    assert code == 0


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx.TransportError:
        return False


@dataclass
class Stage:
    """One account with its own webhook path, and one citizen who talks with it."""

    http: httpx.Client
    receiver: Receiver
    account: Json
    citizen_id: str
    hook_path: str

    @property
    def oa_id(self) -> str:
        return str(self.account["oa_id"])

    @property
    def calls(self) -> list[Hook]:
        return self.receiver.at(self.hook_path)

    def events(self, name: str) -> list[Hook]:
        return [call for call in self.calls if call.name == name]

    def act(self, deed: str, **body: object) -> Json:
        """A control call in this citizen's name; must succeed."""
        answer = self.http.post(f"/control/citizens/{self.citizen_id}/{deed}", json={"oa_id": self.oa_id, **body})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def follow(self) -> str:
        return str(self.act("follow")["user_id"])

    def messages(self) -> list[Json]:
        answer = self.http.get(f"/control/citizens/{self.citizen_id}/messages", params={"oa_id": self.oa_id})
        return list(answer.json())

    def fault(self, kind: str, **more: object) -> None:
        answer = self.http.post("/control/faults", json={"kind": kind, "oa_id": self.oa_id, **more})
        assert answer.status_code == 200, answer.text

    def move_clock(self, seconds: float) -> None:
        assert self.http.post("/control/clock", json={"advance_s": seconds}).status_code == 200

    def pass_time(self, seconds: float) -> None:
        """Move the clock and give the account fresh tokens, whose 25 hours may be over."""
        self.move_clock(seconds)
        self.bind(access_token=secrets.token_hex(8), refresh_token=secrets.token_hex(8))

    def bind(self, **more: object) -> None:
        """Change the account; new tokens are kept."""
        answer = self.http.post("/control/oas", json={"oa_id": self.oa_id, "name": self.account["name"], **more})
        assert answer.status_code == 200, answer.text
        self.account = answer.json()

    def call(self, method: str, path: str, **more: object) -> httpx.Response:
        """A call of the product with the account's token."""
        headers = {"access_token": str(self.account["access_token"])}
        return self.http.request(method, path, headers=headers, **more)  # type: ignore[arg-type]  # passed through

    def proof(self, token: str) -> str:
        """The `appsecret_proof` of a token."""
        return hmac.new(str(self.account["app_secret"]).encode(), token.encode(), hashlib.sha256).hexdigest()

    def say(self, user_id: str, message: Mapping[str, object], *, version: str = "") -> Json:
        """Send a message by the door that fits the account's type; return the whole answer."""
        state_agency = self.account["oa_type"] == 4
        path = "/v2.0/oa/message" if (version or ("v2" if state_agency else "v3")) == "v2" else "/v3.0/oa/message/cs"
        return dict(self.call("POST", path, json={"recipient": {"user_id": user_id}, "message": message}).json())
