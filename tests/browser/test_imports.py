"""An officer imports 47,000 rows with 500 bad ones: she sees them, mends them, imports again, and takes it back."""

import io
import random
from pathlib import Path

import pytest
import xlsxwriter
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.conftest import DESK, NARROW, PHONE, Demo, Open, has_no_sideways_scroll
from tests.browser.test_inbox import sign_in

GOOD, BAD = 46_500, 500
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU"
HEADER = ("STT", "Mã hồ sơ", "Họ và tên", "Ngày sinh", "Số định danh", "Điện thoại", "Địa chỉ", "Trạng thái", "Ghi chú")
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng")
GIVEN = ("Thị Lan", "Văn Nam", "Ngọc Hà", "Hữu Sơn", "Bích Ngân", "Minh Tú", "Thanh Mai")
Row = list[object]


def good_row(number: int, chance: random.Random) -> Row:
    """An invented dossier."""
    year = 1950 + chance.randrange(50)
    return [
        number, f"CQ-{number:06}", f"{chance.choice(FAMILIES)} {chance.choice(GIVEN)} Mẫu",
        f"{1 + chance.randrange(28):02}/{1 + chance.randrange(12):02}/{year}",
        f"0790{year % 100:02}{number:06}", f"09{chance.randrange(10**8):08}",
        f"{1 + chance.randrange(300)} đường Mẫu {chance.randrange(60)}, phường {1 + chance.randrange(18)}",
        "Không được cấp" if number % 3 else "Có thẻ tại đơn vị", "",
    ]  # fmt: skip


def spoiled(row: Row, kind: int) -> Row:
    """The same with a fault of one of five kinds."""
    place, value = [(3, "12/13/1985"), (2, ""), (4, "12345"), (7, "LD-99"), (3, "30/02/1978")][kind % 5]
    return [*row[:place], value, *row[place + 1 :]]


