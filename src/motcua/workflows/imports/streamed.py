"""A large XLSX sheet read as a stream: a million rows in the memory of one piece. No Django here.

calamine lays a whole sheet out in memory (about 100 bytes a cell); that serves up to some hundred thousand rows.
"""

import re
from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from html import unescape

from motcua.workflows.imports.books import Limits, Unreadable
from motcua.workflows.imports.cells import Cell, Row

_ROW = re.compile(rb"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(rb'<c r="([A-Z]{1,3})\d+"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_VALUE = re.compile(rb"<v(?: [^>]*)?>(.*?)</v>", re.DOTALL)
_WORDS = re.compile(rb"<t(?: [^>]*)?>(.*?)</t>", re.DOTALL)
_SPOKEN = re.compile(rb"<rPh\b.*?</rPh>", re.DOTALL)
_STRING = re.compile(rb"<si>(.*?)</si>|<si/>", re.DOTALL)
_NUMBER = re.compile(rb'\br="(\d+)"')
_TYPE = re.compile(rb'\bt="(\w+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_FORMAT = re.compile(rb'<numFmt [^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"')
_STYLES = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_XF = re.compile(rb'<xf [^>]*?numFmtId="(\d+)"')
_OF_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # a sheet's days belong to no zone
_FOREIGN = "Trang tính lớn này ghi theo cách lạ. Lưu lại bằng Excel hoặc lưu thành .csv rồi tải lên."


class Strings:
    """The shared words of a workbook, in one block of bytes: a list of a million strings would weigh ten times more."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._unread = _blocks(pieces, b"</si>")
        self._block, self._ends = bytearray(), array("I", [0])  # limits keep a workbook under 4 GB

    def __getitem__(self, number: int) -> str:
        """Read on as far as needed: who wants the first rows does not read all words."""
        while number >= len(self._ends) - 1:
            block = next(self._unread, None)
            if block is None:
                raise Unreadable(_FOREIGN)
            self._read(block)
        return self._block[self._ends[number] : self._ends[number + 1]].decode(errors="replace")

    def _read(self, block: bytes) -> None:
        for one in _STRING.findall(block):
            self._block += _plain_words(one)
            self._ends.append(len(self._block))


def date_styles(styles: bytes) -> frozenset[int]:
    """The cell styles that show a number as a date."""
    own = {int(number) for number, code in _FORMAT.findall(styles) if _shows_a_date(code.decode(errors="replace"))}
    block = _STYLES.search(styles)
    formats = _XF.findall(block[0]) if block else []
    return frozenset(place for place, one in enumerate(formats) if int(one) in _OF_DATES or int(one) in own)


class SheetStream:
    """One sheet, row after row. `width` grows with the widest row seen so far; shorter rows are filled up."""

    def __init__(self, pieces: Iterable[bytes], strings: Strings | None, dates: frozenset[int], limits: Limits) -> None:
        self._pieces, self._strings, self._dates, self._limits = pieces, strings, dates, limits
        self._kinds: dict[bytes, tuple[bytes, bool]] = {}
        self._columns: dict[bytes, int] = {}
        self.width = 1

    def rows(self) -> Iterator[Row]:
        """Every row from the first on; those the file leaves out are empty. Raises Unreadable."""
        at = 0
        for block in _blocks(self._pieces, b"</row>"):
            for told, content in _ROW.findall(block):
                number = int(found[1]) if (found := _NUMBER.search(told)) else at + 1
                if not at < number <= self._limits.rows:
                    raise Unreadable(_FOREIGN)
                while at < number - 1:
                    at += 1
                    yield [""] * self.width
                at = number
                yield self._row(content)
        if at == 0:
            raise Unreadable(_FOREIGN)

    def _row(self, content: bytes) -> Row:
        found = _CELL.findall(content)
        if len(found) != content.count(b"<c "):
            raise Unreadable(_FOREIGN)
        row: list[Cell] = [""] * self.width
        for letters, told, inside in found:
            place = self._columns.get(letters)
            if place is None:
                place = self._columns[letters] = _place(letters)
            if place >= len(row):
                row.extend([""] * (place + 1 - len(row)))
                self.width = len(row)
            row[place] = self._cell(told, inside)
        return row

    def _cell(self, told: bytes, inside: bytes) -> Cell:
        kind, is_date = self._kinds.get(told) or self._kind(told)
        if kind == b"inlineStr":
            return _joined(inside)
        found = _VALUE.search(inside)
        if found is None:
            return ""
        value = found[1]
        if kind == b"s":
            return self._strings[int(value)] if self._strings else ""
        if kind in (b"str", b"e", b"d"):
            return _unescaped(value)
        if kind == b"b":
            return value == b"1"
        return _number(value, is_date)

    def _kind(self, told: bytes) -> tuple[bytes, bool]:
        kind, style = _TYPE.search(told), _STYLE.search(told)
        made = (kind[1] if kind else b"n", style is not None and int(style[1]) in self._dates)
        if len(self._kinds) < 10_000:
            self._kinds[told] = made
        return made


def _blocks(pieces: Iterable[bytes], end: bytes) -> Iterator[bytes]:
    """Pieces joined so that each ends with the end of an element."""
    rest = b""
    for piece in pieces:
        rest += piece
        cut = rest.rfind(end)
        if cut >= 0:
            yield rest[: cut + len(end)]
            rest = rest[cut + len(end) :]
        elif len(rest) > 64 << 20:
            raise Unreadable(_FOREIGN)
    if rest:
        yield rest


def _plain_words(inside: bytes) -> bytes:
    """The text of a shared string, in UTF-8."""
    simple = inside[3:-4] if inside.startswith(b"<t>") and inside.endswith(b"</t>") else b"<"
    return simple if b"<" not in simple and b"&" not in simple else _joined(inside).encode()


def _joined(inside: bytes) -> str:
    if b"<rPh" in inside:
        inside = _SPOKEN.sub(b"", inside)
    return _unescaped(b"".join(_WORDS.findall(inside)))


def _unescaped(value: bytes) -> str:
    text = value.decode(errors="replace")
    return unescape(text) if "&" in text else text


def _number(value: bytes, is_date: bool) -> Cell:
    try:
        number = float(value)
    except ValueError:
        return _unescaped(value)
    if not is_date:
        return number
    try:
        moment = _EPOCH + timedelta(days=number)
    except OverflowError:
        return number
    return moment if number % 1 else moment.date()


def _place(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _shows_a_date(code: str) -> bool:
    bare = re.sub(r'"[^"]*"|&quot;.*?&quot;|\[[^\]]*\]|\\.', "", code)
    return bool(re.search(r"[dyDY]|m{1,4}[/-]|[/-]m", bare))
