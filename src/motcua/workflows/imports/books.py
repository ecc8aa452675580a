"""What a spreadsheet file is to the rest of the room, how large it may be, and why one is refused. No Django here."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from motcua.workflows.imports.cells import Row

Data = bytes | bytearray
_MB = 1024 * 1024

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Unreadable(ValueError):
    """A file that is refused; `sentence` says why and what to do. Nothing of it was kept."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read. Uploads and the command line differ in size only."""

    file_bytes: int = 30 * _MB
    unpacked_bytes: int = 600 * _MB
    parts: int = 4_000
    sheets: int = 100
    columns: int = 100
    rows: int = 1_048_576


UPLOAD = Limits()
COMMAND_LINE = Limits(file_bytes=300 * _MB, unpacked_bytes=3_000 * _MB)


class Window(io.RawIOBase):
    """Bytes in memory as a file, without a second copy of them."""

    def __init__(self, data: Data) -> None:
        super().__init__()
        self._view, self._at = memoryview(data), 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """As files do."""
        self._at = max(0, offset + (0, self._at, len(self._view))[whence])
        return self._at

    def tell(self) -> int:
        """Where the next byte comes from."""
        return self._at

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """As files do."""
        into = memoryview(buffer).cast("B")
        part = self._view[self._at : self._at + len(into)]
        into[: len(part)] = part
        self._at += len(part)
        return len(part)


class Book(Protocol):
    """A file of sheets. Rows come in the sheet's own order from its first row on, all of one sheet equally long."""

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the officer should know: macros were not run."""

    def head(self, sheet: int, count: int) -> list[Row]:
        """The first rows of a sheet, without reading all of it where that can be helped."""

    def rows(self, sheet: int) -> Iterator[Row]:
        """Every row of a sheet, empty ones too, so that counting from 1 gives the sheet's own numbers."""

    def height(self, sheet: int) -> int:
        """About how many rows a sheet has; 0 when only reading tells."""

    def depth_of_header(self, sheet: int, row: int) -> int:
        """How many rows the merged cells of a row reach down, 1 where nothing is merged. `row` counts from 0."""
