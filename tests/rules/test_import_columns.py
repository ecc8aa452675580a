"""Columns of a spreadsheet: what they take, what they mend and flag, what they refuse and in which words."""

from datetime import date, datetime

import pytest

from motcua.messaging.text import BirthDate
from motcua.workflows.imports.cells import Cell, Fault, Mended
from motcua.workflows.imports.columns import EMPTY, Choice, Code, Column, Name, Text
from motcua.workflows.imports.dates import DAY_NUMBER, BirthDateColumn, Day
from motcua.workflows.imports.numbers import LOST_PHONE_ZERO, LOST_ZERO, OLD_PHONE, IdentityNumber, Phone

TODAY = date(2022, 7, 22)
BIRTH = BirthDateColumn("birth", "Ngày sinh", today=TODAY)
DAY = Day("day", "Ngày trả")
IDENTITY = IdentityNumber("identity", "Số định danh")
PHONE = Phone("phone", "Điện thoại")
NAME = Name("name", "Họ và tên")
CODE = Code("code", "Mã")
STAGE = Choice("stage", "Trạng thái", words={"ready": ("Đã có thẻ", "Chờ nhận"), "lost": ("Thất lạc",)})


def one(column: Column, cell: Cell) -> object:
    return column.clean([cell])[0]


def sentence(column: Column, cell: Cell) -> str:
    made = one(column, cell)
    assert isinstance(made, Fault), made
    return made.sentence


@pytest.mark.parametrize(
    ("cell", "made"),
    [
        ("05/08/1990", BirthDate(1990, 8, 5)),
        ("5-8-1990", BirthDate(1990, 8, 5)),
        ("1990-08-05", BirthDate(1990, 8, 5)),
        ("05/08/1990 00:00:00", BirthDate(1990, 8, 5)),
        ("1990", BirthDate(1990)),
        (1990, BirthDate(1990)),
        (1990.0, BirthDate(1990)),
        ("8/1990", BirthDate(1990, 8)),
        (date(1990, 8, 5), BirthDate(1990, 8, 5)),
        (datetime(1990, 8, 5), BirthDate(1990, 8, 5)),
        ("29/02/1988", BirthDate(1988, 2, 29)),
        (33090, Mended(BirthDate(1990, 8, 5), DAY_NUMBER)),
        ("５/８/１９９０", BirthDate(1990, 8, 5)),
        ("", None),
    ],
)  # fmt: skip
def test_a_birth_date_is_read_as_precise_as_it_stands(cell: Cell, made: object) -> None:
    assert one(BIRTH, cell) == made


def test_a_date_that_lost_its_zero_is_mended_and_flagged() -> None:
    assert one(BIRTH, 5081990) == Mended(BirthDate(1990, 8, 5), "ngày mất số 0 đầu, máy đã thêm lại")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("12/13/1985", "Tháng 13 không có. Cần ngày/tháng/năm."),
        ("30/02/1978", "Tháng 2 không có ngày 30."),
        ("29/02/1990", "Năm 1990 không có ngày 29 tháng 2."),
        ("31/04/1990", "Tháng 4 không có ngày 31."),
        ("01/01/2030", "Ngày sinh 01/01/2030 chưa đến."),
        ("01/01/1800", "Năm sinh 1800 quá xa."),
        ("không rõ", "Không đọc được. Cần ngày/tháng/năm, hoặc chỉ năm."),
        (12.5, "Không đọc được. Cần ngày/tháng/năm, hoặc chỉ năm."),
        ("#REF!", "Công thức trong ô bị lỗi #REF!."),
    ],
)
def test_a_birth_date_that_cannot_be_is_refused(cell: Cell, said: str) -> None:
    assert sentence(BIRTH, cell) == said


def test_a_day_may_lie_ahead_but_must_exist() -> None:
    assert one(DAY, "01/09/2030") == date(2030, 9, 1)
    assert one(DAY, datetime(2022, 7, 1, 8, 30)) == date(2022, 7, 1)
    assert one(DAY, 44743) == Mended(date(2022, 7, 1), DAY_NUMBER)
    assert sentence(DAY, "31/06/2022") == "Tháng 6 không có ngày 31."
    assert sentence(DAY, "mai") == "Ngày trả: cần ngày/tháng/năm."


