"""Rows from an officer's sheet: what they would do, doing it, and taking it back. Set-based; any number of rows.

The same sheet twice changes nothing. Two officers at once: the second waits for the first, list by list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from motcua.features.lists import cells, definitions
from motcua.features.lists.cells import Prepared
from motcua.features.lists.models import LookupList, RowEnd, RowState
from motcua.features.lists.rules import ListColumn, Role
from motcua.foundation.audit.operations import record as audit
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.verdict import Effect, Verdict

__all__ = ["columns_of", "compare", "record", "undo"]

_AT_ONCE = 5000
_CLOSED = "Dòng này đã đóng. Đồng chí mở lại trước khi nhập."
_TWICE = "Dòng này trùng với một dòng khác trong tệp nhưng nội dung khác."
_NO_KEY = "Thiếu ô để tra cứu: {}."
# -- name: known_rows
KNOWN_SQL = """
    SELECT row_key, id, digest, state, "end" FROM list_row
    WHERE unit_id = %s AND lookup_list_id = %s AND row_key = ANY(%s::bytea[])
"""
# -- name: add_rows
ADD_SQL = """
    INSERT INTO list_row (unit_id, lookup_list_id, row_key, key_hash, digest, cells_sealed, state, run_id, recorded_at,
                          recorded_by_id, "end")
    SELECT %s, %s, row_key, key_hash, digest, cells_sealed, 'open', %s, %s, %s, ''
    FROM unnest(%s::bytea[], %s::bytea[], %s::bytea[], %s::bytea[]) AS r (row_key, key_hash, digest, cells_sealed)
"""
# -- name: keep_former_rows -- what a row was, before `change_rows`
KEEP_SQL = """
    INSERT INTO list_row_change
        (unit_id, row_id, kind, run_id, before_sealed, before_digest, before_key_hash, at, by_id)
    SELECT unit_id, id, CASE WHEN state = 'open' THEN 'changed' ELSE 'revived' END, %s, cells_sealed, digest, key_hash,
           %s, %s
    FROM list_row WHERE id = ANY(%s::bigint[])
"""
# -- name: change_rows -- a row that was undone belongs to the run that brings it back
CHANGE_SQL = """
    UPDATE list_row SET key_hash = r.key_hash, digest = r.digest, cells_sealed = r.cells_sealed, state = 'open',
        closed_at = NULL, closed_by_id = NULL, "end" = '',
        run_id = CASE WHEN state = 'open' THEN run_id ELSE %s END
    FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[], %s::bytea[]) AS r (id, key_hash, digest, cells_sealed)
    WHERE list_row.id = r.id
"""
# -- name: put_rows_back -- rows this run changed, if nothing has happened to them since
PUT_BACK_SQL = """
    WITH last AS (
        SELECT DISTINCT ON (c.row_id) c.row_id, c.run_id, c.kind, c.before_sealed, c.before_digest, c.before_key_hash
        FROM list_row_change c JOIN list_row_change mine ON mine.row_id = c.row_id
        WHERE mine.unit_id = %(unit)s AND mine.run_id = %(run)s
        ORDER BY c.row_id, c.id DESC
    ), due AS (
        SELECT row.id, row.unit_id, row.cells_sealed, row.digest, row.key_hash,
               last.before_sealed, last.before_digest, last.before_key_hash
        FROM last JOIN list_row row ON row.id = last.row_id
        WHERE last.run_id = %(run)s AND last.kind = 'changed' AND row.lookup_list_id = %(list)s AND row.state = 'open'
    ), kept AS (
        INSERT INTO list_row_change
            (unit_id, row_id, kind, run_id, before_sealed, before_digest, before_key_hash, at, by_id)
        SELECT unit_id, id, 'undone', %(run)s, cells_sealed, digest, key_hash, %(now)s, %(by)s FROM due
    )
    UPDATE list_row SET cells_sealed = due.before_sealed, digest = due.before_digest, key_hash = due.before_key_hash
    FROM due WHERE list_row.id = due.id
"""
# -- name: take_rows_out -- rows this run brought, if nobody has changed them since
TAKE_OUT_SQL = """
    UPDATE list_row SET state = 'closed', "end" = 'undone', closed_at = %(now)s, closed_by_id = %(by)s
    WHERE unit_id = %(unit)s AND lookup_list_id = %(list)s AND run_id = %(run)s AND state = 'open'
      AND NOT EXISTS (
          SELECT FROM list_row_change c
          WHERE c.row_id = list_row.id AND c.kind IN ('changed', 'corrected') AND c.run_id IS DISTINCT FROM %(run)s
            AND NOT EXISTS (
                SELECT FROM list_row_change u WHERE u.row_id = c.row_id AND u.kind = 'undone' AND u.run_id = c.run_id
            )
      )
