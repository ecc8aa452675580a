"""Files as they come: formats, encodings, sizes, disguises; each is read rightly or refused in a sentence."""

import gzip
import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from motcua.workflows.imports import packed
from motcua.workflows.imports.books import Limits, Unreadable
from motcua.workflows.imports.cells import Row, as_text
from motcua.workflows.imports.old_letters import refuse_old_letters
from motcua.workflows.imports.sheets import open_book

_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/"/></manifest:manifest>'
)
TABLE = [["Họ và tên", "Ngày sinh"], ["Nguyễn Thị Mẫu", "05/08/1990"], ["Đỗ Văn Khuôn", "1988"]]


def rows_of(data: bytes, name: str, sheet: int = 0) -> list[list[str]]:
    return [[as_text(cell) for cell in row] for row in open_book(data, name).rows(sheet)]


def refusal(data: bytes, name: str, limits: Limits | None = None) -> str:
    try:
        refuse_old_letters(list(open_book(data, name, limits or Limits()).rows(0)))
    except Unreadable as refused:
        return refused.sentence
    pytest.fail("it was read")


def workbook(fill: object = None, **options: object) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        if fill is None:
            sheet = book.add_worksheet()
            for place, row in enumerate(TABLE):
                sheet.write_row(place, 0, row)
        else:
            fill(book)  # type: ignore[operator]  # a function of a workbook
    return file.getvalue()


def text(sign: str = ",", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(sign.join(row) for row in TABLE).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_words_between_signs_in_every_unicode(sign: str, encoding: str) -> None:
    assert rows_of(text(sign, encoding), "a.csv") == TABLE


def test_windows_1258_is_composed() -> None:
    decomposed = "Họ và tên,Ngày sinh\nNguyễn Thị Mẫu,05/08/1990\nĐỗ Văn Khuôn,1988"
    bytes_ = b"".join(_in_1258(letter) for letter in decomposed)
    assert rows_of(bytes_, "a.csv") == TABLE


def _in_1258(letter: str) -> bytes:
    """Vowel first, tone behind it, as Windows writes."""
    import unicodedata

    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", parts[0] + "".join(mark for mark in parts[1:] if mark not in tones))
        return (base + "".join(tones)).encode("cp1258")


def test_windows_1252_of_another_language_is_kept() -> None:
    assert rows_of("Tên,Ghi chú\nFrançois,déjà vu".encode("cp1252", "ignore"), "a.csv")[1] == ["François", "déjà vu"]


@pytest.mark.parametrize(
    ("words", "font"),
    [
        ("Hä vµ tªn,N¬i ë\nNguyÔn ThÞ MÉu,Ng­êi d©n ph­êng\n§ç V¨n Khu«n,QuËn\n", "TCVN3"),
        ("Hoï vaø teân,Nôi ôû\nNguyeãn Thò Maãu,Ngöôøi daân phöôøng\nÑoã Vaên Khuoân,Quaän\n", "VNI"),
        ("Há»\x8d vÃ\xa0 tÃªn,NÆ¡i\nNguyá»…n Thá»‹ Máº«u,NgÆ°á»\x9di dÃ¢n\nÄ‘á»— VÄƒn\n", "bảng mã"),
    ],
)
def test_old_fonts_are_seen_and_refused_with_advice(words: str, font: str) -> None:
    assert font in refusal(words.encode(), "a.csv")


def test_good_words_are_never_taken_for_an_old_font() -> None:
    refuse_old_letters(
        [["Nguyễn Ngọc Ánh", "Huỳnh Thị Bé Ba", "H'Hen Niê", "đường số 7, phường Tân Thới Hòa", "Y Moan"]]
    )


def test_an_excel_workbook_in_cells_dates_and_numbers() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Một")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Tên", "Ngày", "Số"])
        sheet.write(1, 0, "Lê Mẫu")
        sheet.write_datetime(1, 1, datetime(1990, 8, 5), day)
        sheet.write(1, 2, 79190001234)

    book = open_book(workbook(fill), "a.xlsx")
    assert list(book.rows(0))[1] == ["Lê Mẫu", date(1990, 8, 5), 79190001234.0]
    assert book.head(0, 2) == list(book.rows(0)), "the stream and calamine read the same"


