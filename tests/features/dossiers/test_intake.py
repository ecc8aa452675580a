"""What spreadsheets say becomes dossiers: each statement once, never two truths, everything taken back when asked."""

from datetime import date, timedelta
from unicodedata import normalize

import pytest

from motcua.features.dossiers import intake, sealing
from motcua.features.dossiers.intake import Source, Stage
from motcua.features.dossiers.models import Dossier, DossierPromise, DossierTransition
from motcua.foundation.audit.models import AuditEvent
from motcua.foundation.verdict import Effect
from motcua.messaging.text import BirthDate
from tests import factories
from tests.features.dossiers.files import NOW, effects, record, the_dossier, told

LATER = NOW - timedelta(days=1)


@pytest.fixture
def unit():
    return factories.unit()


def test_a_new_observation_is_a_dossier_with_one_transition(unit):
    assert effects(record(unit, told())) == [Effect.NEW]
    found = the_dossier(unit)
    assert (found.code, found.full_name, found.stage, found.birth_day) == ("H29-001", "Nguyễn Thị Mẫu", "processing", 5)
    assert found.transitions.values_list("stage", "standing", "run_id").get() == ("processing", "stands", 1)


def test_the_same_observations_twice_write_nothing(unit):
    many = [told(code=f"H{number}", identity_number="", slip_code="") for number in range(20)]
    record(unit, *many)
    before = list(Dossier.objects.order_by("id").values()), DossierTransition.objects.count()
    assert set(effects(record(unit, *many, run=2))) == {Effect.SAME}
    assert (list(Dossier.objects.order_by("id").values()), DossierTransition.objects.count()) == before


def test_comparing_says_the_same_and_writes_nothing(unit):
    record(unit, told())
    rows = [told(), told(stage=Stage.PRINTED, as_of=LATER), told(code="H2", full_name=""), told(code="H3")]
    said = intake.compare(unit.pk, rows, NOW)
    assert effects(said) == [Effect.SAME, Effect.CHANGED, Effect.BAD, Effect.NEW]
    assert said[2].reason == "Thiếu họ và tên."
    assert Dossier.objects.count() == 1
    assert the_dossier(unit).stage == "processing"


def test_news_of_the_same_source_moves_the_dossier_on(unit):
    record(unit, told())
    record(unit, told(stage=Stage.AT_UNIT_READY, as_of=LATER, place="Kệ B12"), run=2)
    found = the_dossier(unit)
    assert (found.stage, found.place, found.as_of, found.since) == ("at_unit_ready", "Kệ B12", LATER, LATER)
    assert found.transitions.count() == 2


def test_a_newer_sheet_that_says_the_same_only_confirms(unit):
    record(unit, told())
    assert effects(record(unit, told(as_of=LATER), run=2)) == [Effect.SAME]
    found = the_dossier(unit)
    assert (found.as_of, found.since, found.transitions.count()) == (LATER, told().as_of, 1)


def test_older_news_is_kept_and_does_not_count(unit):
    record(unit, told(stage=Stage.PRINTED, as_of=LATER))
    record(unit, told(stage=Stage.PROCESSING), run=2)
    found = the_dossier(unit)
    assert (found.stage, found.flagged_at) == ("printed", None)
    assert found.transitions.order_by("id").last().standing == "older"
    assert effects(record(unit, told(stage=Stage.PROCESSING), run=3)) == [Effect.SAME]


def test_a_status_that_goes_backwards_waits_for_an_officer(unit):
    record(unit, told(stage=Stage.PRINTED))
    said = record(unit, told(stage=Stage.PROCESSING, as_of=LATER), run=2)
    assert said[0].effect is Effect.CHANGED
    assert "lùi" in said[0].reason
    found = the_dossier(unit)
    assert found.stage == "printed"
    assert found.flagged_at is not None
    assert found.transitions.order_by("id").last().standing == "backwards"