"""


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    digest: bytes
    state: str
    end: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """One row: what it would do, and where."""

    verdict: Verdict
    row: Prepared | None = None
    known: int = 0


def columns_of(list_id: int) -> tuple[ListColumn, ...]:
    """The columns a sheet is read into: those of the published version, of a list not yet published its latest."""
    return definitions.columns_for_rows(list_id)


def compare(list_id: int, rows: Sequence[tuple[str, ...]], now: datetime) -> list[Verdict]:
    """What each row would do. Writes nothing. Cells are clean, in the order of `columns_of`."""
    unit = LookupList.objects.values_list("unit_id", flat=True).get(pk=list_id)
    return [one.verdict for one in _plans(unit, list_id, rows)]


def record(
    list_id: int, rows: Sequence[tuple[str, ...]], *, run_id: int | None, by: int | None, now: datetime
) -> list[Verdict]:
    """Write what is new or changed; bad rows are left out. In the caller's transaction, or one of its own."""
    with transaction.atomic():
        unit = _hold(list_id)
        plans = _plans(unit, list_id, rows)
        _add(unit, list_id, [one.row for one in plans if one.row and not one.known], run_id, by, now)
        _change([(one.known, one.row) for one in plans if one.row and one.known], run_id, by, now)
        verdicts = [one.verdict for one in plans]
        counts = {effect.value: sum(one.effect is effect for one in verdicts) for effect in Effect}
        _audit(EventTag.LIST_ROWS_RECORDED, unit, list_id, by, now, run=run_id, **counts)
    return verdicts


def undo(list_id: int, run_id: int, *, by: int, now: datetime) -> int:
    """Take a run back: rows it brought are closed, rows it changed are as before. Later changes stay. How many."""
    with transaction.atomic():
        unit = _hold(list_id)
        told: dict[str, int | datetime] = {"unit": unit, "list": list_id, "run": run_id, "by": by, "now": now}
        done = 0
        with connection.cursor() as cursor:
            for statement in (PUT_BACK_SQL, TAKE_OUT_SQL):
                cursor.execute(statement, told)
                done += cursor.rowcount
        _audit(EventTag.LIST_ROWS_UNDONE, unit, list_id, by, now, run=run_id, rows=done)
    return done


def _hold(list_id: int) -> int:
    held = LookupList.objects.select_for_update(of=("self",), no_key=True)
    return held.values_list("unit_id", flat=True).get(pk=list_id)


def _plans(unit: int, list_id: int, rows: Sequence[tuple[str, ...]]) -> list[_Plan]:
    columns = columns_of(list_id)
    prepared = cells.prepare_all(list_id, columns, rows)
    known = _known(unit, list_id, [one.row_key for one in prepared])
    first: dict[bytes, bytes] = {}
    plans = []
    for row, one in zip(rows, prepared, strict=True):
        before = first.get(one.row_key)
        first.setdefault(one.row_key, one.digest)
        plans.append(_plan(_missing(columns, row), one, known.get(one.row_key), before))
    return plans


def _plan(missing: Sequence[str], one: Prepared, known: _Known | None, before: bytes | None) -> _Plan:
    """`before`: the cells of an earlier line of this sheet that is the same thing."""
    if missing:
        return _Plan(Verdict(Effect.BAD, _NO_KEY.format(", ".join(missing))))
    if before is not None:
        return _Plan(Verdict(Effect.SAME) if before == one.digest else Verdict(Effect.BAD, _TWICE))
    if known is None or known.end == RowEnd.UNDONE:
        return _Plan(Verdict(Effect.NEW), one, known.id if known else 0)
    if known.digest == one.digest:
        return _Plan(Verdict(Effect.SAME))
    if known.state == RowState.CLOSED:
        return _Plan(Verdict(Effect.BAD, _CLOSED))
    return _Plan(Verdict(Effect.CHANGED), one, known.id)


def _missing(columns: Sequence[ListColumn], row: tuple[str, ...]) -> list[str]:
    """Key fields a citizen could never type: such a row would be in the list and never be found."""
    return [
        column.label for column, cell in zip(columns, row, strict=True) if column.role is Role.KEY and not cell.strip()
    ]


def _known(unit: int, list_id: int, keys: Sequence[bytes]) -> dict[bytes, _Known]:
    found: dict[bytes, _Known] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(keys), _AT_ONCE):
            cursor.execute(KNOWN_SQL, [unit, list_id, list(keys[start : start + _AT_ONCE])])
            for key, row_id, digest, state, end in cursor.fetchall():
                found[bytes(key)] = _Known(row_id, bytes(digest), state, end)
    return found


def _add(unit: int, list_id: int, rows: Sequence[Prepared], run_id: int | None, by: int | None, now: datetime) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            cursor.execute(
                ADD_SQL,
                [unit, list_id, run_id, now, by, [one.row_key for one in part], *_columns(part)],
            )


def _change(rows: Sequence[tuple[int, Prepared]], run_id: int | None, by: int | None, now: datetime) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            ids = [known for known, _ in part]
            cursor.execute(KEEP_SQL, [run_id, now, by, ids])
            cursor.execute(CHANGE_SQL, [run_id, ids, *_columns([one for _, one in part])])


def _columns(rows: Sequence[Prepared]) -> list[list[bytes]]:
    return [
        [one.key_hash for one in rows],
        [one.digest for one in rows],
        [cells.seal(one.cells) for one in rows],
    ]


def _audit(
    tag: EventTag, unit: int, list_id: int, by: int | None, now: datetime, **detail: str | int | bool | None
) -> None:
    kind = ActorKind.OFFICER if by else ActorKind.SYSTEM
    audit(tag, at=now, actor_kind=kind, actor_id=by or 0, unit_id=unit, subject_id=list_id, **detail)
