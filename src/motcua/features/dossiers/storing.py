"""Writes what `known` holds: new dossiers by COPY, changed ones by one UPDATE, every statement by COPY."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection

from motcua.features.dossiers import sealing
from motcua.features.dossiers.known import Known, Statement
from motcua.features.dossiers.rules import Source, Stage, Standing, Told, settles

_IDS_SQL = "SELECT nextval(pg_get_serial_sequence('dossier', 'id')) FROM generate_series(1, %s)"
_COPY_DOSSIERS = """
COPY dossier (id, unit_id, code, full_name, name_key, birth_year, birth_month, birth_day, identity_hash, slip_hash,
    told_sealed, stage, reason, place, source, as_of, since, changed_at, received_on, promised_on, renewed_on,
    flagged_at) FROM STDIN
"""
_COPY_TRANSITIONS = """
COPY dossier_transition (dossier_id, unit_id, kind, stage, reason, place, source, as_of, standing, told_sealed, note,
    run_id, by_id, at) FROM STDIN
"""
_COPY_PROMISES = "COPY dossier_promise (dossier_id, promised_on, source, run_id, at) FROM STDIN"
CHANGE_SQL = """
UPDATE dossier AS d SET
    full_name = f.full_name, name_key = f.name_key, birth_year = f.birth_year, birth_month = f.birth_month,
    birth_day = f.birth_day, identity_hash = f.identity_hash, slip_hash = f.slip_hash, told_sealed = f.told_sealed,
    stage = f.stage, reason = f.reason, place = f.place, source = f.source, as_of = f.as_of, since = f.since,
    changed_at = CASE WHEN f.moved THEN %(now)s::timestamptz ELSE d.changed_at END, received_on = f.received_on,
    promised_on = f.promised_on, renewed_on = f.renewed_on,
    flagged_at = CASE WHEN f.flagged THEN coalesce(d.flagged_at, %(now)s::timestamptz) END, retracted_at = NULL
FROM unnest(%(ids)s::bigint[], %(names)s::text[], %(keys)s::text[], %(years)s::int[], %(months)s::int[],
    %(days)s::int[], %(identities)s::bytea[], %(slips)s::bytea[], %(sealed)s::bytea[], %(stages)s::text[],
    %(reasons)s::text[], %(places)s::text[], %(sources)s::text[], %(as_of)s::timestamptz[], %(since)s::timestamptz[],
    %(received)s::date[], %(promised)s::date[], %(renewed)s::date[], %(moved)s::bool[], %(flagged)s::bool[])
    AS f (id, full_name, name_key, birth_year, birth_month, birth_day, identity_hash, slip_hash, told_sealed, stage,
    reason, place, source, as_of, since, received_on, promised_on, renewed_on, moved, flagged)
WHERE d.id = f.id
"""
CONFIRM_SQL = """
UPDATE dossier AS d SET as_of = f.as_of FROM unnest(%s::bigint[], %s::timestamptz[]) AS f (id, as_of) WHERE d.id = f.id
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
    new = [one for one in touched if one.id is None]
    _insert(unit_id, new, now)
    stored = [one for one in touched if one.id is not None and one.said and one not in new] if new else list(touched)
    _change([one for one in stored if one.changed], now)
    _confirm([one for one in stored if not one.changed])
    _tell(unit_id, touched, run_id, by, now, kind, note)
    _promise(touched, source, run_id, now)


def _insert(unit_id: int, new: Sequence[Known], now: datetime) -> None:
    if not new:
        return
    with connection.cursor() as cursor:
        cursor.execute(_IDS_SQL, [len(new)])
        for one, (dossier_id,) in zip(new, cursor.fetchall(), strict=True):
            one.id = dossier_id
        with cursor.copy(_COPY_DOSSIERS) as copy:
            for one in new:
                copy.write_row((
                    one.id, unit_id, one.code, *_facts(one), now, one.received_on, one.promised_on, one.renewed_on,
                    now if one.flagged else None,
                ))  # fmt: skip


def _facts(one: Known) -> tuple[object, ...]:
    """From full_name to since, in the order of the table."""
    told = one.standing
    assert told is not None
    who, born = one.details, one.birth
    return (
        who.full_name, one.name_key, born.year, born.month, born.day, sealing.identity_hash(who.identity_number),
        sealing.slip_hash(who.slip_code), sealing.seal(one.snapshot()), told.stage.value, told.reason, one.place,
        told.source.value, told.as_of, one.since,
    )  # fmt: skip


def _change(stored: Sequence[Known], now: datetime) -> None:
    if not stored:
        return
    names = (
        "names", "keys", "years", "months", "days", "identities", "slips", "sealed", "stages", "reasons", "places",
        "sources", "as_of", "since",
    )  # fmt: skip
    columns = dict(zip(names, map(list, zip(*map(_facts, stored), strict=True)), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            CHANGE_SQL,
            {
                **columns,
                "now": now,
                "ids": [one.id for one in stored],
                "received": [one.received_on for one in stored],
                "promised": [one.promised_on for one in stored],
                "renewed": [one.renewed_on for one in stored],
                "moved": [one.stage_changed for one in stored],
                "flagged": [one.flagged for one in stored],
            },
        )


def _confirm(stored: Sequence[Known]) -> None:
    if stored:
        with connection.cursor() as cursor:
            cursor.execute(CONFIRM_SQL, [[one.id for one in stored], [one.standing.as_of for one in stored]])  # type: ignore[union-attr]  # a confirmed one stands


def _tell(
    unit_id: int, touched: Iterable[Known], run_id: int | None, by: int | None, now: datetime, kind: str, note: str
) -> None:
    rows = [(one.id, said) for one in touched for said in one.said]
    if not rows:
        return
    with connection.cursor() as cursor, cursor.copy(_COPY_TRANSITIONS) as copy:
        for dossier_id, said in rows:
            copy.write_row((dossier_id, unit_id, kind, *_statement(said), note, run_id, by, now))


def _statement(said: Statement) -> tuple[object, ...]:
    told = said.told
    sealed = sealing.seal(said.snapshot) if said.snapshot else b""
    return told.stage.value, told.reason, said.place, told.source.value, told.as_of, said.standing.value, sealed


def _promise(touched: Iterable[Known], source: Source, run_id: int | None, now: datetime) -> None:
    rows: list[tuple[int | None, date]] = [(one.id, day) for one in touched for day in one.new_promises]
    if not rows:
        return
    with connection.cursor() as cursor, cursor.copy(_COPY_PROMISES) as copy:
        for dossier_id, day in rows:
            copy.write_row((dossier_id, day, source.value, run_id, now))


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
            told = Told(Stage(stage), reason, Source(source), as_of)
            if standing is not None and settles(told, standing):
                done.append(flag_id)
            else:
                waiting.add(dossier_id)
        if done:
            cursor.execute(SETTLE_SQL, [now, by, done])
    for one in flagged:
        fresh = any(said.standing in (Standing.BACKWARDS, Standing.CONFLICT) for said in one.said)
        one.flagged = one.id in waiting or fresh