def test_rows_count_from_the_sheets_first_row_even_when_it_is_empty() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write(4, 2, "x")

    book = open_book(workbook(fill), "a.xlsx")
    rows: list[Row] = list(book.rows(0))
    assert len(rows) == 5 and rows[4][2] == "x"
    assert len(book.head(0, 9)) == 5


def test_formulas_give_their_values_and_errors_stay_visible() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(0, 1, "=A1&B9", None, "hai")
        sheet.write_formula(0, 2, "=1/0", None, "#DIV/0!")

    assert rows_of(workbook(fill), "a.xlsx") == [["2", "hai", "#DIV/0!"]]


def test_merged_titles_and_headers_are_told() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:D1", "DANH SÁCH")
        sheet.merge_range("A2:A3", "Mã")
        sheet.merge_range("B2:C2", "Người")
        sheet.write_row("B3", ["Tên", "Sinh"])
        sheet.write_row("A4", ["HS-1", "Lê Mẫu", "1990"])

    book = open_book(workbook(fill), "a.xlsx")
    assert (book.depth_of_header(0, 0), book.depth_of_header(0, 1)) == (1, 2)


def test_macros_are_not_run_and_the_officer_is_told() -> None:
    file = io.BytesIO(workbook())
    with zipfile.ZipFile(file, "a") as more:
        more.writestr("xl/vbaProject.bin", b"macro")
    book = open_book(file.getvalue(), "a.xlsm")
    assert book.notes == ("Tệp có macro. Máy chỉ đọc giá trị trong ô, không chạy macro.",)
    assert [list(row) for row in book.rows(0)] == TABLE


def test_a_large_sheet_is_read_as_a_stream_with_the_same_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "d/m/yy"})
        sheet.write(1, 0, "Lê & <Mẫu>")
        sheet.write_rich_string(1, 1, "Đỗ ", bold, "Văn")
        sheet.write_datetime(1, 3, datetime(1990, 8, 5), day)
        sheet.write_boolean(2, 4, True)
        sheet.write_number(2, 5, 0.5)
        sheet.write_formula(4, 0, "=1+1", None, 2)

    data = workbook(fill)
    small = [list(row) for row in open_book(data, "a.xlsx").rows(0)]
    monkeypatch.setattr(packed, "_LARGE", 0)
    large = [list(row) for row in open_book(data, "a.xlsx").rows(0)]
    width = len(small[0])
    assert [row + [""] * (width - len(row)) for row in large] == small
    inline = workbook(fill, constant_memory=True)
    assert as_text(list(open_book(inline, "a.xlsx").rows(0))[1][0]) == "Lê & <Mẫu>"


def test_the_old_format_of_excel_is_read() -> None:
    from tests.rules.old_excel import xls_of

    assert rows_of(xls_of(TABLE), "a.xls") == TABLE


def test_libreoffice_is_read_with_its_million_of_empty_rows() -> None:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>' for one in row
        )
        + '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        for row in TABLE
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Một">{cells}<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content)
        made.writestr("META-INF/manifest.xml", _MANIFEST)
    assert [row[:2] for row in rows_of(file.getvalue(), "a.ods")][:3] == TABLE


