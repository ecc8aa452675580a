"""Writes on rows: handed over after a paper was seen, closed, opened again; what citizens ask about their rows.

A hand-over is one row under `a_thing_is_handed_over_once`: whoever comes second finds it done, at any two counters.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.features.lists import cells, definitions, telling
from motcua.features.lists.definitions import Definition
from motcua.features.lists.models import (
    ChangeKind,
    HandOver,
    ListRequest,
    ListRow,
    ListRowChange,
    PaperSeen,
    RequestKind,
    RequestState,
    RowEnd,
    RowState,
)
from motcua.features.lists.rules import Outcome, Verdict
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.staff.models import Officer

__all__ = [
    "apply",
    "ask_correction",
    "choose_pick_up",
    "close",
    "hand_over",
    "note_searched",
    "note_seen",
    "refuse",
    "reopen",
]


def hand_over(*, unit_id: int, row_id: int, paper: str, by: Officer, now: datetime) -> Outcome:
    """Trả: the officer says which paper she saw; the row closes with it."""
    if paper not in PaperSeen.values:
        return Outcome(Verdict.PAPER_NOT_SEEN, row_id)
    try:
        with transaction.atomic():
            row = _held(unit_id, row_id)
            if row is None:
                return Outcome(Verdict.NOT_THERE)
            if not _offers(row, "hands_over"):
                return Outcome(Verdict.NOT_OFFERED, row_id)
            if row.state == RowState.CLOSED:
                return Outcome(Verdict.CLOSED_ALREADY, row_id)
            HandOver.objects.create(unit_id=unit_id, row=row, paper=paper, by=by, at=now)
            _close(row, RowEnd.HANDED_OVER, by, now)
            _audit(EventTag.LIST_ROW_HANDED_OVER, row, by, now, paper=paper)
    except IntegrityError:  # a_thing_is_handed_over_once
        return Outcome(Verdict.CLOSED_ALREADY, row_id)
    return Outcome(Verdict.DONE, row_id)


def close(*, unit_id: int, row_id: int, end: str, by: Officer, now: datetime) -> Outcome:
    """Đóng: settled, or entered by mistake. Citizens no longer find it."""
    if end not in (RowEnd.FIXED, RowEnd.MISTAKE):
        return Outcome(Verdict.NOT_OFFERED, row_id)
    with transaction.atomic():
        row = _held(unit_id, row_id)
        if row is None:
            return Outcome(Verdict.NOT_THERE)
        if row.state == RowState.CLOSED:
            return Outcome(Verdict.CLOSED_ALREADY, row_id)
        _close(row, RowEnd(end), by, now)
        _audit(EventTag.LIST_ROW_CLOSED, row, by, now, end=end)
        return Outcome(Verdict.DONE, row_id)


def reopen(*, unit_id: int, row_id: int, by: Officer, now: datetime) -> Outcome:
    """Mở lại: closed by mistake. A hand-over stays in the record as undone."""
    with transaction.atomic():
        row = _held(unit_id, row_id)
        if row is None or row.pseudonymised_at is not None:
            return Outcome(Verdict.NOT_THERE)
        if row.state != RowState.CLOSED or row.end == RowEnd.UNDONE:
            return Outcome(Verdict.CHANGED_MEANWHILE, row_id)
        HandOver.objects.filter(row=row, undone_at=None).update(undone_at=now, undone_by=by)
        row.state, row.closed_at, row.closed_by, row.end = RowState.OPEN, None, None, ""
        row.save(update_fields=["state", "closed_at", "closed_by", "end"])
        ListRowChange.objects.create(unit_id=unit_id, row=row, kind=ChangeKind.REOPENED, at=now, by=by)
        _audit(EventTag.LIST_ROW_REOPENED, row, by, now)
        return Outcome(Verdict.DONE, row_id)


def choose_pick_up(*, definition: Definition, row_id: int, citizen_id: int | None, now: datetime) -> Outcome:
    """She will come for it herself; the counter reads so, nobody has to decide."""
    if not definition.words.pick_up:
        return Outcome(Verdict.NOT_OFFERED, row_id)
    return _ask(definition, row_id, RequestKind.PICK_UP, {}, citizen_id, now)


def ask_correction(
    *, definition: Definition, row_id: int, typed: Mapping[str, str], citizen_id: int | None, now: datetime
) -> Outcome:
    """Clean values for correctable columns, sealed until an officer has looked."""
    allowed = {one.key for one in definition.columns if one.correctable}
    kept = {key: value for key, value in typed.items() if key in allowed and value}
    if not kept:
        return Outcome(Verdict.NOTHING_TYPED, row_id)
    return _ask(definition, row_id, RequestKind.CORRECTION, kept, citizen_id, now)


def apply(*, unit_id: int, request_id: int, by: Officer, now: datetime) -> Outcome:
    """Nhận: the row takes the values the citizen proposed; what it was is kept."""
    with transaction.atomic():
        request, refusal = _waiting(unit_id, request_id)
        if request is None:
            return refusal
        row = request.row
        if row.state == RowState.CLOSED:
            return Outcome(Verdict.CLOSED_ALREADY, row.pk)
        ListRowChange.objects.create(
            unit_id=unit_id, row=row, kind=ChangeKind.CORRECTED, before_sealed=row.cells_sealed,
            before_digest=row.digest, before_key_hash=row.key_hash, at=now, by=by,
        )  # fmt: skip
        columns = definitions.columns_for_rows(row.lookup_list_id)
        told = {**cells.unseal(row.cells_sealed), **cells.typed_in(request.typed_sealed)}
        fresh = cells.prepare(row.lookup_list_id, columns, [told.get(one.key, "") for one in columns])
        row.cells_sealed, row.digest = cells.seal(fresh.cells), fresh.digest
        row.save(update_fields=["cells_sealed", "digest"])
        _decide(request, RequestState.APPLIED, "", by, now)
        return Outcome(Verdict.DONE, row.pk)


def refuse(*, unit_id: int, request_id: int, reason: str, by: Officer, now: datetime) -> Outcome:
    """Không sửa, with the reason the citizen will read."""
    if not reason.strip():
        return Outcome(Verdict.NOTHING_TYPED, request_id)
    with transaction.atomic():
        request, refusal = _waiting(unit_id, request_id)
        if request is None:
            return refusal
        _decide(request, RequestState.REFUSED, reason.strip()[:400], by, now)
        return Outcome(Verdict.DONE, request.row_id)


def note_seen(*, row: ListRow, by: Officer, now: datetime) -> None:
    """An officer opened a row; its owner may ask later who looked."""
    _audit(EventTag.LIST_ROW_VIEWED, row, by, now)


def note_searched(*, definition: Definition, found: int, by: Officer, now: datetime, printed: bool = False) -> None:
    """An officer searched a list by an exact key, or printed a sheet of it."""
    record(
        EventTag.LIST_PRINTED if printed else EventTag.LIST_SEARCHED, at=now, actor_kind=ActorKind.OFFICER,
        actor_id=by.pk, unit_id=definition.unit, subject_id=definition.list_id, found=found,
    )  # fmt: skip


def _ask(
    definition: Definition, row_id: int, kind: RequestKind, typed: Mapping[str, str], citizen_id: int | None,
    now: datetime,
) -> Outcome:  # fmt: skip
    waits = kind == RequestKind.CORRECTION
    try:
        with transaction.atomic():
            row = _held(definition.unit, row_id)
            if row is None or row.state == RowState.CLOSED:
                return Outcome(Verdict.CLOSED_ALREADY, row_id)
            made = ListRequest.objects.create(
                unit_id=definition.unit, row=row, citizen_id=citizen_id, kind=kind, asked_at=now,
                state=RequestState.WAITING if waits else RequestState.APPLIED, decided_at=None if waits else now,
                typed_sealed=cells.seal_typed(typed),
            )  # fmt: skip
            record(
                EventTag.LIST_REQUEST_RECEIVED, at=now, actor_kind=ActorKind.CITIZEN, actor_id=citizen_id or 0,
                unit_id=definition.unit, subject_id=made.pk, row=row.pk, kind=str(kind),
            )  # fmt: skip
    except IntegrityError:  # a_row_has_one_waiting_request_of_a_kind, a_row_is_chosen_for_pick_up_once
        return Outcome(Verdict.WAITS_ALREADY, row_id)
    return Outcome(Verdict.DONE, made.pk)


def _held(unit_id: int, row_id: int) -> ListRow | None:
    return ListRow.objects.select_for_update(of=("self",)).filter(pk=row_id, unit_id=unit_id).first()


def _offers(row: ListRow, ability: str) -> bool:
    told = row.lookup_list.versions.filter(state="published").values_list(ability, flat=True).first()
    return bool(told)


def _close(row: ListRow, end: RowEnd, by: Officer, now: datetime) -> None:
    row.state, row.closed_at, row.closed_by, row.end = RowState.CLOSED, now, by, end
    row.save(update_fields=["state", "closed_at", "closed_by", "end"])


def _waiting(unit_id: int, request_id: int) -> tuple[ListRequest | None, Outcome]:
    held = ListRequest.objects.select_for_update(of=("self", "row")).select_related("row")
    request = held.filter(pk=request_id, unit_id=unit_id).first()
    if request is None:
        return None, Outcome(Verdict.NOT_THERE)
    if request.state != RequestState.WAITING:
        return None, Outcome(Verdict.CHANGED_MEANWHILE, request.row_id)
    return request, Outcome(Verdict.DONE)


def _decide(request: ListRequest, state: RequestState, reason: str, by: Officer, now: datetime) -> None:
    request.state, request.reason, request.decided_by, request.decided_at = state, reason, by, now
    request.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    tag = EventTag.LIST_REQUEST_APPLIED if state == RequestState.APPLIED else EventTag.LIST_REQUEST_REFUSED
    _audit(tag, request.row, by, now, request=request.pk)
    telling.tell_decision(request, now)


def _audit(tag: EventTag, row: ListRow, by: Officer, now: datetime, **detail: str | int) -> None:
    record(
        tag, at=now, actor_kind=ActorKind.OFFICER, actor_id=by.pk, unit_id=row.unit_id, subject_id=row.pk, **detail
    )  # fmt: skip
