"""kill -9 in the middle of an import, and a database that restarts under it: all of the list or nothing of it."""

import random
import signal

from django.db import OperationalError, connection

from motcua.features.dossiers.models import Dossier, DossierTransition
from motcua.foundation.embedded import Cluster
from motcua.foundation.offices.models import OrgUnit
from motcua.workflows.imports import jobs, operations
from motcua.workflows.imports.models import ImportRun
from tests import factories
from tests.factories import NOW
from tests.faults.test_database_killed import _forget_connection, _start_again, fragile, own_cluster
from tests.imports.office import HEADER, csv_of, plan, upload
from tests.processes import Stack, wait_for

__all__ = ["fragile", "own_cluster"]

ROWS = 30_000


def people() -> list[tuple[object, ...]]:
    """An invented list, long enough to be killed in."""
    chance = random.Random(7)
    return [
        (f"HS-{number:06}", "Lê Thị Mẫu", f"{1 + chance.randrange(28):02}/0{1 + chance.randrange(9)}/1985",
         "Có thẻ tại đơn vị", f"079185{number:06}", "")
        for number in range(ROWS)
    ]  # fmt: skip


def asked_to_write(unit: OrgUnit) -> int:
    """A list that was looked through, and the officer pressed Nhập."""
    run_id = upload(unit, csv_of(people(), HEADER))
    plan(run_id)
    assert operations.begin_write(run_id=run_id, by=None, now=NOW) == "done"
    return run_id


def half_way(run_id: int) -> bool:
    """The worker has told that it wrote some portions, and not yet all."""
    run = ImportRun.objects.get(pk=run_id)
    assert run.state == "writing", run.failure
    return 5_000 <= run.done_rows < ROWS


def begun_anew(run_id: int) -> None:
    """What the periodic job does once nothing was heard for half a minute."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE import_run SET beat_at = now() - interval '1 minute' WHERE id = %s", [run_id])
    jobs.tidy_imports(NOW)


def assert_whole(run_id: int, unit: OrgUnit) -> None:
    run = ImportRun.objects.get(pk=run_id)
    assert (run.new_rows, run.bad_rows) == (ROWS, 0)
    assert Dossier.objects.filter(unit=unit).count() == ROWS
    assert DossierTransition.objects.filter(unit=unit, run_id=run_id).count() == ROWS


def done(run_id: int) -> bool:
    return ImportRun.objects.get(pk=run_id).state == "done"


def test_an_import_killed_half_way_leaves_nothing_and_is_begun_anew(stack: Stack) -> None:
    unit = factories.unit()
    run_id = asked_to_write(unit)
    worker = stack.worker()
    wait_for(lambda: half_way(run_id), "the import to be half way", 120)
    worker.kill()
    assert not Dossier.objects.exists() and not DossierTransition.objects.exists()
    assert ImportRun.objects.get(pk=run_id).state == "writing"
    assert operations.begin_write(run_id=run_id, by=None, now=NOW) == "changed_meanwhile"
    worker.start()
    wait_for(lambda: not Dossier.objects.exists(), "the killed transaction to be gone")
    begun_anew(run_id)
    wait_for(lambda: done(run_id), "the import to be done", 150)
    assert_whole(run_id, unit)


def test_an_officer_stops_an_import_half_way_and_nothing_is_left(stack: Stack) -> None:
    unit = factories.unit()
    run_id = asked_to_write(unit)
    stack.worker()
    wait_for(lambda: half_way(run_id), "the import to be half way", 120)
    assert operations.ask_to_stop(run_id=run_id, now=NOW) == "done"
    wait_for(lambda: ImportRun.objects.get(pk=run_id).state == "planned", "the import to stop")
    assert ImportRun.objects.get(pk=run_id).failure == "Đã dừng theo yêu cầu. Chưa ghi gì."
    assert not Dossier.objects.exists()
    assert operations.begin_write(run_id=run_id, by=None, now=NOW) == "done"
    wait_for(lambda: done(run_id), "the import to be done", 150)
    assert_whole(run_id, unit)


def test_a_database_that_restarts_under_an_import_has_all_of_it_or_nothing(
    fragile: Stack,
    own_cluster: Cluster,
) -> None:
    unit = factories.unit()
    run_id = asked_to_write(unit)
    worker = fragile.worker()
    wait_for(lambda: half_way(run_id), "the import to be half way", 120)
    own_cluster.stop(signal.SIGQUIT)
    _start_again(own_cluster)
    _forget_connection()
    assert not Dossier.objects.exists()
    assert ImportRun.objects.get(pk=run_id).state == "writing"
    wait_for(lambda: _begun_anew(run_id), "the job to be deferred again")
    wait_for(lambda: done(run_id), "the import to be done", 150)
    assert_whole(run_id, unit)
    assert worker.is_running()


def _begun_anew(run_id: int) -> bool:
    try:
        begun_anew(run_id)
    except OperationalError:
        return False
    return True
