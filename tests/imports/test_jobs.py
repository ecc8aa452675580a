"""What becomes of a step whose worker fell silent, whose file is gone, or that was stopped before it began."""

import pytest
from django.db import connection

from motcua.workflows.imports import jobs, operations
from motcua.workflows.imports.models import FilePart, ImportRun
from motcua.workflows.imports.reporting import Quiet
from motcua.workflows.imports.rules import MOST_ATTEMPTS
from tests import factories
from tests.factories import NOW
from tests.imports.office import ROWS, csv_of, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def planning() -> ImportRun:
    """A dry run that somebody asked for."""
    run_id = upload(factories.unit(), csv_of(ROWS))
    assert operations.begin_plan(run_id=run_id, now=NOW) == "done"
    return ImportRun.objects.get(pk=run_id)


def heard_of(run: ImportRun, seconds_ago: int, attempt: int = 1) -> None:
    told = "UPDATE import_run SET beat_at = now() - %s * interval '1 second', attempt = %s WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(told, [seconds_ago, attempt, run.pk])


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'import_step' AND status = 'todo'")
        return int(cursor.fetchone()[0])


def test_a_step_that_still_tells_of_itself_is_left_alone(planning: ImportRun) -> None:
    heard_of(planning, 10)
    jobs.tidy_imports(NOW)
    assert waiting_jobs() == 1
    assert ImportRun.objects.get().state == "planning"


def test_a_silent_step_is_begun_anew(planning: ImportRun) -> None:
    heard_of(planning, 60)
    jobs.tidy_imports(NOW)
    assert waiting_jobs() == 2


def test_a_step_that_falls_silent_again_and_again_is_given_up_with_a_sentence(planning: ImportRun) -> None:
    heard_of(planning, 60, attempt=MOST_ATTEMPTS)
    jobs.tidy_imports(NOW)
    run = ImportRun.objects.get()
    assert (run.state, run.failure) == ("uploaded", jobs.BROKE)
    assert waiting_jobs() == 1


def test_a_silent_step_that_was_to_stop_stops(planning: ImportRun) -> None:
    operations.ask_to_stop(run_id=planning.pk, now=NOW)
    heard_of(planning, 60)
    jobs.tidy_imports(NOW)
    run = ImportRun.objects.get()
    assert (run.state, run.cancel_asked_at) == ("uploaded", None)


def test_a_file_that_is_gone_is_said_and_the_step_goes_back(planning: ImportRun) -> None:
    FilePart.objects.all().delete()
    jobs._try(planning, Quiet(), NOW)
    run = ImportRun.objects.get()
    assert (run.state, run.failure) == ("uploaded", "Tệp đã được xóa theo hạn lưu. Tải tệp lên lại.")


def test_a_step_that_another_worker_has_taken_over_changes_nothing(planning: ImportRun) -> None:
    heard_of(planning, 0, attempt=2)
    stale = Quiet()
    stale.attempt = 1
    jobs._try(planning, stale, NOW)
    run = ImportRun.objects.get()
    assert (run.state, run.attempt, run.new_rows) == ("planning", 2, 0)
