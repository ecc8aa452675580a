"""Reads of dossiers: found for a look-up, told to a citizen, listed for staff."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db.models import Q, QuerySet

from motcua.features.dossiers import deadlines, sealing, wording
from motcua.features.dossiers.deadlines import Due, Term
from motcua.features.dossiers.models import Dossier, DossierFollow, DossierTransition, LegalTerm, ReasonText
from motcua.features.dossiers.reading import code_key, slip_key
from motcua.features.dossiers.rules import Stage, births_agree, births_may_be_one
from motcua.features.dossiers.wording import StageWords, Stop
from motcua.foundation.clock import local_date
from motcua.foundation.offices.models import Holiday
from motcua.messaging.text import BirthDate, fold, name_key

__all__ = [
    "Told", "birth_of", "by_code", "by_name", "dossiers_visible_to_units", "flagged", "has_dossiers", "is_of_person",
    "purge_list", "reason_texts", "tell", "timeline", "transitions_of",
]  # fmt: skip

_REMEMBER_S = 60
_MANY = 24
_IDENTITY_LENGTHS = (9, 12)


@dataclass(frozen=True, slots=True)
class Told:
    """One dossier as it may be told: always the stage, the place, the next step and "as of"; the rest is for whoever
    has shown the second factor."""

    dossier: Dossier
    words: StageWords
    due: Due
    late: str
    renewed: str
    stops: tuple[Stop, ...] = ()
    reason: ReasonText | None = None
    purge: str = ""


def birth_of(row: Dossier) -> BirthDate:
    """As precise as it was told."""
    return BirthDate(row.birth_year, row.birth_month or None, row.birth_day or None)


def by_name(unit_id: int, full_name: str, birth: BirthDate) -> list[Dossier]:
    """The dossiers of a name, accents and all, and a birth date: one query, whether there are any or not.

    Several rows of one identity number are one person: only her latest counts.
    """
    rows = Dossier.objects.filter(
        unit_id=unit_id, name_key=name_key(full_name), birth_year=birth.year, retracted_at=None,
        birth_month__in={0, birth.month or 0}, birth_day__in={0, birth.day or 0},
    ).order_by("-as_of")[:_MANY]  # fmt: skip
    return _one_a_person([row for row in rows if births_agree(birth_of(row), birth)])


def by_code(unit_id: int, typed: str) -> list[Dossier]:
    """The dossiers of a slip's code, a dossier number or an identity number; one query."""
    slip, code = slip_key(typed), code_key(typed)
    digits = code if code.isdecimal() and len(code) in _IDENTITY_LENGTHS else ""
    meant = Q(code=code) & ~Q(code="") | Q(slip_hash=sealing.slip_hash(slip)) & ~Q(slip_hash=b"")
    if digits:
        meant |= Q(identity_hash=sealing.identity_hash(digits)) & ~Q(identity_hash=b"")
    rows = Dossier.objects.filter(meant, unit_id=unit_id, retracted_at=None).order_by("-as_of")[:_MANY]
    return _one_a_person(list(rows)) if slip else []


def is_of_person(row: Dossier, full_name: str, birth: BirthDate) -> bool:
    """Beside a second factor a name may be typed without accents, and a birth date less precisely."""
    return fold(row.full_name) == fold(full_name) and births_may_be_one(birth_of(row), birth)


def has_dossiers(unit_id: int) -> bool:
    """Whether the unit has any to look up; asked on every menu, so remembered for a minute."""
    key = f"unit-has-dossiers:{unit_id}"
    known: bool | None = cache.get(key)
    if known is None:
        known = Dossier.objects.filter(unit_id=unit_id, retracted_at=None).exists()
        cache.set(key, known, _REMEMBER_S)
    return known


