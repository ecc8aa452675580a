"""A citizen asks a list: key fields → a masked answer; the second factor → details. Every look-up is counted.

The same statements run, and the same words come back, for a person who is not in the list and for one whose row she may
not see. What she typed travels sealed between the two steps, never in an address.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from motcua.features.lists import cells, rules
from motcua.features.lists.definitions import Definition
from motcua.features.lists.models import ListRow, RowState
from motcua.features.lists.rules import ListColumn, Role
from motcua.foundation import secrets
from motcua.foundation.inquiries import operations as inquiries
from motcua.foundation.inquiries.rules import Admission, Outcome

__all__ = ["Answer", "Details", "Pass", "ask", "details", "pass_of", "reopened", "row_of"]

_SEALED_AS = "lists.pass"
_GOOD_FOR = timedelta(minutes=30)
_MOST = 20


@dataclass(frozen=True, slots=True)
class Pass:
    """What a citizen has shown so far: the key fields, and, where `row` is set, the second factor too."""

    list_id: int
    at: datetime
    typed: Mapping[str, str]
    row: int = 0

    def carried(self) -> str:
        """Sealed, for a hidden field or a conversation's notebook."""
        told = {"list": self.list_id, "at": self.at.isoformat(), "typed": dict(self.typed), "row": self.row}
        return base64.urlsafe_b64encode(secrets.encrypt(json.dumps(told).encode(), _SEALED_AS)).decode()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the key fields alone tell. `retry_at`: nothing was looked up, there were too many before.

    `outcome` is NONE, FOUND (one row; `masked` are its label and value pairs), or SEVERAL (the second factor decides).
    """

    outcome: Outcome
    masked: tuple[tuple[str, str], ...] = ()
    carried: str = ""
    retry_at: datetime | None = None

    @property
    def is_there(self) -> bool:
        """Somebody of this name and date is in the list."""
        return self.outcome in (Outcome.FOUND, Outcome.SEVERAL)


@dataclass(frozen=True, slots=True)
class Details:
    """What the second factor opens; `row` 0 means it did not, and nobody learns why."""

    row: int = 0
    shown: tuple[tuple[str, str], ...] = ()
    carried: str = ""
    retry_at: datetime | None = None


def ask(
    definition: Definition, typed: Mapping[str, str], *, citizen_id: int | None, source: str, now: datetime
) -> Answer:
    """Look up by the key fields, as `cells.read` gave them. Counted and limited by `foundation.inquiries`."""
    with transaction.atomic():
        admission = _admit(definition, citizen_id, source, now)
        if not admission.allowed:
            return Answer(Outcome.NONE, retry_at=admission.retry_at)
        found = _found(definition, typed)
        outcome = Outcome.NONE if not found else Outcome.FOUND if len(found) == 1 else Outcome.SEVERAL
        inquiries.settle(admission, outcome, now)
    masked = _pairs(definition.columns, Role.MASKED, found[0][1], mask=True) if len(found) == 1 else ()
    return Answer(outcome, masked, Pass(definition.list_id, now, typed).carried())


def details(
    definition: Definition, carried: str, factor: str, *, citizen_id: int | None, source: str, now: datetime
) -> Details:
    """Open the row whose second factor this is. A wrong one, and a row that is gone, are told alike."""
    shown = pass_of(carried, definition.list_id, now)
    with transaction.atomic():
        admission = _admit(definition, citizen_id, source, now)
        if not admission.allowed:
            return Details(retry_at=admission.retry_at)
        typed = shown.typed if shown else {}
        found = [one for one in _found(definition, typed) if rules.factor_fits(definition.columns, factor, one[1])]
        opened = len(found) == 1 and shown is not None
        inquiries.settle(admission, Outcome.DETAILS if opened else Outcome.WRONG_FACTOR, now)
    if not opened:
        return Details(carried=carried)
    row, told = found[0]
    passed = Pass(definition.list_id, now, typed, row).carried()
    return Details(row, _pairs(definition.columns, Role.SHOWN, told), passed)


def pass_of(carried: str, list_id: int, now: datetime) -> Pass | None:
    """What somebody brings back; None when it is not ours, of another list, or of another hour."""
    try:
        told = json.loads(secrets.decrypt(base64.urlsafe_b64decode(carried.encode()), _SEALED_AS))
        found = Pass(int(told["list"]), datetime.fromisoformat(told["at"]), dict(told["typed"]), int(told["row"]))
    except (binascii.Error, secrets.Undecryptable, ValueError, KeyError, TypeError):
        return None
    return found if found.list_id == list_id and found.at <= now <= found.at + _GOOD_FOR else None


def row_of(carried: str, definition: Definition, now: datetime) -> ListRow | None:
    """The open row whose second factor was shown within the half hour."""
    shown = pass_of(carried, definition.list_id, now)
    if shown is None or not shown.row:
        return None
    return ListRow.objects.filter(
        unit_id=definition.unit, lookup_list_id=definition.list_id, pk=shown.row, state=RowState.OPEN
    ).first()


def reopened(definition: Definition, row: ListRow, now: datetime) -> Details:
    """The details of a row that was opened already, for a page that is shown again. Not another look-up."""
    told = cells.unseal(row.cells_sealed)
    carried = Pass(definition.list_id, now, {}, row.pk).carried()
    return Details(row.pk, _pairs(definition.columns, Role.SHOWN, told), carried)


def _admit(definition: Definition, citizen_id: int | None, source: str, now: datetime) -> Admission:
    return inquiries.admit(
        unit_id=definition.unit, citizen_id=citizen_id, source=source, subject=f"list:{definition.list_id}", now=now
    )


def _found(definition: Definition, typed: Mapping[str, str]) -> list[tuple[int, dict[str, str]]]:
    """One statement, whoever asks; what it finds is compared here."""
    wanted = cells.find_hash(definition.list_id, definition.columns, typed)
    rows = ListRow.objects.filter(
        unit_id=definition.unit, lookup_list_id=definition.list_id, key_hash=wanted, state=RowState.OPEN
    ).values_list("pk", "cells_sealed")[:_MOST]
    read = [(row, cells.unseal(sealed)) for row, sealed in rows]
    return [(row, told) for row, told in read if rules.matches(definition.columns, typed, told)]


def _pairs(
    columns: Sequence[ListColumn], role: Role, told: Mapping[str, str], *, mask: bool = False
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.label, (rules.masked if mask else rules.told)(one.kind, told[one.key]))
        for one in rules.of_role(columns, role)
        if told.get(one.key)
    )
