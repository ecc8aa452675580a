"""Small invented observations for tests."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

from django.apps import apps

from motcua.features.dossiers import intake
from motcua.features.dossiers.intake import Observation, Source, Stage
from motcua.features.dossiers.models import Dossier, LegalTerm
from motcua.foundation.offices.models import OrgUnit
from motcua.foundation.verdict import Effect, Verdict
from motcua.messaging.text import BirthDate

NOW = datetime(2022, 7, 22, 1, 40, tzinfo=UTC)
MAU = Observation(
    code="H29-001", full_name="Nguyễn Thị Mẫu", birth=BirthDate(1990, 8, 5), stage=Stage.PROCESSING,
    as_of=NOW - timedelta(days=2), identity_number="079190000001", phone="+84912345678", address="1 đường Mẫu",
    slip_code="GH-7788", received_on=date(2022, 7, 11), promised_on=date(2022, 7, 20),
)  # fmt: skip


def told(**other: object) -> Observation:
    """The model observation with other facts."""
    return MAU._replace(**other)  # type: ignore[arg-type]  # test sugar


def first_edition() -> None:
    """The words and terms that migrations bring: a test on real commits empties every table, these too."""
    if not LegalTerm.objects.exists():
        import_module("motcua.features.dossiers.migrations.0002_first_words_and_terms").load(apps, None)


def record(
    unit: OrgUnit, *observations: Observation, source: Source = Source.IMPORT, run: int | None = 1, now: datetime = NOW
) -> list[Verdict]:
    """Recorded at once."""
    first_edition()
    return intake.record(unit.pk, observations, source=source, run_id=run, by=None, now=now)


def effects(verdicts: list[Verdict]) -> list[Effect]:
    """Only what became of the rows."""
    return [one.effect for one in verdicts]


def the_dossier(unit: OrgUnit) -> Dossier:
    """The only one that counts."""
    return Dossier.objects.get(unit=unit, retracted_at=None)
