"""What citizens type about a person, read with the house's readers; what was typed is kept, right or wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.http.request import RawPostDataException

from motcua.foundation.citizens.models import Person, Relation
from motcua.foundation.citizens.queries import birth_of, phone_of
from motcua.foundation.citizens.rules import Birth
from motcua.messaging.text import (
    BirthDate,
    Refused,
    clean,
    national_phone,
    read_birth_date,
    read_full_name,
    read_phone,
)

RELATIVES = tuple(choice for choice in Relation.choices if choice[0] != Relation.SELF)
_FIELDS = ("relation", "name", "day", "month", "year", "phone")
_WHOLE_DATE = re.compile(r"\s*\S+[-/. ]\S+")


@dataclass(slots=True)
class PersonForm:
    """Typed values, what is wrong with them by field, and, when nothing is, the values to store."""

    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    relation: str = Relation.SELF
    name: str = ""
    birth: Birth | None = None
    phone: str = ""
    relations: tuple[tuple[str, str], ...] = RELATIVES


def empty_form() -> PersonForm:
    """Nothing typed yet."""
    return PersonForm({name: "" for name in _FIELDS})


def form_of(person: Person) -> PersonForm:
    """A person as the form would have been typed."""
    birth = birth_of(person)
    parts = (birth.day, birth.month, birth.year) if birth else (None, None, None)
    typed = dict(zip(("day", "month", "year"), (str(part or "") for part in parts), strict=True))
    return PersonForm(
        {"name": person.full_name, "relation": person.relation, "phone": national_phone(phone_of(person)), **typed}
    )


def posted(request: HttpRequest) -> QueryDict:
    """The submitted form. Django reads bytes that are no UTF-8 as Latin-1, which would spoil a name unseen: 400."""
    try:
        request.body.decode()
    except (UnicodeDecodeError, RawPostDataException):
        raise BadRequest("not UTF-8") from None
    return request.POST


def read_person(data: Mapping[str, str], today: date, *, is_relative: bool = False) -> PersonForm:
    """Read a submitted form; every wrong field gets its own sentence."""
    form = PersonForm({name: str(data.get(name, ""))[:400] for name in _FIELDS})
    _read_relation(form, is_relative)
    _read_name(form)
    _read_birth(form, today)
    _read_phone(form)
    return form


def _read_relation(form: PersonForm, is_relative: bool) -> None:
    if not is_relative:
        return
    if form.typed["relation"] not in dict(RELATIVES):
        form.errors["relation"] = "Xin ông/bà chọn quan hệ với người này."
    form.relation = form.typed["relation"]


def _read_name(form: PersonForm) -> None:
    told = read_full_name(form.typed["name"])
    if isinstance(told, Refused):
        form.errors["name"] = told.sentence
    else:
        form.name = told


def birth_of_parts(typed_day: str, typed_month: str, typed_year: str, today: date) -> BirthDate | Refused:
    """A birth date from its three boxes; a whole date in the first one is read too, a year alone is enough."""
    day, month, year = clean(typed_day), clean(typed_month), clean(typed_year)
    if _WHOLE_DATE.match(day) and not month and not year:
        text = day
    elif not re.fullmatch(r"\d{4}", year):
        return Refused("Xin ông/bà ghi năm sinh đủ 4 chữ số, ví dụ 1968.")
    elif day and not month:
        return Refused("Xin ông/bà ghi cả tháng sinh, hoặc để trống ngày nếu giấy tờ không có.")
    else:
        text = "/".join(part for part in (day, month, year) if part)
    told = read_birth_date(text, today)
    return Refused(told.sentence.replace("Tôi chưa đọc", "Chưa đọc")) if isinstance(told, Refused) else told


def _read_birth(form: PersonForm, today: date) -> None:
    told = birth_of_parts(form.typed["day"], form.typed["month"], form.typed["year"], today)
    if isinstance(told, Refused):
        form.errors["year"] = told.sentence
    else:
        form.birth = Birth(told.year, told.month, told.day)


def _read_phone(form: PersonForm) -> None:
    if not clean(form.typed["phone"]):
        return
    told = read_phone(form.typed["phone"])
    if isinstance(told, Refused):
        form.errors["phone"] = told.sentence.replace("Tôi chưa đọc", "Chưa đọc")
    else:
        form.phone = told
