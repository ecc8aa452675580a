"""Tra cứu as citizens meet it: what was typed and what is wrong with it, and an answer dressed for its page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from motcua.audiences.citizen.forms import birth_of_parts
from motcua.features.dossiers.lookup import Question
from motcua.features.dossiers.rules import Stage
from motcua.features.dossiers.wording import Mood
from motcua.messaging.text import BirthDate, Refused, clean, fold, name_key, read_full_name

FIELDS = ("name", "day", "month", "year", "code")
TAGS: Mapping[Mood, tuple[str, str]] = {
    Mood.GOOD: ("tag--ok", "check"), Mood.BUSY: ("tag--go", "clock"), Mood.BAD: ("tag--fix", "warning"),
    Mood.OFF: ("tag--off", "info"),
}  # fmt: skip
WITH_ADDRESS = frozenset({Stage.WITH_POST, Stage.UNDELIVERED, Stage.RETURNED_TO_UNIT})


@dataclass(slots=True)
class LookupForm:
    """Typed values, what is wrong by field, and the question when nothing is."""

    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    question: Question = field(default_factory=Question)


def empty_form() -> LookupForm:
    """Nothing typed yet."""
    return LookupForm({name: "" for name in FIELDS})


def read_form(data: Mapping[str, str], today: date) -> LookupForm:
    """A name and a birth date, a code, or all three: then the code is the second factor."""
    form = LookupForm({name: str(data.get(name, ""))[:200] for name in FIELDS})
    typed = form.typed
    code = clean(typed["code"])[:60]
    if code and not any(clean(typed[name]) for name in ("name", "day", "month", "year")):
        form.question = Question(code=code)
        return form
    name, birth = read_full_name(typed["name"]), birth_of_parts(typed["day"], typed["month"], typed["year"], today)
    if isinstance(name, Refused):
        form.errors["name"] = name.sentence
    if isinstance(birth, Refused):
        form.errors["year"] = birth.sentence
    if not isinstance(name, Refused) and not isinstance(birth, Refused):
        form.question = Question(name, birth, code)
    return form


def hints(name: str, birth: BirthDate | None) -> list[str]:
    """What may have gone wrong, told from what was typed alone: nothing of what we hold shows in it."""
    told = []
    if name and name_key(name) == fold(name):
        told.append("Ông/bà ghi tên chưa có dấu. Xin ghi đủ dấu như trên giấy hẹn.")
    if birth is not None and birth.day is None:
        told.append("Ông/bà chỉ ghi năm sinh. Nếu giấy tờ có ngày, tháng, xin ghi đủ.")
    told.append("Xin ông/bà kiểm tra lại từng chữ, từng số như trên giấy hẹn.")
    told.append("Hồ sơ mới nộp có thể chưa lên danh sách, ông/bà thử lại sau vài ngày.")
    return told
