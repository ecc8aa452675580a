"""A new utility at one go: made, tried, approved by a second person, used on page and in chat; a card handed over."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, NARROW, PHONE, Demo, Open, has_no_sideways_scroll
from tests.browser.test_inbox import sign_in

UNIT = "/u/cong-an-tp-di-an/"
ROOM = "/console/lists/"
TITLE = "Thẻ đã về phường"
TABLE = (
    "STT\tHọ tên\tNgày sinh\tMã giấy hẹn\tThẻ về ngày\tKệ\n"
    "1\tNguyễn Thị Mẫu\t5/8/1990\tDA22-000301\t20/07/2022\tB2-07\n"
    "2\tTrần Văn Hai Mẫu\t1975\tDA22-000302\t21/07/2022\tB2-08\n"
    "3\tLê Thị Sai Mẫu\t31/02/1990\tDA22-000303\t21/07/2022\tB2-09"
)


def fits(page: Page) -> bool:
    """No wider than its window, and axe has nothing to say."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], node["html"][:160]) for one in found for node in one["nodes"]] == []
    return has_no_sideways_scroll(page)


def test_a_utility_is_built_approved_and_used_and_a_card_is_handed_over(demo: Demo, open_page: Open, shoot) -> None:
    officer = sign_in(open_page(DESK), demo, "dian.quay1", ROOM)
    expect(officer.locator("main")).to_contain_text("Thẻ CCCD chưa giao được")
    assert fits(officer)
    shoot(officer, "console-lists")
    build(officer, shoot)
    paste(officer, shoot)
    try_as_citizen(officer, shoot)
    officer.get_by_role("link", name=TITLE).first.click()
    officer.get_by_role("button", name="Gửi duyệt").click()
    approve(sign_in(open_page(DESK), demo, "dian.truong", ROOM), shoot)
    use_on_the_page(open_page(PHONE), demo, shoot)
    use_in_the_chat(open_page(PHONE), demo, shoot)
    hand_over(officer, demo, shoot)
    gone = open_page(PHONE)
    ask(gone, demo)
    expect(gone.locator("main")).to_contain_text("Không thấy trong danh sách này")
    shoot(gone, "lists-none", whole=True)


def build(officer: Page, shoot) -> None:
    """From the header of her own sheet; the machine guesses what each column is."""
    officer.get_by_role("button", name="Tạo danh sách").click()
    expect(officer.get_by_role("heading", name="Bắt đầu từ mẫu")).to_be_visible()
    assert fits(officer)
    shoot(officer, "console-lists-start")
    officer.get_by_label("Dán dòng tiêu đề từ bảng tính").fill(TABLE.splitlines()[0])
    officer.get_by_role("button", name="Tiếp tục").click()
    expect(officer.get_by_label("Loại của cột 2")).to_have_value("birth_date")
    expect(officer.get_by_label("Cột 3 dùng để")).to_have_value("factor")
    officer.get_by_label("Cột 4 dùng để").select_option("shown")
    officer.get_by_label("Tên danh sách, cũng là chữ trên nút").fill(TITLE)
    officer.get_by_label("Lời dẫn trên ô gõ (không bắt buộc)").fill("Ghi như trên giấy hẹn trả thẻ.")
    officer.get_by_label("Trả lời khi có trong danh sách").fill("Thẻ của ông/bà đã về phường. Mời ông/bà đến nhận.")
    officer.get_by_label("Dặn thêm sau yếu tố thứ hai (không bắt buộc)").fill("Ông/bà mang theo giấy hẹn và thẻ cũ.")
    officer.get_by_label("Trả tại quầy").check()
    officer.get_by_label("Cho chọn “Tôi đến nhận”").check()
    assert fits(officer)
    officer.evaluate("scrollTo(0, 0)")
    shoot(officer, "console-lists-editor", whole=True)
    officer.get_by_role("button", name="Lưu bản nháp").click()
    expect(officer.locator(".said")).to_contain_text("Đã lưu bản nháp.")


def paste(officer: Page, shoot) -> None:
    """Two good lines and a day that is in no calendar."""
    officer.get_by_role("link", name=TITLE).first.click()
    officer.get_by_role("link", name="Dán thêm dòng").click()
    officer.get_by_label("Chép từ bảng tính rồi dán").fill(TABLE)
    officer.get_by_role("button", name="Xem trước").click()
    expect(officer.locator(".said")).to_contain_text("3 dòng: 2 mới, 0 đổi, 0 không đổi, 1 lỗi.")
    expect(officer.locator("main")).to_contain_text("Ngày 31/02/1990 không có trong lịch.")
    assert fits(officer)
    shoot(officer, "console-lists-pasted")
    officer.get_by_role("button", name="Ghi các dòng đúng").click()
    expect(officer.locator(".said")).to_contain_text("Đã ghi.")
    officer.get_by_role("link", name=TITLE).first.click()


