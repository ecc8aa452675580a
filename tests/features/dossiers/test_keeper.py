"""What is kept of people, and for how long."""

from datetime import timedelta

from motcua.features.dossiers import lookup
from motcua.features.dossiers.following import follow
from motcua.features.dossiers.intake import Stage
from motcua.features.dossiers.keeper import DossiersKeeper
from motcua.features.dossiers.lookup import Question
from motcua.features.dossiers.models import Dossier, DossierFollow, Finding
from motcua.foundation.inquiries.rules import Outcome
from tests import factories
from tests.features.dossiers.files import MAU, NOW, record, told

KEEPER = DossiersKeeper()


def test_ninety_days_after_it_was_collected_a_dossier_is_nobodys():
    unit = factories.unit()
    record(unit, told(stage=Stage.COLLECTED), told(code="H2", identity_number="", stage=Stage.PRINTED))
    assert KEEPER.expire(NOW + timedelta(days=80)) == 0
    assert KEEPER.expire(NOW + timedelta(days=91)) == 1
    gone, stays = Dossier.objects.order_by("code")[1], Dossier.objects.get(code="H2")
    assert (gone.full_name, bytes(gone.identity_hash), bytes(gone.told_sealed)) == ("", b"", b"")
    assert {bytes(one) for one in gone.transitions.values_list("told_sealed", flat=True)} == {b""}
    assert stays.full_name == "Nguyễn Thị Mẫu"
    for code in ("GH-7788", "079190000001"):
        asked = lookup.ask(
            unit_id=unit.pk, question=Question(code=code), citizen_id=None, source="", now=NOW + timedelta(days=92)
        )
        assert asked.outcome is Outcome.FOUND if code == "GH-7788" else Outcome.NONE


def test_an_account_that_is_forgotten_leaves_its_follows_behind():
    unit = factories.unit()
    record(unit, told())
    citizen, _ = factories.citizen(unit)
    follow(citizen_id=citizen.pk, dossier=Dossier.objects.get(), proven=False, now=NOW)
    assert KEEPER.tell(citizen.pk)[0]["dossier_of"] == "N. T. M***"
    KEEPER.forget(citizen.pk, NOW)
    assert not DossierFollow.objects.exists()


def test_answers_go_when_their_quarter_of_an_hour_is_over():
    unit = factories.unit()
    lookup.ask(unit_id=unit.pk, question=Question(MAU.full_name, MAU.birth), citizen_id=None, source="", now=NOW)
    assert KEEPER.expire(NOW + timedelta(minutes=20)) == 1
    assert not Finding.objects.exists()
