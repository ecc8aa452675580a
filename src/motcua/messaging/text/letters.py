"""Vietnamese letters: one text in three forms, from domain.md 3.2.

`clean` is what we store and show, `name_key` compares names with their accents, `fold` compares anything with the
accents gone.
"""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LOOK_ALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
_DASHES_AND_QUOTES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’‘ʼʹ`´′", "'"))
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_REMEMBERED = 4096  # the same titles and phrases are compared in every turn
_REMEMBERED_WORDS = 16384  # a sheet of 47,000 names has some thousand different words
_NEVER_TEXT = ("Cc", "Cf", "Cs", "Co", "Cn")


@lru_cache(_REMEMBERED)
def clean(text: str) -> str:
    """The text as it was meant: NFC, tone marks in order, nothing invisible, single spaces."""
    return " ".join(filter(None, map(_clean_word, text.split())))


@lru_cache(_REMEMBERED)
def fold(text: str) -> str:
    """The key for finding things: lower case, no accents, đ as d, plain dashes and quotes."""
    bare = unicodedata.normalize("NFD", clean(text).casefold())
    letters = "".join(character for character in bare if unicodedata.category(character) != "Mn")
    return clean(letters.replace("đ", "d").translate(_DASHES_AND_QUOTES))


@lru_cache(_REMEMBERED)
def name_key(text: str) -> str:
    """The key for comparing names: accents kept, but hoà and hòa, thuý and thúy are one name."""
    return " ".join(filter(None, map(_word_key, text.split())))


@lru_cache(_REMEMBERED_WORDS)
def _clean_word(word: str) -> str:
    if word.isascii() and word.isprintable():
        return word
    visible = "".join(_visible(character) for character in word)
    return _order_marks(visible.translate(_FULL_WIDTH).translate(_LOOK_ALIKES))


@lru_cache(_REMEMBERED_WORDS)
def _word_key(word: str) -> str:
    return _settle_tone(_clean_word(_clean_word(word).casefold().translate(_DASHES_AND_QUOTES)))


def _visible(character: str) -> str:
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
