"""What may be done with an answer, which version is told, and what a draft must hold. Pure decisions; no Django.

Source of the rules: issue of questions and answers, S-F1…F16 of the domain sheet, ux.md 2.5.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# What is done to a version: from which states it may be done, and where it leads.
TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    "submit": (frozenset({"draft"}), "submitted"),
    "return": (frozenset({"submitted"}), "draft"),
    "approve": (frozenset({"submitted"}), "approved"),
    "replace": (frozenset({"approved"}), "replaced"),
    "discard": (frozenset({"draft"}), "withdrawn"),
    "withdraw": (frozenset({"draft", "submitted", "approved"}), "withdrawn"),
}
# What a button under an answer leads to.
ACTIONS: dict[str, str] = {
    "take_number": "Bấm số",
    "my_numbers": "Số của tôi",
    "now_serving": "Số đang làm",
    "cancel_number": "Hủy số",
    "booking": "Đặt lịch",
    "declare": "Kê khai trước ở nhà",
    "lookup": "Tra cứu hồ sơ",
    "report": "Báo tin, phản ánh",
    "directory": "Danh bạ",
    "my_data": "Dữ liệu của tôi",
    "officer": "Gặp cán bộ",
}
PLACEHOLDERS = ("{hotline}", "{unit}", "{address}", "{website}", "{hours}")
UNCONFIRMED = "Việc này chúng tôi chưa có câu trả lời đã được xác nhận.\nÔng/bà vui lòng hỏi cán bộ hoặc gọi {hotline}."
MOST_PHRASINGS = 60
LONGEST_PHRASING = 200
LONGEST_ANSWER = 6000
MOST_PICTURES = 8
_PICTURE_KINDS = ("image", "video")


class Verdict(StrEnum):
    """What became of a press in the room of answers. Everything but the first left all as it was."""

    DONE = "done"
    NOT_THERE = "not_there"
    CHANGED_MEANWHILE = "changed_meanwhile"
    OWN_WORDS = "own_words"
    DRAFT_OPEN = "draft_open"
    KNOWN_ALREADY = "known_already"
    KEY_TAKEN = "key_taken"
    NOT_READY = "not_ready"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict and the row it is about."""

    verdict: Verdict
    id: int = 0

    @property
    def changed(self) -> bool:
        """True when something was written."""
        return self.verdict is Verdict.DONE


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or a film that shows a step; `alt` says in words what is to be seen."""

    kind: str
    address: str
    alt: str

    @property
    def is_ours(self) -> bool:
        """Whether a page may show it: what lies elsewhere is a link, for the page loads nothing from outside."""
        return self.address.startswith("/static/")


@dataclass(frozen=True, slots=True)
class Words:
    """Everything an officer writes in one version."""

    title: str
    answer: str
    valid_from: date
    valid_to: date | None = None
    phrasings: tuple[str, ...] = ()
    legal_basis: str = ""
    action: str = ""
    live: str = ""
    confirmed: bool = True
    pictures: tuple[Picture, ...] = ()


def may(step: str, state: str) -> bool:
    """Whether a step may be taken from a state."""
    return state in TRANSITIONS[step][0]


def after(step: str) -> str:
    """The state a step leads to."""
    return TRANSITIONS[step][1]


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that say something, each once."""
    return tuple(dict.fromkeys(line for raw in text.splitlines() if (line := " ".join(raw.split()))))


@dataclass(frozen=True, slots=True)
class Span:
    """From which day to which a version is told; `until` None has no end."""

    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.since <= day and (self.until is None or day <= self.until)


def effect_of_approval(former: Span, fresh: Span) -> Span | None:
    """What is left of a former version's days when a fresh one is approved: all, its first part, or None (replaced).

    Where a fresh version ends before the former one does, the former keeps its days and the fresh one, being the later
    number, is told on its own days.
    """
    if fresh.until is not None and (former.since > fresh.until or former.until is None or former.until > fresh.until):
        return former
    if former.until is not None and former.until < fresh.since:
        return former
    if former.since >= fresh.since:
        return None
    return Span(former.since, fresh.since - timedelta(days=1))


def faults_of(words: Words) -> dict[str, str]:
    """What is wrong with a draft, by field, each in a sentence that says what to do."""
    found: dict[str, str] = {}
    if not 4 <= len(words.title) <= 160:
        found["title"] = "Viết tiêu đề từ 4 đến 160 ký tự, như người dân sẽ hỏi."
    if not words.answer and not words.live:
        found["answer"] = "Viết câu trả lời, hoặc chọn một câu trả lời lấy từ số liệu."
    if len(words.answer) > LONGEST_ANSWER:
        found["answer"] = f"Câu trả lời dài quá {LONGEST_ANSWER} ký tự. Tách thành nhiều câu hỏi."
    if unknown := [one for one in re.findall(r"\{[^{}\s]*\}", words.answer) if one not in PLACEHOLDERS]:
        found["answer"] = f"Không có chỗ điền {unknown[0]}. Chỉ dùng: {', '.join(PLACEHOLDERS)}."
    if words.answer and not words.confirmed and "{hotline}" not in words.answer:
        found["answer"] = "Điều chưa xác nhận thì không nêu. Viết câu mời hỏi cán bộ hoặc gọi {hotline}."
    if len(words.phrasings) > MOST_PHRASINGS or any(len(one) > LONGEST_PHRASING for one in words.phrasings):
        found["phrasings"] = f"Nhiều nhất {MOST_PHRASINGS} cách hỏi, mỗi cách một dòng dưới {LONGEST_PHRASING} ký tự."
    if words.action and words.action not in ACTIONS:
        found["action"] = "Chọn nút trong danh sách."
    if words.valid_to is not None and words.valid_to < words.valid_from:
        found["valid_to"] = "Ngày hết hạn phải sau ngày bắt đầu."
    if fault := _fault_of_pictures(words.pictures):
        found["pictures"] = fault
    return found


def _fault_of_pictures(pictures: Iterable[Picture]) -> str:
    shown = tuple(pictures)
    if len(shown) > MOST_PICTURES:
        return f"Nhiều nhất {MOST_PICTURES} hình hoặc video."
    for one in shown:
        if one.kind not in _PICTURE_KINDS or not re.fullmatch(r"(https://[^\s\"<>]+|/static/[\w./-]+)", one.address):
            return "Liên kết hình hoặc video phải bắt đầu bằng https:// hoặc /static/."
        if len(one.alt) < 4:
            return "Mỗi hình hoặc video cần một câu tả, cho người không xem được."
    return ""
