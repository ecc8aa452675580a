"""Imports of lists: the run, its file and its bad rows (sealed, kept some days), and how headers were read before.

Nothing of a run is deleted but what holds personal data: file and bad rows go after a week, the counts stay.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from motcua.workflows.imports.rules import State

FILE = "import_file_part.sealed"
SAMPLES = "import_run.samples_sealed"
BAD = "import_bad_rows.sealed"


class ImportRun(models.Model):
    """Một lượt nhập. `places`: column key → place in the sheet; `fixed`: key → one word for every row.

    `samples_sealed`: a few cells of each column, to recognise it by. `attempt` fences: only the worker that began the
    last attempt may finish. `beat_at` is the database's own time of the last sign of life; `total_rows` is about how
    many rows there are, until they are counted.
    """

    unit = models.ForeignKey(OrgUnit, models.PROTECT, db_index=False)
    target = models.CharField(max_length=20)
    part = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in State], default=State.UPLOADED)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=160)
    file_bytes = models.BigIntegerField()
    file_gone_at = models.DateTimeField(null=True)
    notes = models.JSONField(default=list)
    sheet = models.PositiveSmallIntegerField(default=0)
    sheet_names = models.JSONField(default=list)
    header_row = models.IntegerField(default=0)
    first_row = models.IntegerField(default=1)
    labels = models.JSONField(default=list)
    samples_sealed = models.BinaryField(default=b"")
    places = models.JSONField(default=dict)
    fixed = models.JSONField(default=dict)
    remembered = models.BooleanField(default=False)
    total_rows = models.BigIntegerField(default=0)
    done_rows = models.BigIntegerField(default=0)
    new_rows = models.BigIntegerField(default=0)
    changed_rows = models.BigIntegerField(default=0)
    same_rows = models.BigIntegerField(default=0)
    bad_rows = models.BigIntegerField(default=0)
    passed_over = models.BigIntegerField(default=0)
    undone_rows = models.BigIntegerField(default=0)
    tally = models.JSONField(default=dict)
    attempt = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "import_run"
        constraints = (
            models.CheckConstraint(
                name="an_import_is_in_a_known_state", condition=Q(state__in=[one.value for one in State])
            ),
            models.UniqueConstraint(
                name="one_import_changes_a_list_at_a_time",
                fields=["unit", "target", "part"],
                condition=Q(state__in=["writing", "undoing"]),
            ),
        )
        indexes = (
            models.Index(name="import_run_of_unit", fields=["unit", "-id"]),
            models.Index(
                name="import_run_working", fields=["beat_at"], condition=Q(state__in=["planning", "writing", "undoing"])
            ),
        )


class FilePart(models.Model):
    """A megabyte of an uploaded file, sealed."""

    run = models.ForeignKey(ImportRun, models.CASCADE, db_index=False)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "import_file_part"
        constraints = (models.UniqueConstraint(name="a_part_of_a_file_is_kept_once", fields=["run", "number"]),)


class BadRows(models.Model):
    """A page of rows that were not taken, sealed: numbers, cells and sentences."""

    run = models.ForeignKey(ImportRun, models.CASCADE, db_index=False)
    page = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "import_bad_rows"
        constraints = (models.UniqueConstraint(name="a_page_of_bad_rows_is_kept_once", fields=["run", "page"]),)


class HeaderMemory(models.Model):
    """How a unit read a set of header words last time: column key → the header's words. No personal data."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, db_index=False)
    target = models.CharField(max_length=20)
    part = models.BigIntegerField(default=0)
    header = models.CharField(max_length=64)
    words = models.JSONField(default=dict)
    fixed = models.JSONField(default=dict)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "import_header_memory"
        constraints = (
            models.UniqueConstraint(name="a_header_is_remembered_once", fields=["unit", "target", "part", "header"]),
        )


class MadeRow(models.Model):
    """What a run made or changed in a target that keeps no record of runs; `former` is sealed, empty when new."""

    run = models.ForeignKey(ImportRun, models.PROTECT, db_index=False)
    subject_id = models.BigIntegerField()
    former = models.BinaryField(default=b"")

    class Meta:
        db_table = "import_made_row"
        constraints = (models.UniqueConstraint(name="a_run_makes_a_row_once", fields=["run", "subject_id"]),)
