"""Where the header of a list is found, and which cell of it is which column."""

from motcua.workflows.imports.cells import Row
from motcua.workflows.imports.columns import Code, Name, Text
from motcua.workflows.imports.dates import BirthDateColumn
from motcua.workflows.imports.headers import find_header, guess, header_at, remembered
from tests.rules.test_import_columns import TODAY

COLUMNS = (
    Code("code", "Mã hồ sơ", ("Số hồ sơ",)),
    Name("full_name", "Họ và tên", ("Họ tên",)),
    BirthDateColumn("birth", "Ngày sinh", ("Năm sinh",), today=TODAY),
    Text("address", "Địa chỉ", ("Nơi ở",)),
)


def test_the_header_is_found_under_titles_and_above_numbered_columns() -> None:
    rows: list[Row] = [
        ["CÔNG AN QUẬN MẪU", "", "", ""], ["DANH SÁCH HỒ SƠ", "", "", ""], ["", "", "", ""],
        ["STT", "SỐ HỒ SƠ", "Họ tên", "Năm sinh"], ["(1)", "(2)", "(3)", "(4)"], [1.0, "HS-1", "Lê Mẫu", 1990.0],
    ]  # fmt: skip
    found = find_header(rows, COLUMNS)
    assert found is not None
    assert (found.row, found.data) == (3, 5)
    assert guess(found.labels, COLUMNS) == {"code": 1, "full_name": 2, "birth": 3}


def test_a_header_of_two_rows_is_read_as_one() -> None:
    rows: list[Row] = [["Mã hồ sơ", "Người nhận", ""], ["", "Họ và tên", "Ngày sinh"], ["HS-1", "Lê Mẫu", "1990"]]
    header = header_at(rows, 0, depth=2)
    assert header.labels == ("Mã hồ sơ", "Người nhận Họ và tên", "Người nhận Ngày sinh")
    assert header.data == 2
    assert guess(header.labels, COLUMNS)["birth"] == 2


def test_words_in_brackets_and_stars_do_not_matter() -> None:
    assert guess(["HỌ VÀ TÊN (*)", "Ngày sinh (dd/mm/yyyy)"], COLUMNS) == {"full_name": 0, "birth": 1}


def test_the_name_of_a_father_is_not_the_name() -> None:
    assert guess(["Họ và tên cha", "Họ tên"], COLUMNS) == {"full_name": 1}
    assert guess(["Họ và tên cha"], COLUMNS) == {}


def test_what_an_officer_chose_before_is_found_in_any_order() -> None:
    known = {"full_name": "ong ba", "code": "ma", "gone": "x"}
    assert remembered(["Mã", "Sinh", "Ông, bà"], known, COLUMNS) == {"full_name": 2, "code": 0}


def test_a_sheet_without_any_known_word_has_no_header() -> None:
    assert find_header([["a", "b"], [1.0, 2.0]], COLUMNS) is None
