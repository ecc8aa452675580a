"""Writes what `known` holds: new dossiers by COPY, changed ones by one UPDATE, every statement by COPY."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from motcua.features.dossiers import sealing
from motcua.features.dossiers.bulk import Value, copy_rows
from motcua.features.dossiers.known import Known
from motcua.features.dossiers.rules import Source, Stage, Standing, Told, settles

_IDS_SQL = "SELECT nextval(pg_get_serial_sequence('dossier', 'id')) FROM generate_series(1, %s)"
_FACTS = (
    "full_name", "name_key", "birth_year", "birth_month", "birth_day", "identity_hash", "slip_hash", "told_sealed",
    "row_hash", "stage", "reason", "place", "source", "as_of", "since", "received_on", "promised_on", "renewed_on",
)  # fmt: skip
_COPY_DOSSIERS = f"COPY dossier (id, unit_id, code, changed_at, flagged_at, {', '.join(_FACTS)}) FROM STDIN"
_COPY_CHANGES = f"COPY dossier_change (id, moved, flagged, {', '.join(_FACTS)}) FROM STDIN"
_COPY_TRANSITIONS = """
COPY dossier_transition (dossier_id, unit_id, kind, stage, reason, place, source, as_of, standing, told_sealed, note,
    run_id, by_id, at) FROM STDIN
"""
_COPY_PROMISES = "COPY dossier_promise (dossier_id, promised_on, source, run_id, at) FROM STDIN"
_CHANGES = f"""
CREATE TEMP TABLE IF NOT EXISTS dossier_change ON COMMIT DROP AS
SELECT id, true AS moved, true AS flagged, {", ".join(_FACTS)} FROM dossier WHERE false
"""  # noqa: S608
_CHANGE = f"""
UPDATE dossier AS d SET {", ".join(f"{name} = f.{name}" for name in _FACTS)}, retracted_at = NULL,
    changed_at = CASE WHEN f.moved THEN %(now)s::timestamptz ELSE d.changed_at END,
    flagged_at = CASE WHEN f.flagged THEN coalesce(d.flagged_at, %(now)s::timestamptz) END
FROM dossier_change AS f WHERE d.id = f.id
"""  # noqa: S608
CONFIRM_SQL = """
UPDATE dossier AS d SET as_of = f.as_of, row_hash = f.row_hash
FROM unnest(%s::bigint[], %s::timestamptz[], %s::bytea[]) AS f (id, as_of, row_hash) WHERE d.id = f.id
"""
FLAGS_SQL = """
SELECT id, dossier_id, stage, reason, source, as_of FROM dossier_transition
WHERE dossier_id = ANY(%s) AND standing IN ('backwards', 'conflict') AND settled_at IS NULL AND undone_at IS NULL
"""
SETTLE_SQL = "UPDATE dossier_transition SET settled_at = %s, settled_by = %s WHERE id = ANY(%s)"


def store(
    unit_id: int, touched: Sequence[Known], *, source: Source, run_id: int | None, by: int | None, now: datetime,
    kind: str = "told", note: str = "",
) -> None:  # fmt: skip
    """Write all of them; nothing where nothing was touched."""
    _settle_flags([one for one in touched if one.id and one.changed and one.flagged], by, now)
    written = [one for one in touched if one.changed]
    sealed = dict(zip(map(id, written), sealing.seal_all([one.to_seal() for one in written]), strict=True))
    stored = [one for one in written if one.id is not None]
    _insert(unit_id, [one for one in written if one.id is None], sealed, now)
    _change(stored, sealed, now)
    _confirm([one for one in touched if not one.changed])
    _tell(unit_id, written, sealed, (kind, note, run_id, by, now))
    promised = ((one.id, day, source.value, run_id, now) for one in written for day in one.new_promises)
    copy_rows(_COPY_PROMISES, promised)


def _insert(unit_id: int, new: Sequence[Known], sealed: dict[int, bytes], now: datetime) -> None:
    if not new:
        return
    with connection.cursor() as cursor:
        cursor.execute(_IDS_SQL, [len(new)])
        for one, (dossier_id,) in zip(new, cursor.fetchall(), strict=True):
            one.id = dossier_id
    rows = (
        (one.id, unit_id, one.code, now, now if one.flagged else None, *_facts(one, sealed[id(one)])) for one in new
    )
    copy_rows(_COPY_DOSSIERS, rows)


def _facts(one: Known, sealed: bytes) -> tuple[Value, ...]:
    """In the order of _FACTS."""
    told = one.standing
    assert told is not None
    who, born = one.details, one.birth
    return (
        who.full_name, one.name_key, born.year, born.month or 0, born.day or 0,
        one.hash_identity(), sealing.slip_hash(who.slip_code), sealed, one.row_hash,
        told.stage, told.reason, one.place, told.source, told.as_of, one.since, one.received_on,
        one.promised_on, one.renewed_on,
    )  # fmt: skip


def _change(stored: Sequence[Known], sealed: dict[int, bytes], now: datetime) -> None:
    if not stored:
        return
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES)
        cursor.execute("TRUNCATE dossier_change")
    copy_rows(
        _COPY_CHANGES, ((one.id, one.stage_changed, one.flagged, *_facts(one, sealed[id(one)])) for one in stored)
    )
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE, {"now": now})


def _confirm(stored: Sequence[Known]) -> None:
    if stored:
        moments = [one.standing.as_of for one in stored if one.standing]
        with connection.cursor() as cursor:
            cursor.execute(CONFIRM_SQL, [[one.id for one in stored], moments, [one.row_hash for one in stored]])


def _tell(unit_id: int, written: Iterable[Known], sealed: dict[int, bytes], how: tuple[Value, ...]) -> None:
    """A statement that stands is sealed with what the dossier is sealed with: it is what was made of it."""
    kind, *rest = how
    rows = (
        (
            one.id, unit_id, kind, said.told.stage, said.told.reason, said.place, said.told.source,
            said.told.as_of, said.standing, sealed[id(one)] if said.standing is Standing.STANDS else b"", *rest,
        )
        for one in written for said in one.said
    )  # fmt: skip
    copy_rows(_COPY_TRANSITIONS, rows)


def _settle_flags(flagged: Sequence[Known], by: int | None, now: datetime) -> None:
    """Flags that what stands now has overtaken need nobody's decision."""
    of_id = {one.id: one for one in flagged}
    if not of_id:
        return
    with connection.cursor() as cursor:
        cursor.execute(FLAGS_SQL, [list(of_id)])
        waiting, done = set(), []
        for flag_id, dossier_id, stage, reason, source, as_of in cursor.fetchall():
            standing = of_id[dossier_id].standing
            if standing is not None and settles(Told(Stage(stage), reason, Source(source), as_of), standing):
                done.append(flag_id)
            else:
                waiting.add(dossier_id)
        if done:
            cursor.execute(SETTLE_SQL, [now, by, done])
    for one in flagged:
        fresh = any(said.standing in (Standing.BACKWARDS, Standing.CONFLICT) for said in one.said)
        one.flagged = one.id in waiting or fresh
