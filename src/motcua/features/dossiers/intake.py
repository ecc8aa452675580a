"""What sources say of many dossiers at once: compared, recorded, taken back. Set-based, in the caller's transaction.

Rows are judged by `rules` in memory against what stands, read with one query for each kind of key; what is new goes in
by COPY, what changed by one UPDATE. One intake at a time for each unit, so that two officers never judge the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from motcua.features.dossiers import storing
from motcua.features.dossiers.known import Known, find_known
from motcua.features.dossiers.reading import Bad, Observation, Row, read
from motcua.features.dossiers.rules import Source, Stage, Standing, Told, judge
from motcua.features.dossiers.undoing import take_back
from motcua.foundation.audit.operations import record as record_event
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.verdict import Effect, Verdict

__all__ = ["Observation", "Source", "Stage", "compare", "record", "undo"]

LARGEST = 5000
_LOCK_SQL = "SELECT pg_advisory_xact_lock(hashtext('dossier intake'), %s)"
_FLAGGED = {
    Standing.BACKWARDS: "Trạng thái lùi so với trước. Giữ trạng thái cũ, chờ cán bộ xem.",
    Standing.CONFLICT: "Trái với nguồn khác. Giữ trạng thái đã xác minh, chờ cán bộ xem.",
}
_SEVERAL = "Có nhiều hồ sơ trùng họ tên và ngày sinh. Cần ghi mã hồ sơ hoặc số định danh."


def compare(unit_id: int, observations: Sequence[Observation], now: datetime) -> list[Verdict]:
    """What `record` would do with each row, in their order; writes nothing."""
    return _judged(unit_id, observations, Source.IMPORT, now).verdicts


def record(
    unit_id: int, observations: Sequence[Observation], *, source: Source, run_id: int | None, by: int | None,
    now: datetime,
) -> list[Verdict]:  # fmt: skip
    """Write what is new and changed, each with a transition; the same observations twice write nothing.

    At most 5,000 a call, in the caller's transaction.
    """
    if len(observations) > LARGEST:
        raise ValueError(f"at most {LARGEST} observations a call")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_SQL, [unit_id])
        judged = _judged(unit_id, observations, source, now)
        storing.store(unit_id, judged.touched, source=source, run_id=run_id, by=by, now=now)
        if judged.touched:
            _tell_audit(unit_id, len(judged.touched), source, run_id, by, now)
    return judged.verdicts


def undo(unit_id: int, run_id: int, *, by: int, now: datetime) -> int:
    """Hoàn tác: set the dossiers of a run back to what stood before it; the number set back. Erases nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_SQL, [unit_id])
        many = take_back(unit_id, run_id, by=by, now=now)
        record_event(
            EventTag.DOSSIERS_TAKEN_BACK, at=now, actor_kind=ActorKind.OFFICER, actor_id=by, unit_id=unit_id,
            subject_id=run_id, rows=many,
        )  # fmt: skip
    return many


def _tell_audit(unit_id: int, rows: int, source: Source, run_id: int | None, by: int | None, now: datetime) -> None:
    actor = ActorKind.SYSTEM if by is None else ActorKind.OFFICER
    record_event(
        EventTag.DOSSIERS_RECORDED, at=now, actor_kind=actor, actor_id=by or 0, unit_id=unit_id, subject_id=run_id or 0,
        rows=rows, source=source.value,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Judged:
    verdicts: list[Verdict]
    touched: list[Known]


def _judged(unit_id: int, observations: Sequence[Observation], source: Source, now: datetime) -> _Judged:
    rows = read(observations, now)
    known = find_known(unit_id, [row for row in rows if isinstance(row, Row)], source)
    verdicts = [
        Verdict(Effect.BAD, row.reason) if isinstance(row, Bad) else _judge_row(known.of(row), row, source)
        for row in rows
    ]
    return _Judged(verdicts, known.touched())


def _judge_row(known: Known | None, row: Row, source: Source) -> Verdict:
    if known is None:
        return Verdict(Effect.BAD, _SEVERAL)
    told = Told(row.stage, row.reason, source, row.as_of)
    if known.standing is None:
        known.begin(row, told)
        return Verdict(Effect.NEW)
    if known.repeats(row, told):
        return Verdict(Effect.SAME)
    standing = judge(known.standing, told)
    if standing is Standing.STANDS:
        return Verdict(Effect.CHANGED if known.go_on(row, told) else Effect.SAME)
    if known.has_heard(told):
        return Verdict(Effect.SAME)
    known.hear(row, told, standing)
    return Verdict(Effect.CHANGED, _FLAGGED.get(standing, ""))
