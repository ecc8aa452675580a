"""Rows of the lists that a unit made itself (S-A13): one target, each list a part of it."""

from collections.abc import Hashable, Sequence
from datetime import date, datetime

from motcua.features.lists import intake
from motcua.features.lists.queries import lists_of
from motcua.features.lists.rules import Kind, ListColumn, Role
from motcua.foundation.clock import local_date
from motcua.foundation.verdict import Verdict
from motcua.workflows.imports.cleaning import Values
from motcua.workflows.imports.columns import Code, Column, Name, Text
from motcua.workflows.imports.dates import BirthDateColumn
from motcua.workflows.imports.numbers import IdentityNumber, Phone
from motcua.workflows.imports.targets import Part, Run, Scope

_NAMES = {
    Kind.NAME: ("Họ và tên", "Họ tên"),
    Kind.BIRTH_DATE: ("Ngày sinh", "Ngày tháng năm sinh", "Năm sinh"),
    Kind.PHONE: ("Điện thoại", "Số điện thoại", "SĐT"),
    Kind.IDENTITY_NUMBER: ("Số định danh", "Số CCCD", "CCCD", "Số CMND"),
}


class Lists:
    """The target."""

    key = "lists"
    title = "Danh sách tra cứu của đơn vị"
    permission = "list.write"

    def parts(self, unit_id: int) -> Sequence[Part]:
        """Every list of the unit that has a definition."""
        return [Part(card.id, card.title) for card in lists_of([unit_id])]

    def columns(self, scope: Scope, now: datetime) -> tuple[Column, ...]:
        """Those of the list's definition; what a citizen types to be found may not be empty."""
        today, first = local_date(now), set[Kind]()
        made = []
        for one in intake.columns_of(scope.part):
            made.append(_column(one, today, () if one.kind in first else _NAMES.get(one.kind, ())))
            first.add(one.kind)
        return tuple(made)

    def key_of(self, scope: Scope, values: Values) -> Hashable | None:
        """The whole row: what else makes two rows one, the list's own intake knows."""
        return values

    def compare(self, scope: Scope, rows: Sequence[Values], now: datetime) -> list[Verdict]:
        """See Target."""
        return intake.compare(scope.part, _texts(rows), now)

    def record(self, scope: Scope, rows: Sequence[Values], run: Run) -> list[Verdict]:
        """See Target."""
        return intake.record(scope.part, _texts(rows), run_id=run.id, by=run.by, now=run.now)

    def undo(self, scope: Scope, run: Run) -> int:
        """See Target."""
        return intake.undo(scope.part, run.id, by=run.by or 0, now=run.now)


def _column(one: ListColumn, today: date, names: Sequence[str]) -> Column:
    required = one.role is Role.KEY
    if one.kind is Kind.NAME:
        return Name(one.key, one.label, names, required=required)
    if one.kind is Kind.BIRTH_DATE:
        return BirthDateColumn(one.key, one.label, names, today=today, required=required)
    if one.kind is Kind.PHONE:
        return Phone(one.key, one.label, names, required=required)
    if one.kind is Kind.IDENTITY_NUMBER:
        return IdentityNumber(one.key, one.label, names, required=required)
    if one.kind is Kind.CODE:
        return Code(one.key, one.label, required=required)
    return Text(one.key, one.label, required=required, longest=300)


def _texts(rows: Sequence[Values]) -> list[tuple[str, ...]]:
    return [tuple("" if value is None else str(value) for value in row) for row in rows]
