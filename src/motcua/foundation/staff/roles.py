"""Roles and what each may do. A view names one permission; this table says who has it. No Django here."""

from enum import StrEnum


class Role(StrEnum):
    """What an officer is in a unit."""

    COUNTER_OFFICER = "counter_officer"
    LEADER = "leader"
    CONTENT_EDITOR = "content_editor"
    UNIT_ADMIN = "unit_admin"
    DUTY_OFFICER = "duty_officer"


PERMISSIONS: dict[str, frozenset[Role]] = {
    "queue.view": frozenset({Role.COUNTER_OFFICER, Role.LEADER, Role.UNIT_ADMIN, Role.DUTY_OFFICER}),
    "queue.call": frozenset({Role.COUNTER_OFFICER, Role.UNIT_ADMIN}),
    "queue.issue": frozenset({Role.COUNTER_OFFICER, Role.UNIT_ADMIN}),
    "shift.manage": frozenset({Role.LEADER, Role.UNIT_ADMIN}),
    "unit.manage": frozenset({Role.UNIT_ADMIN}),
    "inbox.answer": frozenset({Role.COUNTER_OFFICER, Role.LEADER, Role.UNIT_ADMIN, Role.DUTY_OFFICER}),
    "report.view": frozenset({Role.COUNTER_OFFICER, Role.LEADER, Role.UNIT_ADMIN, Role.DUTY_OFFICER}),
    "report.open": frozenset({Role.LEADER, Role.DUTY_OFFICER}),
    "report.assign": frozenset({Role.LEADER, Role.DUTY_OFFICER}),
    "knowledge.write": frozenset(
        {Role.COUNTER_OFFICER, Role.CONTENT_EDITOR, Role.LEADER, Role.UNIT_ADMIN, Role.DUTY_OFFICER}
    ),
    "imports.run": frozenset({Role.LEADER, Role.UNIT_ADMIN}),
    "knowledge.approve": frozenset({Role.LEADER, Role.UNIT_ADMIN}),
    "dossier.view": frozenset({Role.COUNTER_OFFICER, Role.LEADER, Role.UNIT_ADMIN}),
    "dossier.correct": frozenset({Role.COUNTER_OFFICER, Role.LEADER, Role.UNIT_ADMIN}),
    "list.serve": frozenset({Role.COUNTER_OFFICER, Role.LEADER, Role.UNIT_ADMIN}),
    "list.write": frozenset({Role.COUNTER_OFFICER, Role.LEADER, Role.UNIT_ADMIN}),
    "list.approve": frozenset({Role.LEADER, Role.UNIT_ADMIN}),
}


def may(roles: frozenset[str], permission: str) -> bool:
    """True when one of the roles holds the permission. KeyError on a permission that is not in the table."""
    return bool(PERMISSIONS[permission] & {Role(role) for role in roles})
