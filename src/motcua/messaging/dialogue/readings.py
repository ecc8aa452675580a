"""What a citizen meant by a few typed words: which option, yes or no, whether a phrase is there."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal

from motcua.messaging.text import clean, fold, number_in_words

_POLITE_BEFORE = (
    "da thua", "da", "vang", "thua", "xin chao", "chao", "alo", "lam on", "xin phep", "xin", "cho toi", "cho em",
    "cho con", "cho chau", "cho minh", "toi", "em", "con", "chau", "minh", "giup", "muon", "chon", "anh oi", "chi oi",
    "ad oi", "hay", "ok", "oke",
)  # fmt: skip
_POLITE_AFTER = (
    "cam on", "giup toi", "giup em", "cho toi", "cho em", "voi", "nhe", "nha", "nhen", "nghen", "a", "ah", "ad", "di",
    "luon", "oi", "em", "anh", "chi",
)  # fmt: skip
_BEFORE_A_RANK = re.compile(
    r"^(?:so thu tu|so|cai|muc|chon|cau|y|phuong an|lua chon|dap an|option|nut|dong|buoi|diem|noi|nguoi) "
)
_AFTER_A_RANK = re.compile(r" (?:do|ay|kia|nay|thoi)$")
_YES = frozenset({
    "co", "vang", "da", "u", "ua", "uh", "uhm", "um", "uk", "ok", "oke", "okie", "oki", "okay", "yes", "yep", "y",
    "dong y", "duoc", "dc", "phai", "chuan", "chuan roi", "chuan luon",
    "chinh xac", "xac nhan", "tat nhien", "nhat tri", "dung roi", "dung vay", "phai roi", "co chu", "duoc roi",
    "chac chan", "duoc chu", "co dong y", "dung the", "da co", "co luon", "dc roi", "vg", "vang dung", "da dung",
})  # fmt: skip
_NO = frozenset({
    "khong", "ko", "k", "kg", "kh", "hk", "hong", "hok", "hem", "no", "nope", "n", "chua", "sai", "sai roi", "khoi",
    "thoi", "thoi khoi", "tu choi", "dau co", "dau", "khong dau",
})  # fmt: skip
_NO_BEGINS = ("khong ", "ko ", "chua ", "khoi ", "k ", "kh ", "hk ", "hok ", "thoi khong ", "thoi khoi ")
_NEITHER = re.compile(r"(?:khong|ko|k|kh|hk|hok|hong|chua) (?:sao|biet|hieu|ro|chac|nho)\b.*")


def without_manners(text: str) -> str:
    """Folded text without the polite words around it ('dạ cho em bấm số ạ' is 'bam so'); never empties it."""
    return wordings(text)[-1]


def wordings(text: str) -> list[str]:
    """The folded text in all its politer and barer forms, barest last, so that 'xin chào ạ' is still a greeting."""
    return [
        barer
        for start in _less_and_less(plain(text), _without_opening)
        for barer in _less_and_less(start, _without_close)
    ]


def read_choice(text: str, titles: Sequence[str]) -> int | None:
    """The index of the option meant without doubt: its title, its number, its rank in words."""
    typed, bare = wordings(text), without_manners(text)
    folded = [plain(title) for title in titles]
    for index, title in enumerate(folded):
        if title and title in typed:
            return index
    if " " in bare and (named := _the_only_title_with(bare, folded)) is not None:
        return named
    rank = _rank(bare, len(titles))
    return rank - 1 if rank is not None and 1 <= rank <= len(titles) else None


def read_loose_choice(text: str, titles: Sequence[str]) -> int | None:
    """The index of the only option whose title holds the words, or is held by them."""
    bare = without_manners(text)
    folded = [plain(title) for title in titles]
    if len(bare) >= 3 and (named := _the_only_title_with(bare, folded)) is not None:
        return named
    held = [index for index, title in enumerate(folded) if len(title) >= 3 and holds(bare, title)]
    return held[0] if len(held) == 1 else None


def read_yes_no(text: str) -> Literal["yes", "no"] | None:
    """Consent or refusal as people say it. 'dung' alone is đúng, đừng or dừng: None, and None is never a yes."""
    accented = clean(text).casefold().strip(" .,!?")
    if accented in ("đừng", "dừng"):
        return "no"
    if accented == "đúng":
        return "yes"
    typed = wordings(text)
    if any(_NEITHER.fullmatch(one) for one in typed):
        return None
    if typed[-1] in _NO or typed[-1].startswith(_NO_BEGINS):
        return "no"
    return None if _YES.isdisjoint(typed) else "yes"


@lru_cache(4096)
def plain(text: str) -> str:
    """Folded words only: 'Thứ 2: sáng (07:30)' is 'thu 2 sang 07 30'."""
    return " ".join(re.sub(r"[^\w#]+", " ", fold(text)).split())


def holds(text: str, phrase: str) -> bool:
    """Whether the folded phrase stands in the folded text as whole words."""
    return f" {phrase} " in f" {text} "


def _less_and_less(words: str, once: Callable[[str], str]) -> list[str]:
    found = [words]
    while (shorter := once(found[-1])) != found[-1]:
        found.append(shorter)
    return found


def _without_opening(words: str) -> str:
    return next((words[len(one) + 1 :] for one in _POLITE_BEFORE if words.startswith(one + " ")), words)


def _without_close(words: str) -> str:
    return next((words[: -len(one) - 1] for one in _POLITE_AFTER if words.endswith(" " + one)), words)


def _the_only_title_with(phrase: str, folded: list[str]) -> int | None:
    found = [index for index, title in enumerate(folded) if holds(title, phrase)]
    return found[0] if len(found) == 1 else None


def _rank(bare: str, count: int) -> int | None:
    words = _AFTER_A_RANK.sub("", _BEFORE_A_RANK.sub("", bare))
    if words in ("dau", "dau tien", "thu nhat", "nhat", "tren cung", "tren dau"):
        return 1
    if words in ("cuoi", "cuoi cung", "duoi cung", "chot", "sau cung"):
        return count
    if words in ("ke cuoi", "ap chot", "gan cuoi") and count > 1:
        return count - 1
    if words in ("giua", "o giua", "chinh giua") and count % 2:
        return count // 2 + 1
    if words in ("tren", "o tren", "duoi", "o duoi") and count == 2:
        return 2 if words.endswith("duoi") else 1
    if words == "thu nhi":
        return 2
    return number_in_words(words.removeprefix("thu "))
