"""Names of all the peoples of the country, as the person writes them (domain.md 3.1): never split, never corrected."""

import re
import unicodedata

from motcua.messaging.text.letters import clean, fold
from motcua.messaging.text.refused import Refused

LONGEST_NAME = 100
_EXAMPLE = "Ví dụ: Nguyễn Thị Mẫu."
# "Dạ em tên là …", "Họ và tên: …": only words that no name begins with.
_BEFORE_A_NAME = re.compile(
    r"(?:da |vang |thua )*(?:(?:toi|em|con|chau|minh|me toi|cha toi|bo toi|me em|bo em|ba toi|ong|ba|anh|chi) )?"
    r"(?:ho (?:va )?ten|ho ten day du|ten day du|ten)(?: (?:toi|em|con|chau|minh|me toi|cha toi))?(?: la)?(?:: ?| )"
)
_AFTER_A_NAME = re.compile(r" (?:ạ|nhé|nha)$", re.IGNORECASE)


def read_full_name(text: str) -> str | Refused:
    """A name as the person writes it: letters of any people, spaces, ' - and dots, 1 to 100 characters."""
    name = _without_manners(clean(text))
    if not any(character.isalpha() for character in name):
        return Refused(f"Xin ông/bà ghi họ và tên bằng chữ. {_EXAMPLE}")
    if any(character.isdigit() for character in name):
        return Refused(f"Họ và tên không có chữ số. {_EXAMPLE}")
    if len(name) > LONGEST_NAME:
        return Refused(f"Họ và tên dài quá {LONGEST_NAME} ký tự. Xin ông/bà chỉ ghi họ và tên.")
    if not all(_may_stand_in_a_name(character) for character in name):
        return Refused(f"Họ và tên chỉ gồm chữ cái, dấu cách, dấu chấm, dấu ' và dấu -. {_EXAMPLE}")
    return name


def _without_manners(name: str) -> str:
    """The name without 'em tên là' before it and 'ạ' behind it; never empties it."""
    folded = fold(name)
    opening = _BEFORE_A_NAME.match(folded)
    # Folding keeps the number of characters in all but exotic scripts; only then may a place in one be a place in both.
    if opening and len(folded) == len(name):
        name = name[opening.end() :].strip() or name
    return _AFTER_A_NAME.sub("", name) or name


def _may_stand_in_a_name(character: str) -> bool:
    return character in " .-'’‘ʼ‑–" or unicodedata.category(character)[0] in "LM"
