"""Words written in the fonts of before 2003 (TCVN3, VNI) or saved in the wrong encoding: seen and refused with advice.

Reading them as they stand would put "Ng­êi" into a citizen's answer (domain.md 3.2). No Django here.
"""

import re
from collections.abc import Iterable

from motcua.workflows.imports.books import Unreadable
from motcua.workflows.imports.cells import Row

_WORD = re.compile(r"\S+")
# Signs that stand inside a word in TCVN3 only: its letters lie where other encodings have signs.
_TCVN3 = re.compile(
    r"(?<=[A-Za-z])[µ¸¶·¹»¾¼½Æ¨©ª«¬\xad®×Ø§ÐÜÞßÒÑÖÏÎ](?=[a-zµ¸¶·¹»¾¼½Æ¨©ª«¬\xad®]|$)|^[§®][a-z¨©ª«¬\xad]"
)
# A vowel with its mark written behind it, as VNI does: "Nguyeãn Vaên", and ñ for đ.
_VNI = re.compile(r"[aeoAEO][âÂêÊåäàáãåùøûõïöÙØÛÕÏ](?![a-zA-Z]{4})|[uo]ô[øùûõïn]|ö[ôøùûõïan]|^ñ[aeiouöô]")
_TWICE = re.compile("á[º»].?|Ä[‘’\x91]|Æ[°¡]|Ã[¢ªô¡©³º]")
_ADVICE = {
    "tcvn3": (_TCVN3, "Chữ trong tệp là phông cũ TCVN3 (.VnTime). Dùng Unikey đổi sang Unicode rồi tải lại."),
    "vni": (_VNI, "Chữ trong tệp là phông cũ VNI. Dùng Unikey đổi sang Unicode rồi tải lại."),
    "twice": (_TWICE, "Tệp bị lưu sai bảng mã, ví dụ “Nguyá»…n”. Lưu lại dạng .xlsx hoặc CSV UTF-8 rồi tải lại."),
}


def refuse_old_letters(rows: Iterable[Row]) -> None:
    """Raises Unreadable when more than a few words of the rows are in an old font."""
    words = [word for row in rows for cell in row if isinstance(cell, str) for word in _WORD.findall(cell)]
    letters = [word for word in words if any(character.isalpha() for character in word)]
    for pattern, advice in _ADVICE.values():
        hits = sum(bool(pattern.search(word)) for word in letters)
        if hits >= 3 and hits > len(letters) * 0.04:
            raise Unreadable(advice)
