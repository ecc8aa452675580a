"""Rows of a sheet become rows of a target: cleaned column by column, the bad ones apart with what is wrong in them.

Works through a sheet in portions, so that a million rows never stand in memory. No Django here.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from motcua.workflows.imports.cells import Fault, Mended, Row, as_text, is_empty
from motcua.workflows.imports.columns import EMPTY, Column

PORTION = 5_000
_FEW_CELLS = 2
_EXAMPLES = 5
_NUMBERS_REMEMBERED = 200_000  # beyond, only that there was such a row: a million numbers are a hundred MB
DUPLICATE = "dòng trùng nhau"
Values = tuple[object, ...]
Key = Callable[[Values], Hashable | None]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is not taken: its number in the sheet, what stood in the mapped columns, what is wrong in which."""

    number: int
    cells: Mapping[str, str]
    faults: Mapping[str, str]

    @property
    def sentence(self) -> str:
        """All faults in one cell."""
        return " ".join(self.faults.values())


@dataclass(slots=True)
class Tally:
    """What was seen so far: rows by kind of fault, rows mended by kind with a few row numbers, rows passed over."""

    rows: int = 0
    bad: int = 0
    passed_over: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[int]] = field(default_factory=dict)

    def note_bad(self, faults: Mapping[str, Fault]) -> None:
        """A row is not taken."""
        self.bad += 1
        self.faults.update({fault.kind for fault in faults.values()})

    def add(self, other: "Tally") -> None:
        """What another hand counted."""
        self.bad += other.bad
        self.faults.update(other.faults)

    def note_mended(self, kind: str, number: int) -> None:
        """A cell was put right."""
        self.mended[kind] += 1
        known = self.examples.setdefault(kind, [])
        if len(known) < _EXAMPLES:
            known.append(number)


class Marks:
    """A set of numbers of 64 bits in eight bytes each, sparsely: a million in a set of Python's weigh 70 MB."""

    def __init__(self) -> None:
        self._slots, self._many = array("q"), 0

    def __bool__(self) -> bool:
        return self._many > 0

    def __contains__(self, mark: int) -> bool:
        return bool(self._slots) and self._slots[self._place(mark or 1)] != 0

    def add(self, mark: int) -> None:
        """One more."""
        if self._many * 2 >= len(self._slots):
            self._grow()
        place = self._place(mark or 1)
        self._many += not self._slots[place]
        self._slots[place] = mark or 1

    def _place(self, mark: int) -> int:
        """Where it stands, or would stand."""
        slots, last = self._slots, len(self._slots) - 1
        at = mark & last
        while slots[at] not in (0, mark):
            at = (at + 1) & last
        return at

    def _grow(self) -> None:
        former, self._slots = self._slots, array("q", bytes(8 * max(1 << 17, 2 * len(self._slots))))
        for mark in former:
            if mark:
                self._slots[self._place(mark)] = mark


@dataclass(frozen=True, slots=True)
class Portion:
    """Good rows with their numbers and cells in the sheet, and bad ones; `read` counts the empty ones too."""

    values: list[Values]
    numbers: list[int]
    raw: list[Row]
    bad: list[BadRow]
    read: int


