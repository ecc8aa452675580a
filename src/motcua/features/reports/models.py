"""Reports of emergencies and crimes, and troubles of daily life: received, assigned, closed. Bodies are encrypted.

Who may open a body is decided by role (`report.open`); each opening is an audit event. Nothing is deleted.
"""

from django.db import models
from django.db.models import Q

from motcua.foundation.citizens.models import Citizen
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.staff.models import Officer
from motcua.messaging.channels.models import OaAccount

BODY = "report_entry"


class ReportKind(models.TextChoices):
    """What it is about. A trouble of daily life is no crime and is never counted as one (domain.md S-H9)."""

    EMERGENCY = "emergency", "Khẩn cấp"
    CRIME = "crime", "Tố giác"
    TROUBLE = "trouble", "Vướng mắc"


class ReportState(models.TextChoices):
    """How far a report has come."""

    NEW = "new", "Chưa giao"
    ASSIGNED = "assigned", "Đã giao"
    CLOSED = "closed", "Đã đóng"


class Report(models.Model):
    """Tin báo. `deadline` is by when the assignee must have opened it; past that it is overdue.

    `taken_at` is when she last opened it: a later `last_at` is a message she has not read.

    `forget_asked_at`: the citizen asked to be forgotten while it was open; her account is cut off when it closes.
    """

    unit = models.ForeignKey(OrgUnit, models.PROTECT)
    account = models.ForeignKey(OaAccount, models.PROTECT, db_index=False)
    external_id = models.CharField(max_length=64, blank=True)
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True)
    kind = models.CharField(max_length=10, choices=ReportKind)
    state = models.CharField(max_length=8, choices=ReportState, default=ReportState.NEW)
    received_at = models.DateTimeField()
    last_at = models.DateTimeField()
    deadline = models.DateTimeField()
    assignee = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    assigned_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome_sealed = models.BinaryField(default=b"")
    forget_asked_at = models.DateTimeField(null=True)
    pseudonymised_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "report"
        constraints = (
            models.UniqueConstraint(
                name="a_citizen_has_one_open_report_of_a_kind",
                fields=["account", "external_id", "kind"],
                condition=~Q(state="closed"),
            ),
            models.CheckConstraint(
                name="a_report_is_in_a_known_state", condition=Q(state__in=["new", "assigned", "closed"])
            ),
            models.CheckConstraint(
                name="a_report_is_of_a_known_kind", condition=Q(kind__in=["emergency", "crime", "trouble"])
            ),
            models.CheckConstraint(
                name="a_new_report_is_nobodys", condition=~Q(state="new") | Q(assignee=None, assigned_at=None)
            ),
            models.CheckConstraint(
                name="an_assigned_report_names_its_assignee",
                condition=~Q(state="assigned") | Q(assignee__isnull=False, assigned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_report_has_an_end_exactly_when_closed",
                condition=(Q(state="closed") & Q(closed_at__isnull=False)) | (~Q(state="closed") & Q(closed_at=None)),
            ),
        )
        indexes = (
            models.Index(name="report_open", fields=["unit", "deadline"], condition=~Q(state="closed")),
            models.Index(name="report_closed", fields=["unit", "-closed_at"], condition=Q(state="closed")),
        )


class ReportEntry(models.Model):
    """One message of the reporter, sealed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="entries")
    body_sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "report_entry"
        constraints = (models.UniqueConstraint(name="a_moments_words_enter_a_report_once", fields=["report", "at"]),)


class ReportAssignment(models.Model):
    """A report was given to an officer, by whom; the newest row is the one that counts."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "report_assignment"


class ReportAlarm(models.Model):
    """A deadline passed with nobody at it; sounded once for each deadline."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="alarms")
    deadline = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        db_table = "report_alarm"
        constraints = (models.UniqueConstraint(name="a_deadline_sounds_its_alarm_once", fields=["report", "deadline"]),)
