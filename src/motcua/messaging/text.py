"""Vietnamese text as citizens type it: repaired, folded for comparing, and read into a name, a date, a phone.

Three forms of one text, from domain.md 3.2: `clean` is what we store and show, `name_key` compares names with
their accents, `fold` compares anything with the accents gone. Every reader returns its value or a `Refused`
whose sentence tells the citizen what was wrong and shows an example.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import phonenumbers

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LOOK_ALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
_DASHES_AND_QUOTES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’‘ʼʹ`´′", "'"))
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_REMEMBERED = 4096  # the same titles and phrases are compared in every turn
_NEVER_TEXT = ("Cc", "Cf", "Cs", "Co", "Cn")


@dataclass(frozen=True, slots=True)
class Refused:
    """A reading that did not succeed; `sentence` says why, kindly, with an example."""

    sentence: str


@lru_cache(_REMEMBERED)
def clean(text: str) -> str:
    """The text as it was meant: NFC, tone marks in order, nothing invisible, single spaces."""
    visible = "".join(_visible(character) for character in text)
    repaired = _order_marks(visible.translate(_FULL_WIDTH).translate(_LOOK_ALIKES))
    return " ".join(repaired.split())


@lru_cache(_REMEMBERED)
def fold(text: str) -> str:
    """The key for finding things: lower case, no accents, đ as d, plain dashes and quotes."""
    bare = unicodedata.normalize("NFD", clean(text).casefold())
    letters = "".join(character for character in bare if unicodedata.category(character) != "Mn")
    return clean(letters.replace("đ", "d").translate(_DASHES_AND_QUOTES))


@lru_cache(_REMEMBERED)
def name_key(text: str) -> str:
    """The key for comparing names: accents kept, but hoà and hòa, thuý and thúy are one name."""
    plain = clean(clean(text).casefold().translate(_DASHES_AND_QUOTES))
    return " ".join(_settle_tone(word) for word in plain.split(" "))


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _NEVER_TEXT else character


def _order_marks(text: str) -> str:
    """Old keyboards type the tone before the hat (e, ~, ^), which NFC alone does not join into ễ."""
    decomposed = unicodedata.normalize("NFD", text)
    ordered = re.sub(
        "[\u0300-\u036f]{2,}",
        lambda marks: "".join(sorted(marks.group(), key=lambda mark: mark in _TONES)),
        decomposed,
    )
    return unicodedata.normalize("NFC", ordered)


def _settle_tone(word: str) -> str:
    """Put the tone of oa, oe, uy on the first letter at the end of a word, on the second inside it."""
    letters = unicodedata.normalize("NFD", word)
    pair = re.search(f"(?:(?<=o)|(?<=u))([{_TONES}]?)([aey])([{_TONES}]?)(?![\u0300-\u036f])", letters)
    if pair is None or letters[pair.start() - 1] + pair[2] not in ("oa", "oe", "uy"):
        return word
    onset, rest, tone = letters[: pair.start()], letters[pair.end() :], pair[1] or pair[3]
    inside = rest[:1].isalpha() or onset.endswith("qu")
    settled = pair[2] + tone if inside else tone + pair[2]
    return unicodedata.normalize("NFC", onset + settled + rest)


# Names


_NAME_EXAMPLE = "Ví dụ: Nguyễn Thị Mẫu."


def read_full_name(text: str) -> str | Refused:
    """A name as the person writes it: letters of any people, spaces, ' - and dots, 1 to 100 characters."""
    name = clean(text)
    if not any(character.isalpha() for character in name):
        return Refused(f"Xin ông/bà ghi họ và tên bằng chữ. {_NAME_EXAMPLE}")
    if any(character.isdigit() for character in name):
        return Refused(f"Họ và tên không có chữ số. {_NAME_EXAMPLE}")
    if len(name) > 100:
        return Refused("Họ và tên dài quá 100 ký tự. Xin ông/bà chỉ ghi họ và tên.")
    if not all(_may_stand_in_a_name(character) for character in name):
        return Refused(f"Họ và tên chỉ gồm chữ cái, dấu cách, dấu chấm, dấu ' và dấu -. {_NAME_EXAMPLE}")
    return name


def _may_stand_in_a_name(character: str) -> bool:
    return character in " .-'’‘ʼ‑–" or unicodedata.category(character)[0] in "LM"


# Birth dates