class Cleaner:
    """Cleans the rows of one sheet for one target. `places`: column key → place; `fixed`: key → one word for all."""

    def __init__(
        self, columns: Sequence[Column], places: Mapping[str, int], fixed: Mapping[str, str], key: Key | None = None
    ) -> None:
        self._columns, self._places = columns, places
        self._mapped = [column for column in columns if column.key in places]
        wanted = [places[column.key] for column in sorted(self._mapped, key=lambda one: not one.required)]
        self._two = (min(wanted[:2]), max(wanted[:2])) if len(wanted) > 1 else (0, 1_000_000)
        self._key, self._seen, self._more = key, dict[int, int](), Marks()
        self._fixed = {column.key: _value(column.clean([fixed.get(column.key, "")])[0]) for column in columns}
        self._told = {column.key for column in columns if fixed.get(column.key, "").strip()}
        self.tally = Tally()

    def portions(self, rows: Iterator[Row], first_number: int, size: int = PORTION) -> Iterator[Portion]:
        """The rest of a sheet; `first_number` is the sheet's own number of the next row."""
        number = first_number
        while some := list(islice(rows, size)):
            yield self.portion(some, number)
            number += len(some)

    def portion(self, rows: Sequence[Row], first_number: int) -> Portion:
        """Some rows that follow each other."""
        kept = [
            (number, row)
            for number, row in enumerate(rows, first_number)
            if self._is_row(row) or (any(row) and not self._is_note(row))
        ]
        self.tally.rows += len(kept)
        table = [self._clean(column, kept) for column in self._columns]
        wrong = self._faults(table, kept)
        cleaned: list[Values] = list(zip(*table, strict=True))
        self._find_twins(cleaned, kept, wrong)
        if not wrong:
            return Portion(cleaned, [number for number, _ in kept], [row for _, row in kept], [], len(rows))
        good = [at for at, (number, _) in enumerate(kept) if number not in wrong]
        bad = [self.refuse(number, row, wrong[number]) for number, row in kept if number in wrong]
        return Portion([cleaned[at] for at in good], [kept[at][0] for at in good], [kept[at][1] for at in good], bad,
                       len(rows))  # fmt: skip

    def refuse(self, number: int, row: Row, faults: Mapping[str, Fault]) -> BadRow:
        """A row that is not taken, counted."""
        self.tally.note_bad(faults)
        return self.bad_row(number, row, faults)

    def bad_row(self, number: int, row: Row, faults: Mapping[str, Fault]) -> BadRow:
        """A row that is not taken, as it is kept and shown."""
        cells = {key: as_text(row[place]) if place < len(row) else "" for key, place in self._places.items()}
        return BadRow(number, cells, {key: fault.sentence for key, fault in faults.items()})

    def _clean(self, column: Column, kept: Sequence[tuple[int, Row]]) -> list[object]:
        place = self._places.get(column.key)
        if place is None:
            return [self._fixed[column.key]] * len(kept)
        made = column.clean([row[place] if place < len(row) else "" for _, row in kept])
        if Mended in set(map(type, made)):
            for at, one in enumerate(made):
                if isinstance(one, Mended):
                    self.tally.note_mended(one.kind, kept[at][0])
                    made[at] = one.value
        if column.key in self._told:
            fallback = self._fixed[column.key]
            made = [fallback if one == column.empty or one is EMPTY else one for one in made]
        return made

    def _faults(self, table: Sequence[list[object]], kept: Sequence[tuple[int, Row]]) -> dict[int, dict[str, Fault]]:
        found: dict[int, dict[str, Fault]] = {}
        for column, made in zip(self._columns, table, strict=True):
            if Fault in set(map(type, made)):
                for at, one in enumerate(made):
                    if isinstance(one, Fault):
                        found.setdefault(kept[at][0], {})[column.key] = one
        return found

    def _is_row(self, row: Row) -> bool:
        """Two of the mapped cells are filled: no title, no sum, no signature."""
        first, second = self._two
        return second < len(row) and bool(row[first]) and bool(row[second])

    def _is_note(self, row: Row) -> bool:
        """A title between the rows, a sum or a signature under them: few cells, hardly one in a mapped column."""
        filled = [place for place, cell in enumerate(row) if not is_empty(cell)]
        if not filled:
            return True
        if len(self._mapped) <= _FEW_CELLS or len(filled) > _FEW_CELLS:
            return False
        places = set(self._places.values())
        if sum(place in places for place in filled) > 1:
            return False
        self.tally.passed_over += 1
        return True

    def _find_twins(
        self, cleaned: Sequence[Values], kept: Sequence[tuple[int, Row]], wrong: dict[int, dict[str, Fault]]
    ) -> None:
        """The same thing a second time in one sheet."""
        if self._key is None:
            return
        key_of, seen = self._key, self._seen
        for values, (number, _) in zip(cleaned, kept, strict=True):
            if number in wrong or (key := key_of(values)) is None:
                continue
            mark = hash(key)
            if mark in seen or (self._more and mark in self._more):
                first = f"Trùng với dòng {seen[mark]}." if mark in seen else "Trùng với một dòng ở trên."
                wrong[number] = {self._mapped[0].key if self._mapped else "": Fault(DUPLICATE, first)}
            elif len(seen) < _NUMBERS_REMEMBERED:
                seen[mark] = number
            else:
                self._more.add(mark)


def _value(made: object) -> object:
    return made.value if isinstance(made, Mended) else made
