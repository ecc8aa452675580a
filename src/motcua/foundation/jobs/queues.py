"""The names of the job queues."""

from enum import StrEnum


class Queue(StrEnum):
    """Queues by how long a job may take."""

    SCHEDULED = "scheduled"
    SLOW = "slow"
