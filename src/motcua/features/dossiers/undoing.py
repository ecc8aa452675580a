"""Taking an import back: what stood before it stands again, by statements of their own; the run's stay, marked."""

from datetime import datetime

from django.db import connection

from motcua.features.dossiers import sealing, storing
from motcua.features.dossiers.known import Known, Statement
from motcua.features.dossiers.rules import Source, Stage, Standing, Told
from motcua.messaging.text import name_key

# What a run said and nobody took back yet.
MARK_SQL = """
UPDATE dossier_transition SET undone_at = %s
WHERE unit_id = %s AND run_id = %s AND kind = 'told' AND undone_at IS NULL
RETURNING dossier_id
"""
MARK_PROMISES_SQL = """
UPDATE dossier_promise SET undone_at = %s WHERE dossier_id = ANY(%s) AND run_id = %s AND undone_at IS NULL
"""
# The last statement that counts for each of them, and whether the dossier shows it already.
LAST_SQL = """
SELECT d.id, d.code, d.flagged_at IS NOT NULL, t.stage, t.reason, t.place, t.source, t.as_of, t.told_sealed,
    (SELECT p.promised_on FROM dossier_promise p
     WHERE p.dossier_id = d.id AND p.undone_at IS NULL ORDER BY p.id DESC LIMIT 1)
FROM dossier d LEFT JOIN LATERAL (
    SELECT * FROM dossier_transition s
    WHERE s.dossier_id = d.id AND s.standing = 'stands' AND s.undone_at IS NULL AND s.kind <> 'undo'
    ORDER BY s.id DESC LIMIT 1
) t ON true
WHERE d.id = ANY(%s) ORDER BY d.id
"""
RETRACT_SQL = "UPDATE dossier SET retracted_at = %s, flagged_at = NULL, changed_at = %s WHERE id = ANY(%s)"
_MANY = 5000


def take_back(unit_id: int, run_id: int, *, by: int, now: datetime) -> int:
    """The number of dossiers the run had touched; a second time 0."""
    with connection.cursor() as cursor:
        cursor.execute(MARK_SQL, [now, unit_id, run_id])
        ids = sorted({dossier_id for (dossier_id,) in cursor.fetchall()})
        cursor.execute(MARK_PROMISES_SQL, [now, ids, run_id])
    for start in range(0, len(ids), _MANY):
        _restore(unit_id, ids[start : start + _MANY], run_id, by, now)
    return len(ids)


def _restore(unit_id: int, ids: list[int], run_id: int, by: int, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LAST_SQL, [ids])
        found = cursor.fetchall()
        bare = [row[0] for row in found if row[3] is None]
        cursor.execute(RETRACT_SQL, [now, now, bare])
    back = [_before(row) for row in found if row[3] is not None]
    storing.store(unit_id, back, source=Source.MANUAL, run_id=run_id, by=by, now=now, kind="undo")


def _before(row: tuple) -> Known:  # type: ignore[type-arg]  # a row of LAST_SQL
    dossier_id, code, flagged, stage, reason, place, source, as_of, sealed, renewed_on = row
    told = sealing.unseal(sealed)
    one = Known(code, name_key(told.details.full_name), told.birth, told.details, id=dossier_id)
    one.standing, one.place, one.since = Told(Stage(stage), reason, Source(source), as_of), place, told.since or as_of
    one.received_on, one.promised_on = told.received_on, told.promised_on
    one.renewed_on = renewed_on
    one.flagged, one.changed, one.stage_changed = flagged, True, True
    one.said.append(Statement(one.standing, Standing.STANDS, place))
    return one
