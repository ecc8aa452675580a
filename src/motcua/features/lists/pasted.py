"""A small table pasted from a spreadsheet: its columns guessed from their names, its rows read cell by cell.

Whole files go through the imports; this is for trying a list with some lines, and for a list of thirty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from motcua.features.lists import cells, rules
from motcua.features.lists.rules import Kind, ListColumn, Role
from motcua.messaging.text import Refused, fold

MOST_ROWS = 200
# The first that fits counts; folded words of a column's name.
_GUESSES: tuple[tuple[tuple[str, ...], Kind, Role], ...] = (
    (("ngay sinh", "nam sinh", "sinh ngay"), Kind.BIRTH_DATE, Role.KEY),
    (("so dinh danh", "cccd", "cmnd", "can cuoc"), Kind.IDENTITY_NUMBER, Role.HIDDEN),
    (("giay hen", "ma ho so", "ma ", "so ho so"), Kind.CODE, Role.FACTOR),
    (("dien thoai", "sdt", "di dong"), Kind.PHONE, Role.HIDDEN),
    (("ke ", "vi tri", "ngan", "tu "), Kind.TEXT, Role.SHELF),
    (("ho ten", "ho va ten", "ho, chu dem va ten", "ten cong dan"), Kind.NAME, Role.KEY),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One pasted line: its clean cells, or why it could not be read. `number` counts from the first line pasted."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""


def table(text: str) -> list[list[str]]:
    """Lines that say something, cut at tabs, else at semicolons or bars."""
    lines = [line for line in text.splitlines() if line.strip()]
    sign = next((one for one in ("\t", ";", "|") if lines and one in lines[0]), "\t")
    return [[cell.strip() for cell in line.split(sign)] for line in lines[: MOST_ROWS + 1]]


def guessed_columns(header: Sequence[str]) -> tuple[ListColumn, ...]:
    """Columns as an officer would most likely have them; she corrects the rest."""
    found: list[ListColumn] = []
    for label in header[: rules.MOST_COLUMNS]:
        kind, role = _guess(label)
        name = label.strip()[:60]
        if name and fold(name) not in ("stt", "so tt", "tt"):
            found.append(ListColumn(rules.column_key(name, [one.key for one in found]), name, kind, role))
    return tuple(found)


def lines(
    rows: Sequence[Sequence[str]], header: Sequence[str], columns: Sequence[ListColumn], today: date
) -> list[Line]:
    """Rows under a header, read in the order of the columns. A column the table lacks is empty."""
    places = {fold(label): place for place, label in enumerate(header)}
    return [_line(number, row, places, columns, today) for number, row in enumerate(rows, 2)]


def _line(
    number: int, row: Sequence[str], places: dict[str, int], columns: Sequence[ListColumn], today: date
) -> Line:  # fmt: skip
    clean: list[str] = []
    for column in columns:
        place = places.get(fold(column.label))
        typed = row[place] if place is not None and place < len(row) else ""
        told = cells.read(column.kind, typed, today)
        if isinstance(told, Refused):
            return Line(number, (), f"{column.label}: {cells.to_officer(told)}")
        clean.append(told)
    return Line(number, tuple(clean))


def _guess(label: str) -> tuple[Kind, Role]:
    name = f"{fold(label)} "
    for words, kind, role in _GUESSES:
        if any(name.startswith(word) or f" {word}" in name for word in words):
            return kind, role
    return Kind.TEXT, Role.HIDDEN
