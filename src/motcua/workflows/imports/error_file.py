"""The officer's own sheet with one column more: what is wrong in each row that was not taken. And empty templates.

A cell that a spreadsheet program might run (= + - @) is written as harmless text.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from motcua.workflows.imports import keeping
from motcua.workflows.imports.books import COMMAND_LINE, Unreadable
from motcua.workflows.imports.cells import Cell, Row, is_empty
from motcua.workflows.imports.columns import Choice, Column
from motcua.workflows.imports.models import ImportRun
from motcua.workflows.imports.sheets import open_book

ERROR = "Lỗi"
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_BIG = 100_000
_LONGEST_CELL = 32_000


def harmless(text: str) -> str:
    """Text that no spreadsheet program takes for a formula, however it is opened or saved again."""
    return f"'{text}" if text.startswith(_RISKY) else text


def error_file(run: ImportRun, *, only_bad: bool = False) -> bytes:
    """The whole sheet, or only its header and the rows with faults. Raises Unreadable when the file is gone."""
    data = keeping.file_of(run.pk)
    if data is None:
        raise Unreadable("Tệp đã được xóa theo hạn lưu. Tải tệp lên lại.")
    told = {row.number: row.sentence for row in keeping.bad_rows(run.pk)}
    rows = enumerate(open_book(data, run.file_name, COMMAND_LINE).rows(run.sheet), 1)
    place = _place_of_errors(run.labels)
    kept = _kept(rows, told, run) if only_bad else rows
    return _written(kept, told, run, place)


def template(columns: Sequence[Column], example: Mapping[str, str]) -> bytes:
    """An empty sheet with the header of a target, an example row, and lists to choose from."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        bold = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, max(14, len(column.title) + 4), text)
            sheet.write_string(0, place, f"{column.title} *" if column.required else column.title, bold)
            sheet.write_string(1, place, example.get(column.key, ""))
            if isinstance(column, Choice):
                words = [words[0] for words in column.words.values()]
                if len(",".join(words)) <= 255:  # Excel's limit of a list in one cell
                    sheet.data_validation(1, place, 5_000, place, {"validate": "list", "source": words})
    return file.getvalue()


def _place_of_errors(labels: Sequence[str]) -> int:
    """Behind the last column; a column of errors from before is written anew."""
    return labels.index(ERROR) if ERROR in labels else len(labels)


def _kept(rows: Iterable[tuple[int, Row]], told: Mapping[int, str], run: ImportRun) -> Iterator[tuple[int, Row]]:
    return ((number, row) for number, row in rows if number < run.first_row or number in told)


def _written(rows: Iterable[tuple[int, Row]], told: Mapping[int, str], run: ImportRun, place: int) -> bytes:
    file = io.BytesIO()
    options = {"constant_memory": True, "in_memory": run.total_rows <= _BIG, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Danh sách")
        bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "#B42318", "bold": True})
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.set_column(0, max(place - 1, 0), 18)
        sheet.set_column(place, place, 70)
        for at, (number, row) in enumerate(rows):
            _write_row(sheet, at, row[:place], days, bold if number == run.header_row else None)
            if number == run.header_row:
                sheet.write_string(at, place, ERROR, bold)
            elif number in told:
                sheet.write_string(at, place, told[number], red)
    return file.getvalue()


def _write_row(sheet: Worksheet, at: int, row: Row, days: Format, style: Format | None) -> None:
    for place, cell in enumerate(row):
        if not is_empty(cell):
            _write_cell(sheet, at, place, cell, days, style)


def _write_cell(sheet: Worksheet, at: int, place: int, cell: Cell, days: Format, style: Format | None) -> None:
    if isinstance(cell, str):
        sheet.write_string(at, place, harmless(cell[:_LONGEST_CELL]), style)
    elif isinstance(cell, bool):
        sheet.write_boolean(at, place, cell, style)
    elif isinstance(cell, (int, float)):
        sheet.write_number(at, place, cell, style)
    elif isinstance(cell, (date, datetime)):
        sheet.write_datetime(at, place, cell, days)
    else:
        sheet.write_string(at, place, str(cell), style)
