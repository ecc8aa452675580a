"""The dossiers a list of rows speaks of, as they stand, and what the rows make of them. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from motcua.features.dossiers import sealing
from motcua.features.dossiers.reading import Details, Row
from motcua.features.dossiers.rules import Source, Stage, Standing, Told, judge
from motcua.messaging.text import BirthDate

# The three keys of a row, one query each; births are compared in memory, where a null equals a null.
_COLUMNS = """
    id, code, name_key, birth_year, birth_month, birth_day, identity_hash, told_sealed, row_hash, stage, reason, place,
    source, as_of, since, received_on, promised_on, renewed_on, flagged_at, retracted_at
"""
BY_CODE_SQL = f"SELECT {_COLUMNS} FROM dossier WHERE unit_id = %s AND code = ANY(%s) AND code <> ''"  # noqa: S608
BY_IDENTITY_SQL = f"""
SELECT {_COLUMNS} FROM dossier WHERE unit_id = %s AND identity_hash = ANY(%s) AND identity_hash <> '' ORDER BY id
"""  # noqa: S608
BY_NAME_SQL = f"SELECT {_COLUMNS} FROM dossier WHERE unit_id = %s AND name_key = ANY(%s) ORDER BY id"  # noqa: S608
NOTHING_TOLD = Details("")
HEARD_SQL = """
SELECT dossier_id, stage, reason, source, as_of FROM dossier_transition
WHERE dossier_id = ANY(%s) AND undone_at IS NULL
"""


class Statement(NamedTuple):
    """What will be one row of `dossier_transition`."""

    told: Told
    standing: Standing
    place: str


@dataclass(slots=True, eq=False)
class Known:
    """One dossier, stored or about to be. `standing` is None while nothing counts: new, or taken back.

    `details` of a stored one are opened when a row tells something else than its source told last.
    """

    code: str
    name_key: str
    birth: BirthDate
    details: Details = NOTHING_TOLD
    sealed: bytes | memoryview = b""
    row_hash: bytes = b""
    id: int | None = None
    identity_hash: bytes = b""
    place: str = ""
    standing: Told | None = None
    since: datetime | None = None
    received_on: date | None = None
    promised_on: date | None = None
    renewed_on: date | None = None
    flagged: bool = False
    changed: bool = False
    confirmed: bool = False
    stage_changed: bool = False
    said: list[Statement] = field(default_factory=list)
    new_promises: list[date] = field(default_factory=list)
    heard: set[Told] = field(default_factory=set)
    hashed_number: str = ""
    written: str = ""

    def has_heard(self, told: Told) -> bool:
        """True when this source said the same of the same moment before."""
        return told in self.heard or any(told == one.told for one in self.said)

    def open(self) -> None:
        """Read the details that are sealed; once."""
        if self.sealed:
            self.details, self.sealed = sealing.unseal(self.sealed).details, b""

    def repeats(self, row: Row, told: Told) -> bool:
        """True when its own source tells the same as last time, and nothing newer than that."""
        return (
            self.row_hash == sealing.row_hash(row)
            and self.standing is not None
            and self.standing.source is told.source
            and told.as_of <= self.standing.as_of
        )

    def begin(self, row: Row, told: Told) -> None:
        """The first thing that counts."""
        written = sealing.written_row(row)
        self.sealed, self.row_hash = b"", sealing.row_hash(row, written)
        self.details, self.name_key, self.birth = row.details, row.name_key, row.birth
        self.place, self.standing, self.since = row.place, told, told.as_of
        self.received_on, self.promised_on = row.received_on, self.promised_on or row.promised_on
        self.written = written if self.promised_on == row.promised_on else ""
        self.changed = self.stage_changed = True
        self._say(told, Standing.STANDS)

    def go_on(self, row: Row, told: Told) -> bool:
        """Take the row over what stands; True when it says more than that nothing changed."""
        self.open()
        before = self.standing
        assert before is not None
        moved = told.stage is not before.stage
        reason = told.reason if moved else told.reason or before.reason
        news = moved or reason != before.reason
        news |= self._take(row, moved)
        self.row_hash = sealing.row_hash(row)
        self.standing = Told(told.stage, reason, told.source if news else before.source, max(told.as_of, before.as_of))
        if moved:
            self.since = told.as_of
        self.stage_changed |= moved or reason != before.reason
        self.changed |= news
        self.confirmed |= told.as_of > before.as_of
        if news:
            self._say(self.standing, Standing.STANDS)
        return news

    def hear(self, row: Row, told: Told, standing: Standing) -> None:
        """Keep a statement that does not count now."""
        self.open()
        self.flagged |= standing in (Standing.BACKWARDS, Standing.CONFLICT)
        self.changed = True
        self.said.append(Statement(told, standing, row.place))

    def _take(self, row: Row, moved: bool) -> bool:
        self.written = ""
        details = row.details.over(self.details)
        place = row.place if moved else row.place or self.place
        received = row.received_on or self.received_on
        fresh = (details, row.name_key, row.birth, place, received)
        news = fresh != (self.details, self.name_key, self.birth, self.place, self.received_on)
        self.details, self.name_key, self.birth, self.place, self.received_on = fresh
        return self._promise(row.promised_on) or news

    def _promise(self, told: date | None) -> bool:
        """A printed date stays what it was; another one is told beside it."""
        if told is None or told == (self.renewed_on or self.promised_on):
            return False
        if self.promised_on is None:
            self.promised_on = told
        else:
            self.renewed_on = told
            self.new_promises.append(told)
            self.stage_changed = True
        return True

    def to_seal(self) -> tuple[str, datetime | None]:
        """What is sealed with a statement that stands."""
        text = self.written or sealing.written(self.details, self.birth, self.received_on, self.promised_on)
        return text, self.since

    def hash_identity(self) -> bytes:
        """By which her identity number is searched; worked out once for one number."""
        number = self.details.identity_number
        if not number or number != self.hashed_number:
            self.identity_hash, self.hashed_number = sealing.identity_hash(number), number
        return self.identity_hash

    def _say(self, told: Told, standing: Standing) -> None:
        self.said.append(Statement(told, standing, self.place))


class Register:
    """Finds the dossier of a row; rows that nobody is known for become one each, the same key the same one."""

    def __init__(self) -> None:
        self._by_code: dict[str, Known] = {}
        self._by_identity: dict[bytes, list[Known]] = {}
        self._by_name: dict[tuple[str, BirthDate], list[Known]] = {}
        self._all: dict[int, Known] = {}
        self._new: list[Known] = []

    def of(self, row: Row) -> Known | None:
        """The row's dossier, a fresh one where none is known; None when several may be meant."""
        if row.code:
            return self._by_code.get(row.code) or self._fresh(row)
        number = row.details.identity_number
        if number:
            found = self._by_identity.get(sealing.identity_hash(number), [])
        else:
            found = self._by_name.get((row.name_key, row.birth), [])
        if len(found) > 1:
            found = [one for one in found if one.standing is not None]
        return None if len(found) > 1 else found[0] if found else self._fresh(row)

    def touched(self) -> list[Known]:
        """Those to be written."""
        return [one for one in (*self._all.values(), *self._new) if one.changed or one.confirmed]

    def add(self, one: Known) -> None:
        """A stored dossier; the same one may be found by several keys."""
        assert one.id is not None
        if one.id not in self._all:
            self._all[one.id] = one
            self._enter(one)

    def stored(self) -> Iterable[Known]:
        """All that are in the database."""
        return self._all.values()

    def _fresh(self, row: Row) -> Known:
        number = row.details.identity_number
        one = Known(row.code, row.name_key, row.birth)
        one.identity_hash, one.hashed_number = sealing.identity_hash(number), number
        self._new.append(one)
        self._enter(one)
        return one

    def _enter(self, one: Known) -> None:
        if one.code:
            self._by_code[one.code] = one
        if one.identity_hash:
            self._by_identity.setdefault(one.identity_hash, []).append(one)
        self._by_name.setdefault((one.name_key, one.birth), []).append(one)


