"""Tiện ích: what a list may ask, what it tells, and who may do what with its definition. Pure; no Django, no clock.

Source of the rules: S-A13, S-E5, S-E6, S-E10 and Part 4 of the domain sheet. A citizen types the key fields and reads a
masked answer; details need the second factor.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from motcua.messaging.text import fold, name_key, national_phone

TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    "submit": (frozenset({"draft"}), "submitted"),
    "return": (frozenset({"submitted", "approved"}), "draft"),
    "approve": (frozenset({"submitted"}), "approved"),
    "publish": (frozenset({"approved"}), "published"),
    "replace": (frozenset({"published"}), "replaced"),
    "withdraw": (frozenset({"draft", "submitted", "approved", "published"}), "withdrawn"),
}
MOST_COLUMNS = 12
LONGEST_TEXT = 600
_MASK = "•••"
_NO_SIGN = re.compile(r"[^a-z0-9]+")


class Kind(StrEnum):
    """What stands in a column; it decides how a cell is read, compared and masked."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    IDENTITY_NUMBER = "identity_number"
    CODE = "code"
    TEXT = "text"


class Role(StrEnum):
    """What a column is for. Only `KEY` and `FACTOR` are typed by citizens; `SHOWN` needs the second factor."""

    KEY = "key"
    FACTOR = "factor"
    MASKED = "masked"
    SHOWN = "shown"
    SHELF = "shelf"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list. `correctable`: the citizen may propose another value, an officer decides."""

    key: str
    label: str
    kind: Kind
    role: Role
    correctable: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Everything an officer decides in one version of a list.

    `found` is read by who typed the key fields, `advice` by who also has the second factor. The switches are abilities
    any list may have. `fix_line`: the line of service at which a mistake is put right, by a ticket of its own.
    """

    title: str
    intro: str
    found: str
    advice: str
    columns: tuple[ListColumn, ...]
    pick_up: bool = False
    hands_over: bool = False
    tells_followers: bool = False
    fix_line: int | None = None


class Verdict(StrEnum):
    """What became of a press. Everything but the first left all as it was."""

    DONE = "done"
    NOT_THERE = "not_there"
    CHANGED_MEANWHILE = "changed_meanwhile"
    OWN_WORDS = "own_words"
    DRAFT_OPEN = "draft_open"
    KEYS_FIXED = "keys_fixed"
    FAULTY = "faulty"
    NOT_PUBLISHED = "not_published"
    CLOSED_ALREADY = "closed_already"
    PAPER_NOT_SEEN = "paper_not_seen"
    NOT_OFFERED = "not_offered"
    WAITS_ALREADY = "waits_already"
    NOTHING_TYPED = "nothing_typed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict and the row it is about."""

    verdict: Verdict
    id: int = 0

    @property
    def changed(self) -> bool:
        """True when something was written."""
        return self.verdict is Verdict.DONE


def may(step: str, state: str) -> bool:
    """Whether a step may be taken from a state."""
    return state in TRANSITIONS[step][0]


def after(step: str) -> str:
    """The state a step leads to."""
    return TRANSITIONS[step][1]


def of_role(columns: Sequence[ListColumn], role: Role) -> tuple[ListColumn, ...]:
    """The columns of a role, in the list's order."""
    return tuple(one for one in columns if one.role is role)


def keys_of(columns: Sequence[ListColumn]) -> tuple[tuple[str, Kind], ...]:
    """What rows are found by. Once a list is published this stays: rows and citizens rely on it."""
    return tuple((one.key, one.kind) for one in of_role(columns, Role.KEY))


def column_key(label: str, taken: Sequence[str]) -> str:
    """A column's own name from its label: "Ngày sinh" gives ngay_sinh; a second one ngay_sinh_2."""
    base = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:30] or "cot"
    number = 2
    while (key := base if base not in taken else f"{base}_{number}") in taken:
        number += 1
    return key


def faults_of(words: Words) -> dict[str, str]:
    """What is wrong with a definition, by field, each in a sentence that says what to do."""
    found: dict[str, str] = {}
    if not 4 <= len(words.title) <= 80:
        found["title"] = "Viết tên danh sách từ 4 đến 80 ký tự, như người dân sẽ đọc trên nút."
    if not 10 <= len(words.found) <= LONGEST_TEXT:
        found["found"] = f"Viết câu trả lời khi có trong danh sách, từ 10 đến {LONGEST_TEXT} ký tự."
    for name, text in (("intro", words.intro), ("advice", words.advice)):
        if len(text) > LONGEST_TEXT:
            found[name] = f"Viết ngắn hơn {LONGEST_TEXT} ký tự."
    if fault := _fault_of_columns(words.columns):
        found["columns"] = fault
    if words.pick_up and not words.hands_over:
        found["hands_over"] = "Cho chọn đến nhận thì phải bật trả tại quầy."
    return found


