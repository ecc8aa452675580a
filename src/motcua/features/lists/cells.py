"""What one cell says: read as people type it, sealed with the rest of its row, found again by keyed hashes."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.features.lists import rules
from motcua.features.lists.models import CELLS, TYPED
from motcua.features.lists.rules import Kind, ListColumn
from motcua.foundation import secrets
from motcua.messaging.text import Refused, clean, name_key, read_birth_date, read_full_name, read_phone

LONGEST = 300
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_KEY, _FIND, _SAME = "list_row.row_key", "list_row.key_hash", "list_row.digest"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row as it is stored, but for sealing; `cells` is what `seal` takes."""

    row_key: bytes
    key_hash: bytes
    digest: bytes
    cells: str


def read(kind: Kind, text: str, today: date) -> str | Refused:
    """A cell as it is kept. Empty stays empty."""
    typed = clean(text)
    if not typed:
        return ""
    if len(typed) > LONGEST:
        return Refused(f"Dài quá {LONGEST} ký tự.")
    if kind is Kind.NAME:
        return read_full_name(typed)
    if kind is Kind.BIRTH_DATE:
        told = read_birth_date(typed, today)
        return told if isinstance(told, Refused) else str(told)
    if kind is Kind.PHONE:
        return read_phone(typed)
    if kind is Kind.IDENTITY_NUMBER:
        figures = re.sub(r"[ .-]", "", typed)
        return figures if re.fullmatch(r"\d{9}|\d{12}", figures) else Refused("Số định danh gồm 9 hoặc 12 chữ số.")
    return typed


def to_officer(refused: Refused) -> str:
    """What was wrong, without the words that ask a citizen to write again."""
    first = refused.sentence.partition(". ")[0].removesuffix(".")
    return f"{first.replace('Tôi chưa', 'Chưa').replace('Xin ông/bà ghi', 'Cần ghi')}."


def prepare(list_id: int, columns: Sequence[ListColumn], cells: Sequence[str]) -> Prepared:
    """The hashes of a row of clean cells, in the order of `columns`."""
    return prepare_all(list_id, columns, [cells])[0]


def prepare_all(list_id: int, columns: Sequence[ListColumn], rows: Sequence[Sequence[str]]) -> list[Prepared]:
    """As `prepare` for each row of a sheet; what does not change from row to row is worked out once."""
    places = sorted((column.key, place) for place, column in enumerate(columns))
    keys = rules.of_role(columns, rules.Role.KEY)
    scope = f"{list_id}\x1e"
    prepared = []
    for row in rows:
        told = {key: row[place] for key, place in places if row[place]}
        text = _written(told)
        line = rules.code_of(columns, told) or "\x1f".join([name_key(told.get(one.key, "")) for one in keys])
        prepared.append(
            Prepared(
                row_key=secrets.keyed_hash(scope + line, _KEY)[:16],
                key_hash=secrets.keyed_hash(scope + rules.index_text(keys, told), _FIND)[:16],
                digest=secrets.keyed_hash(scope + text, _SAME)[:16],
                cells=text,
            )
        )
    return prepared


def find_hash(list_id: int, columns: Sequence[ListColumn], typed: Mapping[str, str]) -> bytes:
    """The hash of what a citizen typed."""
    return secrets.keyed_hash(f"{list_id}\x1e{rules.index_text(columns, typed)}", _FIND)[:16]


def line_hashes(list_id: int, columns: Sequence[ListColumn], code: str) -> list[bytes]:
    """The hashes of a code in each column that may hold one: how an officer finds a row exactly."""
    lines = [
        rules.code_of([one], {one.key: code}) for one in columns if one.kind in (Kind.CODE, Kind.IDENTITY_NUMBER)
    ]  # fmt: skip
    return [secrets.keyed_hash(f"{list_id}\x1e{line}", _KEY)[:16] for line in lines if line]


def seal(text: str) -> bytes:
    """All cells of a row, together."""
    return secrets.encrypt_text(text, CELLS)


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """Undo `seal`; a row made nameless says nothing. Raises secrets.Undecryptable."""
    text = secrets.decrypt_text(bytes(sealed), CELLS)
    told: dict[str, str] = json.loads(text) if text else {}
    return told


def seal_typed(typed: Mapping[str, str]) -> bytes:
    """What a citizen proposes for her row; nothing proposed is nothing sealed."""
    return secrets.encrypt_text(_written(dict(typed)), TYPED) if typed else b""


def typed_in(sealed: bytes | memoryview) -> dict[str, str]:
    """Undo `seal_typed`."""
    told: dict[str, str] = json.loads(secrets.decrypt_text(bytes(sealed), TYPED) or "{}")
    return told
