"""Writes of reports: receive, open, assign, close. Each is one transaction with its audit event.

Roles are checked here again, though pages check them too: a body must not leak through a page that forgot.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from motcua.features.reports import codes, rules
from motcua.features.reports.models import (
    BODY,
    Report,
    ReportAlarm,
    ReportAssignment,
    ReportEntry,
    ReportState,
)
from motcua.features.reports.rules import Outcome, Verdict
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag
from motcua.foundation.secrets import Undecryptable, decrypt_text, encrypt_text
from motcua.foundation.staff.models import Officer
from motcua.foundation.staff.queries import may_in_unit
from motcua.messaging.channels.contract import Identity

__all__ = ["Entry", "Kind", "Opened", "Receipt", "assign", "close", "open_body", "receive", "reopen", "sound_alarms"]

Kind = Literal["emergency", "crime", "trouble"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the citizen gets: the code as stored (`codes.grouped` for reading), the deadline, and whether it was added
    to a report of hers that is still open. `acknowledgement` is what to say."""

    code: str
    deadline: datetime
    repeated: bool
    acknowledgement: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of the reporter, opened."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """The body of a report, for whom it may be opened."""

    entries: tuple[Entry, ...]
    outcome: str


def receive(*, who: Identity, text: str, kind: Kind, at: datetime, now: datetime) -> Receipt:
    """Tiếp nhận: keep what a citizen reports; a second message goes to her open report of that kind."""
    with transaction.atomic():
        fresh = Report(
            unit_id=who.unit, account_id=who.account, external_id=who.external_id, citizen_id=who.citizen, kind=kind,
            received_at=now, last_at=now, deadline=rules.deadline(kind, now),
        )  # fmt: skip
        known = _open_of(who, kind).first()
        if known is None:
            Report.objects.bulk_create([fresh], ignore_conflicts=True)
        report = known or _open_of(who, kind).get()
        repeated = report.entries.exists()
        ReportEntry.objects.bulk_create(
            [ReportEntry(report=report, body_sealed=encrypt_text(text[: rules.TEXT_LIMIT], BODY), at=at)],
            ignore_conflicts=True,
        )
        Report.objects.filter(pk=report.pk).update(last_at=now)
        if not repeated:
            _record(EventTag.REPORT_RECEIVED, report, now, ActorKind.CITIZEN, who.citizen, kind=kind)
    code = codes.encode(report.pk)
    said = rules.acknowledgement(kind, codes.grouped(code), repeated=repeated)
    return Receipt(code, report.deadline, repeated, said)


def open_body(*, report: int, by: Officer, now: datetime) -> Opened | None:
    """Mở tin: the words, if this officer may read them; each opening is in the log. An assignee thereby takes it."""
    with transaction.atomic():
        row = _locked(report)
        if row is None or not _may_open(row, by, now):
            return None
        if row.assignee_id == by.pk:
            row.taken_at = now
            row.save(update_fields=["taken_at"])
        _record(EventTag.REPORT_READ, row, now, ActorKind.OFFICER, by.pk)
        entries = tuple(Entry(_unsealed(one.body_sealed), one.at) for one in row.entries.order_by("at", "id"))
        return Opened(entries, _unsealed(row.outcome_sealed))


def assign(*, report: int, officer: Officer, by: Officer, now: datetime) -> Outcome:
    """Giao: a named officer of the unit's assigned roles answers for it. Giving it to oneself is allowed."""
    with transaction.atomic():
        row, refusal = _to_change(report, by, now)
        if row is None:
            return refusal
        if not may_in_unit(officer.pk, rules.OPEN_PERMISSION, row.unit_id, now) or not officer.is_active:
            return Outcome(Verdict.NOT_ALLOWED, report)
        if row.assignee_id == officer.pk:
            return Outcome(Verdict.REPEATED, report)
        row.state, row.assignee, row.assigned_by, row.assigned_at = ReportState.ASSIGNED, officer, by, now
        row.taken_at = now if officer.pk == by.pk else None
        row.deadline = max(row.deadline, rules.deadline(row.kind, now))
        row.save()
        ReportAssignment.objects.create(report=row, officer=officer, by=by, at=now)
        _record(EventTag.REPORT_ASSIGNED, row, now, ActorKind.OFFICER, by.pk, to=officer.pk)
        return Outcome(Verdict.DONE, report)


