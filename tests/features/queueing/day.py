"""A small office in the middle of its morning: a shift, numbers in the line, officers at counters."""

import itertools

from motcua.features.queueing import operations
from motcua.foundation.offices.models import Counter, OrgUnit
from motcua.foundation.staff.models import Officer, RoleGrant
from motcua.foundation.staff.roles import Role
from motcua.tickets import operations as ledger
from motcua.tickets.models import Shift, Ticket
from tests.factories import NOW
from tests.ledger.asking import at_kiosk

_count = itertools.count(1)
PASSWORD = "mat-khau-mau-2022"


def officer(unit: OrgUnit, role: Role = Role.COUNTER_OFFICER, name: str = "Lê Ngọc Hân") -> Officer:
    """An officer of a unit with one role there."""
    made = Officer.objects.create_user(f"can-bo-{next(_count)}", PASSWORD, full_name=name, unit=unit)
    RoleGrant.objects.create(officer=made, unit=unit, role=role, granted_at=NOW)
    return made


def seated(shift: Shift, number: int, line: int | None = None) -> tuple[Officer, int]:
    """An officer who has taken the counter with this number at the shift's point; returns her and the counter's id."""
    counter = Counter.objects.get(point=shift.point, number=number)
    someone = officer(shift.unit)
    assert operations.take_counter(counter=counter.pk, line=line, by=someone, now=NOW).changed
    return someone, counter.pk


def numbers(shift: Shift, pattern: str) -> list[Ticket]:
    """Give out one number for each letter: "." an ordinary one, "P" a priority one."""
    outcomes = [ledger.issue([at_kiosk(shift, priority=letter == "P")], now=NOW)[0] for letter in pattern]
    return [Ticket.objects.get(pk=outcome.ticket) for outcome in outcomes if outcome.ticket]
