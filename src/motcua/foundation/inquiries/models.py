"""Look-ups of every kind: each one kept (hashed, 180 days), and counted against its limits."""

from django.db import models

from motcua.foundation.inquiries.rules import Outcome, Scope
from motcua.foundation.offices.models import OrgUnit


class Inquiry(models.Model):
    """One look-up: when, by whom (an id or a keyed hash), of what kind, and how it ended. Never what was typed."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, db_index=False)
    citizen_id = models.BigIntegerField(null=True)
    source_hash = models.BinaryField(db_default=b"", default=b"")
    subject = models.CharField(max_length=24)
    outcome = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Outcome])
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "inquiry"
        indexes = (models.Index(name="inquiry_unit", fields=["unit", "asked_at"]),)


class InquiryTally(models.Model):
    """How many look-ups one key made in one stretch of time. A unit's own count is spread over some rows, so that all
    its citizens do not queue for one."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, db_index=False)
    scope = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Scope])
    key = models.BinaryField()
    began_at = models.DateTimeField()
    many = models.IntegerField()

    class Meta:
        db_table = "inquiry_tally"
        constraints = (
            models.UniqueConstraint(
                name="a_stretch_of_a_key_is_counted_once", fields=["unit", "scope", "key", "began_at"]
            ),
        )
        indexes = (models.Index(name="inquiry_tally_old", fields=["began_at"]),)


class InquiryLimit(models.Model):
    """A unit's own limit in place of the default, from when on; the newest counts."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, db_index=False)
    scope = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Scope])
    many = models.PositiveIntegerField()
    since = models.DateTimeField()

    class Meta:
        db_table = "inquiry_limit"
        constraints = (
            models.UniqueConstraint(name="a_limit_is_set_once_at_a_moment", fields=["unit", "scope", "since"]),
        )
