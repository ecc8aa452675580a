"""Birth dates in figures and in words, as precise as the papers are (domain.md 3.3)."""

import re
from dataclasses import dataclass
from datetime import date

from motcua.messaging.text.letters import fold
from motcua.messaging.text.numbers import number_in_words, year_in_words
from motcua.messaging.text.refused import Refused

_EXAMPLE = "Ví dụ: 5/8/1990. Nếu giấy tờ chỉ ghi năm, ông/bà ghi 1990."
_IN_NUMBERS = re.compile(r"(?:(?:(\d{1,2})[-/. ]+)?(\d{1,2})[-/. ]+)?(\d{4}|(?<=[-/. ])\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_WITHOUT_SIGNS = re.compile(r"(\d{2})(\d{2})(\d{4})")
_IN_WORDS = re.compile(
    r"(?:(?:ngay )?(?:mung |mong )?(?P<day>[a-z0-9 ]+?)[ ,/.-]+)?"
    r"thang (?P<month>[a-z0-9 ]+?)(?:[ ,/.-]+nam (?P<named>[a-z0-9 ]+)|[ ,/.-]+(?P<year>\d{4}|\d{2}))"
)
_ONLY_A_YEAR = re.compile(r"nam (?P<year>[a-z0-9 ]+)")
_NO_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}|(?:ngay )?(?:mung |mong )?\d{1,2} thang \d{1,2}")
_LUNAR = re.compile(
    r"\b(?:am lich|ram|thang gieng|thang chap|mung mot tet|mung [1-9] tet|nham tuat|lich ta|ngay ta"
    r"|(?:tuoi|nam) (?:ty|suu|dan|mao|meo|thin|ti|ngo|mui|than|dau|tuat|hoi)"
    r"|(?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy) (?:ty|suu|dan|mao|meo|thin|ti|ngo|mui|than|dau|tuat|hoi))\b"
)
_LONGEST_DATE = 60
_BEFORE_A_DATE = re.compile(
    r"^(?:(?:da|toi|em|con|chau|ong|ba|me|bo|cha|minh) )*(?:(?:ngay sinh|sinh|sn|ns|la|ngay)\b|:| )*"
)
_AFTER_A_DATE = re.compile(r"(?:[ .,]+(?:a|nhe|nha|duong lich|ne))*[ .,]*$")


@dataclass(frozen=True, slots=True, order=True)
class BirthDate:
    """A birth date as precise as the papers are: a year, a month of a year, or a day (domain.md 3.3)."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        known = [f"{part:02}" for part in (self.day, self.month) if part is not None]
        return "/".join([*known, f"{self.year:04}"])


def read_birth_date(text: str, today: date) -> BirthDate | Refused:
    """A birth date in figures or in words; two-digit years mean the last hundred years before `today`."""
    typed = fold(text)[: _LONGEST_DATE + 1]
    if _LUNAR.search(typed):
        return Refused("Xin ông/bà ghi ngày dương lịch, đúng như trên giấy tờ. Ví dụ: 5/8/1990.")
    bare = _settled(typed)
    parts = _date_parts(bare, today) if len(typed) <= _LONGEST_DATE else None
    if parts is None:
        if _NO_YEAR.fullmatch(bare) and len(typed) <= _LONGEST_DATE:
            return Refused(f"Ngày sinh còn thiếu năm. Xin ông/bà ghi thêm năm. {_EXAMPLE}")
        return Refused(f"Tôi chưa đọc được ngày sinh. {_EXAMPLE}")
    if not _exists(parts):
        return Refused(f"Ngày {parts} không có trong lịch. Xin ông/bà ghi lại. {_EXAMPLE}")
    if _begins_after(parts, today):
        return Refused(f"Ngày sinh {parts} chưa đến. Xin ông/bà ghi lại. {_EXAMPLE}")
    if parts.year < today.year - 130:
        return Refused(f"Năm sinh {parts.year} quá xa. Xin ông/bà ghi lại. {_EXAMPLE}")
    return parts


def _settled(typed: str) -> str:
    """Without the words around a date, and with the short spellings of tháng written out."""
    bare = _AFTER_A_DATE.sub("", _BEFORE_A_DATE.sub("", typed).strip(" ."))
    bare = re.sub(r"\b(?:thg|th|t)[. ]?(?=\d)", "thang ", bare)
    return re.sub(r"^(\d{1,2}[-/.]\d{1,2}) nam (?=\d)", r"\1/", bare)


def _date_parts(typed: str, today: date) -> BirthDate | None:
    if iso := _ISO.fullmatch(typed):
        return BirthDate(int(iso[1]), int(iso[2]), int(iso[3]))
    if joined := _WITHOUT_SIGNS.fullmatch(typed):
        return BirthDate(int(joined[3]), int(joined[2]), int(joined[1]))
    if figures := _IN_NUMBERS.fullmatch(typed):
        day, month, year = figures.groups()
        return BirthDate(_full_year(year, today), _number(month), _number(day))
    if spoken := _IN_WORDS.fullmatch(typed):
        return _in_words(spoken, today)
    if alone := _ONLY_A_YEAR.fullmatch(typed):
        year_alone = _year(alone["year"], today)
        return None if year_alone is None else BirthDate(year_alone)
    return None


def _in_words(spoken: re.Match[str], today: date) -> BirthDate | None:
    month = number_in_words(spoken["month"])
    day = number_in_words(spoken["day"]) if spoken["day"] else None
    year = _year(spoken["named"] or spoken["year"], today)
    if month is None or year is None or (spoken["day"] and day is None):
        return None
    return BirthDate(year, month, day)


def _year(words: str, today: date) -> int | None:
    """Four figures, two figures, or spelled out."""
    if re.fullmatch(r"\d{4}|\d{2}", words):
        return _full_year(words, today)
    return year_in_words(words)


def _number(figures: str | None) -> int | None:
    return int(figures) if figures else None


def _full_year(figures: str, today: date) -> int:
    if len(figures) == 4:
        return int(figures)
    year = today.year - today.year % 100 + int(figures)
    return year if year <= today.year else year - 100


def _exists(birth: BirthDate) -> bool:
    try:
        date(birth.year, 1 if birth.month is None else birth.month, 1 if birth.day is None else birth.day)
    except ValueError:
        return False
    return True


def _begins_after(birth: BirthDate, today: date) -> bool:
    return date(birth.year, birth.month or 1, birth.day or 1) > today
