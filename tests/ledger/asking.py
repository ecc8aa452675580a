"""Short ways to ask for numbers."""

from motcua.foundation.audit.tags import ActorKind
from motcua.foundation.citizens.models import Person
from motcua.tickets.ledger import Request
from motcua.tickets.models import Shift


def by_citizen(shift: Shift, person: Person, **told: object) -> Request:
    """A signed-in citizen presses for one of her people."""
    return Request(
        shift=shift.pk, unit=shift.unit_id, holder=person.holder_id, person=person.pk,
        actor_kind=ActorKind.CITIZEN, actor=person.holder_id, **told,  # type: ignore[arg-type]  # test sugar
    )  # fmt: skip


def at_kiosk(shift: Shift, key: bytes | None = None, **told: object) -> Request:
    """Somebody without a phone presses at the kiosk."""
    return Request(
        shift=shift.pk, unit=shift.unit_id, holder=None, person=None,
        actor_kind=ActorKind.KIOSK, actor=1, key=key, **{"share": "onsite", **told},  # type: ignore[arg-type]  # test sugar
    )  # fmt: skip