def written(rows: list[Row]) -> bytes:
    """A list under its titles, as a ministry's system gives it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Không cấp T7")
        sheet.merge_range("A1:I1", "CÔNG AN QUẬN MẪU")
        sheet.merge_range("A2:I2", "DANH SÁCH HỒ SƠ KHÔNG ĐƯỢC CẤP")
        for place, row in enumerate((HEADER, *rows), 3):
            sheet.write_row(place, 0, row)
        sheet.write(len(rows) + 5, 7, "NGƯỜI LẬP BIỂU")
    return file.getvalue()


@pytest.fixture(scope="module")
def people() -> list[Row]:
    chance = random.Random(4)
    return [good_row(number, chance) for number in range(1, GOOD + BAD + 1)]


@pytest.fixture(scope="module")
def bad_numbers() -> list[int]:
    return sorted(random.Random(5).sample(range(GOOD + BAD), BAD))


def send(page: Page, demo: Demo, name: str, data: bytes) -> None:
    page.goto(f"{demo.product}/console/imports/new/")
    page.get_by_label("Hồ sơ và trạng thái thẻ").check()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Tệp danh sách").set_input_files({"name": name, "mimeType": kind, "buffer": data})
    page.get_by_role("button", name="Tải lên").click()


def heading(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_contain_text(words, timeout=150_000)


def clean_for_axe(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in found]


def test_forty_seven_thousand_rows_from_file_to_undo(
    demo: Demo, open_page: Open, shoot, people: list[Row], bad_numbers: list[int], tmp_path: Path
) -> None:
    wrong = set(bad_numbers)
    rows = [spoiled(row, at) if at in wrong else row for at, row in enumerate(people)]
    page = sign_in(open_page(DESK), demo, "quan4.truong", "/console/imports/")
    expect(page.locator("body")).to_contain_text("Chưa nhập danh sách nào.")
    send(page, demo, "khong-cap-T7-2022.xlsx", written(rows))
    heading(page, "ghép cột")
    expect(page.locator("#place-full_name")).to_have_value("2")
    expect(page.locator("#header_row")).to_have_value("4")
    shoot(page, "console-import-columns", whole=True)
    assert clean_for_axe(page) == []
    page.get_by_role("button", name="Xem thử").click()
    expect(page.locator("#tien-do")).to_contain_text("dòng mỗi giây", timeout=60_000)
    shoot(page, "console-import-progress")
    assert clean_for_axe(page) == []
    heading(page, "500 dòng cần sửa")
    expect(page.locator(".counts")).to_contain_text("46.500")
    first = page.locator(".badtable tbody tr").first
    expect(first.locator(".rownum")).to_have_text(str(bad_numbers[0] + 5))
    expect(page.locator(".badtable tbody tr")).to_have_count(100)
    assert has_no_sideways_scroll(page)
    assert clean_for_axe(page) == []
    shoot(page, "console-import-bad-rows")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert has_no_sideways_scroll(page)
    page.locator(".badrows").scroll_into_view_if_needed()
    page.locator(".badtable tbody tr").nth(1).scroll_into_view_if_needed()
    shoot(page, "console-import-bad-rows-phone")
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert has_no_sideways_scroll(page)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    with page.expect_download(timeout=150_000) as whole:
        page.get_by_role("link", name="Tải file lỗi (.xlsx)").click()
    told = CalamineWorkbook.from_path(whole.value.path()).get_sheet_by_index(0).to_python(False)
    assert told[3] == [*HEADER, "Lỗi"]
    assert [at - 4 for at, row in enumerate(told) if at > 3 and row[-1]] == bad_numbers
    with page.expect_download() as only:
        page.get_by_role("link", name="Chỉ tải 500 dòng lỗi").click()
    page.get_by_role("button", name="Nhập 46.500 dòng đúng").click()
    heading(page, "đã nhập 46.500 dòng")
    assert clean_for_axe(page) == []
    shoot(page, "console-import-done")
    told = CalamineWorkbook.from_path(only.value.path()).get_sheet_by_index(0).to_python(False)
    mended = [people[int(str(row[1]).removeprefix("CQ-")) - 1] for row in told[4:]]
    assert len(mended) == BAD
    send(page, demo, "da-sua.xlsx", written(mended))
    heading(page, "da-sua.xlsx")  # the columns are remembered: the dry run begins at once
    expect(page.get_by_role("button", name="Nhập 500 dòng đúng")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Nhập 500 dòng đúng").click()
    heading(page, "đã nhập 500 dòng")
    page.get_by_text("Hoàn tác lượt nhập này").click()
    page.get_by_role("button", name="Đồng ý hoàn tác").click()
    heading(page, "đã hoàn tác 500 dòng")
    page.goto(f"{demo.product}/console/imports/")
    expect(page.locator(".runs__row")).to_have_count(2)
    shoot(page, "console-imports")
    assert clean_for_axe(page) == []
    page.locator(".runs__row a").nth(1).click()
    page.get_by_text("Hoàn tác lượt nhập này").click()
    page.get_by_role("button", name="Đồng ý hoàn tác").click()
    heading(page, "đã hoàn tác 46.500 dòng")


def test_without_script_and_on_the_narrowest_phone_everything_is_there(
    demo: Demo, open_page: Open, shoot, people: list[Row]
) -> None:
    page = sign_in(open_page(NARROW, script=False), demo, "quan4.truong", "/console/imports/new/")
    expect(page.locator("body")).to_contain_text(STRIP)
    assert has_no_sideways_scroll(page)
    shoot(page, "console-import-new-phone", whole=True)
    send(page, demo, "nho.xlsx", written([*people[:20], spoiled(people[21], 0)]))
    if page.get_by_role("button", name="Xem thử").count():
        assert has_no_sideways_scroll(page)
        shoot(page, "console-import-columns-phone", whole=True)
        page.get_by_role("button", name="Xem thử").click()
    heading(page, "1 dòng cần sửa")  # the page loads itself anew
    assert has_no_sideways_scroll(page)
    page.get_by_role("button", name="Dừng, không nhập gì").click()
    heading(page, "đã dừng, không nhập gì")
    assert has_no_sideways_scroll(page)
