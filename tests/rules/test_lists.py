"""What a list may ask, how it compares and masks, and who may do what with its definition."""

from datetime import date

import pytest

from motcua.features.lists import cells, pasted, rules
from motcua.features.lists.rules import Kind, ListColumn, Role, Words
from motcua.messaging.text import Refused

NAME = ListColumn("ten", "Họ tên", Kind.NAME, Role.KEY)
BORN = ListColumn("sinh", "Ngày sinh", Kind.BIRTH_DATE, Role.KEY)
CODE = ListColumn("ma", "Mã", Kind.CODE, Role.FACTOR)
WHY = ListColumn("ly_do", "Lý do", Kind.TEXT, Role.SHOWN)
TODAY = date(2022, 7, 22)


def words(*columns: ListColumn, **told: object) -> Words:
    given: dict[str, object] = {
        "title": "Thẻ đã về", "intro": "", "found": "Thẻ của ông/bà đã về.", "advice": "", "columns": columns,
    }  # fmt: skip
    return Words(**{**given, **told})  # type: ignore[arg-type]  # test sugar


def test_a_whole_definition_has_no_fault():
    assert rules.faults_of(words(NAME, BORN, CODE, WHY)) == {}


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ((), "ít nhất hai cột"),
        ((NAME,), "kèm ngày sinh"),
        ((CODE, WHY), "ít nhất một cột để người dân gõ"),
        ((NAME, BORN, WHY), "yếu tố thứ hai"),
        ((NAME, BORN, ListColumn("dt", "Điện thoại", Kind.PHONE, Role.FACTOR)), "người khác dễ biết"),
        ((NAME, BORN, ListColumn("ten", "Tên khác", Kind.TEXT, Role.HIDDEN)), "trùng tên"),
        ((NAME, BORN, CODE, ListColumn("x", "", Kind.TEXT, Role.HIDDEN)), "từ 1 đến 60"),
        ((NAME, ListColumn("sinh", "Ngày sinh", Kind.BIRTH_DATE, Role.KEY, correctable=True), CODE), "không cho"),
        (tuple(ListColumn(f"c{n}", f"Mã {n}", Kind.CODE, Role.KEY) for n in range(5)), "Nhiều nhất 4 cột"),
        (tuple(ListColumn(f"c{n}", f"Mã {n}", Kind.CODE, Role.HIDDEN) for n in range(13)), "Nhiều nhất 12 cột"),
    ],
)
def test_a_definition_that_would_leak_or_fail_is_refused_in_words(columns, told: str):
    assert told in rules.faults_of(words(*columns))["columns"]


def test_texts_have_their_lengths_and_pick_up_needs_a_counter():
    faults = rules.faults_of(words(NAME, BORN, title="Th", found="Có", intro="x" * 601, advice="y" * 601, pick_up=True))
    assert set(faults) == {"title", "found", "intro", "advice", "hands_over"}


@pytest.mark.parametrize(
    ("typed", "told", "same"),
    [
        ("nguyen thi mau", "Nguyễn Thị Mẫu", True),
        ("Nguyễn Thị Mẫu", "NGUYỄN THỊ MẪU", True),
        ("Nguyễn Thuý Mẫu", "Nguyễn Thúy Mẫu", True),
        ("Nguyễn Thi Mẫu", "Nguyễn Thị Mẫu", False),
        ("H’Hen Niê", "H'Hen Niê", True),
        ("Hoàng Mẫu", "Huỳnh Mẫu", False),
    ],
)
def test_names_agree_with_their_accents_or_without_any(typed: str, told: str, same: bool):
    values = {"ten": typed, "sinh": "1990"}
    assert rules.matches((NAME, BORN), values, {"ten": told, "sinh": "05/08/1990"}) is same
    hashes = [rules.index_text((NAME, BORN), one) for one in (values, {"ten": told, "sinh": "05/08/1990"})]
    assert hashes[0] == hashes[1] or not same, "what matches must be found"


@pytest.mark.parametrize(
    ("typed", "told", "same"),
    [
        ("05/08/1990", "05/08/1990", True), ("1990", "05/08/1990", True), ("05/08/1990", "1990", True),
        ("08/1990", "05/08/1990", True), ("09/1990", "05/08/1990", False), ("06/08/1990", "05/08/1990", False),
        ("1991", "1990", False),
    ],
)  # fmt: skip
def test_birth_dates_agree_on_what_both_have(typed: str, told: str, same: bool):
    assert rules.matches((BORN,), {"sinh": typed}, {"sinh": told}) is same


def test_a_second_factor_is_read_without_its_signs_and_an_empty_one_fits_nobody():
    assert rules.factor_fits((CODE,), "gh 0001", {"ma": "GH-0001"})
    assert not rules.factor_fits((CODE,), "gh 0002", {"ma": "GH-0001"})
    assert not rules.factor_fits((CODE,), "", {"ma": ""})
    assert not rules.factor_fits((NAME,), "Mẫu", {"ten": "Mẫu"})


