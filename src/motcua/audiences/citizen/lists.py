"""Tiện ích as citizens meet it: a form made of a list's key fields, what was typed, what is wrong with it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.cache import cache
from django.http import QueryDict
from django.urls import reverse

from motcua.audiences.citizen import forms, offers
from motcua.audiences.citizen.units import UnitPage
from motcua.features.lists import cells, queries, rules
from motcua.features.lists.definitions import Definition
from motcua.features.lists.queries import Line
from motcua.features.lists.rules import Kind, ListColumn, Role
from motcua.messaging.text import Refused

_REMEMBER_S = 5
_PARTS = ("day", "month", "year")


@dataclass(slots=True)
class Box:
    """One field of the form. A birth date has three parts, anything else `typed` alone."""

    name: str
    label: str
    kind: Kind
    typed: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    error: str = ""

    @property
    def is_date(self) -> bool:
        """Whether it is asked for in three boxes."""
        return self.kind is Kind.BIRTH_DATE


@dataclass(slots=True)
class ListForm:
    """What was typed, as it was typed; clean values by column when nothing is wrong."""

    boxes: list[Box]
    values: dict[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> list[Box]:
        """The fields that must be looked at again."""
        return [box for box in self.boxes if box.error]


def lists_in_menu(unit_id: int) -> list[Line]:
    """The lists with a button, kept five seconds: everybody's first page asks."""
    key = f"lists-in-menu:{unit_id}"
    known: list[Line] | None = cache.get(key)
    if known is None:
        known = queries.in_menu(unit_id)
        cache.set(key, known, _REMEMBER_S)
    return known


def empty_form(definition: Definition) -> ListForm:
    """Nothing typed yet."""
    return ListForm([_box(place, one) for place, one in enumerate(rules.of_role(definition.columns, Role.KEY))])


def read_keys(definition: Definition, data: QueryDict, today: date) -> ListForm:
    """The key fields, every one needed."""
    form = empty_form(definition)
    for box, column in zip(form.boxes, rules.of_role(definition.columns, Role.KEY), strict=True):
        _read(form, box, column, data, today, needed=True)
    return form


def correction_form(definition: Definition, data: QueryDict | None, today: date) -> ListForm:
    """The fields she may propose another value for; what stays empty stays as it is."""
    columns = [one for one in definition.columns if one.correctable]
    form = ListForm([_box(place, one, "c") for place, one in enumerate(columns)])
    for box, column in zip(form.boxes, columns, strict=True):
        if data is not None:
            _read(form, box, column, data, today, needed=False)
    return form


def factor_label(definition: Definition) -> str:
    """What opens the details: "Mã giấy hẹn hoặc số định danh"; empty where nothing does."""
    labels = [one.label for one in rules.of_role(definition.columns, Role.FACTOR)]
    return " hoặc ".join([*labels[:1], *(f"{one[0].lower()}{one[1:]}" for one in labels[1:])])


def fix_url(definition: Definition, unit: UnitPage, now: datetime) -> str:
    """Where to take a ticket of the line that puts it right: its next open shift, else all shifts. Empty: no such."""
    if definition.words.fix_line is None:
        return ""
    offer = offers.next_open(unit.id, now, line_id=definition.words.fix_line)
    if offer is None:
        return reverse("citizen-choose", args=[unit])
    return reverse("citizen-take", args=[unit, offer.shift.pk])


def _box(place: int, column: ListColumn, prefix: str = "f") -> Box:
    return Box(f"{prefix}{place}", column.label, column.kind, parts=dict.fromkeys(_PARTS, ""))


def _read(form: ListForm, box: Box, column: ListColumn, data: QueryDict, today: date, *, needed: bool) -> None:
    box.typed = data.get(box.name, "")[:400]
    box.parts = {part: data.get(f"{box.name}_{part}", "")[:20] for part in _PARTS}
    told: str | Refused
    if box.is_date:
        born = forms.birth_of_parts(box.parts["day"], box.parts["month"], box.parts["year"], today)
        told = born if isinstance(born, Refused) else str(born)
    else:
        told = cells.read(column.kind, box.typed, today)
    if isinstance(told, Refused):
        box.error = told.sentence.replace("Tôi chưa đọc", "Chưa đọc")
    elif needed and not told:
        box.error = f"Xin ông/bà ghi {column.label[0].lower()}{column.label[1:]}."
    else:
        form.values[column.key] = told