def close(*, report: int, outcome: str, by: Officer, now: datetime) -> Outcome:
    """Đóng: the assignee, or whoever assigns, says what became of it. `reopen` takes it back."""
    if not outcome.strip() or "\x00" in outcome:
        return Outcome(Verdict.EMPTY, report)
    if len(outcome) > rules.OUTCOME_LIMIT:
        return Outcome(Verdict.TOO_LONG, report)
    with transaction.atomic():
        row = _locked(report)
        if row is None:
            return Outcome(Verdict.UNKNOWN_REPORT)
        if row.state == ReportState.CLOSED:
            return Outcome(Verdict.ALREADY_CLOSED, report)
        if row.state != ReportState.ASSIGNED or not _may_open(row, by, now):
            return Outcome(Verdict.NOT_YOURS, report)
        row.state, row.closed_at, row.closed_by = ReportState.CLOSED, now, by
        row.outcome_sealed = encrypt_text(outcome.strip(), BODY)
        if row.forget_asked_at is not None:
            row.external_id, row.citizen = "", None
        row.save()
        _record(EventTag.REPORT_CLOSED, row, now, ActorKind.OFFICER, by.pk)
        return Outcome(Verdict.DONE, report)


def reopen(*, report: int, by: Officer, now: datetime) -> Outcome:
    """Mở lại: closed by mistake; the assignee stays."""
    try:
        with transaction.atomic():
            row = _locked(report)
            if row is None:
                return Outcome(Verdict.UNKNOWN_REPORT)
            if row.state != ReportState.CLOSED:
                return Outcome(Verdict.NOT_CLOSED_YET, report)
            if not _may_open(row, by, now):
                return Outcome(Verdict.NOT_YOURS, report)
            row.state, row.closed_at, row.closed_by = ReportState.ASSIGNED, None, None
            row.save()
            _record(EventTag.REPORT_REOPENED, row, now, ActorKind.OFFICER, by.pk)
            return Outcome(Verdict.DONE, report)
    except IntegrityError:  # a_citizen_has_one_open_report_of_a_kind
        return Outcome(Verdict.OPEN_ELSEWHERE, report)


def sound_alarms(now: datetime) -> int:
    """Write down, once for each deadline, that it passed with nobody at the report. How many."""
    overdue = Report.objects.exclude(state=ReportState.CLOSED).filter(taken_at=None, deadline__lt=now)
    ids = list(overdue.order_by("id").values_list("id", flat=True))
    return sum(_sound(report_id, overdue, now) for report_id in ids)


def _sound(report_id: int, overdue: QuerySet[Report], now: datetime) -> bool:
    with transaction.atomic():
        row = overdue.select_for_update(of=("self",), skip_locked=True).filter(pk=report_id).first()
        if row is None:
            return False
        _, fresh = ReportAlarm.objects.get_or_create(report=row, deadline=row.deadline, defaults={"at": now})
        if fresh:
            _record(EventTag.REPORT_OVERDUE, row, now, ActorKind.SYSTEM, 0)
        return fresh


def _open_of(who: Identity, kind: Kind) -> QuerySet[Report]:
    mine = Report.objects.exclude(state=ReportState.CLOSED).select_for_update(of=("self",))
    return mine.filter(account_id=who.account, external_id=who.external_id, kind=kind)


def _locked(report: int) -> Report | None:
    return Report.objects.select_for_update(of=("self",)).filter(pk=report).first()


def _may_open(row: Report, by: Officer, now: datetime) -> bool:
    return rules.may_open(
        has_role=may_in_unit(by.pk, rules.OPEN_PERMISSION, row.unit_id, now),
        assigns=may_in_unit(by.pk, rules.ASSIGN_PERMISSION, row.unit_id, now),
        assignee=row.assignee_id, officer=by.pk,
    )  # fmt: skip


def _to_change(report: int, by: Officer, now: datetime) -> tuple[Report | None, Outcome]:
    row = _locked(report)
    if row is None:
        return None, Outcome(Verdict.UNKNOWN_REPORT)
    if not may_in_unit(by.pk, rules.ASSIGN_PERMISSION, row.unit_id, now):
        return None, Outcome(Verdict.NOT_ALLOWED, report)
    if row.state == ReportState.CLOSED:
        return None, Outcome(Verdict.ALREADY_CLOSED, report)
    return row, Outcome(Verdict.DONE, report)


def _unsealed(sealed: bytes | memoryview) -> str:
    try:
        return decrypt_text(bytes(sealed), BODY)
    except Undecryptable:
        return "(không đọc được: thiếu khóa giải mã)"


def _record(
    tag: EventTag, row: Report, now: datetime, actor_kind: ActorKind, actor_id: int, **detail: str | int
) -> None:
    record(
        tag, at=now, actor_kind=actor_kind, actor_id=actor_id, unit_id=row.unit_id, subject_id=row.pk, **detail
    )  # fmt: skip
