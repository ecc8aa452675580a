"""Vietnamese text as people type it: repaired, compared, and read into names, dates and phones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.messaging.text import (
    BirthDate,
    Refused,
    clean,
    fold,
    name_key,
    number_in_words,
    read_birth_date,
    read_full_name,
    read_phone,
    year_in_words,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("Nguyê\u0303n", "Nguyễn"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Nguye\u0303\u0302n", "Nguyễn"),
        ("ê\u0323", "ệ"),
        ("e\u0323\u0302", "ệ"),
        ("Trần\u200bVăn\ufeff", "TrầnVăn"),
        ("Trần\u00a0\u00a0Văn \t An\n", "Trần Văn An"),
        ("Ðặng Ɖức", "Đặng Đức"),
        ("１２/０３", "12/03"),
        ("a\x00b\x07c", "abc"),
        ("\u202eabc\u202c", "abc"),
    ],
)
def test_text_is_repaired_to_what_was_meant(typed: str, meant: str) -> None:
    assert clean(typed) == meant


@pytest.mark.parametrize(
    "typed, key",
    [
        ("Bấm Số", "bam so"),
        ("ĐẶNG ĐỨC", "dang duc"),
        ("Ðức", "duc"),
        ("Thừa Thiên – Huế", "thua thien - hue"),
        ("H’Hen Niê", "h'hen nie"),
        ("ắằẳẵặ ơờớởỡợ ưừứửữự", "aaaaa oooooo uuuuuu"),
        ("70.000₫", "70.000₫"),
        ("", ""),
    ],
)
def test_folding_forgets_accents_case_and_kinds_of_dashes(typed: str, key: str) -> None:
    assert fold(typed) == key


@pytest.mark.parametrize(
    "one, other",
    [("hoà", "hòa"), ("Thuý", "THÚY"), ("khoẻ", "khỏe"), ("hòan", "hoàn"), ("qúy", "quý"), ("loè", "lòe")],
)
def test_the_place_of_the_tone_does_not_change_a_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    "one, other", [("hoa", "hòa"), ("Lý", "Lí"), ("Vũ", "Võ"), ("ngoài", "ngoại"), ("thuở", "thủơ"), ("Đan", "Dan")]
)
def test_other_accents_keep_names_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_name_keys_keep_syllables_that_only_look_alike() -> None:
    assert name_key("Khuỷu tuyết ngoài quý") == "khuỷu tuyết ngoài quý"


@given(st.text())
def test_cleaning_and_folding_are_done_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert fold(clean(text)) == fold(text)
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Mẫu", "H'Hen Niê", "Y Wang Niê Kđăm", "K’ Brêm", "Trần Lê-Anh", "Thạch Sô Phi", "An",
        "Đ. Văn Ư", "Ꮳherokee", "ក ខ", "A" * 100, "Niê", "Tên", "Ạ", "Hồ Va", "Công Tằng Tôn Nữ " * 3 + "Thị An",
        "Nguye\u0302\u0303n Thi\u0323 Ho\u0300a", "Lê Văn Nhé Bảy",
    ],
)  # fmt: skip
def test_names_of_all_peoples_are_taken(name: str) -> None:
    assert read_full_name(name) == clean(name)


@pytest.mark.parametrize(
    "typed, name",
    [
        ("Tôi tên là Trần Văn An", "Trần Văn An"),
        ("dạ em tên Trần Văn An ạ", "Trần Văn An"),
        ("Họ và tên: Trần Văn An", "Trần Văn An"),
        ("tên con là Trần Văn An nha", "Trần Văn An"),
        ("ho ten tran van an", "tran van an"),
        ("TÊN LÀ TRẦN VĂN AN Ạ", "TRẦN VĂN AN"),
        ("tên là", "là"),
        ("Trần Văn Tên", "Trần Văn Tên"),
    ],
)
def test_words_around_a_name_are_left_out(typed: str, name: str) -> None:
    assert read_full_name(typed) == name


@pytest.mark.parametrize(
    "typed, why",
    [
        ("", "bằng chữ"),
        ("…", "bằng chữ"),
        ("\u200b", "bằng chữ"),
        ("An 2", "chữ số"),
        ("A" * 101, "quá 100"),
        ("Tôi <b>", "chỉ gồm chữ cái"),
        ("An @ Bình", "chỉ gồm chữ cái"),
    ],
)
def test_a_refused_name_says_why(typed: str, why: str) -> None:
    refused = read_full_name(typed)
    assert isinstance(refused, Refused)
    assert why in refused.sentence


def test_a_decomposed_name_of_a_hundred_letters_is_not_too_long() -> None:
    assert read_full_name("e\u0302\u0303" * 100) == "ễ" * 100


@pytest.mark.parametrize(
    "typed",
    [
        "5/8/1990", "05-08-90", "5.8.1990", "5 8 1990", "05081990", "1990-08-05", "5 tháng 8 năm 1990",
        "5 thang 8 1990", "mùng 5 tháng 8 năm 1990", "mồng năm tháng tám năm 1990", "năm tháng tám năm 1990",
        "ngày 5 tháng 8 năm 1990", "sinh ngày 5/8/1990",
        "tôi sinh 5/8/1990.", "５/８/１９９０", "5 – 8 – 1990", "Ngày sinh: 05/08/1990",
        "5/8/90", "05.08.1990", "5/8 năm 1990", "5 thg 8 1990", "5 t8 năm 90", "dạ 5/8/1990 ạ", "mùng 5 tháng 8 năm 90",
        "năm tháng tám năm một chín chín không", "5 tháng 8 năm một nghìn chín trăm chín mươi",
        "mu\u0300ng 5 tha\u0301ng 8 na\u0306m 1990", "5/8/1990 dương lịch", "5/ tháng 8/ năm 1990",
    ],
)  # fmt: skip
def test_a_birth_date_is_read_however_it_is_written(typed: str) -> None:
    assert read_birth_date(typed, TODAY) == BirthDate(1990, 8, 5)


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("1990", "1990"),
        ("năm 1990", "1990"),
        ("sinh năm 1954", "1954"),
        ("năm 90", "1990"),
        ("sinh năm 54", "1954"),
        ("năm một chín năm tư", "1954"),
        ("năm hai nghìn", "2000"),
        ("năm hai nghìn không trăm linh ba", "2003"),
        ("8/1990", "08/1990"),
        ("tháng tám năm 1990", "08/1990"),
        ("thang 12 nam 90", "12/1990"),
        ("29/2/2000", "29/02/2000"),
        ("31 tháng mười hai 1945", "31/12/1945"),
        ("hai mươi mốt tháng tư năm 1960", "21/04/1960"),
        ("22/11/26", "22/11/2026"),
        ("23/11/27", "23/11/1927"),
    ],
)
def test_precision_and_century_are_as_the_papers_have_them(typed: str, meant: str) -> None:
    assert str(read_birth_date(typed, TODAY)) == meant


@pytest.mark.parametrize(
    "typed, why",
    [
        ("31/2/1990", "không có trong lịch"),
        ("29/2/2023", "không có trong lịch"),
        ("0/0/1990", "không có trong lịch"),
        ("00/00/0000", "không có trong lịch"),
        ("23/11/2026", "chưa đến"),
        ("2030", "chưa đến"),
        ("12/2026", "chưa đến"),
        ("1/1/1895", "quá xa"),
        ("90", "chưa đọc được"),
        ("hôm qua", "chưa đọc được"),
        ("tháng giêng 1990", "dương lịch"),
        ("rằm tháng tám năm 1990", "dương lịch"),
        ("rằm", "dương lịch"),
        ("năm Canh Ngọ", "dương lịch"),
        ("tuổi Tý", "dương lịch"),
        ("5/8", "còn thiếu năm"),
        ("mùng 5 tháng 8", "còn thiếu năm"),
        ("năm một ngàn tám trăm", "chưa đọc được"),
        ("năm nào không nhớ", "chưa đọc được"),
        ("lăm lăm tháng 8 năm 1990", "không có trong lịch"),
        ("năm năm năm năm tháng 8 năm 1990", "chưa đọc được"),
        ("mùng 5 tháng 8 âm lịch năm 1990", "dương lịch"),
        ("thang " * 400, "chưa đọc được"),
        ("", "chưa đọc được"),
    ],
)
def test_a_refused_birth_date_says_why(typed: str, why: str) -> None:
    refused = read_birth_date(typed, TODAY)
    assert isinstance(refused, Refused)
    assert why in refused.sentence


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY), st.sampled_from(["/", "-", ".", " "]))
def test_every_day_of_a_life_is_read_back(day: date, sign: str) -> None:
    expected = BirthDate(day.year, day.month, day.day)
    assert read_birth_date(f"{day.day}{sign}{day.month}{sign}{day.year}", TODAY) == expected
    assert read_birth_date(f"{day:%d%m%Y}", TODAY) == expected
    assert read_birth_date(str(expected), TODAY) == expected


@given(st.text())
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (read_birth_date(text, TODAY), read_full_name(text), read_phone(text)):
        assert not isinstance(read, Refused) or read.sentence.endswith(".")


@pytest.mark.parametrize(
    "words, number",
    [
        ("mot", 1), ("muoi", 10), ("muoi lam", 15), ("hai muoi", 20), ("hai muoi mot", 21), ("hai mot", 21),
        ("ba muoi tu", 34), ("07", 7), ("", None), ("khong", None), ("mot hai ba", None), ("muoi muoi", None),
        ("hai muoi muoi", None), ("123", None), ("mot muoi", None),
    ],
)  # fmt: skip
def test_small_numbers_in_words(words: str, number: int | None) -> None:
    assert number_in_words(words) == number


@pytest.mark.parametrize(
    "words, year",
    [
        ("mot chin chin khong", 1990), ("hai khong hai sau", 2026), ("mot nghin chin tram chin muoi", 1990),
        ("mot ngan chin tram", 1900), ("hai nghin khong tram le ba", 2003), ("hai ngan muoi hai", 2012),
        ("mot nghin tam tram", None), ("mot nghin", None), ("hai nghin chin tram", None), ("mot hai ba bon", None),
        ("mot nghin chin tram mot tram", None), ("chin muoi", None), ("", None),
    ],
)  # fmt: skip
def test_years_in_words(words: str, year: int | None) -> None:
    assert year_in_words(words) == year


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("0912345678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("+840912345678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("SĐT: 0912 345 678", "+84912345678"),
        ("０９１２３４５６７８", "+84912345678"),
        ("0169 123 4567", "+84391234567"),
        ("0199 123 4567", "+84591234567"),
        ("(028) 3812 3456", "+842838123456"),
        ("1900 0368", "+8419000368"),
        ("0551234567", "+84551234567"),
        ("0912345678 ạ", "+84912345678"),
        ("số của em 0912 345 678 (zalo)", "+84912345678"),
        ("không chín một hai ba bốn năm sáu bảy tám", "+84912345678"),
    ],
)
def test_phones_are_stored_one_way(typed: str, stored: str) -> None:
    assert read_phone(typed) == stored


@pytest.mark.parametrize(
    "typed, why",
    [
        ("113", "khẩn cấp"),
        ("gọi 114", "khẩn cấp"),
        ("", "chưa đọc được"),
        ("0912", "chưa đọc được"),
        ("0912345678 gọi tôi", "chưa đọc được"),
        ("091234567890", "thiếu hoặc thừa"),
        ("++++++++", "chưa đọc được"),
        ("0912345678 hoặc 0987654321", "chỉ ghi một số"),
        ("0912345678, 0987654321", "chỉ ghi một số"),
    ],
)
def test_a_refused_phone_says_why(typed: str, why: str) -> None:
    refused = read_phone(typed)
    assert isinstance(refused, Refused)
    assert why in refused.sentence
