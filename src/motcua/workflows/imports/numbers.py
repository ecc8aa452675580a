"""Columns of numbers that Excel spoils: identity numbers and phones that lost their zeros. No Django here."""

import re
from collections.abc import Iterable

from motcua.messaging.text import Refused, clean, read_phone
from motcua.workflows.imports.cells import Cell, Fault, Mended, as_text
from motcua.workflows.imports.columns import Column

_TWELVE_OR_NINE = re.compile(r"\d{12}|\d{9}")
_SIGNS = re.compile(r"[\s.\-'’]+")
_ROUNDED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)
_MOBILE = re.compile(r"0[35789]\d{8}")
_OLD_MOBILE = re.compile(r"(?:\+?84|0)?1[2689]\d{8}")
LOST_ZERO = "số định danh mất số 0 đầu, máy đã thêm lại"
LOST_PHONE_ZERO = "số điện thoại mất số 0 đầu, máy đã thêm lại"
OLD_PHONE = "số điện thoại 11 số cũ, máy đã đổi sang 10 số"

# The codes with which twelve-figure numbers begin (domain.md 2.1). Others are read with a note, never refused.
PROVINCES = frozenset(
    f"{code:03}"
    for code in (
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44,
        45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89,
        91, 92, 93, 94, 95, 96,
    )
)  # fmt: skip


class IdentityNumber(Column):
    """Số định danh, CMND: 12 or 9 digits. A number that Excel made shorter is padded and flagged, never silently."""

    plain = _TWELVE_OR_NINE

    def read(self, cell: Cell) -> object:
        typed = clean(as_text(cell))
        figures = _SIGNS.sub("", typed)
        if _ROUNDED.fullmatch(typed):
            return Fault("số định danh bị Excel làm tròn", "Excel đã làm tròn số này. Ghi lại ô ở dạng chữ.")
        if not figures.isascii() or not figures.isdecimal():
            return Fault("số định danh có chữ", "Số định danh chỉ gồm chữ số.")
        if _TWELVE_OR_NINE.fullmatch(figures):
            return figures
        if len(figures) in (10, 11) and (padded := figures.zfill(12))[:3] in PROVINCES:
            return Mended(padded, LOST_ZERO)
        if len(figures) == 8 and not isinstance(cell, str):
            return Mended(figures.zfill(9), LOST_ZERO)
        return Fault("số định danh sai số chữ số", f"Có {len(figures)} chữ số. Cần 12, hoặc 9 với CMND.")


class Phone(Column):
    """A phone as +84…; old 11-figure mobiles are converted and zeros that Excel took are given back, both flagged."""

    def clean(self, cells: Iterable[Cell]) -> list[object]:
        """See Column; mobiles as they are written today need no reading."""
        known, plain = self._known, _MOBILE.fullmatch
        return [f"+84{cell[1:]}" if type(cell) is str and plain(cell) else known[cell] for cell in cells]

    def read(self, cell: Cell) -> object:
        typed = clean(as_text(cell))
        figures = _SIGNS.sub("", typed)
        if _ROUNDED.fullmatch(typed):
            return Fault("số điện thoại bị Excel làm tròn", "Excel đã làm tròn số này. Ghi lại ô ở dạng chữ.")
        lost = bool(re.fullmatch(r"[1-9]\d{8,9}", figures)) and not figures.startswith("84")
        lost = lost and not re.fullmatch(r"1[89]00\d{4,6}", figures)
        read = read_phone(f"0{figures}" if lost else typed)
        if isinstance(read, Refused):
            return Fault("số điện thoại không đọc được", "Số điện thoại thiếu, thừa chữ số hoặc có chữ.")
        if _OLD_MOBILE.fullmatch(figures):
            return Mended(read, OLD_PHONE)
        return Mended(read, LOST_PHONE_ZERO) if lost else read
