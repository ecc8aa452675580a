"""The two doors as real processes on one cloned database, at 08:40 of the factories' day."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from tests.database import cluster
from tests.factories import NOW
from tests.processes import Process, Stack, free_port

BASE_URL = "http://localhost:8000"


@dataclass(frozen=True)
class Door:
    """A running server, a client that talks to it over TCP, and where its log is."""

    name: str
    http: httpx.Client
    log: Path


@contextmanager
def both_doors(url: str) -> Iterator[list[Door]]:
    """The edge and its Django twin."""
    with (
        Stack(url, NOW, {"MOTCUA_BASE_URL": BASE_URL}) as stack,
        _opened(stack.edge()) as edge,
        _opened(_web(stack)) as django,
    ):
        yield [edge, django]


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


def _web(stack: Stack) -> Process:
    port = free_port()
    command = [sys.executable, "-m", "motcua", "web", "--port", str(port)]
    web = Process("web", command, stack.environment(), stack.folder / "web.log", port, "/api/openapi.json")
    stack.processes.append(web)
    return web.start()


@contextmanager
def _opened(process: Process) -> Iterator[Door]:
    with httpx.Client(base_url=process.url, timeout=20, trust_env=False) as client:
        yield Door(process.name, client, process.log)
