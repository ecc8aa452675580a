"""A real PostgreSQL for the tests: one cluster, one migrated template, a clone for each run and each real process.

Loaded with `-p tests.database`, before Django reads its settings. `MOTCUA_TEST_CLUSTER` names a cluster to share.
"""

import hashlib
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from motcua.foundation import config
from motcua.foundation.embedded import Cluster

TEST_KEY = "7e" * 32
_count = itertools.count(1)
_home = config.home_folder()
cluster = Cluster(Path(os.environ.get("MOTCUA_TEST_CLUSTER") or config.state_folder(_home) / "test"))
_started_here = cluster.start(options=("-c", "max_connections=300"))
os.environ["MOTCUA_TEST_CLUSTER"] = str(cluster.root)  # for runs beside this one: only who started it stops it


def _template() -> str:
    """The name of a migrated database; made anew when a migration or an SQL file changes."""
    source = sorted((config.SOURCE_ROOT / "src").glob("motcua/**/migrations/*.py"))
    source += sorted((config.SOURCE_ROOT / "src").glob("motcua/**/*.sql"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in source)).hexdigest()[:12]
    name = f"motcua_template_{digest}"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7)")  # several test runs may share the cluster
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            fresh = f"{name}_new"
            connection.execute(f'DROP DATABASE IF EXISTS "{fresh}"')
            cluster.create_database(fresh)
            subprocess.run(
                [sys.executable, "-m", "django", "migrate", "-v0"],
                env={**os.environ, "MOTCUA_DATABASE_URL": cluster.url(fresh), "MOTCUA_DATABASE_DIRECT_URL": ""},
                check=True,
            )
            connection.execute(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')
    return name


os.environ["MOTCUA_SECRET_KEY"] = TEST_KEY
os.environ["DJANGO_SETTINGS_MODULE"] = "motcua.settings"
os.environ.pop("MOTCUA_CLOCK_FILE", None)
TEMPLATE = _template()


@contextmanager
def cloned_database(template: str = "") -> Iterator[str]:
    """A fresh copy of the migrated template, or of another database nobody is connected to, for one run or one set of
    processes; yields its URL and drops it afterwards."""
    name = f"test_{os.getpid()}_{next(_count)}"
    cluster.create_database(name, template or TEMPLATE)
    try:
        yield cluster.url(name)
    finally:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


_clone = cloned_database()
DATABASE_URL = _clone.__enter__()
os.environ["MOTCUA_DATABASE_URL"] = os.environ["MOTCUA_DATABASE_DIRECT_URL"] = DATABASE_URL
os.environ["MOTCUA_STATE"] = str(cluster.root / "state")


def pytest_unconfigure() -> None:
    _clone.__exit__(None, None, None)
    if _started_here:
        cluster.stop()