def find_known(unit_id: int, rows: Sequence[Row], source: Source) -> Register:
    """Everything stored that these rows may speak of, with the history of those whose news does not simply stand."""
    register = Register()
    codes = [row.code for row in rows if row.code]
    bare = [row for row in rows if not row.code]
    numbers = [sealing.identity_hash(row.details.identity_number) for row in bare if row.details.identity_number]
    names = [row.name_key for row in bare if not row.details.identity_number]
    for sql, keys in ((BY_CODE_SQL, codes), (BY_IDENTITY_SQL, numbers), (BY_NAME_SQL, names)):
        if keys:
            with connection.cursor() as cursor:
                cursor.execute(sql, [unit_id, keys])
                for record in cursor.fetchall():
                    register.add(_known(record))
    _recall(register, rows, source)
    return register


def _recall(register: Register, rows: Sequence[Row], source: Source) -> None:
    doubted = set()
    for row in rows if any(True for _ in register.stored()) else ():
        one = register.of(row)
        if one and one.id and one.standing:
            told = Told(row.stage, row.reason, source, row.as_of)
            if judge(one.standing, told) is not Standing.STANDS:
                doubted.add(one.id)
    if not doubted:
        return
    of_id = {one.id: one for one in register.stored()}
    with connection.cursor() as cursor:
        cursor.execute(HEARD_SQL, [sorted(doubted)])
        for dossier_id, stage, reason, said_by, as_of in cursor.fetchall():
            of_id[dossier_id].heard.add(Told(Stage(stage), reason, Source(said_by), as_of))


def _known(record: tuple) -> Known:  # type: ignore[type-arg]  # a row of _COLUMNS
    (
        dossier_id, code, name_key, year, month, day, identity, sealed, row_hash, stage, reason, place, source, as_of,
        since, received_on, promised_on, renewed_on, flagged_at, retracted_at,
    ) = record  # fmt: skip
    standing = None if retracted_at else Told(Stage(stage), reason, Source(source), as_of)
    return Known(
        code, name_key, BirthDate(year, month or None, day or None), NOTHING_TOLD, sealed, bytes(row_hash), dossier_id,
        bytes(identity), place, standing, since, received_on, promised_on, renewed_on, flagged_at is not None,
    )  # fmt: skip
