"""Columns of dates: written, as Excel's day numbers, or with their zero lost. No Django here."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import ClassVar

from motcua.messaging.text import BirthDate, Refused, read_birth_date
from motcua.workflows.imports.cells import Cell, Fault, Mended, as_text
from motcua.workflows.imports.columns import Column

_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ANY_SIGNS = re.compile(
    r"(\d{1,4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_EPOCH = date(1899, 12, 30)  # Excel's day 0, with its leap year 1900 that never was
_FIRST_SERIAL, _LAST_SERIAL = 2_200, 80_000
DAY_NUMBER = "ngày là số của Excel, máy đã đổi"
LOST_ZERO = "ngày mất số 0 đầu, máy đã thêm lại"


class BirthDateColumn(Column):
    """A birth date as precise as the papers are; future ones and days no calendar has are refused."""

    empty: ClassVar[object] = None

    def __init__(self, key: str, title: str, names: Iterable[str] = (), *, today: date, required: bool = False) -> None:
        super().__init__(key, title, names, required=required)
        self.today = today

    def read(self, cell: Cell) -> object:
        if isinstance(cell, str) and (plain := _DAY_MONTH_YEAR.fullmatch(cell)):
            return self._judged(int(plain[3]), int(plain[2]), int(plain[1]))
        if isinstance(cell, (date, datetime)):
            return self._judged(cell.year, cell.month, cell.day)
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return self._of_number(cell)
        read = read_birth_date(re.sub(r" 0?0:00(:00)?$", "", as_text(cell).strip()), self.today)
        if not isinstance(read, Refused):
            return self._judged(read.year, read.month, read.day)
        if parts := _parts(as_text(cell)):
            return self._judged(*parts)
        return Fault("ngày sinh không đọc được", "Không đọc được. Cần ngày/tháng/năm, hoặc chỉ năm.")

    def _of_number(self, cell: float) -> object:
        if not float(cell).is_integer():
            return Fault("ngày sinh không đọc được", "Không đọc được. Cần ngày/tháng/năm, hoặc chỉ năm.")
        number = int(cell)
        if self.today.year - 130 <= number <= self.today.year:
            return self._judged(number, None, None)
        if _FIRST_SERIAL < number < _LAST_SERIAL:
            day = _EPOCH + timedelta(number)
            judged = self._judged(day.year, day.month, day.day)
            return judged if isinstance(judged, Fault) else Mended(judged, DAY_NUMBER)
        if 7 <= len(str(number)) <= 8:
            figures = str(number).zfill(8)
            judged = self._judged(int(figures[4:]), int(figures[2:4]), int(figures[:2]))
            lost = len(str(number)) == 7 and not isinstance(judged, Fault)
            return Mended(judged, LOST_ZERO) if lost else judged
        return Fault("ngày sinh không đọc được", "Không đọc được. Cần ngày/tháng/năm, hoặc chỉ năm.")

    def _judged(self, year: int, month: int | None, day: int | None) -> object:
        if fault := _calendar_fault("ngày sinh không có thật", year, month, day):
            return fault
        first = date(year, month or 1, day or 1)
        if first > self.today:
            return Fault("ngày sinh chưa đến", f"Ngày sinh {BirthDate(year, month, day)} chưa đến.")
        if year < self.today.year - 130:
            return Fault("năm sinh quá xa", f"Năm sinh {year} quá xa.")
        return BirthDate(year, month, day)


class Day(Column):
    """A calendar day: when received, promised, "as of"."""

    empty: ClassVar[object] = None

    def read(self, cell: Cell) -> object:
        if isinstance(cell, str) and (plain := _DAY_MONTH_YEAR.fullmatch(cell)):
            return self._judged(int(plain[3]), int(plain[2]), int(plain[1]))
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            if _FIRST_SERIAL < cell < _LAST_SERIAL:
                return Mended(_EPOCH + timedelta(int(cell)), DAY_NUMBER)
        elif parts := _parts(as_text(cell)):
            return self._judged(*parts)
        return Fault("ngày không đọc được", f"{self.title}: cần ngày/tháng/năm.")

    def _judged(self, year: int, month: int, day: int) -> object:
        return _calendar_fault("ngày không có thật", year, month, day) or date(year, month, day)


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month, day of a date written with any signs, year last or first, with a time behind it or none."""
    if (found := _ANY_SIGNS.fullmatch(text.strip())) is None:
        return None
    first, second, third = found[1], found[2], found[3]
    if len(first) == 4:
        return int(first), int(second), int(third)
    if len(third) == 2:
        third = f"20{third}" if int(third) < 70 else f"19{third}"
    return (int(third), int(second), int(first)) if len(first) <= 2 and len(third) == 4 else None


def _calendar_fault(kind: str, year: int, month: int | None, day: int | None) -> Fault | None:
    if not 1 <= year <= 9999:
        return Fault(kind, f"Năm {year} không có.")
    if month is not None and not 1 <= month <= 12:
        return Fault(kind, f"Tháng {month} không có. Cần ngày/tháng/năm.")
    if day is None or month is None:
        return None
    try:
        date(year, month, day)
    except ValueError:
        if month == 2 and day == 29:
            return Fault(kind, f"Năm {year} không có ngày 29 tháng 2.")
        return Fault(kind, f"Tháng {month} không có ngày {day}.")
    return None
