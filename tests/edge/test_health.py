"""/readyz tells what is missing, and nothing else stops it."""

import asyncio

import psycopg

from motcua.edge.health import Readiness, shipped_migrations
from motcua.tickets.door import Answer
from tests.edge.asking import Asked
from tests.edge.looking import CountingLink
from tests.factories import NOW


def readiness(url: str, shipped: frozenset[str] | None = None) -> tuple[int, dict[str, object]]:
    """The status and the body of /readyz."""

    async def asked() -> Answer:
        link = CountingLink(url)
        try:
            return await Readiness(link, shipped).answer(Asked("GET"))
        finally:
            await link.close()

    answer = asyncio.run(asked())
    return answer.status, answer.body


def beat(url: str) -> None:
    """The worker lives."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DELETE FROM worker_heartbeat")
        connection.execute("INSERT INTO worker_heartbeat (name, beat_at) VALUES ('w', %s)", [NOW])


def test_ready_when_every_migration_is_there_and_the_worker_lives(office: str) -> None:
    beat(office)
    assert readiness(office) == (200, {"status": "ready", "database": True, "migrations": True, "worker": True})


def test_a_migration_that_was_not_applied_is_named(office: str) -> None:
    beat(office)
    status, told = readiness(office, shipped_migrations() | {"0999_new_release"})
    assert (status, told["migrations"]) == (503, "missing: 0999_new_release")


def test_a_newer_database_than_the_release_is_ready(office: str) -> None:
    beat(office)
    with psycopg.connect(office, autocommit=True) as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('tickets', '0999_next', now())")
    assert readiness(office)[0] == 200


def test_the_shipped_migrations_are_those_django_knows() -> None:
    from django.db.migrations.loader import MigrationLoader

    assert shipped_migrations() == {name for app, name in MigrationLoader(None).disk_migrations if app == "tickets"}


def test_without_a_database_nothing_is_ready(office: str) -> None:
    status, told = readiness(office.replace("/test_", "/no_such_test_"))
    assert (status, told["database"], told["migrations"]) == (503, False, False)
