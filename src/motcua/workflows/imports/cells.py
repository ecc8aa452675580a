"""What stands in a cell, and what a column makes of it: a value, a mended value, or a fault. No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

Cell = str | int | float | bool | date | datetime | time | timedelta
Row = Sequence[Cell]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be taken. `kind` is what many faults share ("ngày sinh không có thật"), for the summary."""

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Mended(Generic[T]):
    """A value that the machine put right by itself; `kind` says how, for the officer to look over."""

    value: T
    kind: str


def as_text(cell: Cell) -> str:
    """A cell as an officer sees it: whole numbers without ".0", dates as 05/08/1990."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return f"{cell:%d/%m/%Y}" if midnight else f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in it."""
    return cell == "" or (isinstance(cell, str) and not cell.strip())