@pytest.mark.parametrize(
    ("cell", "made"),
    [
        ("079190001234", "079190001234"),
        ("079 190.001-234", "079190001234"),
        ("025123456", "025123456"),
        (79190001234, Mended("079190001234", LOST_ZERO)),
        (79190001234.0, Mended("079190001234", LOST_ZERO)),
        ("79190001234", Mended("079190001234", LOST_ZERO)),
        (1190001234, Mended("001190001234", LOST_ZERO)),
        (25123456, Mended("025123456", LOST_ZERO)),
        ("", ""),
    ],
)
def test_an_identity_number_is_text_and_lost_zeros_are_given_back_and_flagged(cell: Cell, made: object) -> None:
    assert one(IDENTITY, cell) == made


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("7.9190E+10", "Excel đã làm tròn số này. Ghi lại ô ở dạng chữ."),
        ("12345", "Có 5 chữ số. Cần 12, hoặc 9 với CMND."),
        ("99990001234", "Có 11 chữ số. Cần 12, hoặc 9 với CMND."),
        ("B1234567", "Số định danh chỉ gồm chữ số."),
    ],
)
def test_an_identity_number_that_cannot_be_is_refused(cell: Cell, said: str) -> None:
    assert sentence(IDENTITY, cell) == said


@pytest.mark.parametrize(
    ("cell", "made"),
    [
        ("0912345678", "+84912345678"),
        ("0912 345 678", "+84912345678"),
        ("+84912345678", "+84912345678"),
        ("'+84912345678", "+84912345678"),
        (912345678, Mended("+84912345678", LOST_PHONE_ZERO)),
        ("01689123456", Mended("+84389123456", OLD_PHONE)),
        (1689123456, Mended("+84389123456", OLD_PHONE)),
        ("02838123456", "+842838123456"),
        ("", ""),
    ],
)
def test_a_phone_is_stored_one_way_and_old_numbers_are_converted(cell: Cell, made: object) -> None:
    assert one(PHONE, cell) == made


def test_a_phone_that_cannot_be_is_refused() -> None:
    assert sentence(PHONE, "09") == "Số điện thoại thiếu, thừa chữ số hoặc có chữ."


@pytest.mark.parametrize("name", ["Nguyễn Thị Mẫu", "H'Hen Niê", "Y", "Trần Đ. Văn", "NGÔ HỮU NGHĨA", "A" * 60])
def test_names_of_all_peoples_are_taken_as_they_stand(name: str) -> None:
    assert one(NAME, name) == name


def test_a_name_is_composed_and_look_alikes_are_put_right() -> None:
    assert one(NAME, "Nguye\u0302\u0303n  Ða\u0323t\u200b") == "Nguyễn Đạt"


@pytest.mark.parametrize(
    ("name", "said"), [("Lâm 2", "Họ tên có chữ số."), ("...", "Họ tên không có chữ cái."), ("Lan?", "ký tự lạ"),
                       ("A" * 101, "dài quá 100")]
)  # fmt: skip
def test_what_is_no_name_is_refused(name: str, said: str) -> None:
    assert said in sentence(NAME, name)


def test_a_code_is_a_word_without_blanks() -> None:
    assert one(CODE, 12345.0) == "12345"
    assert one(CODE, "HS-001/2022") == "HS-001/2022"
    assert "không phải mã" in sentence(CODE, "mã số một")
    assert sentence(CODE, 1.5) == "“1.5” là số lẻ, không phải mã."


def test_a_choice_knows_its_words_without_accents_and_proposes_the_nearest() -> None:
    assert one(STAGE, "ĐÃ CÓ THẺ") == "ready"
    assert one(STAGE, "da co the") == "ready"
    assert sentence(STAGE, "Đã có thể.") == "“Đã có thể.” không có trong danh mục. Có phải “Đã có thẻ”?"
    assert sentence(STAGE, "LD-99") == "“LD-99” không có trong danh mục."


def test_an_empty_cell_is_refused_only_where_it_is_needed() -> None:
    assert one(Text("a", "A"), "  ") == ""
    assert one(Text("a", "A", required=True), " \u00a0") == EMPTY
    assert one(Text("a", "A", required=True), "\u200b") == EMPTY
    assert "nhiều nhất 3" in sentence(Text("a", "A", longest=3), "dài hơn")


def test_what_our_error_file_made_harmless_is_read_as_it_was() -> None:
    assert one(Text("a", "A"), "'=1+1") == "=1+1"
    assert one(Text("a", "A"), "'tis") == "'tis"


def test_a_column_of_many_different_cells_forgets_and_goes_on() -> None:
    cells: list[Cell] = [f"HS-{number}" for number in range(70_000)]
    assert CODE.clean(cells) == cells