def test_a_zip_bomb_is_refused_before_anything_is_read() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_row(0, 0, ["Tên"])

    honest = io.BytesIO(workbook(fill))
    with zipfile.ZipFile(honest, "a", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/media/image1.png", bytes(3_000_000))
    small = Limits(unpacked_bytes=2_000_000)
    assert "bung ra quá lớn" in refusal(honest.getvalue(), "a.xlsx", small)


def test_a_bomb_that_lies_about_its_size_is_stopped_while_it_unpacks() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        with zipfile.ZipFile(io.BytesIO(workbook())) as whole:
            for name in whole.namelist():
                content = whole.read(name)
                if name.endswith("sheet1.xml"):
                    content = content.replace(b"</sheetData>", b"</sheetData>" + b" " * 3_000_000)
                made.writestr(name, content)
    data = bytearray(file.getvalue())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as made:
        size = next(part.file_size for part in made.infolist() if part.filename.endswith("sheet1.xml"))
    lie = data.replace(size.to_bytes(4, "little"), (5_000).to_bytes(4, "little"))
    assert lie != data
    assert "bung ra quá lớn" in refusal(bytes(lie), "a.xlsx", Limits(unpacked_bytes=2_000_000))


def test_a_sheet_whose_last_cell_is_at_the_end_of_the_world_is_refused() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 25, "z")

    assert "dòng 1048576" in refusal(workbook(fill), "a.xlsx")


def test_two_hundred_columns_are_too_many() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_row(0, 0, range(200))

    assert refusal(workbook(fill), "a.xlsx") == "Bảng có 200 cột, nhiều nhất 100. Xóa các cột không cần."


def test_a_thousand_sheets_are_too_many() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        for _ in range(1_000):
            book.add_worksheet()

    assert "1000 trang tính, nhiều nhất 100" in refusal(workbook(fill), "a.xlsx")


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.xlsx", "Tệp trống."),
        (b"\xef\xbb\xbf\r\n \r\n", "a.csv", "Tệp trống."),
        (b"\x00" * 100, "a.csv", "Tệp trống."),
        (b"%PDF-1.7 ...", "a.xlsx", "Đây là tệp PDF."),
        (b"\xff\xd8\xff\xe0 ...", "a.xls", "Đây là tệp ảnh."),
        (gzip.compress(b"a,b", mtime=0), "a.csv", "Đây là tệp nén."),
        (b"MZ\x90\x00", "a.xls", "không phải bảng tính"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "a.xls", "trang web lưu tên .xls"),
        (b"Ho ten,Ngay sinh\n", "a.xlsx", "bên trong không phải bảng tính"),
        (b"Ho ten,Ngay sinh\n", "a.docx", "Không nhận tệp .docx."),
        (b"PK\x03\x04 broken", "a.xlsx", "Tệp hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "Tệp hỏng"),
        (bytes(range(1, 32)) * 50, "a.csv", "không phải chữ"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_by_what_it_is(data: bytes, name: str, said: str) -> None:
    assert said in refusal(data, name)


@pytest.mark.parametrize(
    ("part", "said"), [("word/document.xml", "tệp Word"), ("xl/workbook.bin", ".xlsb"), ("readme.txt", "tệp nén")]
)
def test_other_archives_are_named(part: str, said: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(part, b"x")
    assert said in refusal(file.getvalue(), "a.xlsx")


def test_a_file_over_the_limit_is_refused() -> None:
    assert refusal(b"a,b\n" * 300_000, "a.csv", Limits(file_bytes=1024 * 1024)).startswith("Tệp lớn quá 1 MB.")


def test_a_broken_sheet_in_a_good_archive_is_refused() -> None:
    whole = zipfile.ZipFile(io.BytesIO(workbook()))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in whole.namelist():
            made.writestr(name, b"<worksheet><sheetData><row" if name.endswith("sheet1.xml") else whole.read(name))
    assert "hỏng" in refusal(file.getvalue(), "a.xlsx")


def test_an_entity_bomb_is_refused() -> None:
    whole = zipfile.ZipFile(io.BytesIO(workbook()))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "xl/workbook.xml":
                content = content.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook', 1)
            made.writestr(name, content)
    assert "hỏng" in refusal(file.getvalue(), "a.xlsx")
