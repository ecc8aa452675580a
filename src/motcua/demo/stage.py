"""Start the whole demo and stop it without leaving a process: database, emulator, worker, product.

This supervisor loads no Django, so that it stays small; preparing the data is a process of its own that ends.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from motcua.foundation import clock
from motcua.foundation.config import Config, ConfigError
from motcua.foundation.embedded import Cluster
from motcua.foundation.secrets import create_key_file

DAY_STARTS = timedelta(hours=8, minutes=40)
_READY_WITHIN_S = 60
_STOP_WITHIN_S = 8


class DemoFailed(RuntimeError):
    """A part of the demo did not start; the sentence says which and where its log is."""


@dataclass
class Stage:
    """The processes of one demo, started in order and stopped in reverse."""

    config: Config
    say: Callable[[str], None]
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cluster = Cluster(self.config.state / "pg")
        self.logs = self.config.state / "logs"

    def raise_curtain(self, *, reset: bool) -> None:
        """Everything up and answering, the product's port last. Raises ConfigError or DemoFailed."""
        for name, port in (("MOTCUA_PORT", self.config.port), ("MOTCUA_EMULATOR_PORT", self.config.emulator_port)):
            _refuse_taken(name, port)
        if reset:
            self._forget()
        self._prepare_folders()
        self.say("Mở cơ sở dữ liệu …")
        self.cluster.start(with_parent=True)
        self.cluster.create_database("motcua")
        environment = self._environment()
        self.say("Chuẩn bị dữ liệu mẫu …")
        self._run([sys.executable, "-m", "motcua", "demo-data"], environment)
        self._start("emulator", self._emulator_command(), environment)
        self._start("worker", [sys.executable, "-m", "motcua", "worker"], environment)
        self._wait(f"http://127.0.0.1:{self.config.emulator_port}/control/oas", "emulator")
        self._start("web", [sys.executable, "-m", "motcua", "serve"], environment)
        self._wait(f"http://127.0.0.1:{self.config.port}/readyz", "web")

    def watch(self) -> str:
        """Wait until a child ends by itself; returns a sentence that says which."""
        while True:
            for child in self.children:
                if child.poll() is not None:
                    return f"Một phần của bản chạy thử đã dừng (mã {child.returncode}). Xem {self.logs}."
            time.sleep(0.3)

    def drop_curtain(self) -> None:
        """Stop every child and then the database; kills what does not listen."""
        for child in reversed(self.children):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_WITHIN_S
        for child in reversed(self.children):
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)  # a session of its own: its children go with it
                child.wait()
        self.cluster.stop()

    def _prepare_folders(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        pointer = self.config.home / ".motcua"
        if pointer != self.config.state:
            pointer.mkdir(exist_ok=True)
            (pointer / "state").write_text(f"{self.config.state}\n")
        create_key_file(self.config.secret_key_file)
        self._set_clock()

    def _set_clock(self) -> None:
        """08:40 of today when the demo's day is over or never began; else it runs on."""
        path = self.config.state / "clock.json"
        real = datetime.now(clock.VIETNAM)
        moved = real + timedelta(seconds=clock.read_offset(path))
        if not path.exists() or moved.date() < real.date():
            start = real.replace(hour=0, minute=0, second=0, microsecond=0) + DAY_STARTS
            clock.write_offset(path, (start - real).total_seconds())

    def _forget(self) -> None:
        self.cluster.stop()
        for name in ("pg/data", "pg/password", "emulator.json", "emulator-seed.json", "clock.json", "logs"):
            path = self.config.state / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "MOTCUA_DEMO": "1",
            "MOTCUA_DATABASE_URL": self.cluster.url(),
            "MOTCUA_DATABASE_DIRECT_URL": self.cluster.url(),
            "MOTCUA_CLOCK_FILE": str(self.config.state / "clock.json"),
            "MOTCUA_FRAME_ANCESTORS": f"http://localhost:{self.config.emulator_port}",
            "DJANGO_SETTINGS_MODULE": "motcua.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def _emulator_command(self) -> list[str]:
        state = self.config.state
        return [
            sys.executable, "-m", "zalo_emulator", "--port", str(self.config.emulator_port),
            "--state", str(state / "emulator.json"), "--seed", str(state / "emulator-seed.json"),
            "--clock-file", str(state / "clock.json"),
        ]  # fmt: skip

    def _run(self, command: list[str], environment: dict[str, str]) -> None:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise DemoFailed(f"Không chuẩn bị được dữ liệu mẫu:\n{(done.stderr or done.stdout)[-3000:]}")

    def _start(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=_end_with_parent,
            )  # fmt: skip
        self.children.append(child)

    def _wait(self, url: str, name: str) -> None:
        deadline = time.monotonic() + _READY_WITHIN_S
        while time.monotonic() < deadline:
            if any(child.poll() is not None for child in self.children):
                break
            try:
                with urllib.request.urlopen(url, timeout=2):  # noqa: S310  (loopback, our own address)
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        log = self.logs / f"{name}.log"
        raise DemoFailed(f"{name} không chạy được. Cuối tệp {log}:\n{log.read_text(errors='replace')[-2000:]}")


def _refuse_taken(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ConfigError(f"Cổng {port} đang có chương trình khác dùng; đặt {name} sang cổng khác, ví dụ "
                              f"{name}={port + 100} make demo.") from error  # fmt: skip


def _end_with_parent() -> None:
    """Linux: when the supervisor dies, even by SIGKILL, the child gets SIGTERM."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


__all__ = ["DAY_STARTS", "DemoFailed", "Stage"]