def test_two_sources_never_show_two_truths(unit):
    record(unit, told(stage=Stage.NEEDS_FIX, reason="name_differs"), source=Source.MANUAL, run=None)
    record(unit, told(stage=Stage.AT_UNIT_READY, as_of=LATER), source=Source.INTEGRATION)
    found = the_dossier(unit)
    assert (found.stage, found.source) == ("needs_fix", "manual")
    assert found.transitions.get(standing="conflict").stage == "at_unit_ready"
    assert found.flagged_at is not None


def test_a_flag_goes_when_later_news_overtakes_it(unit):
    record(unit, told(stage=Stage.PRINTED))
    record(unit, told(stage=Stage.PROCESSING, as_of=LATER), run=2)
    record(unit, told(stage=Stage.AT_UNIT_READY, as_of=NOW), run=3)
    found = the_dossier(unit)
    assert (found.stage, found.flagged_at) == ("at_unit_ready", None)
    assert found.transitions.get(standing="backwards").settled_at is not None


def test_a_printed_date_never_moves_silently(unit):
    record(unit, told())
    record(unit, told(as_of=LATER, promised_on=date(2022, 8, 1)), run=2)
    found = the_dossier(unit)
    assert (found.promised_on, found.renewed_on) == (date(2022, 7, 20), date(2022, 8, 1))
    assert DossierPromise.objects.get().promised_on == date(2022, 8, 1)


def test_a_row_without_a_code_finds_its_dossier_by_number_then_by_name(unit):
    record(unit, told())
    by_number = told(code="", full_name="Nguyễn Thị Mẩu", stage=Stage.APPROVED, as_of=LATER)
    assert effects(record(unit, by_number)) == [Effect.CHANGED]
    by_name = told(code="", identity_number="", full_name="NGUYỄN THỊ MẨU", stage=Stage.PRINTED, as_of=LATER)
    assert effects(record(unit, by_name)) == [Effect.CHANGED]
    assert the_dossier(unit).stage == "printed"


def test_a_row_without_any_key_that_means_two_people_is_bad(unit):
    record(unit, told(code="A1", identity_number=""), told(code="A2", identity_number=""))
    said = record(unit, told(code="", identity_number="", stage=Stage.PRINTED, as_of=LATER))
    assert said[0].effect is Effect.BAD
    assert "mã hồ sơ" in said[0].reason


def test_the_same_person_twice_in_a_list_is_one_dossier(unit):
    said = record(
        unit, told(), told(), told(stage=Stage.PRINTED, as_of=LATER), told(code="", stage=Stage.PRINTED, as_of=LATER)
    )
    assert effects(said) == [Effect.NEW, Effect.SAME, Effect.CHANGED, Effect.SAME]
    found = the_dossier(unit)
    assert (found.stage, found.transitions.count()) == ("printed", 2)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"full_name": "  "}, "họ và tên"),
        ({"full_name": "A" * 101}, "100"),
        ({"birth": BirthDate(1990, 2, 30)}, "30/02/1990"),
        ({"birth": BirthDate(2023)}, "chưa đến"),
        ({"birth": BirthDate(1990, None, 5)}, "thiếu tháng"),
        ({"identity_number": "12345"}, "12 chữ số"),
        ({"phone": "0912"}, "điện thoại"),
        ({"reason": "because"}, "lý do"),
        ({"as_of": NOW + timedelta(days=3)}, "chưa đến"),
        ({"promised_on": date(2022, 7, 1)}, "Ngày hẹn"),
        ({"place": "K" * 121}, "Nơi nhận"),
        ({"code": "1" * 41}, "Mã hồ sơ"),
    ],
)
def test_a_bad_observation_says_why_and_leaves_the_others(unit, wrong, word):
    said = record(unit, told(**wrong), told(code="H2"))
    assert effects(said) == [Effect.BAD, Effect.NEW]
    assert word in said[0].reason


