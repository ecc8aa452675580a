"""Tra cứu in real processes: every outcome on a phone and on a desk, at 320 px without script, and at the officer's."""

from collections.abc import Callable

import psycopg
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, NARROW, PHONE, Demo, Open, has_no_sideways_scroll
from tests.browser.test_answers import signed_in

STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU"
HERE = "/u/cong-an-quan-4/lookup/"
Shoot = Callable[..., None]


def ask(page: Page, demo: Demo, name: str, born: tuple[str, str, str], code: str = "", pause_ms: int = 0) -> None:
    page.goto(demo.product + HERE)
    page.get_by_label("Họ và tên").fill(name)
    for label, part in zip(("Ngày", "Tháng", "Năm"), born, strict=True):
        page.get_by_label(label, exact=True).fill(part)
    page.get_by_label("Mã trên giấy hẹn").fill(code)
    page.wait_for_timeout(pause_ms)
    page.get_by_role("button", name="Tra cứu").click()


def test_a_ready_card_is_found_from_the_first_page_on_a_phone(demo: Demo, open_page: Open, shoot: Shoot) -> None:
    page = open_page(PHONE)
    page.goto(demo.product + "/u/cong-an-quan-4/")
    page.get_by_role("link", name="Tra cứu hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tra cứu hồ sơ")
    shoot(page, "lookup-form", whole=True)
    ask(page, demo, "Nguyễn Thị Mẫu", ("5", "8", "1968"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ của N. T. M***")
    expect(page.locator("body")).to_contain_text("Thẻ đã có tại đơn vị.")
    expect(page.locator("body")).to_contain_text("kệ B12")
    expect(page.locator("body")).to_contain_text(STRIP)
    assert "lookup/answers/" in page.url
    assert has_no_sideways_scroll(page)
    shoot(page, "lookup-ready", whole=True)


def test_in_progress_and_late_on_a_desk(demo: Demo, open_page: Open, shoot: Shoot) -> None:
    page = open_page(DESK)
    ask(page, demo, "Trần Văn Mẫu", ("2", "3", "1990"))
    expect(page.locator("body")).to_contain_text("Hồ sơ đang được xử lý.")
    shoot(page, "lookup-in-progress-desk", whole=True)
    ask(page, demo, "Võ Thị Mẫu", ("24", "12", "1995"))
    expect(page.locator("body")).to_contain_text("Quá hẹn")
    shoot(page, "lookup-late-desk", whole=True)


def test_needs_fix_opens_its_reason_with_the_slip(demo: Demo, open_page: Open, shoot: Shoot) -> None:
    page = open_page(PHONE)
    ask(page, demo, "Lê Thị Mẫu", ("20", "11", "1975"))
    expect(page.locator("body")).to_contain_text("Cần bổ sung")
    expect(page.locator("body")).not_to_contain_text("dữ liệu dân cư")
    shoot(page, "lookup-needs-fix", whole=True)
    page.get_by_label("Mã trên giấy hẹn").fill("gh 0003")
    page.get_by_role("button", name="Xem chi tiết").click()
    expect(page.locator("body")).to_contain_text("khác với dữ liệu dân cư")
    expect(page.get_by_role("heading", name="Hồ sơ đã đi đến đâu")).to_be_visible()
    assert has_no_sideways_scroll(page)
    shoot(page, "lookup-details", whole=True)


def test_none_and_namesakes(demo: Demo, open_page: Open, shoot: Shoot) -> None:
    page = open_page(PHONE)
    ask(page, demo, "nguyen van khong", ("", "", "1970"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa tìm thấy hồ sơ")
    shoot(page, "lookup-none", whole=True)
    ask(page, demo, "Đặng Thị Mẫu", ("1", "1", "1980"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Cần thêm mã trên giấy hẹn")
    shoot(page, "lookup-several", whole=True)


def test_without_script_at_320_px_the_same_form_waits_a_little(demo: Demo, open_page: Open) -> None:
    page = open_page(NARROW, script=False)
    ask(page, demo, "Phạm Văn Mẫu", ("30", "4", "1983"), "GH-0004", pause_ms=3200)
    expect(page.locator("body")).to_contain_text("số điện thoại sai")
    expect(page.locator("body")).to_contain_text("4 đường Mẫu")
    assert has_no_sideways_scroll(page)


def test_an_officer_decides_about_a_contradiction_and_corrects(demo: Demo, open_page: Open, shoot: Shoot) -> None:
    desk = signed_in(demo, open_page, "quan4.quay1")
    desk.goto(demo.product + "/console/dossiers/")
    expect(desk.locator("body")).to_contain_text("Nhận trạng thái mới")
    desk.get_by_label("Mã hồ sơ, mã giấy hẹn hoặc số định danh").fill("GH-0003")
    desk.get_by_role("button", name="Tìm").click()
    shoot(desk, "console-dossiers")
    desk.get_by_role("link", name="Lê Thị Mẫu").click()
    expect(desk.locator("body")).to_contain_text("Có trạng thái báo trái.")
    shoot(desk, "console-dossier", whole=True)
    desk.goto(demo.product + "/console/dossiers/")
    desk.get_by_role("button", name="Giữ trạng thái cũ").click()
    expect(desk.locator("body")).to_contain_text("Không có trạng thái nào báo trái.")
    desk.goto(demo.product + "/console/dossiers/purges/")
    expect(desk.locator("body")).to_contain_text("118 ngày")
    assert has_no_sideways_scroll(desk)


def test_past_the_limit_everybody_is_told_when_to_come_back(demo: Demo, chromium: Browser, shoot: Shoot) -> None:
    """In a context of its own: the browser's console counts a 429 as an error."""
    with psycopg.connect(demo.stack.database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO inquiry_limit (unit_id, scope, many, since)"
            " SELECT id, 'unit', 0, '2020-01-01' FROM org_unit WHERE slug = 'cong-an-quan-4'"
        )
    with chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}) as context:
        page = context.new_page()
        ask(page, demo, "Nguyễn Thị Mẫu", ("5", "8", "1968"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Tra cứu nhiều lần quá")
        shoot(page, "lookup-limit", whole=True)
