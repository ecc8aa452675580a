"""The demo's dossiers say each of the things a look-up may say."""

from motcua.demo.dossiers import UNITS, seed_dossiers
from motcua.features.dossiers import lookup
from motcua.features.dossiers.lookup import Question
from motcua.features.dossiers.models import Dossier
from motcua.foundation.inquiries.rules import Outcome
from motcua.messaging.text import BirthDate
from tests import factories
from tests.factories import NOW


def test_each_outcome_can_be_tried_and_seeding_again_changes_nothing():
    units = {slug: factories.unit() for slug in UNITS}
    seed_dossiers(units, NOW)
    many = Dossier.objects.count()
    seed_dossiers(units, NOW)
    assert Dossier.objects.count() == many
    unit = units[UNITS[0]]

    def ask(name, *born):
        question = Question(name, BirthDate(*born))
        return lookup.ask(unit_id=unit.pk, question=question, citizen_id=None, source="", now=NOW)

    assert ask("Nguyễn Thị Mẫu", 1968, 8, 5).dossier.stage == "at_unit_ready"
    assert ask("Lê Thị Mẫu", 1975, 11, 20).dossier.stage == "needs_fix"
    assert ask("Đặng Thị Mẫu", 1980, 1, 1).outcome is Outcome.SEVERAL
    assert ask("Không Có Ai", 1980, 1, 1).outcome is Outcome.NONE
    assert Dossier.objects.filter(unit=unit, flagged_at__isnull=False).count() == 1