def _fault_of_columns(columns: Sequence[ListColumn]) -> str:
    keys, factors = of_role(columns, Role.KEY), of_role(columns, Role.FACTOR)
    protected = any(one.role is Role.SHOWN or one.correctable for one in columns)
    for wrong, sentence in (
        (not columns, "Thêm ít nhất hai cột."),
        (len(columns) > MOST_COLUMNS, f"Nhiều nhất {MOST_COLUMNS} cột."),
        (len({one.key for one in columns}) < len(columns), "Hai cột trùng tên. Đặt tên khác nhau."),
        (any(not 1 <= len(one.label) <= 60 for one in columns), "Tên cột từ 1 đến 60 ký tự."),
        (not keys, "Chọn ít nhất một cột để người dân gõ khi tra cứu."),
        (len(keys) > 4, "Nhiều nhất 4 cột để tra cứu. Người dân ngại gõ nhiều."),
        (not is_safe_key(keys), "Cột tra cứu phải có họ tên kèm ngày sinh, hoặc một mã, số định danh."),
        (protected and not factors, "Cột xem chi tiết hoặc cho sửa cần một cột làm yếu tố thứ hai."),
        (any(one.kind not in (Kind.CODE, Kind.IDENTITY_NUMBER) for one in factors),
         "Yếu tố thứ hai phải là mã hoặc số định danh. Họ tên, ngày sinh, điện thoại thì người khác dễ biết."),
        (any(one.correctable and one.role in (Role.KEY, Role.FACTOR) for one in columns),
         "Cột để tra cứu không cho người dân tự sửa."),
    ):  # fmt: skip
        if wrong:
            return sentence
    return ""


def is_safe_key(keys: Sequence[ListColumn]) -> bool:
    """A name alone finds strangers (domain.md 3.1): it needs a birth date beside it, or a code of one's own."""
    kinds = {one.kind for one in keys}
    return {Kind.NAME, Kind.BIRTH_DATE} <= kinds or bool(kinds & {Kind.CODE, Kind.IDENTITY_NUMBER})


def told(kind: Kind, text: str) -> str:
    """A cell as people write it: a phone with its spaces, the rest as it is kept."""
    return national_phone(text) if kind is Kind.PHONE else text


def masked(kind: Kind, text: str) -> str:
    """Enough for the person to know herself, too little for others. Never the last figures of a phone."""
    if not text:
        return ""
    if kind is Kind.NAME:
        *before, last = text.split() or [""]
        return " ".join([*(f"{word[0]}." for word in before), f"{last[:1]}***"])
    if kind is Kind.BIRTH_DATE:
        return f"{_MASK}/{text[-4:]}"
    if kind is Kind.PHONE:
        return f"{national_phone(text)[:4]} {_MASK} {_MASK}"
    if kind is Kind.TEXT:
        return f"{text.split()[0]} {_MASK}"
    return f"{_MASK}{text[-3:]}" if len(text) > 5 else _MASK


def index_text(columns: Sequence[ListColumn], cells: Mapping[str, str]) -> str:
    """What a keyed hash finds rows by: names without accents, of a birth date its year; the rest exactly.

    Deliberately wider than a match: `matches` decides.
    """
    return "\x1f".join(_widely(one.kind, cells.get(one.key, "")) for one in of_role(columns, Role.KEY))


def matches(columns: Sequence[ListColumn], typed: Mapping[str, str], cells: Mapping[str, str]) -> bool:
    """Whether what a citizen typed is what a row says, field by field (domain.md 3.1–3.3)."""
    return all(
        _same(one.kind, typed.get(one.key, ""), cells.get(one.key, "")) for one in of_role(columns, Role.KEY)
    )  # fmt: skip


def factor_fits(columns: Sequence[ListColumn], typed: str, cells: Mapping[str, str]) -> bool:
    """Whether the second factor is any of those the row has."""
    wanted = [_exactly(one.kind, cells.get(one.key, "")) for one in of_role(columns, Role.FACTOR)]
    return any(value and value == _exactly(Kind.CODE, typed) for value in wanted)


def code_of(columns: Sequence[ListColumn], cells: Mapping[str, str]) -> str:
    """What makes a row that row when a sheet comes again: its first code or number; empty where it has none."""
    for kind in (Kind.CODE, Kind.IDENTITY_NUMBER):
        for one in columns:
            if one.kind is kind and (value := _exactly(kind, cells.get(one.key, ""))):
                return f"{one.key}\x1f{value}"
    return ""


def _widely(kind: Kind, text: str) -> str:
    if kind is Kind.NAME:
        return fold(text)
    return text[-4:] if kind is Kind.BIRTH_DATE else _exactly(kind, text)


def _exactly(kind: Kind, text: str) -> str:
    if kind in (Kind.CODE, Kind.IDENTITY_NUMBER):
        return _NO_SIGN.sub("", text.lower() if text.isascii() else fold(text))
    return text if kind in (Kind.PHONE, Kind.BIRTH_DATE) else fold(text)


def _same(kind: Kind, typed: str, told: str) -> bool:
    if kind is Kind.NAME:
        return _same_name(typed, told)
    if kind is Kind.BIRTH_DATE:
        return _same_birth(typed, told)
    return _exactly(kind, typed) == _exactly(kind, told)


def _same_name(typed: str, told: str) -> bool:
    """With accents they must agree; without any, the person is found and several are not told apart."""
    if fold(typed) == name_key(typed):
        return fold(typed) == fold(told)
    return name_key(typed) == name_key(told)


def _same_birth(typed: str, told: str) -> bool:
    """Equal on the fields both have: old papers know only the year."""
    return all(left == right for left, right in zip(typed.split("/")[::-1], told.split("/")[::-1], strict=False))