def tell(row: Dossier, now: datetime, hotline: str = "", *, details: bool = False) -> Told:
    """What to say of a dossier today."""
    today, stage = local_date(now), Stage(row.stage)
    due = deadlines.due(
        stage=stage, received_on=row.received_on, promised_on=row.promised_on, renewed_on=row.renewed_on,
        terms=_terms(), holidays=_holidays(today), today=today,
    )  # fmt: skip
    renewed = wording.renewed_sentence(row.promised_on, row.renewed_on) if row.promised_on and row.renewed_on else ""
    late = wording.late_sentence(stage, row.promised_on or due.legal_on, hotline) if due.is_late else ""
    if not details:
        return Told(row, wording.WORDS[stage], due, late, renewed)
    purge_on = deadlines.purge_on(stage, row.since)
    return Told(
        row, wording.WORDS[stage], due, late, renewed, tuple(timeline(row)),
        reason_texts([row.reason], today).get(row.reason),
        wording.purge_sentence(purge_on, today) if purge_on else "",
    )  # fmt: skip


def timeline(row: Dossier) -> list[Stop]:
    """The stops of its way, from the statements that stood."""
    stood = row.transitions.filter(standing="stands", undone_at=None).order_by("id")
    seen = [(Stage(stage), local_date(as_of)) for stage, as_of in stood.values_list("stage", "as_of")]
    if row.received_on:
        seen.insert(0, (Stage.DECLARED, row.received_on))
    return wording.stops(Stage(row.stage), seen)


def reason_texts(codes: Collection[str], on: date) -> Mapping[str, ReasonText]:
    """The words in force for reasons."""
    rows = ReasonText.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), code__in=[code for code in codes if code], valid_from__lte=on
    )
    return {row.code: row for row in rows.order_by("valid_from")}


def dossiers_visible_to_units(units: Collection[int]) -> QuerySet[Dossier]:
    """The scope of every console page."""
    return Dossier.objects.filter(unit_id__in=units).select_related("unit")


def transitions_of(row: Dossier) -> QuerySet[DossierTransition]:
    """Everything ever said of it, the latest first."""
    return row.transitions.order_by("-id")


def flagged(units: Collection[int]) -> QuerySet[DossierTransition]:
    """Statements that wait for an officer's decision, the oldest first."""
    return (
        DossierTransition.objects.filter(
            unit_id__in=units, standing__in=["backwards", "conflict"], settled_at=None, undone_at=None
        )
        .select_related("dossier")
        .order_by("at", "id")
    )


def purge_list(units: Collection[int], now: datetime) -> QuerySet[Dossier]:
    """Dossiers that wait for a fix, the first to be deleted first."""
    begun = now - timedelta(days=deadlines.PURGE_STEPS[0])
    waiting = dossiers_visible_to_units(units).filter(stage=Stage.NEEDS_FIX, retracted_at=None, since__lte=begun)
    return waiting.order_by("since", "id")


def follows_of(citizen_id: int) -> QuerySet[DossierFollow]:
    """What an account wants to hear of."""
    mine = DossierFollow.objects.filter(citizen_id=citizen_id, ended_at=None, dossier__retracted_at=None)
    return mine.select_related("dossier").order_by("id")


def _one_a_person(rows: list[Dossier]) -> list[Dossier]:
    """Rows come latest first; one is kept of each identity number."""
    kept: dict[bytes, Dossier] = {}
    for row in rows:
        kept.setdefault(bytes(row.identity_hash) or row.pk.to_bytes(8), row)
    return list(kept.values())


def _terms() -> list[Term]:
    known: list[Term] | None = cache.get("legal-terms")
    if known is None:
        rows = LegalTerm.objects.values_list("working_days", "valid_from", "valid_to", "legal_basis")
        known = [Term(*row) for row in rows]
        cache.set("legal-terms", known, _REMEMBER_S)
    return known


def _holidays(today: date) -> frozenset[date]:
    key = f"state-holidays:{today}"
    known: frozenset[date] | None = cache.get(key)
    if known is None:
        first, last = today - timedelta(days=730), today + timedelta(days=60)
        known = frozenset(Holiday.objects.filter(date__range=(first, last)).values_list("date", flat=True))
        cache.set(key, known, _REMEMBER_S)
    return known