def try_as_citizen(officer: Page, shoot) -> None:
    officer.get_by_role("link", name="Thử như người dân").click()
    officer.get_by_label("Họ tên").fill("nguyen thi mau")
    officer.get_by_label("Ngày sinh").fill("5/8/1990")
    officer.get_by_role("button", name="Tra cứu thử").click()
    expect(officer.locator(".phone")).to_contain_text("Thẻ của ông/bà đã về phường.")
    assert fits(officer)
    shoot(officer, "console-lists-trial")


def approve(leader: Page, shoot) -> None:
    """The second person: approves, publishes, puts the button into the menu."""
    expect(leader.locator(".nav")).to_contain_text(re.compile(r"Tiện ích\s*1"))
    leader.get_by_role("link", name=TITLE).click()
    assert fits(leader)
    shoot(leader, "console-lists-approve")
    leader.get_by_role("button", name="Duyệt", exact=True).click()
    leader.get_by_role("button", name="Đăng cho người dân").click()
    expect(leader.locator(".said")).to_contain_text("Người dân dùng được ngay.")
    leader.get_by_role("button", name="Bật nút trên menu").click()
    expect(leader.locator(".said")).to_contain_text("Đã bật nút.")
    assert fits(leader)
    shoot(leader, "console-lists-list", whole=True)


def ask(page: Page, demo: Demo) -> None:
    page.goto(demo.product + UNIT)
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label("Họ tên").fill("Nguyễn Thị Mẫu")
    for name, value in (("Ngày", "5"), ("Tháng", "8"), ("Năm", "1990")):
        page.get_by_label(name, exact=True).fill(value)
    page.get_by_role("button", name="Tra cứu").click()


def use_on_the_page(page: Page, demo: Demo, shoot) -> None:
    page.goto(demo.product + UNIT)
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    shoot(page, "lists-home", whole=True)
    ask(page, demo)
    expect(page.locator("main")).to_contain_text("Có trong danh sách")
    expect(page.locator("body")).not_to_contain_text("20/07/2022")
    assert fits(page)
    assert "Mẫu" not in page.url and "1990" not in page.url
    shoot(page, "lists-answer", whole=True)
    page.get_by_label("Mã giấy hẹn").fill("DA22-000301")
    page.get_by_role("button", name="Xem chi tiết").click()
    expect(page.locator("main")).to_contain_text("20/07/2022")
    assert fits(page)
    shoot(page, "lists-details", whole=True)


def use_in_the_chat(page: Page, demo: Demo, shoot) -> None:
    """The same list behind its button in the chat's menu."""
    page.goto(f"{demo.product}{UNIT}chat/")
    say(page, "menu")
    page.get_by_role("button", name=re.compile(TITLE)).click()
    expect(page.locator(".say:not(.say--me)").filter(has_text="ghi họ và tên").last).to_be_visible()
    for words, told in (
        ("Nguyễn Thị Mẫu", "Sinh ngày nào?"), ("5/8/1990", "mã giấy hẹn"), ("DA22-000301", "20/07/2022"),
    ):  # fmt: skip
        say(page, words)
        expect(page.locator(".say:not(.say--me)").filter(has_text=told).last).to_be_visible()
    page.get_by_role("button", name=re.compile("Tôi đến nhận")).click()
    expect(page.locator(".say:not(.say--me)").filter(has_text="Đã ghi: ông/bà đến nhận.").last).to_be_visible()
    shoot(page, "lists-chat")


def say(page: Page, words: str) -> None:
    box = page.get_by_label("Câu hỏi của ông/bà")
    before = page.locator(".say:not(.say--me)").count()
    box.fill(words)
    box.press("Enter")
    expect(page.locator(".say--me").last).to_contain_text(words)
    expect(page.locator(".say:not(.say--me)")).not_to_have_count(before)


