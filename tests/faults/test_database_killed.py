"""PostgreSQL dies under a rush, freezes, or is away: the edge refuses kindly, recovers by itself, and loses nothing."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from motcua.foundation.embedded import Cluster, DatabaseNotStarted
from motcua.messaging.channels.models import InboundEvent
from tests import factories
from tests.database import TEMPLATE
from tests.database import cluster as shared_cluster
from tests.factories import NOW
from tests.faults.crowd import Heard, Rush, assert_ledger_agrees, assert_nobody_waited, crowd
from tests.faults.zalo import bind_account
from tests.processes import Process, Stack, django_on, wait_for

PEOPLE = 1500


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """A PostgreSQL that may be killed: its own folder, fsync on, one migrated database to clone."""
    root = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    root.chmod(0o711)  # its system user must reach the data inside
    if (shared_cluster.root / "bin").exists():
        (root / "bin").symlink_to(shared_cluster.root / "bin")
    cluster = Cluster(root)
    try:
        cluster.start(with_parent=True)
        with psycopg.connect(cluster.url("postgres")) as connection:
            told = connection.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
            assert told.fetchone() == ("on", "on")
        cluster.create_database("template_office")
        _copy_schema(cluster.url("template_office"))
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def fragile(
    own_cluster: Cluster, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[Stack]:
    """An office whose PostgreSQL the test may kill."""
    _start_again(own_cluster)
    name = f"office_{abs(hash(request.node.name))}"
    own_cluster.create_database(name, "template_office")
    url = own_cluster.url(name)
    with Stack(url, NOW) as made, django_db_blocker.unblock(), django_on(url):
        yield made


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGQUIT], ids=["kill -9", "immediate shutdown"])
def test_postgresql_dies_in_mid_rush_and_the_same_edge_goes_on(
    fragile: Stack, own_cluster: Cluster, how: signal.Signals
) -> None:
    shift = factories.shift(capacity=PEOPLE)
    edge = fragile.edge()
    rush = Rush([edge.port], shift.pk, crowd(shift, PEOPLE))
    heard = rush.press_all(at=300, then=lambda: own_cluster.stop(how))
    assert {one.status for one in heard} == {201, 503}
    assert _problems(heard) == {"/problems/try-later"}
    assert edge.answer_of("/healthz") == 200
    assert edge.answer_of("/readyz") == 503

    _start_again(own_cluster)
    _forget_connection()
    _wait_until_it_serves(edge, rush)
    while rush.unanswered():
        assert {one.status for one in rush.press_again(rush.unanswered())} <= {200, 201}
    assert_nobody_waited(rush, 15)
    assert_ledger_agrees(rush)


def test_a_database_that_freezes_keeps_nobody_waiting_for_ever(fragile: Stack, own_cluster: Cluster) -> None:
    shift = factories.shift(capacity=PEOPLE)
    edge = fragile.edge()
    rush = Rush([edge.port], shift.pk, crowd(shift, PEOPLE), connections=32)
    frozen: list[int] = []

    def freeze_until_somebody_is_refused() -> None:
        with psycopg.connect(own_cluster.url("postgres")) as connection:
            found = connection.execute("SELECT pid FROM pg_stat_activity WHERE application_name LIKE '%edge writer'")
            frozen.extend(row[0] for row in found)
        pids = " ".join(map(str, frozen))
        # Beside us: were this run killed now, a frozen backend would keep its server from ever ending.
        thaw = subprocess.Popen(["sh", "-c", f"sleep 30; kill -CONT {pids}"], start_new_session=True)
        try:
            for pid in frozen:
                os.kill(pid, signal.SIGSTOP)
            wait_for(lambda: any(one.status == 503 for one in rush.heard), "a refusal", within_s=25)
        finally:
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)
            os.killpg(thaw.pid, signal.SIGKILL)
            thaw.wait()

    heard = rush.press_all(at=300, then=freeze_until_somebody_is_refused)
    assert frozen
    assert {one.status for one in heard} <= {200, 201, 503}
    _wait_until_it_serves(edge, rush)
    while rush.unanswered():
        assert {one.status for one in rush.press_again(rush.unanswered())} <= {200, 201}
    assert_nobody_waited(rush, 25)
    assert_ledger_agrees(rush)


def test_webhooks_are_asked_for_again_during_an_outage_and_stored_right_after_it(
    fragile: Stack, own_cluster: Cluster
) -> None:
    account = bind_account(factories.unit())
    edge = fragile.edge()
    assert account.call(edge, account.event("1")) == (200, "stored")
    own_cluster.stop(signal.SIGKILL)
    told = [account.call(edge, account.event(str(number))) for number in range(2, 8)]  # each waits about a second
    assert set(told) == {(503, "busy")}

    _start_again(own_cluster)
    _forget_connection()
    stored = [(200, "stored"), (200, "repeated")]
    wait_for(lambda: account.call(edge, account.event("2")) in stored, "the first event to be taken", within_s=60)
    assert all(account.call(edge, account.event(str(number))) in stored for number in range(1, 8))
    assert InboundEvent.objects.count() == 7


def test_a_webhook_is_not_called_forged_while_its_key_cannot_be_read(fragile: Stack, own_cluster: Cluster) -> None:
    account = bind_account(factories.unit())
    edge = fragile.edge()
    own_cluster.stop(signal.SIGKILL)
    assert account.call(edge, account.event("1")) == (503, "busy")


def _copy_schema(into: str) -> None:
    """The migrated template of the shared cluster, taken over as it is: quicker than migrating once more."""
    dump = [str(shared_cluster.binary("pg_dump")), "--no-owner", shared_cluster.url(TEMPLATE)]
    schema = subprocess.run(dump, stdout=subprocess.PIPE, check=True).stdout
    load = [str(shared_cluster.binary("psql")), "-q", "-v", "ON_ERROR_STOP=1", into]
    subprocess.run(load, input=schema, stdout=subprocess.DEVNULL, check=True)


def _wait_until_it_serves(edge: Process, rush: Rush) -> None:
    """The first citizen without a number tries until she has one; a person presses again like that."""

    def tried() -> bool:
        left = rush.unanswered()
        return not left or rush.press_again(left[:1])[0].status in (200, 201)

    wait_for(tried, "the edge to give numbers again", within_s=60, every_s=0.5)
    assert edge.is_running()


def _problems(heard: list[Heard]) -> set[object]:
    return {one.body["type"] for one in heard if one.status == 503}


def _start_again(cluster: Cluster) -> None:
    """Start, again and again while backends of the dead postmaster still hold its memory."""

    def started() -> bool:
        try:
            cluster.start(with_parent=True)
        except DatabaseNotStarted:
            return False
        return True

    wait_for(started, "PostgreSQL to start again", within_s=90)


def _forget_connection() -> None:
    """Django's connection of this process died with the server."""
    from django.db import connection

    connection.close()
