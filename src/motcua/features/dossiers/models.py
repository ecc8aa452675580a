"""Dossiers and everything ever said of them. Nothing is erased: what no longer counts is marked, and says since when.

A `Dossier` row is what stands now; `DossierTransition` is every statement of every source, in the order it came.
"""

from django.db import models
from django.db.models import Q

from motcua.features.dossiers.rules import Source, Stage, Standing
from motcua.foundation.citizens.models import Citizen
from motcua.foundation.offices.models import OrgUnit


class Dossier(models.Model):
    """Hồ sơ. `code` is the source's own number, empty where it has none.

    A birth month or day of 0 is one that her papers do not have (domain.md 3.3).
    `told_sealed`: name, identity number, phone, address as told last, sealed together; `identity_hash` and `slip_hash`
    find it without opening. `row_hash`: of what its source told last, so that the same again is known unopened.
    `as_of` is when the standing statement was last confirmed, `since` when its stage began. `promised_on` is the date
    printed on the slip and never changes; a new date is a row of `DossierPromise`, the latest in `renewed_on`.
    `retracted_at`: the import that brought it was taken back.
    """

    unit = models.ForeignKey(OrgUnit, models.PROTECT, db_index=False)
    code = models.CharField(max_length=40, blank=True, db_default="", default="")
    full_name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=100)
    birth_year = models.PositiveSmallIntegerField()
    birth_month = models.PositiveSmallIntegerField(db_default=0, default=0)
    birth_day = models.PositiveSmallIntegerField(db_default=0, default=0)
    identity_hash = models.BinaryField(db_default=b"", default=b"")
    slip_hash = models.BinaryField(db_default=b"", default=b"")
    told_sealed = models.BinaryField(db_default=b"", default=b"")
    row_hash = models.BinaryField(db_default=b"", default=b"")
    stage = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Stage])
    reason = models.CharField(max_length=32, blank=True, db_default="", default="")
    place = models.CharField(max_length=120, blank=True, db_default="", default="")
    source = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Source])
    as_of = models.DateTimeField()
    since = models.DateTimeField()
    changed_at = models.DateTimeField()
    received_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    renewed_on = models.DateField(null=True)
    flagged_at = models.DateTimeField(null=True)
    retracted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier"
        constraints = (
            models.UniqueConstraint(
                name="a_code_names_one_dossier_of_a_unit", fields=["unit", "code"], condition=~Q(code="")
            ),
            models.CheckConstraint(
                name="a_dossier_is_at_a_known_stage", condition=Q(stage__in=[one.value for one in Stage])
            ),
            models.CheckConstraint(name="a_birth_day_has_its_month", condition=Q(birth_day=0) | Q(birth_month__gt=0)),
        )
        indexes = (
            models.Index(name="dossier_name", fields=["unit", "name_key", "birth_year", "birth_month", "birth_day"]),
            models.Index(name="dossier_identity", fields=["unit", "identity_hash"], condition=~Q(identity_hash=b"")),
            models.Index(name="dossier_slip", fields=["unit", "slip_hash"], condition=~Q(slip_hash=b"")),
            models.Index(name="dossier_needs_fix", fields=["unit", "since"], condition=Q(stage="needs_fix")),
            models.Index(name="dossier_flagged", fields=["unit", "flagged_at"], condition=Q(flagged_at__isnull=False)),
        )


class TransitionKind(models.TextChoices):
    """How a statement came about."""

    TOLD = "told", "Nguồn báo"
    CORRECTION = "correction", "Cán bộ sửa"
    UNDO = "undo", "Hoàn tác đợt nhập"


class DossierTransition(models.Model):
    """One statement of one source about one moment. `standing` says whether it took the place of the one before.

    Plain ids for run and officer: statements outlive both. `undone_at`: its import was taken back. `settled_at`: an
    officer decided about a flagged one, or later news did.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="transitions")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=12, choices=TransitionKind, db_default="told", default="told")
    stage = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Stage])
    reason = models.CharField(max_length=32, blank=True, db_default="", default="")
    place = models.CharField(max_length=120, blank=True, db_default="", default="")
    source = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Source])
    as_of = models.DateTimeField()
    standing = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Standing])
    told_sealed = models.BinaryField(db_default=b"", default=b"")
    note = models.CharField(max_length=200, blank=True, db_default="", default="")
    run_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "dossier_transition"
        constraints = (
            models.CheckConstraint(
                name="a_transition_stands_or_waits_in_a_known_way",
                condition=Q(standing__in=[one.value for one in Standing]),
            ),
        )
        indexes = (
            models.Index(name="dossier_transition_run", fields=["unit", "run_id"], condition=Q(run_id__isnull=False)),
            models.Index(
                name="dossier_transition_flagged",
                fields=["unit", "at"],
                condition=Q(standing__in=["backwards", "conflict"], settled_at=None, undone_at=None),
            ),
        )


class DossierPromise(models.Model):
    """A date other than the printed one was told: the citizen hears an apology and the new date, never silence."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="promises")
    promised_on = models.DateField()
    source = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Source])
    run_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_promise"


class ReasonText(models.Model):
    """The words for a reason code from when to when; `reasons.DEFAULTS` is the first edition."""

    code = models.CharField(max_length=32)
    label = models.CharField(max_length=80)
    text = models.CharField(max_length=200)
    bring = models.TextField(blank=True)
    where = models.CharField(max_length=160, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "reason_text"
        constraints = (models.UniqueConstraint(name="a_reason_has_one_text_at_a_time", fields=["code", "valid_from"]),)


class LegalTerm(models.Model):
    """Within how many working days the law wants an answer, from when to when."""

    working_days = models.PositiveSmallIntegerField()
    legal_basis = models.CharField(max_length=120)
    valid_from = models.DateField(unique=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "legal_term"


class DossierFollow(models.Model):
    """Báo cho tôi khi có: one account wants to hear of one dossier. `told_*`: what it was told last."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, db_index=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="follows")
    proven = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField()
    told_stage = models.CharField(max_length=20)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_follow"
        constraints = (
            models.UniqueConstraint(
                name="an_account_follows_a_dossier_once", fields=["citizen", "dossier"], condition=Q(ended_at=None)
            ),
        )


class PurgeNotice(models.Model):
    """After so many days of waiting for a fix the citizen was warned, once for each stretch of waiting."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="purge_notices")
    since = models.DateTimeField()
    day = models.PositiveSmallIntegerField()
    told = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "purge_notice"
        constraints = (
            models.UniqueConstraint(name="a_purge_is_announced_once_a_step", fields=["dossier", "since", "day"]),
        )


class SecondFactor(models.Model):
    """A six-digit code sent to the account or phone on file, to open the details of one dossier; ten minutes."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, db_index=False)
    finding = models.BinaryField(unique=True)
    code_hash = models.BinaryField()
    tries = models.PositiveSmallIntegerField(db_default=0, default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "second_factor"
        indexes = (models.Index(name="second_factor_dossier", fields=["dossier", "sent_at"]),)


class Finding(models.Model):
    """One look-up's answer, at an address that is a random token and opens in the browser that asked only."""

    token_hash = models.BinaryField(primary_key=True)
    browser_hash = models.BinaryField()
    unit = models.ForeignKey(OrgUnit, models.PROTECT, db_index=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, null=True, db_index=False)
    outcome = models.CharField(max_length=12)
    asked_sealed = models.BinaryField(db_default=b"", default=b"")
    proven = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(db_default=0, default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "finding"
        indexes = (models.Index(name="finding_expired", fields=["expires_at"]),)
