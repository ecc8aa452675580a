"""Signs of life of the worker processes."""

from django.db import models


class WorkerHeartbeat(models.Model):
    """When a worker last said that it is there; /readyz reads it."""

    name = models.CharField(max_length=80, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        db_table = "worker_heartbeat"
