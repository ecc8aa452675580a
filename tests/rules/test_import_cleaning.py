"""Rows: the good apart from the bad, notes passed over, twins seen, everything counted."""

import random

import pytest

from motcua.workflows.imports import cleaning
from motcua.workflows.imports.cells import Row
from motcua.workflows.imports.cleaning import Cleaner, Marks
from motcua.workflows.imports.columns import Code, Name, Text
from motcua.workflows.imports.dates import BirthDateColumn
from tests.rules.test_import_columns import TODAY

COLUMNS = (
    Code("code", "Mã"), Name("name", "Họ tên", required=True), BirthDateColumn("birth", "Ngày sinh", today=TODAY),
    Text("stage", "Trạng thái", required=True),
)  # fmt: skip
PLACES = {"code": 1, "name": 2, "birth": 3}


def cleaner(fixed: dict[str, str] | None = None) -> Cleaner:
    return Cleaner(COLUMNS, PLACES, fixed or {"stage": "Có thẻ"}, key=lambda values: values[0] or None)


def test_good_rows_keep_their_number_and_take_the_word_for_all() -> None:
    made = cleaner().portion([[1.0, "A", "Lê Mẫu", "1990"], ["", "", "", ""], [2.0, "B", "Đỗ Mẫu", ""]], 7)
    assert made.numbers == [7, 9]
    assert [values[3] for values in made.values] == ["Có thẻ", "Có thẻ"]
    assert made.bad == [] and made.read == 3


def test_a_missing_word_for_all_makes_every_row_bad() -> None:
    made = Cleaner(COLUMNS, PLACES, {}).portion([["", "A", "Lê Mẫu", ""]], 1)
    assert made.values == [] and made.bad[0].faults == {"stage": "Trống. Bắt buộc."}


def test_all_faults_of_a_row_are_told_and_counted_by_kind() -> None:
    at_work = cleaner()
    made = at_work.portion([["", "A", "", "30/02/1978"], ["", "B", "", "1990"]], 5)
    assert made.bad[0].faults == {"name": "Trống. Bắt buộc.", "birth": "Tháng 2 không có ngày 30."}
    assert made.bad[0].cells == {"code": "A", "name": "", "birth": "30/02/1978"}
    assert dict(at_work.tally.faults) == {"ô bắt buộc để trống": 2, "ngày sinh không có thật": 1}


def test_the_same_thing_twice_names_the_row_it_stood_in_first_across_portions() -> None:
    at_work = cleaner()
    rows: list[Row] = [["", "A", "Lê Mẫu", ""], ["", "B", "Đỗ Mẫu", ""], ["", "A", "Lê Mẫu", ""]]
    made = list(at_work.portions(iter(rows), 4, size=2))
    assert made[1].bad[0].number == 6
    assert made[1].bad[0].sentence == "Trùng với dòng 4."


def test_notes_sums_and_signatures_are_passed_over_and_counted() -> None:
    at_work = cleaner()
    rows: list[Row] = [
        ["PHƯỜNG 1", "", "", ""], [1.0, "A", "Lê Mẫu", "1990"], ["Tổng cộng: 1", "", "", ""],
        ["", "", "", "NGƯỜI LẬP"],
    ]  # fmt: skip
    made = at_work.portion(rows, 1)
    assert made.numbers == [2] and made.bad == []
    assert at_work.tally.passed_over == 3


def test_a_short_row_counts_its_missing_cells_as_empty() -> None:
    assert cleaner().portion([["", "A", "Lê Mẫu"]], 1).values[0][2] is None


def test_mended_cells_are_counted_with_examples() -> None:
    at_work = cleaner()
    at_work.portion([["", "A", "Lê Mẫu", 33090]] + [["", f"B{n}", "Lê Mẫu", 33091] for n in range(9)], 1)
    assert at_work.tally.mended["ngày là số của Excel, máy đã đổi"] == 10
    assert at_work.tally.examples["ngày là số của Excel, máy đã đổi"] == [1, 2, 3, 4, 5]


def test_marks_hold_exactly_what_was_added() -> None:
    chance = random.Random(1)
    marks, known = Marks(), set[int]()
    for mark in [0, -1, *(chance.randrange(-(2**63), 2**63) for _ in range(150_000))]:
        assert (mark in marks) == (mark in known)
        marks.add(mark)
        known.add(mark)
    assert all(mark in marks for mark in known)
    assert not any(chance.randrange(2**62) in marks for _ in range(1_000))


def test_twins_far_down_a_long_sheet_are_seen_though_their_numbers_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cleaning, "_NUMBERS_REMEMBERED", 1)
    rows: list[Row] = [
        ["", "A", "Lê Mẫu", ""],
        ["", "B", "Đỗ Mẫu", ""],
        ["", "B", "Đỗ Mẫu", ""],
        ["", "A", "Lê Mẫu", ""],
    ]
    made = cleaner().portion(rows, 1)
    assert [row.sentence for row in made.bad] == ["Trùng với một dòng ở trên.", "Trùng với dòng 1."]
