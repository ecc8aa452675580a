"""How often somebody did something lately, counted alike by every process."""

from django.db import models


class Pace(models.Model):
    """One stretch of time of one caller; `who` is a keyed hash of caller and stretch, so no address is kept."""

    who = models.BinaryField(primary_key=True)
    calls = models.PositiveIntegerField(db_default=1)
    until = models.DateTimeField()

    class Meta:
        db_table = "webchat_pace"
        indexes = (models.Index(name="webchat_pace_over", fields=["until"]),)
