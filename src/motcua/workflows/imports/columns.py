"""Columns of a spreadsheet as classes: each cleans, mends and refuses its cells, a whole column at a time.

A column remembers what it made of a cell, for most cells of a list stand in it many times; cells that are clean
already pass by one regular expression. No Django here. Sentences speak to officers (domain.md 3, ux.md 2.6).
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from motcua.messaging.text import Refused, clean, fold, read_full_name
from motcua.workflows.imports.cells import Cell, Fault, Mended, as_text, is_empty

_LOWER = "a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
LETTERS = _LOWER + _LOWER.replace("a-z", "A-Z").upper()
_PLAIN_NAME = re.compile(f"[{LETTERS}]{{1,15}}(?: [{LETTERS}]{{1,15}}){{0,5}}")
_IN_TEXT = f"{LETTERS}0-9.,;:/()+&%\"'_-"
_PLAIN_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9./_-]{0,58}[A-Za-z0-9])?")
_FORMULA_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)")
_MADE_HARMLESS = re.compile(r"'[=+\-@\t\r]")  # as our own error file writes such a cell
_REMEMBERED = 60_000
_LONGEST_SHOWN = 40

EMPTY = Fault("ô bắt buộc để trống", "Trống. Bắt buộc.")


class Column:
    """One thing a target asks of a list: its key, what it is called, and other names it goes by in real files."""

    empty: ClassVar[object] = ""
    # What a cell looks like that is taken as it stands. It begins with a letter or a figure.
    plain: re.Pattern[str] | None = None

    def __init__(self, key: str, title: str, names: Iterable[str] = (), *, required: bool = False) -> None:
        self.key, self.title, self.required = key, title, required
        self.names = tuple(dict.fromkeys(fold(name) for name in (title, *names)))
        self._known: dict[Cell, object] = _Memory(self._of_cell)

    def clean(self, cells: Iterable[Cell]) -> list[object]:
        """What each cell holds: a value of this column, a `Mended`, or a `Fault`."""
        known = self._known
        if self.plain is None:
            return list(map(known.__getitem__, cells))
        plain = self.plain.fullmatch
        return [cell if type(cell) is str and plain(cell) else known[cell] for cell in cells]

    def read(self, cell: Cell) -> object:
        """A cell that is not empty. Subclasses say how."""
        raise NotImplementedError

    def _of_cell(self, cell: Cell) -> object:
        if isinstance(cell, str) and _MADE_HARMLESS.match(cell):
            cell = cell[1:]
        if is_empty(cell):
            return EMPTY if self.required else self.empty
        if isinstance(cell, str) and cell[:1] == "#" and _FORMULA_ERROR.fullmatch(cell.strip()):
            return Fault("ô công thức bị lỗi", f"Công thức trong ô bị lỗi {cell.strip()}.")
        return self.read(cell)


class _Memory(dict[Cell, object]):
    """What was made of a cell before; emptied when it grows, for names and codes hardly repeat."""

    def __init__(self, read: object) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Cell) -> object:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[cell] = self._read(cell)  # type: ignore[operator]  # the bound method of its column
        return made


class Text(Column):
    """Any words, cleaned; `lines` keeps line breaks."""

    def __init__(
        self, key: str, title: str, names: Iterable[str] = (), *, required: bool = False, longest: int = 200,
        shortest: int = 1, lines: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(key, title, names, required=required)
        self.longest, self.shortest, self.lines = longest, shortest, lines
        self.plain = re.compile(
            f"(?=.{{{shortest},{longest}}}\\Z)[{LETTERS}0-9][{_IN_TEXT}]*(?: [{_IN_TEXT}]+)*", re.DOTALL
        )

    def read(self, cell: Cell) -> object:
        text = as_text(cell)
        text = "\n".join(map(clean, text.splitlines())).strip() if self.lines else clean(text)
        if not text:
            return EMPTY if self.required else self.empty
        if len(text) > self.longest:
            return Fault("chữ dài quá", f"Dài {len(text)} ký tự, nhiều nhất {self.longest}.")
        if len(text) < self.shortest:
            return Fault("chữ ngắn quá", f"Ngắn quá, ít nhất {self.shortest} ký tự.")
        return text


class Name(Column):
    """A person's full name as she writes it (domain.md 3.1): never split, never corrected."""

    plain = _PLAIN_NAME

    def read(self, cell: Cell) -> object:
        text = clean(as_text(cell))
        if not text:
            return EMPTY if self.required else self.empty
        read = read_full_name(text)
        if isinstance(read, Refused):
            return Fault("họ tên không hợp lệ", _name_fault(text))
        return read


def _name_fault(text: str) -> str:
    if any(character.isdigit() for character in text):
        return "Họ tên có chữ số."
    if len(text) > 100:
        return "Họ tên dài quá 100 ký tự."
    if not any(character.isalpha() for character in text):
        return "Họ tên không có chữ cái."
    return "Họ tên có ký tự lạ. Chỉ dùng chữ cái, dấu cách, dấu chấm, dấu ' và dấu -."


class Code(Column):
    """A number or code given by another system: letters, digits and . / _ - between them."""

    plain = _PLAIN_CODE

    def read(self, cell: Cell) -> object:
        if isinstance(cell, float) and not cell.is_integer():
            return Fault("mã không hợp lệ", f"“{cell}” là số lẻ, không phải mã.")
        text = clean(as_text(cell))
        if not _PLAIN_CODE.fullmatch(text):
            return Fault("mã không hợp lệ", f"“{_cut(text)}” không phải mã. Chỉ dùng chữ không dấu, số và . / _ -")
        return text


class Choice(Column):
    """One of a list of values; `words` gives each value the words it goes by."""

    def __init__(
        self, key: str, title: str, names: Iterable[str] = (), *, words: Mapping[str, Sequence[str]],
        required: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(key, title, names, required=required)
        self.words = words
        self._values = {fold(word): value for value, known in words.items() for word in (value, *known)}

    def read(self, cell: Cell) -> object:
        typed = as_text(cell)
        value = self._values.get(fold(typed))
        if value is not None:
            return value
        close = difflib.get_close_matches(fold(typed), self._values, n=1, cutoff=0.75)
        hint = f" Có phải “{self.words[self._values[close[0]]][0]}”?" if close else ""
        return Fault(f"{self.title.lower()} không có trong danh mục", f"“{_cut(typed)}” không có trong danh mục.{hint}")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


__all__ = ["EMPTY", "LETTERS", "Choice", "Code", "Column", "Fault", "Mended", "Name", "Text"]
