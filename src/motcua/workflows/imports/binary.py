"""Workbooks read by calamine: small XLSX parts that were checked, and XLS. No Django here."""

import io
from collections.abc import Iterator
from itertools import islice

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from motcua.workflows.imports.books import Limits, Unreadable
from motcua.workflows.imports.cells import Row

BROKEN = "Tệp hỏng hoặc không phải bảng tính. Mở bằng Excel, lưu lại thành .xlsx, rồi tải lên."
LOCKED = "Tệp có mật khẩu. Bỏ mật khẩu trong Excel rồi tải lại."


class CalamineBook:
    """Every sheet of a workbook that calamine reads whole."""

    notes: tuple[str, ...] = ()

    def __init__(self, workbook: CalamineWorkbook, limits: Limits) -> None:
        self._workbook, self._limits = workbook, limits
        self.sheets = tuple(workbook.sheet_names)
        self._opened: dict[int, CalamineSheet] = {}

    def head(self, sheet: int, count: int) -> list[Row]:
        """See Book."""
        return list(islice(self.rows(sheet), count))

    def rows(self, sheet: int) -> Iterator[Row]:
        """See Book."""
        return rows_of(self._sheet(sheet), self._limits)

    def height(self, sheet: int) -> int:
        """See Book."""
        return int(self._sheet(sheet).total_height)

    def depth_of_header(self, sheet: int, row: int) -> int:
        """See Book."""
        return depth(self._sheet(sheet).merged_cell_ranges, row)

    def _sheet(self, sheet: int) -> CalamineSheet:
        if sheet not in self._opened:
            self._opened = {sheet: sheet_of(self._workbook, sheet)}
        return self._opened[sheet]


def open_calamine(file: io.BytesIO, limits: Limits) -> CalamineBook:
    """An XLS workbook. Raises Unreadable."""
    try:
        workbook = CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise Unreadable(LOCKED) from error
    except (CalamineError, OSError) as error:
        raise Unreadable(LOCKED if b"E\0n\0c\0r\0y\0p\0t" in file.getvalue() else BROKEN) from error
    check_sheets(len(workbook.sheet_names), limits)
    return CalamineBook(workbook, limits)


def sheet_of(workbook: CalamineWorkbook, sheet: int) -> CalamineSheet:
    """One sheet, laid out in memory. Raises Unreadable."""
    try:
        return workbook.get_sheet_by_index(sheet)
    except (CalamineError, OSError) as error:
        raise Unreadable(BROKEN) from error


def rows_of(sheet: CalamineSheet, limits: Limits) -> Iterator[Row]:
    """The rows of one sheet, from the sheet's first on. Raises Unreadable."""
    start = sheet.start or (0, 0)
    check_width(start[1] + int(sheet.width), limits)
    if start[1] == 0:
        return iter(sheet.iter_rows())
    left = [""] * start[1]  # calamine fills up above the first cell, not before it
    return (left + row for row in sheet.iter_rows())


def depth(merged: object, row: int) -> int:
    """How far down the merged cells that begin in a row reach."""
    ranges = merged if isinstance(merged, (list, tuple)) else ()
    return max((last[0] - row + 1 for first, last in ranges if first[0] == row and last[0] - row < 4), default=1)


def check_sheets(count: int, limits: Limits) -> None:
    """Raises Unreadable for a workbook of a thousand sheets or of none."""
    if count == 0:
        raise Unreadable("Tệp không có trang tính nào.")
    if count > limits.sheets:
        raise Unreadable(f"Tệp có {count} trang tính, nhiều nhất {limits.sheets}. Giữ lại trang cần nhập.")


def check_width(width: int, limits: Limits) -> None:
    """Raises Unreadable for a sheet too wide to be a list."""
    if width > limits.columns:
        raise Unreadable(f"Bảng có {width} cột, nhiều nhất {limits.columns}. Xóa các cột không cần.")