def hand_over(officer: Page, demo: Demo, shoot) -> None:
    """Found by its code, the shelf told, a paper seen, closed for good."""
    officer.goto(demo.product + ROOM)
    officer.get_by_role("link", name=TITLE).click()
    officer.get_by_role("link", name="Tìm dòng").click()
    officer.get_by_label("Mã đầy đủ").fill("da22 000301")
    officer.get_by_role("button", name="Tìm", exact=True).click()
    officer.get_by_role("link", name=re.compile("Mở dòng này")).click()
    expect(officer.locator(".shelf")).to_contain_text("B2-07")
    expect(officer.locator(".shelf")).to_contain_text("Người dân chọn đến nhận")
    assert fits(officer)
    shoot(officer, "console-lists-row", whole=True)
    officer.get_by_label("Thẻ cũ hoặc CMND").check()
    officer.get_by_role("button", name="Đã đối chiếu, trả thẻ").click()
    expect(officer.locator("main")).to_contain_text("Đã trả lúc")
    expect(officer.get_by_role("button", name="Đã đối chiếu, trả thẻ")).to_have_count(0)
    shoot(officer, "console-lists-handed-over", whole=True)


def test_both_lists_of_the_news_are_there_and_work_without_script_at_320_px(
    demo: Demo, chromium: Browser, shoot
) -> None:
    context = chromium.new_context(viewport={"width": NARROW[0], "height": NARROW[1]}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.product}{UNIT}lists/ho-so-cccd-chua-duoc-cap/")
    page.get_by_label("Họ tên").fill("Trần Văn Mẫu")
    page.get_by_label("Năm", exact=True).fill("1958")
    send_again(page, "Tra cứu", "Có trong danh sách")
    assert has_no_sideways_scroll(page)
    page.get_by_label("Mã giấy hẹn").fill("DA22-000102")
    send_again(page, "Xem chi tiết", "thiếu ngày, tháng sinh")
    expect(page.get_by_role("link", name="Lấy số đến sửa")).to_be_visible()
    assert has_no_sideways_scroll(page)
    shoot(page, "lists-refused-narrow", whole=True)
    page.get_by_role("link", name="Lấy số đến sửa").click()
    expect(page.locator("main")).to_contain_text("Sửa dữ liệu dân cư")
    context.close()


def send_again(page: Page, button: str, told: str) -> None:
    """Without script the first press may come too early; the page keeps what was typed."""
    for _ in range(10):
        page.get_by_role("button", name=button, exact=True).click()
        if page.get_by_text("Chưa tra cứu được").count() == 0:
            break
        page.wait_for_timeout(1000)
    expect(page.locator("main")).to_contain_text(told)


def test_a_citizen_mends_her_address_and_an_officer_decides(demo: Demo, open_page: Open, shoot) -> None:
    page = open_page(PHONE)
    page.goto(f"{demo.product}{UNIT}lists/the-cccd-chua-giao-duoc/")
    page.get_by_label("Họ tên").fill("Huỳnh Thúy Mẫu")  # the tone stands elsewhere in the sheet: one name
    for name, value in (("Ngày", "30"), ("Tháng", "6"), ("Năm", "1993")):
        page.get_by_label(name, exact=True).fill(value)
    page.get_by_role("button", name="Tra cứu").click()
    page.get_by_label("Mã giấy hẹn").fill("DA22-000204")
    page.get_by_role("button", name="Xem chi tiết").click()
    page.get_by_text("Thông tin sai? Đề nghị sửa").click()
    page.get_by_label(re.compile("Địa chỉ giao thẻ")).fill("18/4 đường Mẫu 8, phường Mẫu, TP Dĩ An")
    assert fits(page)
    page.evaluate("scrollTo(0, 0)")
    shoot(page, "lists-correction", whole=True)
    page.get_by_role("button", name="Gửi đề nghị sửa").click()
    expect(page.locator("main")).to_contain_text("Đã gửi đề nghị sửa")
    officer = sign_in(open_page(DESK), demo, "dian.quay1", ROOM)
    officer.get_by_role("link", name="Thẻ CCCD chưa giao được").click()
    officer.get_by_role("link", name=re.compile("Sửa thông tin, dòng")).click()
    expect(officer.locator("ins.changes__line")).to_contain_text("18/4 đường Mẫu 8")
    assert fits(officer)
    shoot(officer, "console-lists-correction", whole=True)
    officer.get_by_role("button", name="Sửa theo đề nghị").click()
    expect(officer.locator(".said")).to_contain_text("Đã sửa theo đề nghị của người dân.")
    officer.goto(f"{demo.product}{ROOM}")
    officer.get_by_role("link", name="Thẻ CCCD chưa giao được").click()
    officer.get_by_role("link", name="Bản niêm yết").click()
    expect(officer.locator("main table")).to_contain_text("H. T. M***")
    expect(officer.locator("main")).not_to_contain_text("Huỳnh")
    officer.emulate_media(media="print")
    shoot(officer, "console-lists-printed", whole=True)