@pytest.mark.parametrize(
    "name",
    ["H'Hen Niê", "Y", "Nguyễn " + "Phúc " * 10 + "An", normalize("NFD", "Đặng Thị Huệ"), "Ðặng Thị Huệ", "K’ Brểu"],
)
def test_names_of_all_peoples_are_taken(unit, name):
    assert effects(record(unit, told(full_name=name))) == [Effect.NEW]
    assert effects(record(unit, told(full_name=name), run=2)) == [Effect.SAME]


def test_somebody_born_on_29_february_and_somebody_with_a_year_only_are_taken(unit):
    leap, year = told(birth=BirthDate(1992, 2, 29)), told(code="H2", identity_number="", birth=BirthDate(1955))
    assert effects(record(unit, leap, year)) == [Effect.NEW, Effect.NEW]
    assert effects(record(unit, told(code="", identity_number="", birth=BirthDate(1955)), run=2)) == [Effect.SAME]


def test_numbers_phones_and_addresses_are_sealed(unit):
    record(unit, told())
    row = Dossier.objects.values().get()
    for secret in ("079190000001", "+84912345678", "1 đường Mẫu", "GH7788"):
        assert all(
            secret.encode() not in bytes(value) for value in row.values() if isinstance(value, memoryview | bytes)
        )
        assert secret not in repr([value for value in row.values() if isinstance(value, str)])
    kept = sealing.unseal(row["told_sealed"]).details
    assert (kept.identity_number, kept.phone, kept.slip_code) == ("079190000001", "+84912345678", "GH7788")
    assert bytes(row["identity_hash"]) == sealing.identity_hash("079190000001")


def test_what_a_source_leaves_out_stays_as_it_was(unit):
    record(unit, told())
    record(unit, told(phone="", address="", slip_code="", promised_on=None, stage=Stage.PRINTED, as_of=LATER), run=2)
    kept = sealing.unseal(the_dossier(unit).told_sealed).details
    assert (kept.phone, kept.slip_code) == ("+84912345678", "GH7788")


def test_taking_a_run_back_erases_nothing_and_restores_what_stood(unit):
    record(unit, told(), run=1)
    changed = told(
        stage=Stage.NEEDS_FIX, reason="name_differs", as_of=LATER, full_name="Nguyễn Thị Khác", phone="+84900000000",
        birth=BirthDate(1991), promised_on=date(2022, 9, 1),
    )  # fmt: skip
    record(unit, changed, told(code="H2", full_name="Lê Văn Mới"), run=2)
    assert intake.undo(unit.pk, 2, by=7, now=NOW) == 2
    back = the_dossier(unit)
    assert (back.stage, back.reason, back.full_name, back.birth_month) == ("processing", "", "Nguyễn Thị Mẫu", 8)
    assert (back.renewed_on, back.since, back.as_of) == (None, told().as_of, told().as_of)
    assert sealing.unseal(back.told_sealed).details.phone == "+84912345678"
    assert list(back.transitions.order_by("id").values_list("kind", flat=True)) == ["told", "told", "undo"]
    assert Dossier.objects.get(code="H2").retracted_at is not None
    assert AuditEvent.objects.get(tag="dossiers:taken_back").detail == {"rows": 2}
    assert intake.undo(unit.pk, 2, by=7, now=NOW) == 0


def test_a_run_that_was_taken_back_may_come_again(unit):
    record(unit, told(), run=1)
    intake.undo(unit.pk, 1, by=7, now=NOW)
    assert effects(record(unit, told(), run=2)) == [Effect.NEW]
    assert the_dossier(unit).stage == "processing"


def test_taking_back_an_older_run_leaves_what_came_later(unit):
    record(unit, told(), run=1)
    record(unit, told(stage=Stage.PRINTED, as_of=LATER), run=2)
    intake.undo(unit.pk, 1, by=7, now=NOW)
    assert the_dossier(unit).stage == "printed"


def test_units_do_not_see_each_others_codes(unit):
    other = factories.unit()
    record(unit, told())
    assert effects(record(other, told())) == [Effect.NEW]
