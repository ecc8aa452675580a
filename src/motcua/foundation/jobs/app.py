"""The job runner (procrastinate, in PostgreSQL) and the names of its queues."""

from enum import StrEnum


class Queue(StrEnum):
    """Queues by how long a job may take."""

    SCHEDULED = "scheduled"
    SLOW = "slow"