_DATE_EXAMPLE = "Ví dụ: 5/8/1990. Nếu giấy tờ chỉ ghi năm, ông/bà ghi 1990."
_NUMBER_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
}  # fmt: skip
_IN_NUMBERS = re.compile(r"(?:(?:(\d{1,2})[-/. ]+)?(\d{1,2})[-/. ]+)?(\d{4}|(?<=[-/. ])\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_WITHOUT_SIGNS = re.compile(r"(\d{2})(\d{2})(\d{4})")
_IN_WORDS = re.compile(
    r"(?:(?:ngay )?(?:mung |mong )?(?P<day>[a-z0-9 ]+?)[ ,]+)?"
    r"thang (?P<month>[a-z0-9 ]+?)[ ,]+(?:nam )?(?P<year>\d{4}|\d{2})"
)
_LONGEST_DATE = 60
_BEFORE_A_DATE = re.compile(
    r"^(?:(?:toi|em|con|chau|ong|ba|me|bo|cha) )*(?:(?:ngay sinh|sinh|sn|ns|la|ngay|nam(?= \d))\b|:| )+"
)


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
    if re.search(r"\bam lich\b", typed):
        return Refused("Xin ông/bà ghi ngày dương lịch, đúng như trên giấy tờ. Ví dụ: 5/8/1990.")
    parts = _date_parts(_BEFORE_A_DATE.sub("", typed).strip(" ."), today) if len(typed) <= _LONGEST_DATE else None
    if parts is None:
        return Refused(f"Tôi chưa đọc được ngày sinh. {_DATE_EXAMPLE}")
    if not _exists(parts):
        return Refused(f"Ngày {parts} không có trong lịch. Xin ông/bà ghi lại. {_DATE_EXAMPLE}")
    if _begins_after(parts, today):
        return Refused(f"Ngày sinh {parts} chưa đến. Xin ông/bà ghi lại. {_DATE_EXAMPLE}")
    if parts.year < today.year - 130:
        return Refused(f"Năm sinh {parts.year} quá xa. Xin ông/bà ghi lại. {_DATE_EXAMPLE}")
    return parts


def number_in_words(words: str) -> int | None:
    """'hai muoi mot', folded, as 21; figures as themselves; None when it is no number from 1 to 99."""
    if re.fullmatch(r"[0-9]{1,2}", words):
        return int(words)
    match [_NUMBER_WORDS.get(word, 0) for word in words.split()]:
        case [unit]:
            return unit or None
        case [10, unit] if 0 < unit < 10:
            return 10 + unit
        case [tens, 10] if 1 < tens < 10:
            return tens * 10
        case [tens, 10, unit] | [tens, unit] if 1 < tens < 10 and 0 < unit < 10:
            return tens * 10 + unit
    return None


def _date_parts(typed: str, today: date) -> BirthDate | None:
    if iso := _ISO.fullmatch(typed):
        return BirthDate(int(iso[1]), int(iso[2]), int(iso[3]))
    if joined := _WITHOUT_SIGNS.fullmatch(typed):
        return BirthDate(int(joined[3]), int(joined[2]), int(joined[1]))
    if figures := _IN_NUMBERS.fullmatch(typed):
        day, month, year = figures.groups()
        return BirthDate(_full_year(year, today), _number(month), _number(day))
    if spoken := _IN_WORDS.fullmatch(typed):
        month_number = number_in_words(spoken["month"])
        day_number = number_in_words(spoken["day"]) if spoken["day"] else None
        if month_number is None or (spoken["day"] and day_number is None):
            return None
        return BirthDate(_full_year(spoken["year"], today), month_number, day_number)
    return None


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


# Phones


_PHONE_EXAMPLE = "Ví dụ: 0912 345 678."
_ELEVEN_FIGURES = {
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037", "0168": "038",
    "0169": "039", "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083",
    "0124": "084", "0125": "085", "0127": "081", "0129": "082", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


def read_phone(text: str) -> str | Refused:
    """A phone as +84…, old 11-figure mobiles converted. Possible is enough: new ranges are never refused."""
    typed = fold(text)
    figures = re.sub(r"[^0-9+]", "", typed)
    if re.fullmatch(r"11[0-9]|111", figures):
        return Refused(f"{figures} là số khẩn cấp. Xin ông/bà ghi số điện thoại của mình. {_PHONE_EXAMPLE}")
    if re.search("[a-z]", re.sub(r"^[a-z :]*(?=[0-9+(])", "", typed)) or not 8 <= len(figures) <= 15:
        return Refused(f"Tôi chưa đọc được số điện thoại. {_PHONE_EXAMPLE}")
    figures = re.sub(r"^(\+84|0084|84)0?(?=[1-9]\d{8})", "0", figures)
    if len(figures) == 11:
        figures = _ELEVEN_FIGURES.get(figures[:4], figures[:4]) + figures[4:]
    try:
        number = phonenumbers.parse(figures, "VN")
    except phonenumbers.NumberParseException:
        return Refused(f"Tôi chưa đọc được số điện thoại. {_PHONE_EXAMPLE}")
    if not phonenumbers.is_possible_number(number):
        return Refused(f"Số điện thoại này thiếu hoặc thừa chữ số. {_PHONE_EXAMPLE}")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