def test_a_row_is_known_by_its_first_code():
    other = ListColumn("so", "Số định danh", Kind.IDENTITY_NUMBER, Role.HIDDEN)
    assert rules.code_of((NAME, other, CODE), {"so": "000000000001", "ma": "GH-1"}) == "ma\x1fgh1"
    assert rules.code_of((NAME, other, CODE), {"so": "000000000001"}) == "so\x1f000000000001"
    assert rules.code_of((NAME,), {"ten": "Mẫu"}) == ""


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (Kind.NAME, "Nguyễn Thị Mẫu", "N. T. M***"), (Kind.NAME, "Mẫu", "M***"),
        (Kind.BIRTH_DATE, "05/08/1990", "•••/1990"),
        (Kind.PHONE, "+84912345678", "0912 ••• •••"), (Kind.PHONE, "028123", "0281 ••• •••"),
        (Kind.CODE, "GH-0001", "•••001"), (Kind.CODE, "GH-1", "•••"), (Kind.TEXT, "Đường Mẫu 1", "Đường •••"),
        (Kind.IDENTITY_NUMBER, "000000000101", "•••101"), (Kind.TEXT, "", ""),
    ],
)  # fmt: skip
def test_a_masked_cell_tells_enough_to_its_owner_only(kind: Kind, text: str, shown: str):
    assert rules.masked(kind, text) == shown


def test_phones_are_written_as_people_do():
    assert rules.told(Kind.PHONE, "+84912345678") == "0912 345 678"
    assert rules.told(Kind.PHONE, "+842838123456") == "02838123456"
    assert rules.told(Kind.TEXT, "+84912345678") == "+84912345678"


def test_column_keys_are_plain_and_never_twice():
    assert rules.column_key("Ngày sinh", []) == "ngay_sinh"
    assert rules.column_key("Ngày sinh", ["ngay_sinh"]) == "ngay_sinh_2"
    assert rules.column_key("…", []) == "cot"


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "published", "replaced", "withdrawn"])
def test_steps_lead_from_a_draft_through_a_second_person_to_citizens(state: str):
    allowed = {step for step in rules.TRANSITIONS if rules.may(step, state)}
    assert allowed == {
        "draft": {"submit", "withdraw"}, "submitted": {"return", "approve", "withdraw"},
        "approved": {"return", "publish", "withdraw"}, "published": {"replace", "withdraw"},
    }.get(state, set())  # fmt: skip
    assert rules.after("approve") == "approved"


def test_a_pasted_table_is_cut_and_its_columns_guessed():
    header, *rows = pasted.table(
        "STT\tHọ và tên\tNăm sinh\tMã hồ sơ\tSĐT\tVị trí kệ\tGhi chú\n\n1\tMẫu\t1990\tHS1\t0912345678\tK1\t"
    )
    columns = pasted.guessed_columns(header)
    assert [(one.kind, one.role) for one in columns] == [
        (Kind.NAME, Role.KEY), (Kind.BIRTH_DATE, Role.KEY), (Kind.CODE, Role.FACTOR), (Kind.PHONE, Role.HIDDEN),
        (Kind.TEXT, Role.SHELF), (Kind.TEXT, Role.HIDDEN),
    ]  # fmt: skip
    [line] = pasted.lines(rows, header, columns, TODAY)
    assert line.cells == ("Mẫu", "1990", "HS1", "+84912345678", "K1", "")
    assert pasted.table("a;b\n1;2") == [["a", "b"], ["1", "2"]]
    assert pasted.table("") == []


def test_a_pasted_line_says_to_an_officer_what_is_wrong():
    [line] = pasted.lines([["Mẫu 1", "1990"]], ["Họ tên", "Ngày sinh"], (NAME, BORN), TODAY)
    assert line.fault == "Họ tên: Họ và tên không có chữ số."
    [line] = pasted.lines([["Mẫu", "31/2/1990"]], ["Họ tên", "Ngày sinh"], (NAME, BORN), TODAY)
    assert line.fault == "Ngày sinh: Ngày 31/02/1990 không có trong lịch."


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (Kind.IDENTITY_NUMBER, "0000 0000 0101", "000000000101"), (Kind.PHONE, "01689123456", "+84389123456"),
        (Kind.BIRTH_DATE, "5/8/1990", "05/08/1990"), (Kind.TEXT, "  hai   chữ ", "hai chữ"), (Kind.CODE, "", ""),
    ],
)  # fmt: skip
def test_cells_are_kept_one_way(kind: Kind, text: str, kept: str):
    assert cells.read(kind, text, TODAY) == kept


@pytest.mark.parametrize(("kind", "text"), [(Kind.IDENTITY_NUMBER, "123"), (Kind.TEXT, "x" * 301)])
def test_cells_that_cannot_be_kept_are_refused(kind: Kind, text: str):
    assert isinstance(cells.read(kind, text, TODAY), Refused)
