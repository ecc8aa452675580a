"""The shared library: every topic of the plan is there, loads twice without a change, and is told on both dates."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from motcua.features.knowledge import queries
from motcua.features.knowledge.models import Edition, EntryVersion
from motcua.features.knowledge.seeding import SEEDS, BadList, give_presets, load_seeds
from motcua.knowledge_cli import app
from tests import factories
from tests.factories import NOW, TODAY
from tests.features.knowledge import lists

DAYS = (date(2022, 7, 22), date(2026, 11, 22))


@pytest.fixture
def house(db):
    load_seeds(SEEDS, NOW)
    return factories.unit()


def test_loading_again_changes_nothing(house):
    before = (EntryVersion.objects.count(), Edition.objects.get(unit=None).number)
    assert load_seeds(SEEDS, NOW).changed == 0
    assert (EntryVersion.objects.count(), Edition.objects.get(unit=None).number) == before


def test_a_changed_file_makes_new_versions_and_keeps_the_old(db, tmp_path):
    lists.library(tmp_path)
    changed = json.loads(json.dumps(lists.LIBRARY))
    changed["entries"][2]["versions"][0]["answer"] = "Ông/bà mặc áo sẫm màu."
    (tmp_path / "le-phi.json").write_text(json.dumps(changed))
    assert load_seeds(tmp_path, NOW).changed == 1
    versions = EntryVersion.objects.filter(entry__key="trang-phuc").order_by("number")
    assert [(one.number, one.state) for one in versions] == [(1, "replaced"), (2, "approved")]
    told = queries.told(factories.unit().pk, "trang-phuc", TODAY)
    assert told is not None and told.plain == "Ông/bà mặc áo sẫm màu."


@pytest.mark.parametrize("broken", ["{", '{"category": {}}', "[]"])
def test_a_broken_file_is_named_and_nothing_is_loaded(db, tmp_path, broken):
    (tmp_path / "a.json").write_text(json.dumps(lists.LIBRARY))
    (tmp_path / "b.json").write_text(broken)
    with pytest.raises(BadList, match=r"b\.json"):
        load_seeds(tmp_path, NOW)
    assert not EntryVersion.objects.exists()


@pytest.mark.parametrize("day", DAYS)
def test_every_entry_of_the_house_is_two_taps_from_the_first_page_of_answers(house, day):
    reached = [
        told
        for category in queries.categories(house.pk, day)
        for card in queries.entries_of(house.pk, category.key, day)
        if (told := queries.told(house.pk, card.key, day))
    ]
    assert len(reached) == EntryVersion.objects.filter(
        state="approved", valid_from__lte=day
    ).exclude(valid_to__lt=day).count()  # fmt: skip
    for told in reached:
        assert told.plain.strip(), told.key
        assert "{" not in told.plain, told.key


def test_presets_are_given_once_and_keep_their_order(house):
    for _ in range(2):
        give_presets(house.pk, {"thong-bao-cap-cccd": "Thông báo cấp CCCD", "giai-dap-ve-cccd": "Giải đáp về CCCD"})
    assert [one.title for one in queries.presets(house.pk)] == ["Thông báo cấp CCCD", "Giải đáp về CCCD"]
    assert all(queries.categories(house.pk, TODAY, one.key) for one in queries.presets(house.pk))


def test_a_unit_loads_its_own_list_from_the_command_line(db, tmp_path):
    unit = factories.unit()
    (tmp_path / "rieng.json").write_text(json.dumps(lists.LIBRARY))
    said = CliRunner().invoke(app, ["load", str(tmp_path), "--unit", unit.slug])
    assert (said.exit_code, said.output) == (0, "3 câu hỏi, 3 câu mới hoặc đã đổi.\n")
    assert queries.categories(unit.pk, TODAY)[0].count == 3
    assert queries.categories(factories.unit().pk, TODAY) == []
    assert CliRunner().invoke(app, ["load", str(tmp_path), "--unit", "khong-co"]).exit_code == 2
