"""What an officer does to one dossier: look at it, correct it, decide about a contradicting statement."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from motcua.features.dossiers import queries, sealing, storing
from motcua.features.dossiers.known import Known, Statement
from motcua.features.dossiers.models import Dossier, DossierTransition
from motcua.features.dossiers.reading import LONGEST_PLACE, Details
from motcua.features.dossiers.reasons import ReasonCode
from motcua.features.dossiers.rules import Source, Stage, Standing, Told
from motcua.foundation.audit.operations import record
from motcua.foundation.audit.tags import ActorKind, EventTag

__all__ = ["Outcome", "Verdict", "correct", "search", "settle_flag", "view"]

NOTE_LIMIT = 200
_FLAGS = (Standing.BACKWARDS.value, Standing.CONFLICT.value)


class Verdict(StrEnum):
    """What became of a press; all but the first left everything as it was."""

    DONE = "done"
    NOTHING_NEW = "nothing_new"
    CHANGED_MEANWHILE = "changed_meanwhile"
    UNKNOWN_DOSSIER = "unknown_dossier"
    UNKNOWN_WORDS = "unknown_words"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, and the dossier it is about."""

    verdict: Verdict
    dossier: int | None = None

    @property
    def changed(self) -> bool:
        """True when something was written."""
        return self.verdict is Verdict.DONE


def search(*, units: frozenset[int], typed: str, by: int, now: datetime) -> list[Dossier]:
    """Tìm hồ sơ by a code or a number, never by name; each search is in the log, without what was typed."""
    found = [row for unit_id in sorted(units) for row in queries.by_code(unit_id, typed)] if typed.strip() else []
    for unit_id in {row.unit_id for row in found} or set(sorted(units)[:1]):
        record(
            EventTag.DOSSIER_SEARCHED, at=now, actor_kind=ActorKind.OFFICER, actor_id=by, unit_id=unit_id,
            found=sum(row.unit_id == unit_id for row in found),
        )  # fmt: skip
    return found


def view(*, dossier: Dossier, by: int, now: datetime) -> Details:
    """Xem hồ sơ: what is sealed of it, opened for an officer; in the log."""
    _record(EventTag.DOSSIER_VIEWED, dossier, by, now)
    return sealing.unseal(dossier.told_sealed).details


def correct(
    *, dossier: int, stage: str, reason: str, place: str, note: str, seen: int, by: int, now: datetime
) -> Outcome:
    """Sửa trạng thái: an officer's own word stands from now on; what was said before stays on the page.

    `seen` is the last transition her page showed: who saw an older one is told, not obeyed.
    """
    if stage not in {one.value for one in Stage} or (reason and reason not in {one.value for one in ReasonCode}):
        return Outcome(Verdict.UNKNOWN_WORDS, dossier)
    place, note = place.strip(), note.strip()
    if len(note) > NOTE_LIMIT or len(place) > LONGEST_PLACE or "\x00" in note + place:
        return Outcome(Verdict.TOO_LONG, dossier)
    with transaction.atomic():
        row = _locked(dossier)
        if row is None:
            return Outcome(Verdict.UNKNOWN_DOSSIER)
        if row.transitions.order_by("-id").values_list("id", flat=True).first() != seen:
            return Outcome(Verdict.CHANGED_MEANWHILE, dossier)
        if (row.stage, row.reason, row.place) == (stage, reason, place):
            return Outcome(Verdict.NOTHING_NEW, dossier)
        _say(row, Told(Stage(stage), reason, Source.MANUAL, now), place, note, by, now)
        _record(EventTag.DOSSIER_CORRECTED, row, by, now, stage=stage, reason=reason)
    return Outcome(Verdict.DONE, dossier)


def settle_flag(*, transition: int, accept: bool, by: int, now: datetime) -> Outcome:
    """Decide about a contradicting statement: it stands from now on, or what stood goes on standing."""
    with transaction.atomic():
        flag = DossierTransition.objects.filter(pk=transition, standing__in=_FLAGS).first()
        row = _locked(flag.dossier_id) if flag else None
        if flag is None or row is None:
            return Outcome(Verdict.UNKNOWN_DOSSIER)
        waiting = row.transitions.filter(standing__in=_FLAGS, settled_at=None, undone_at=None)
        if not waiting.filter(pk=transition).update(settled_at=now, settled_by=by):
            return Outcome(Verdict.NOTHING_NEW, row.pk)
        if not waiting.exists():
            row.flagged_at = None
            row.save(update_fields=["flagged_at"])
        if accept:
            told = Told(Stage(flag.stage), flag.reason, Source.MANUAL, max(flag.as_of, row.as_of))
            _say(row, told, flag.place, "Nhận theo nguồn báo trái", by, now)
        _record(EventTag.DOSSIER_FLAG_SETTLED, row, by, now, accepted=accept)
    return Outcome(Verdict.DONE, row.pk)


def _say(row: Dossier, told: Told, place: str, note: str, by: int, now: datetime) -> None:
    """One statement that stands, with all that was known of the dossier before."""
    known = Known(row.code, row.name_key, queries.birth_of(row), sealing.unseal(row.told_sealed).details, id=row.pk)
    known.row_hash, known.standing, known.place = bytes(row.row_hash), told, place
    known.since = row.since if told.stage == row.stage else told.as_of
    known.received_on, known.promised_on, known.renewed_on = row.received_on, row.promised_on, row.renewed_on
    known.flagged, known.changed, known.stage_changed = row.flagged_at is not None, True, True
    known.said.append(Statement(told, Standing.STANDS, place))
    storing.store(
        row.unit_id, [known], source=Source.MANUAL, run_id=None, by=by, now=now, kind="correction", note=note
    )  # fmt: skip


def _locked(dossier: int) -> Dossier | None:
    return Dossier.objects.select_for_update(of=("self",)).filter(pk=dossier, retracted_at=None).first()


def _record(tag: EventTag, row: Dossier, by: int, now: datetime, **detail: str | bool) -> None:
    record(
        tag, at=now, actor_kind=ActorKind.OFFICER, actor_id=by, unit_id=row.unit_id, subject_id=row.pk, **detail
    )  # fmt: skip
