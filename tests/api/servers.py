"""The two doors as real processes on one cloned database, and this process's Django connected to the same."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from motcua.foundation import clock
from tests.database import cluster
from tests.factories import NOW

BASE_URL = "http://localhost:8000"
EDGE = ("--interface", "asgi", "--factory", "motcua.asgi:edge", "--no-ws")
DJANGO = ("--interface", "wsgi", "motcua.wsgi:application", "--blocking-threads", "4")


@dataclass(frozen=True)
class Door:
    """A running server, a client that talks to it over TCP, and where its log is."""

    name: str
    http: httpx.Client
    log: Path


@contextmanager
def served(name: str, app: tuple[str, ...], probe: str, environment: dict[str, str], folder: Path) -> Iterator[Door]:
    """One Granian process with one worker, stopped afterwards."""
    port, log = free_port(), folder / f"{name}.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "granian", *app, "--host", "127.0.0.1", "--port", str(port), "--workers", "1"],
            env={**os.environ, **environment}, stdout=sink, stderr=sink,
        )  # fmt: skip
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:
                wait_for(lambda: _answers(client, probe), 30, lambda: log.read_text())
                yield Door(name, client, log)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def both_doors(url: str, folder: Path) -> Iterator[list[Door]]:
    """The edge and its Django twin, at 08:40 of the factories' day."""
    clock_file = folder / "clock.json"
    clock.write_offset(clock_file, (NOW - datetime.now(UTC)).total_seconds())
    environment = {
        "MOTCUA_DATABASE_URL": url,
        "MOTCUA_DATABASE_DIRECT_URL": url,
        "MOTCUA_CLOCK_FILE": str(clock_file),
        "MOTCUA_BASE_URL": BASE_URL,
    }
    with (
        served("edge", EDGE, "/healthz", environment, folder) as edge,
        served("django", DJANGO, "/api/openapi.json", environment, folder) as django,
    ):
        yield [edge, django]


@contextmanager
def django_on(url: str) -> Iterator[None]:
    """Point this process's Django at another database, so that factories write where the servers read."""
    settings, name = connection.settings_dict, str(conninfo_to_dict(url)["dbname"])
    before = settings["NAME"]
    connection.close()
    settings["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        settings["NAME"] = before


@contextmanager
def database_away(url: str) -> Iterator[None]:
    """Nobody reaches the database: open connections are cut, new ones refused."""
    name = str(conninfo_to_dict(url)["dbname"])
    connection.close()
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def wait_for(condition: Callable[[], bool], seconds: float, story: Callable[[], str] = lambda: "") -> None:
    """Return once the condition holds; fail with the story after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain\n{story()}"
        time.sleep(0.05)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(client: httpx.Client, probe: str) -> bool:
    try:
        return client.get(probe).status_code == 200
    except httpx.TransportError:
        return False
