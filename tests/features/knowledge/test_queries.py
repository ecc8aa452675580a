"""What a citizen can be told: the topic tree, one answer on a day, and what the list says to a message."""

from datetime import date, timedelta

import pytest

from motcua.features.knowledge import operations, queries
from motcua.features.knowledge.book import new_edition
from motcua.features.knowledge.live import register_live
from motcua.features.knowledge.models import Preset
from motcua.foundation.offices.models import OpeningHours
from tests import factories
from tests.factories import NOW, TODAY
from tests.features.knowledge import lists

LATER = date(2026, 11, 22)


def test_a_unit_inherits_the_librarys_tree(unit):
    assert queries.categories(unit.pk, TODAY) == [queries.CategoryCard("le-phi", "Lệ phí và thời gian", 3)]
    cards = queries.entries_of(unit.pk, "le-phi", TODAY)
    assert [card.key for card in cards] == ["le-phi-cap-lai", "gio-lam-viec", "trang-phuc"]


def test_an_answer_tells_its_source_its_date_and_its_button(unit):
    told = queries.told(unit.pk, "le-phi-cap-lai", TODAY)
    assert told is not None
    assert told.text == "Lệ phí cấp lại là **70.000 đồng**."
    assert told.plain == "Lệ phí cấp lại là 70.000 đồng."
    assert (told.source, told.updated, told.action) == ("Thông tư 59/2019/TT-BTC", date(2022, 7, 1), "take_number")


def test_the_same_question_has_another_answer_in_another_year_and_no_unconfirmed_source(unit):
    told = queries.told(unit.pk, "le-phi-cap-lai", LATER)
    assert told is not None
    assert "70.000" not in told.text
    assert "gọi 028 0000 0113" in told.plain
    assert told.source == ""


def test_what_nobody_confirmed_is_not_stated_even_when_somebody_wrote_it(unit):
    entry = lists.published(unit, "Lệ phí năm 2026", answer="Lệ phí là 99.000 đồng.")
    entry.versions.update(confirmed=False)
    new_edition(unit.pk)
    told = queries.told(unit.pk, entry.key, TODAY)
    assert told is not None
    assert "99.000" not in told.plain
    assert "chưa có câu trả lời đã được xác nhận" in told.plain


def test_the_units_own_facts_stand_in_shared_answers(unit):
    point = factories.point(unit)
    for day in range(5):
        OpeningHours.objects.create(
            point=point, weekday=day, opens_minute=450, closes_minute=690, valid_from=date(2020, 1, 1)
        )
    told = queries.told(unit.pk, "gio-lam-viec", TODAY)
    assert told is not None
    assert told.plain == "Công an quận Mẫu làm việc: thứ Hai đến thứ Sáu 7:30–11:30."


def test_a_live_answer_stands_in_the_place_of_the_written_one(unit, monkeypatch):
    monkeypatch.setattr("motcua.features.knowledge.live._tellers", {})
    register_live("hours", lambda unit_id, now: f"Đang mở, lúc {now:%H:%M} giờ quốc tế.")
    told = queries.told(unit.pk, "gio-lam-viec", TODAY, NOW)
    assert told is not None
    assert told.plain == "Đang mở, lúc 01:40 giờ quốc tế."
    assert (told.live, told.updated) == ("hours", TODAY)


@pytest.mark.parametrize("teller", [lambda unit_id, now: None, lambda unit_id, now: 1 / 0])
def test_a_teller_that_has_nothing_or_fails_leaves_the_written_answer(unit, monkeypatch, teller):
    monkeypatch.setattr("motcua.features.knowledge.live._tellers", {"hours": teller})
    told = queries.told(unit.pk, "gio-lam-viec", TODAY, NOW)
    assert told is not None
    assert told.plain.startswith("Công an quận Mẫu làm việc")


def test_a_preset_opens_its_part_of_the_tree(unit):
    Preset.objects.create(unit=unit, key="thong-bao-cap-cccd", title="Thông báo cấp CCCD", order=1)
    [card] = queries.presets(unit.pk)
    assert card == queries.PresetCard("thong-bao-cap-cccd", "Thông báo cấp CCCD")
    assert queries.categories(unit.pk, TODAY, card.key)[0].count == 1
    assert [one.key for one in queries.entries_of(unit.pk, "le-phi", TODAY, card.key)] == ["le-phi-cap-lai"]


def test_a_units_own_entry_beats_the_librarys_and_only_there(unit):
    made = operations.start_draft(unit_id=unit.pk, entry_key="trang-phuc", by=(han := lists.writer(unit)), now=NOW)
    operations.change_draft(
        unit_id=unit.pk, version_id=made.id, category_key="le-phi", by=han, now=NOW,
        words=lists.words("Chụp ảnh mặc gì", answer="Mặc áo sơ mi sáng màu."),
    )  # fmt: skip
    operations.submit(unit_id=unit.pk, version_id=made.id, by=han, now=NOW)
    operations.approve(unit_id=unit.pk, version_id=made.id, by=lists.leader(unit), now=NOW)
    here, elsewhere = (queries.told(one.pk, "trang-phuc", TODAY) for one in (unit, factories.unit()))
    assert here is not None and here.plain == "Mặc áo sơ mi sáng màu."
    assert elsewhere is not None and elsewhere.plain == "Ông/bà mặc áo có cổ, bỏ kính."
    assert queries.categories(unit.pk, TODAY)[0].count == 3


def test_an_entry_that_is_not_there_is_not_told(unit):
    assert queries.told(unit.pk, "khong-co", TODAY) is None


def test_a_message_in_the_citizens_own_spelling_finds_its_entry(unit):
    asked = queries.ask(unit.pk, "mat the lam lai ton tien khong", TODAY)
    assert asked.choices[0].key == "le-phi-cap-lai"
    assert asked.decision in ("answer", "offer")


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "😀😀😀", "a" * 4000])
def test_nothing_sensible_gets_no_answer(unit, text):
    assert queries.ask(unit.pk, text, TODAY).decision == "none"


def test_an_empty_list_answers_nothing(db):
    assert queries.ask(factories.unit().pk, "lệ phí bao nhiêu", TODAY) == queries.Asked("none", 0.0, ())


def test_an_approval_is_heard_by_the_engine_at_once(unit):
    text = "xin giấy phép nuôi voi ở đâu"
    assert queries.ask(unit.pk, text, TODAY).decision != "answer"
    entry = lists.published(unit, "Xin giấy phép nuôi voi ở đâu", phrasings=(text,))
    assert queries.ask(unit.pk, text, TODAY).choices[0].key == entry.key


def test_an_answer_ends_with_its_last_day(unit):
    entry = lists.published(unit, "Tăng ca dịp lễ thế nào", valid_to=TODAY)
    assert queries.told(unit.pk, entry.key, TODAY) is not None
    assert queries.told(unit.pk, entry.key, TODAY + timedelta(days=1)) is None
