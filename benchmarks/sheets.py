"""A list of invented dossiers as an XLSX file, written row by row: XlsxWriter needs minutes for a million."""

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

HEADER = ("STT", "Mã hồ sơ", "Họ và tên", "Ngày sinh", "Số định danh", "Điện thoại", "Địa chỉ", "Trạng thái")
_FAMILY = "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()  # noqa: SIM905  # as read
_MIDDLE = ("Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh", "Quốc", "Kim", "Đức", "Thị Thu", "Thị Bích", "Hoàng")
_GIVEN = ("An", "Bình", "Châu", "Dũng", "Hà", "Hân", "Khoa", "Lan", "Mai", "Nam", "Oanh", "Phúc", "Quân", "Sơn", "Tú",
          "Uyên", "Vy", "Xuân", "Yến", "Khuê", "Thảo", "Trâm", "Tuấn", "Hòa", "Thủy")  # fmt: skip
_STAGES = ("Có thẻ tại đơn vị", "Không được cấp", "Đang xử lý", "Đã trả thẻ")
_PARTS = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',  # noqa: E501
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',  # noqa: E501
    "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Danh sách" sheetId="1" r:id="rId1"/></sheets></workbook>',  # noqa: E501
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',  # noqa: E501
}
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def people(rows: int) -> Iterator[tuple[int, str, str, str, str, str, str, str]]:
    """Invented people, the same at each run."""
    chance = random.Random(2021)
    pick = chance.choice
    for number in range(1, rows + 1):
        year = 1940 + chance.randrange(66)
        yield (
            number, f"HS-{number:07}", f"{pick(_FAMILY)} {pick(_MIDDLE)} {pick(_GIVEN)} {pick(_GIVEN)}",
            f"{1 + chance.randrange(28):02}/{1 + chance.randrange(12):02}/{year}",
            f"079{'02'[year >= 2000]}{year % 100:02}{number % 1_000_000:06}", f"09{chance.randrange(10**8):08}",
            f"{chance.randrange(400)} đường Mẫu {chance.randrange(90)}, phường {1 + chance.randrange(18)}, quận 4",
            pick(_STAGES),
        )  # fmt: skip


def write_sheet(path: Path, rows: int) -> None:
    """The list under two rows of titles, with shared words, as Excel writes it."""
    words: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
        for name, content in _PARTS.items():
            packed.writestr(name, content)
        with packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(
                f'<?xml version="1.0"?><worksheet {_MAIN}><dimension ref="A1:H{rows + 3}"/><sheetData>'.encode()
            )
            sheet.write(_row(1, ["CÔNG AN QUẬN MẪU"], words))
            sheet.write(_row(2, ["DANH SÁCH HỒ SƠ CĂN CƯỚC"], words))
            sheet.write(_row(3, HEADER, words))
            for at, row in enumerate(people(rows), 4):
                sheet.write(_row(at, row, words))
            sheet.write(b"</sheetData></worksheet>")
        with packed.open("xl/sharedStrings.xml", "w") as shared:
            shared.write(f'<?xml version="1.0"?><sst {_MAIN} uniqueCount="{len(words)}">'.encode())
            shared.writelines(f"<si><t>{word}</t></si>".encode() for word in words)
            shared.write(b"</sst>")


def _row(at: int, cells: "tuple[object, ...] | list[str]", words: dict[str, int]) -> bytes:
    told = []
    for place, cell in enumerate(cells):
        where = f"{chr(65 + place)}{at}"
        if isinstance(cell, int):
            told.append(f'<c r="{where}"><v>{cell}</v></c>')
        else:
            told.append(f'<c r="{where}" t="s"><v>{words.setdefault(str(cell), len(words))}</v></c>')
    return f'<row r="{at}">{"".join(told)}</row>'.encode()
