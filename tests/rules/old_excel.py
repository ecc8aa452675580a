"""A workbook in Excel's format of before 2007 by hand: an OLE file with one stream of BIFF records."""

import struct
from collections.abc import Sequence

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xls_of(rows: Sequence[Sequence[str]]) -> bytes:
    """One sheet of words."""
    stream = _workbook(rows)
    stream += bytes(max(4096 - len(stream), 0))  # shorter streams would stand in the mini stream
    stream += bytes(-len(stream) % _SECTOR)
    sectors = len(stream) // _SECTOR
    chain = [*range(1, sectors), _END]
    fat = [*chain, _END, _FAT]  # the stream, the directory, this table
    fat += [_FREE] * (128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, sectors, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", sectors + 1) + struct.pack("<I", _FREE) * 108
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 0, len(stream)) + bytes(256)
    return header + stream + directory + struct.pack("<128I", *fat)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    told = name.encode("utf-16-le")
    return (
        told.ljust(64, b"\0") + struct.pack("<HBB", len(told) + 2, kind, 1) + struct.pack("<III", _FREE, _FREE, child)
        + bytes(36) + struct.pack("<IQ", start, size)
    )  # fmt: skip


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x1234, 2000, 0, 6))
    code_page = _record(0x42, struct.pack("<H", 1200))
    name = "Danh sach".encode("utf-16-le")
    length = len(begin) + len(code_page) + 4 + 8 + len(name) + 4
    sheet_at = _record(0x85, struct.pack("<IBBBB", length, 0, 0, len(name) // 2, 1) + name)
    cells = b"".join(
        _record(0x204, struct.pack("<HHHHB", row, column, 0, len(cell), 1) + cell.encode("utf-16-le"))
        for row, one in enumerate(rows)
        for column, cell in enumerate(one)
    )
    size = _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x1234, 2000, 0, 6)) + size + cells + _record(0x0A, b"")
    return begin + code_page + sheet_at + _record(0x0A, b"") + sheet
