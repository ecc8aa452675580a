"""Append-only events. Plain ids instead of foreign keys: the log outlives what it tells of."""

from django.db import models
from django.db.models import Value
from django.db.models.functions import Now


class AuditEvent(models.Model):
    """One thing that was done. `detail` holds codes and numbers, never names or phones."""

    at = models.DateTimeField(db_default=Now())
    tag = models.CharField(max_length=40)
    unit_id = models.BigIntegerField(db_default=0)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(db_default=0)
    subject_id = models.BigIntegerField(db_default=0)
    detail = models.JSONField(db_default=Value({}, models.JSONField()), default=dict)

    class Meta:
        db_table = "audit_event"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.tag} {self.subject_id}"
