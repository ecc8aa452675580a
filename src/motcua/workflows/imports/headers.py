"""Where the header of a list stands, and which of its cells is which column. Pure guesses; no Django here.

Lists of offices begin with titles ("CÔNG AN QUẬN …", "DANH SÁCH …"), have headers of two rows with merged cells, and
a row that numbers the columns (1) (2) (3) under it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motcua.messaging.text import fold
from motcua.workflows.imports.cells import Row, as_text, is_empty
from motcua.workflows.imports.columns import Column

LOOKED_AT = 40
_COLUMN_NUMBER = re.compile(r"\(?\[?(?:\d{1,2}|[A-Z])\)?\]?")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
# Of somebody else: "Họ tên cha" is not the name of whom the row is about.
_OTHERS = frozenset(
    ("cha", "me", "bo", "vo", "chong", "con", "can", "lap", "ky", "thay", "khai", "bao", "dai", "giam", "ho", "chu")
)
_MOST_EXTRA_WORDS = 3


@dataclass(frozen=True, slots=True)
class Header:
    """`row` counts from 0; data begin at `data`. `labels` are the header's own words, column by column."""

    row: int
    data: int
    labels: tuple[str, ...]


def key_of_label(label: str) -> str:
    """A header's words as they are compared and remembered."""
    return _NOT_WORDS.sub(" ", fold(label)).strip()


def find_header(rows: Sequence[Row], columns: Sequence[Column], depth: int = 1) -> Header | None:
    """The row that names most of the columns; None when no row names even one. `depth` is for that row's merges."""
    best, best_score = None, 0
    for place, row in enumerate(rows[:LOOKED_AT]):
        filled = sum(not is_empty(cell) for cell in row)
        score = len(guess([as_text(cell) for cell in row], columns)) * 100 - abs(filled - len(columns))
        if filled >= 1 and score > best_score:
            best, best_score = place, score
    return None if best is None else header_at(rows, best, depth)


def header_at(rows: Sequence[Row], place: int, depth: int = 1) -> Header:
    """The header at a row, with the second row of a header of two put under the first."""
    labels = [as_text(cell).strip() for cell in rows[place]]
    last = place
    for below in range(place + 1, min(place + depth, len(rows))):
        upper = ""
        for column, cell in enumerate(rows[below]):
            upper = labels[column] or upper
            if not is_empty(cell):
                labels[column] = f"{labels[column] or upper} {as_text(cell).strip()}".strip()
        last = below
    data = last + 1
    if data < len(rows) and _numbers_columns(rows[data]):
        data += 1
    return Header(place, data, tuple(" ".join(label.split()) for label in labels))


def guess(labels: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Column key → place, best likeness first, each place and each column once."""
    keys = [key_of_label(_IN_BRACKETS.sub(" ", label)) or key_of_label(label) for label in labels]
    likenesses = sorted(
        (-score, order, place, column.key)
        for order, column in enumerate(columns)
        for place, key in enumerate(keys)
        if key and (score := max(_likeness(key, name) for name in column.names))
    )
    found: dict[str, int] = {}
    for _, _, place, key in likenesses:
        if key not in found and place not in found.values():
            found[key] = place
    return found


def remembered(labels: Sequence[str], known: Mapping[str, str], columns: Sequence[Column]) -> dict[str, int]:
    """Column key → place by the words that an officer chose before for headers of the same words."""
    places = {key_of_label(label): place for place, label in reversed(list(enumerate(labels)))}
    keys = {column.key for column in columns}
    return {key: places[words] for key, words in known.items() if key in keys and words in places}


def _likeness(label: str, name: str) -> int:
    """0 for unlike; more for more of the same words."""
    if label == (bare := _NOT_WORDS.sub(" ", name).strip()):
        return 1000
    words, wanted = label.split(), bare.split()
    extra = set(words) - set(wanted)
    if len(wanted) < 2 or not set(wanted) <= set(words) or len(extra) > _MOST_EXTRA_WORDS or extra & _OTHERS:
        return 0
    return 100 * len(wanted) - 10 * len(extra)


def _numbers_columns(row: Row) -> bool:
    told = [as_text(cell).strip() for cell in row if not is_empty(cell)]
    return len(told) >= 2 and all(_COLUMN_NUMBER.fullmatch(one) for one in told) and len(set(told)) == len(told)
