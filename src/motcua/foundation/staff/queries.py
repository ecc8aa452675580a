"""Who an officer is and what she may do."""

from datetime import datetime

from motcua.foundation.staff.models import RoleGrant
from motcua.foundation.staff.roles import may as roles_may

__all__ = ["may", "may_in_unit", "units_where"]


def _grants(officer_id: int) -> list[tuple[int, str]]:
    return list(RoleGrant.objects.filter(officer_id=officer_id, revoked_at=None).values_list("unit_id", "role"))


def may(officer_id: int, permission: str, now: datetime) -> bool:
    """True when the officer holds the permission in at least one unit."""
    return bool(units_where(officer_id, permission, now))


def units_where(officer_id: int, permission: str, now: datetime) -> frozenset[int]:
    """The units in which the officer holds the permission: the scope of every console query."""
    return frozenset(unit for unit, role in _grants(officer_id) if roles_may(frozenset({role}), permission))


def may_in_unit(officer_id: int, permission: str, unit_id: int, now: datetime) -> bool:
    """True when the officer holds the permission in this unit."""
    return unit_id in units_where(officer_id, permission, now)
