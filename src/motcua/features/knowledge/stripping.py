"""A citizen's message without names, numbers and addresses, so that it may be kept and read. No Django here.

What is left is what she asked. Doubtful words go: a lost word costs an officer a guess, a kept name costs somebody
her privacy (Law 91/2025 on personal data: no more than the purpose needs).
"""

import re

from motcua.messaging.text import clean, fold

LONGEST = 500
_SURNAMES = (
    "nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|trinh|mai|dao|doan|vuong|luong|truong|"
    "lam|luu|phung|quach|thach|cao|chau|ta|to|tang|nghiem|kieu|quan|ninh|thai|la|tong|hua|ton|am|danh|son|kim|ha|y|h"
)
_LETTERS = r"[^\W\d_]"
_CAPITALS = "".join(letter for letter in map(chr, range(ord("A"), ord("Ỹ") + 1)) if letter.isupper())
_PLACES = "duong|pho|hem|ngo|ngach|kiet|to|ap|thon|xom|ban|buon|khu pho|khoi|phuong|xa|quan|huyen|thanh pho|tinh"
# Folded text keeps its length word by word, so words found in it are cut out of the text as it was typed.
_INTRODUCED = re.compile(
    r"\b(?:ho va ten|ho ten|ten la|ten|em la|toi la|minh la|con la|chau la|tui la)\s*:?\s+"
    rf"(?P<name>(?:{_SURNAMES})(?: [a-z]+){{1,3}})"
)
_MIDDLE = re.compile(rf"\b(?P<name>(?:{_SURNAMES}) (?:van|thi) [a-z]+(?: [a-z]+)?)\b")
_ADDRESS = re.compile(
    r"(?<!phuong )(?<!quan )(?<!khu )\b(?:so |so nha )?\d+[a-z]?(?:/\d+[a-z]?)*"
    rf"(?: |, ?)(?:{_PLACES})\b(?: [a-z0-9/]+){{1,3}}"
    rf"|\b(?:dia chi|nha o|nha so|o so|so nha)\s*:?\s+\d+[a-z]?(?:/\d+[a-z]?)*(?: [a-z]+){{0,3}}"
)
_EXACT = (
    (re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[thư điện tử]"),
    (re.compile(r"\b(?:https?://|www\.)\S+", re.I), "[liên kết]"),
    (re.compile(r"(?<!\w)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\w)"), "[ngày]"),
    (re.compile(r"\b(?=[A-Z-]*\d)[A-Z]+-?[A-Z0-9]*\d{3}[A-Z0-9]*\b"), "[số]"),
    (re.compile(r"(?<![\w/])\+?\d(?:[ .-]?\d){5,}(?!\w)"), "[số]"),
    (re.compile(r"(?<!\w)\d+[a-zA-Z]?(?:/\d+[a-zA-Z]?)+(?!\w)"), "[địa chỉ]"),
)


def stripped(text: str) -> str:
    """The message as it may be kept: [số], [ngày], [tên], [địa chỉ] stand for what was cut out."""
    kept = clean(text)[: LONGEST * 2]
    kept = _cut(kept, _ADDRESS, "[địa chỉ]")
    for pattern, mark in _EXACT:
        kept = pattern.sub(mark, kept)
    kept = _capital_names(kept)  # before the others: capitals say where a name ends
    kept = _cut(kept, _INTRODUCED, "[tên]")
    kept = _cut(kept, _MIDDLE, "[tên]")
    return kept[:LONGEST].strip()


def _cut(text: str, pattern: re.Pattern[str], mark: str) -> str:
    """Cut what a pattern finds in the folded text out of the typed one, word by word."""
    words = text.split(" ")
    folded = [fold(word) or "-" for word in words]
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    at = 0
    for place, word in enumerate(folded):
        starts[at] = place
        ends[at + len(word)] = place
        at += len(word) + 1
    found = [
        (match.start("name") if "name" in pattern.groupindex else match.start(), match.end())
        for match in pattern.finditer(" ".join(folded))
    ]
    for start, end in reversed(found):
        first = starts[max(one for one in starts if one <= start)]
        last = ends[min(one for one in ends if one >= end)]
        words[first : last + 1] = [mark]
    return " ".join(words)


def _capital_names(text: str) -> str:
    """Two to five capitalised words in a row that begin with a surname, as names are written on papers."""
    capital = rf"(?:[{_CAPITALS}]{_LETTERS}*)"

    def hidden(match: re.Match[str]) -> str:
        first = fold(match[0].split()[0])
        return "[tên]" if re.fullmatch(_SURNAMES, first) and not _is_common(match[0]) else match[0]

    return re.sub(rf"\b{capital}(?: {capital}){{1,4}}\b", hidden, text)


_COMMON = ("Căn Cước", "Công An", "Cao Đẳng", "Lệ Phí", "Thái Bình", "Hà Nội", "Tạm Trú", "Hồ Sơ", "Hồ Chí Minh")


def _is_common(words: str) -> bool:
    return any(words.startswith(one) for one in _COMMON)
