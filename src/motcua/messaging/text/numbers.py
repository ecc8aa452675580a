"""Numbers spelled out, in folded words: 'hai muoi mot', 'mot chin chin khong', 'mot nghin chin tram chin muoi'."""

import re

_NUMBER_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
}  # fmt: skip
_DIGIT_WORDS = {"khong": "0", **{word: str(value) for word, value in _NUMBER_WORDS.items() if value < 10}}
_YEAR = re.compile(
    r"(?P<thousand>mot|hai) (?:nghin|ngan)(?: (?P<hundred>khong|chin) tram)?(?: (?:linh|le))?(?: (?P<rest>.+))?"
)


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


def digits_in_words(words: str) -> str | None:
    """'khong chin mot hai' as '0912'; None when one of the words is no digit."""
    digits = [_DIGIT_WORDS.get(word, "") for word in words.split()]
    return "".join(digits) if digits and all(digits) else None


def year_in_words(words: str) -> int | None:
    """A year from 1900 to 2099, digit by digit or in full; None for anything else."""
    if (digits := digits_in_words(words)) and re.fullmatch(r"(?:19|20)\d\d", digits):
        return int(digits)
    spoken = _YEAR.fullmatch(words)
    if spoken is None or (spoken["thousand"] == "mot") != (spoken["hundred"] == "chin"):
        return None
    rest = 0 if spoken["rest"] is None else number_in_words(spoken["rest"])
    return None if rest is None else (1900 if spoken["thousand"] == "mot" else 2000) + rest
