"""Write to the audit log, inside the caller's transaction."""

from datetime import datetime

from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.audit.tags import ActorKind, EventTag

__all__ = ["record"]


def record(
    tag: EventTag,
    *,
    at: datetime,
    actor_kind: ActorKind = ActorKind.SYSTEM,
    actor_id: int = 0,
    unit_id: int = 0,
    subject_id: int = 0,
    **detail: str | int | bool | None,
) -> None:
    """Append one event. `detail` takes codes and numbers only."""
    AuditEvent.objects.create(
        at=at, tag=tag, unit_id=unit_id, actor_kind=actor_kind, actor_id=actor_id, subject_id=subject_id, detail=detail
    )
