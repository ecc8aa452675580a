"""The real processes on a database of their own, for tests that kill, starve and look: nothing is left behind.

A `Stack` is one database, one clock file, one state folder, and the processes started on them.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from motcua.foundation import clock
from tests.database import TEST_KEY

T = TypeVar("T")
_UP_WITHIN_S = 40.0
_STOP_WITHIN_S = 8.0
_LOG_TAIL = 6_000
_open_stacks: list["Stack"] = []


def wait_for(condition: Callable[[], T | None], what: str, within_s: float = 60.0, every_s: float = 0.05) -> T:
    """The first true answer of `condition`; an error of the network or of HTTP counts as "not yet"."""
    deadline = time.monotonic() + within_s
    while True:
        with contextlib.suppress(OSError):
            if answer := condition():
                return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {within_s:.0f} s for {what}")
        time.sleep(every_s)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Process:
    """One started program with its children, a group of its own. `health` is a path that answers 200 when it is up."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    port: int = 0
    health: str = ""
    child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address; `localhost`, so that cookies and links are those a browser would meet."""
        return f"http://localhost:{self.port}"

    def start(self) -> "Process":
        """Start, and return when it answers. Raises AssertionError with its log when it does not."""
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=_end_with_parent,
            )  # fmt: skip
        try:
            if self.health:
                wait_for(self._answers, f"{self.name} to answer {self.health}", _UP_WITHIN_S)
        except AssertionError as error:
            self.kill()
            raise AssertionError(f"{error}\n{self.log_tail()}") from None
        return self

    def answer_of(self, path: str) -> int:
        """The status of a GET; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def is_running(self) -> bool:
        """Whether the program itself lives."""
        return self.child is not None and self.child.poll() is None

    def stop(self) -> int | None:
        """Ask it to end (SIGTERM) and wait; what does not listen is killed. Returns its exit status."""
        if self.child is None:
            return None
        if self.child.poll() is None:
            self.child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(_STOP_WITHIN_S)
        return self.kill()

    def kill(self) -> int | None:
        """kill -9, children included: a server's worker would otherwise live on."""
        if self.child is None:
            return None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)
        return self.child.wait(10)

    def log_tail(self) -> str:
        """The end of what it printed."""
        return self.log.read_text(errors="replace")[-_LOG_TAIL:] if self.log.exists() else ""

    def _answers(self) -> bool:
        if not self.is_running():
            raise AssertionError(f"{self.name} ended with status {self.child and self.child.returncode}")
        return self.answer_of(self.health) == 200


@dataclass
class Stack:
    """Processes that share a database, a clock and a state folder. Use as a context manager."""

    database_url: str
    now: datetime
    settings: dict[str, str] = field(default_factory=dict)
    ports: tuple[int, int] = field(default_factory=lambda: (free_port(), free_port()))  # product, emulator
    processes: list[Process] = field(default_factory=list)

    def __enter__(self) -> "Stack":
        self.folder = Path(tempfile.mkdtemp(prefix="motcua-stack-"))
        self.clock_file = self.folder / "clock.json"
        self.web_port, self.emulator_port = self.ports
        clock.write_offset(self.clock_file, (self.now - datetime.now(UTC)).total_seconds())
        _open_stacks.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            process.stop()
        _open_stacks.remove(self)
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """What every process of the stack is told."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "motcua.settings",
            "PYTHONUNBUFFERED": "1",
            "MOTCUA_STATE": str(self.folder),
            "MOTCUA_SECRET_KEY": TEST_KEY,
            "MOTCUA_DATABASE_URL": self.database_url,
            "MOTCUA_DATABASE_DIRECT_URL": self.database_url,
            "MOTCUA_CLOCK_FILE": str(self.clock_file),
            "MOTCUA_PORT": str(self.web_port),
            "MOTCUA_EMULATOR_PORT": str(self.emulator_port),
            "MOTCUA_FRAME_ANCESTORS": f"http://localhost:{self.emulator_port}",
            **self.settings,
        }

    def edge(self) -> Process:
        """The four doors alone, on a port of their own."""
        port = free_port()
        return self._start("edge", ["motcua", "edge", "--port", str(port)], port, "/healthz")

    def serve(self) -> Process:
        """Edge and Django in one process, as the demo runs them."""
        return self._start("serve", ["motcua", "serve"], self.web_port, "/healthz")

    def worker(self) -> Process:
        """The worker; it has no port, its heartbeat is in the database."""
        return self._start("worker", ["motcua", "worker"])

    def emulator(self, seed: Path | None = None) -> Process:
        """The Zalo emulator; `seed` names its accounts and citizens."""
        port = self.emulator_port
        more = ["--seed", str(seed)] if seed else []
        command = ["zalo_emulator", "--port", str(port), "--clock-file", str(self.clock_file), *more]
        return self._start("emulator", command, port, "/control/oas")

    def run(self, *command: str) -> None:
        """Run a command of the product to its end, such as `demo-data`."""
        done = subprocess.run(
            [sys.executable, "-m", "motcua", *command], env=self.environment(), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"motcua {' '.join(command)}:\n{(done.stderr or done.stdout)[-_LOG_TAIL:]}"

    def move_clock(self, by: timedelta) -> None:
        """Let time pass for every process of the stack."""
        clock.write_offset(self.clock_file, clock.read_offset(self.clock_file) + by.total_seconds())

    def _start(self, name: str, command: list[str], port: int = 0, health: str = "") -> Process:
        log = self.folder / f"{name}-{len(self.processes)}.log"
        process = Process(name, [sys.executable, "-m", *command], self.environment(), log, port, health)
        self.processes.append(process)
        return process.start()


@contextmanager
def django_on(url: str) -> Iterator[None]:
    """Point this process's Django at another database, so that factories and operations fill it."""
    from django.db import connections
    from django.db.utils import load_backend

    from motcua.settings import _database

    usual = connections["default"]
    told = {**usual.settings_dict, **_database(url)}
    there = load_backend(told["ENGINE"]).DatabaseWrapper(told, "default")
    connections["default"] = there
    try:
        yield
    finally:
        there.close()
        connections["default"] = usual


def logs_of_open_stacks() -> str:
    """What the processes of every open stack printed last."""
    return "\n".join(
        f"--- {process.name} (port {process.port}, status {process.child and process.child.poll()})\n{tail}"
        for stack in _open_stacks
        for process in stack.processes
        if (tail := process.log_tail())
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: object) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """For the conftests of fault and browser tests: a failed test shows the logs of its processes."""
    report = yield
    if report.failed and (text := logs_of_open_stacks()):
        report.sections.append(("Logs of the processes", text))
    return report


def _end_with_parent() -> None:
    """Linux: when the test run dies, even by SIGKILL, its processes end."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
