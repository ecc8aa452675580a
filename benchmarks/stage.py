"""What every benchmark stands on: a PostgreSQL of its own, the real processes, and honest counting.

The cluster is the embedded one with its shipped settings (fsync and synchronous_commit on), in a folder of its own on
the disk where the product keeps its data; everything is stopped and removed at the end.
"""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from motcua.foundation import config
from motcua.foundation.embedded import Cluster

ROOT = config.SOURCE_ROOT
_TICKS = os.sysconf("SC_CLK_TCK")
Document = dict[str, object]


class CannotRun(SystemExit):
    """A benchmark lacks something; the sentence says what and what to do. Exits with status 2."""

    def __init__(self, sentence: str) -> None:
        print(sentence, file=sys.stderr)
        super().__init__(2)


@dataclass
class Stage:
    """One cluster with one migrated database, and the environment in which the product's processes start."""

    cluster: Cluster
    folder: Path
    environment: dict[str, str] = field(repr=False)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.environment["MOTCUA_DATABASE_URL"]

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection in autocommit."""
        return psycopg.connect(self.url, autocommit=True)

    def start(self, *command: str, name: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a process of the product; its output goes to a log in the stage's folder. Stopped with the stage."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT,
                env={**self.environment, **environment}, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Ask a process started here to end; after ten seconds its whole session is killed."""
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
        if process in self.started:
            self.started.remove(process)

    def log_of(self, name: str) -> str:
        """The end of a process's log."""
        path = self.folder / f"{name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-15:]) if path.exists() else ""

    def server_settings(self) -> Document:
        """What makes the figures honest, read from the running server."""
        names = ["server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers"]
        with self.connect() as connection:
            return {name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0] for name in names}  # type: ignore[index]  # a setting has a row


@contextmanager
def staged(name: str) -> Iterator[Stage]:
    """A stage of its own; everything it started is stopped and its folder removed, whatever happens."""
    folder = fresh_folder()
    cluster = Cluster(folder / "pg")
    stage = Stage(cluster, folder, {})
    try:
        cluster.start()
        cluster.create_database(name)
        stage.environment.update(_environment(cluster.url(name), folder))
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=stage.environment, cwd=ROOT, check=True)
        yield stage
    finally:
        for process in reversed(stage.started.copy()):
            stage.stop(process)
        cluster.stop()
        remove(folder)


def fresh_folder() -> Path:
    """A folder for one run, on the disk where the product keeps its data. From here on SIGTERM ends as Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parent = config.state_folder(config.home_folder())
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=parent))
    folder.chmod(0o755)  # as root the server's own user must reach its folder below
    return folder


def remove(folder: Path) -> None:
    """Remove a run's folder; a process that is just ending may put a last file there, so look twice."""
    for _ in range(4):
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.5)
        if not folder.exists():
            return


def _environment(url: str, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "motcua.settings",
        "MOTCUA_DATABASE_URL": url,
        "MOTCUA_DATABASE_DIRECT_URL": url,
        "MOTCUA_SECRET_KEY": secrets.token_hex(32),
        "MOTCUA_STATE": str(folder),
        "MOTCUA_LOG_LEVEL": "WARNING",
    }


def enter_django(stage: Stage) -> None:
    """Make this process one of the product's own, to seed through its operations."""
    os.environ.update(
        {key: value for key, value in stage.environment.items() if key.startswith(("MOTCUA_", "DJANGO_"))}
    )
    import django

    django.setup()


def free_port() -> int:
    """A port of the loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_answers(stage: Stage, process: subprocess.Popen[bytes], name: str, url: str, within_s: float) -> None:
    """Wait until a GET answers 200. Raises CannotRun with the end of the log."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise CannotRun(f"{name} did not answer at {url}.\n{stage.log_of(name)}")


def family(pid: int) -> list[int]:
    """A process and all its descendants, as /proc knows them."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit() and (stat := _stat(int(path.name))):
            children.setdefault(int(stat[1]), []).append(int(path.name))
    found, queue = [], [pid]
    while queue:
        one = queue.pop()
        found.append(one)
        queue.extend(children.get(one, []))
    return found


def processor_s(*roots: int) -> float:
    """Processor seconds used so far by these processes, their living descendants and the children they reaped."""
    ticks = 0
    for root in roots:
        for pid in family(root):
            if stat := _stat(pid):
                ticks += sum(int(value) for value in stat[11:15])  # utime stime cutime cstime
    return ticks / _TICKS


def pss_mb(*roots: int) -> float:
    """Proportional set size of these processes and their descendants, in MB."""
    kilobytes = 0
    for pid in {pid for root in roots for pid in family(root)}:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if found := re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE):
            kilobytes += int(found.group(1))
    return kilobytes / 1024


def _stat(pid: int) -> list[str] | None:
    """/proc/<pid>/stat after the command name: state, parent, …"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


class Foreign:
    """How busy the machine was in all, to judge how quiet a window was."""

    def __init__(self) -> None:
        self._before = self._read()

    def busy_s(self) -> float:
        """Processor seconds the whole machine spent since this was made."""
        return self._read() - self._before

    @staticmethod
    def _read() -> float:
        fields = [int(value) for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
        return (sum(fields[:8]) - fields[3] - fields[4]) / _TICKS


def machine() -> Document:
    """Where and when the figures were taken."""
    cpuinfo = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*:\s*(.+)", cpuinfo)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "processor": model.group(1) if model else "unknown",
        "load_before": os.getloadavg()[0],
    }


def median(values: Sequence[float]) -> float:
    """The middle value."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def hand_over(document: Document, table: Sequence[tuple[str, object]]) -> None:
    """The document on stdout, a small table for people on stderr."""
    width = max(len(name) for name, _ in table)
    for name, value in table:
        print(f"{name:<{width}}  {value}", file=sys.stderr)
    print(json.dumps(document, ensure_ascii=False, indent=1))
