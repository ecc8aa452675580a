"""What a spreadsheet file is to the rest of the room, how large it may be, and why one is refused. No Django here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from motcua.workflows.imports.cells import Row

_MB = 1024 * 1024


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


class Book(Protocol):
    """A file of sheets. Rows come in the sheet's own order from its first row on, all of one sheet equally long."""

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the officer should know: macros were not run."""

    def rows(self, sheet: int) -> Iterator[Row]:
        """Every row of a sheet, empty ones too, so that counting from 1 gives the sheet's own numbers."""

    def height(self, sheet: int) -> int:
        """About how many rows a sheet has; 0 when only reading tells."""

    def depth_of_header(self, sheet: int, row: int) -> int:
        """How many rows the merged cells of a row reach down, 1 where nothing is merged. `row` counts from 0."""
