"""XLSX and ODS are zip archives: what is in them is unpacked once, under a limit, before anything reads it.

The size that an archive tells may be a lie, so it is counted while unpacking; the reader is then given exactly the
bytes that were counted. Large sheets are read as a stream (`streamed.py`), small ones by calamine. No Django here.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from motcua.workflows.imports.binary import BROKEN, LOCKED, check_sheets, check_width, rows_of, sheet_of
from motcua.workflows.imports.books import Data, Limits, Unreadable, Window
from motcua.workflows.imports.cells import Row
from motcua.workflows.imports.streamed import SheetStream, Strings, date_styles

BOMB = "Tệp bung ra quá lớn so với vẻ ngoài. Có thể là tệp phá hoại nên máy không mở."
_MACRO_NOTE = "Tệp có macro. Máy chỉ đọc giá trị trong ô, không chạy macro."
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_PIECE = 1 << 20
_LARGE = 60 << 20  # unpacked bytes of a sheet and its words, above which it is read as a stream
_CELLS_AT_ONCE = 4_000_000
_WIDE_CELL = re.compile(rb'<c r="([A-Z]{2,3})\d')
_ROW_NUMBER = re.compile(rb'<row [^>]*?\br="(\d+)"')
_MERGED = re.compile(rb'<mergeCell ref="[A-Z]+(\d{1,7}):[A-Z]+(\d{1,7})"')
_SMALL_PARTS = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
_STRINGS = "xl/sharedStrings.xml"


class Archive:
    """A zip archive whose parts are unpacked under one limit for all."""

    def __init__(self, data: Data, limits: Limits) -> None:
        try:
            parts = zipfile.ZipFile(Window(data)).infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable(BROKEN) from error
        if len(parts) > limits.parts:
            raise Unreadable(f"Tệp có {len(parts)} phần bên trong, quá nhiều. Giữ lại trang tính cần nhập.")
        if sum(part.file_size for part in parts) > limits.unpacked_bytes:
            raise Unreadable(BOMB)
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable(LOCKED)
        self._data, self._most, self._left = memoryview(data), limits.unpacked_bytes, limits.unpacked_bytes
        self._parts = {part.filename: part for part in parts}

    def has(self, name: str) -> bool:
        """Whether the archive has a part of this name."""
        return name in self._parts

    def size(self, name: str) -> int:
        """What the archive says a part unpacks to."""
        return self._parts[name].file_size if name in self._parts else 0

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, unpacked piece by piece. Raises Unreadable where it is longer than all together may be."""
        part = self._parts.get(name)
        if part is None:
            raise Unreadable(BROKEN)
        self._left = self._most
        head = self._data[part.header_offset : part.header_offset + 30]
        if len(head) < 30 or bytes(head[:4]) != b"PK\x03\x04":
            raise Unreadable(BROKEN)
        start = part.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        packed = self._data[start : start + part.compress_size]
        if part.compress_type == zipfile.ZIP_STORED:
            yield from (self._counted(bytes(packed[at : at + _PIECE])) for at in range(0, len(packed), _PIECE))
        elif part.compress_type == zipfile.ZIP_DEFLATED:
            yield from self._inflated(packed)
        else:
            raise Unreadable(BROKEN)

    def whole(self, name: str) -> bytes:
        """A part, unpacked."""
        return b"".join(self.pieces(name))

    def _inflated(self, packed: memoryview) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-15)
        try:
            for at in range(0, len(packed), _PIECE // 4):
                rest: bytes | memoryview = packed[at : at + _PIECE // 4]
                while rest and not inflater.eof:
                    yield self._counted(inflater.decompress(rest, _PIECE))
                    rest = inflater.unconsumed_tail
            while not inflater.eof and (more := inflater.decompress(b"", _PIECE)):
                yield self._counted(more)
        except zlib.error as error:
            raise Unreadable(BROKEN) from error

    def _counted(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left < 0:
            raise Unreadable(BOMB)
        return piece


def open_packed(data: Data, limits: Limits) -> "XlsxBook | OdsBook":
    """An XLSX, XLSM or ODS workbook. Raises Unreadable."""
    archive = Archive(data, limits)
    if archive.has("xl/workbook.xml"):
        return XlsxBook(archive, limits)
    if archive.has("content.xml") and archive.has("mimetype") and archive.whole("mimetype").endswith(b"spreadsheet"):
        return OdsBook(archive, limits)
    if archive.has("xl/workbook.bin"):
        raise Unreadable("Không nhận tệp .xlsb. Mở bằng Excel, lưu thành .xlsx, rồi tải lên.")
    if archive.has("word/document.xml"):
        raise Unreadable("Đây là tệp Word. Chép bảng sang Excel rồi tải lên.")
    raise Unreadable("Đây là tệp nén, không phải bảng tính. Giải nén rồi tải tệp Excel lên.")


class XlsxBook:
    """A workbook of Excel. Words and styles are read once, a sheet when it is asked for."""

    def __init__(self, archive: Archive, limits: Limits) -> None:
        self._archive, self._limits = archive, limits
        self.notes = (_MACRO_NOTE,) if archive.has("xl/vbaProject.bin") else ()
        found = _sheet_parts(archive)
        check_sheets(len(found), limits)
        self.sheets = tuple(found)
        self._parts = tuple(found.values())
        self._opened: dict[int, CalamineSheet] = {}

    def head(self, sheet: int, count: int) -> list[Row]:
        """See Book."""
        try:
            return list(islice(self._stream(sheet), count))
        except Unreadable:
            if self._is_large(sheet):
                raise
        return list(islice(self.rows(sheet), count))

    def rows(self, sheet: int) -> Iterator[Row]:
        """See Book."""
        if self._is_large(sheet):
            return self._stream(sheet)
        found = self._sheet(sheet)
        return self._stream(sheet) if found is None else rows_of(found, self._limits)

    def height(self, sheet: int) -> int:
        """See Book."""
        first = next(self._archive.pieces(self._parts[sheet]), b"")
        found = re.search(rb'<dimension ref="[A-Z]+\d+:[A-Z]+(\d+)"', first[:4096])
        if found or self._is_large(sheet):
            return min(int(found[1]), self._limits.rows) if found else 0
        opened = self._sheet(sheet)
        return 0 if opened is None else int(opened.total_height)

    def depth_of_header(self, sheet: int, row: int) -> int:
        """See Book. A sheet tells its merged cells behind its rows."""
        last = b""
        for piece in self._archive.pieces(self._parts[sheet]):
            last = (last + piece)[-2 * _PIECE :]
        merged = [(int(first) - 1, int(end) - 1) for first, end in _MERGED.findall(last)]
        return max((end - row + 1 for first, end in merged if first == row and end - row < 4), default=1)

    def _is_large(self, sheet: int) -> bool:
        return self._archive.size(self._parts[sheet]) + self._archive.size(_STRINGS) > _LARGE

    def _sheet(self, sheet: int) -> CalamineSheet | None:
        """This one sheet, packed anew from parts that were unpacked under the limit.

        None where formulas failed in it: calamine shows "#REF!" as an empty cell, the stream as it stands.
        """
        if sheet not in self._opened:
            part = self._parts[sheet]
            content = self._archive.whole(part)
            _check_extent(content, self._limits)
            if b't="e"' in content:
                return None
            again = io.BytesIO()
            with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as packed:
                for name in (*_SMALL_PARTS, _STRINGS):
                    if self._archive.has(name):
                        packed.writestr(name, self._archive.whole(name))
                packed.writestr(part, content)
            again.seek(0)
            try:
                self._opened = {sheet: sheet_of(CalamineWorkbook.from_filelike(again), sheet)}
            except (CalamineError, OSError) as error:
                raise Unreadable(BROKEN) from error
        return self._opened[sheet]

    def _stream(self, sheet: int) -> Iterator[Row]:
        styles = self._archive.whole("xl/styles.xml") if self._archive.has("xl/styles.xml") else b""
        strings = Strings(self._archive.pieces(_STRINGS)) if self._archive.has(_STRINGS) else None
        stream = SheetStream(self._archive.pieces(self._parts[sheet]), strings, date_styles(styles), self._limits)
        for row in stream.rows():
            check_width(stream.width, self._limits)
            yield row


class OdsBook:
    """A workbook of LibreOffice, through calamine."""

    def head(self, sheet: int, count: int) -> list[Row]:
        """See Book."""
        return list(islice(self.rows(sheet), count))

    notes: tuple[str, ...] = ()

    def __init__(self, archive: Archive, limits: Limits) -> None:
        if archive.size("content.xml") > _LARGE * 2:
            raise Unreadable("Tệp .ods này lớn quá. Lưu thành .xlsx hoặc .csv rồi tải lên.")
        content = archive.whole("content.xml")
        self._limits = limits
        again = io.BytesIO()
        with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as packed:
            packed.writestr("mimetype", archive.whole("mimetype"))
            packed.writestr("content.xml", _without_repetitions(content, limits))
            if archive.has("META-INF/manifest.xml"):
                packed.writestr("META-INF/manifest.xml", archive.whole("META-INF/manifest.xml"))
        again.seek(0)
        try:
            self._workbook = CalamineWorkbook.from_filelike(again)
        except (CalamineError, OSError) as error:
            raise Unreadable(BROKEN) from error
        check_sheets(len(self._workbook.sheet_names), limits)
        self.sheets = tuple(self._workbook.sheet_names)

    def rows(self, sheet: int) -> Iterator[Row]:
        """See Book."""
        return rows_of(sheet_of(self._workbook, sheet), self._limits)

    def height(self, sheet: int) -> int:
        """See Book."""
        return int(sheet_of(self._workbook, sheet).total_height)

    def depth_of_header(self, sheet: int, row: int) -> int:
        """See Book. ODS merges are not told by the reader."""
        return 1


def _sheet_parts(archive: Archive) -> dict[str, str]:
    """The name of each sheet and the part it stands in, in the order of the tabs."""
    relations = {
        one.get("Id", ""): one.get("Target", "") for one in _xml(archive, "xl/_rels/workbook.xml.rels")
    }  # fmt: skip
    found: dict[str, str] = {}
    for one in _xml(archive, "xl/workbook.xml").iter():
        if one.tag in (f"{_MAIN}sheet", f"{_STRICT}sheet"):
            told = next((value for key, value in one.attrib.items() if key.endswith("}id")), "")
            target = relations.get(told, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[one.get("name", f"Trang {len(found) + 1}")] = part
    return found


def _xml(archive: Archive, name: str) -> ElementTree.Element:
    content = archive.whole(name) if archive.has(name) else b""
    if not content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable(BROKEN)
    try:
        return ElementTree.fromstring(content)  # noqa: S314  # no entities: refused above; no larger than the limit
    except ElementTree.ParseError as error:
        raise Unreadable(BROKEN) from error


def _check_extent(content: bytes, limits: Limits) -> None:
    """Refuse a sheet whose furthest cell makes a huge rectangle: calamine would lay all of it out in memory."""
    widest = max(map(_column_number, set(_WIDE_CELL.findall(content))), default=26)
    check_width(widest, limits)
    lowest = max(map(int, _ROW_NUMBER.findall(content)), default=0)
    if lowest * widest > max(_CELLS_AT_ONCE, content.count(b"<row") * 26 * 4):
        raise Unreadable(f"Trang tính có ô ghi tận dòng {lowest}. Xóa các dòng trống ở cuối rồi tải lại.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


_REPEATED = re.compile(rb'table:number-(?:columns|rows)-repeated="(\d{1,9})"')


def _without_repetitions(content: bytes, limits: Limits) -> bytes:
    """LibreOffice writes the empty rest of a sheet as one row repeated a million times; such counts become 1."""
    return _REPEATED.sub(lambda one: one[0] if int(one[1]) <= limits.columns else b"", content)


__all__ = ["BOMB", "Archive", "OdsBook", "XlsxBook", "open_packed"]
