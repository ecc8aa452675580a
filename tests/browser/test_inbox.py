"""Hộp thư and Tin báo as officers see them: by mouse, by keyboard, on a phone, and without script."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Demo, Open, has_no_sideways_scroll

PHONE = (390, 800)
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU"


def sign_in(page: Page, demo: Demo, name: str, to: str) -> Page:
    page.goto(f"{demo.product}/console/sign-in/?next={to}")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("motcua-demo-1")
    page.locator("button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(re.escape(to)))
    return page


def open_letter(page: Page, words: str) -> None:
    page.locator(".conv", has_text=words).first.click()
    expect(page.locator("[data-lines]")).to_contain_text(words)


def test_an_officer_claims_answers_by_a_canned_answer_and_finishes(demo: Demo, open_page: Open, shoot) -> None:
    desk = sign_in(open_page(DESK), demo, "quan4.quay3", "/console/inbox/")
    expect(desk.locator("body")).to_contain_text(STRIP)
    expect(desk.locator(".inbox__tabs [aria-current]")).to_contain_text("Chưa nhận 3")
    assert has_no_sideways_scroll(desk)
    shoot(desk, "console-inbox")
    desk.set_viewport_size({"width": 1024, "height": 768})
    assert has_no_sideways_scroll(desk)
    desk.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    open_letter(desk, "13 tuổi 11 tháng")
    desk.get_by_role("button", name="Nhận", exact=True).click()
    expect(desk.locator(".talk__lock")).to_contain_text("Đồng chí đang trả lời. Máy tạm dừng.")
    box = desk.get_by_label("Trả lời người dân")
    box.press_sequentially("/gi")
    expect(desk.locator("[data-picks] li")).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(box).to_have_value(re.compile("^Ông/bà mang theo CMND"))
    box.press_sequentially(" Cháu đủ 14 tuổi thì đến.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".line--us").last).to_contain_text("Cháu đủ 14 tuổi thì đến.")
    expect(desk.locator(".line--us").last).not_to_contain_text("Chờ gửi", timeout=60_000)  # it changes by itself
    desk.get_by_text("Ghi chú nội bộ").first.click()
    desk.get_by_label("Chỉ cán bộ đọc được").fill("Gọi lại sau ngày 20/08.")
    desk.get_by_role("button", name="Lưu ghi chú").click()
    expect(desk.locator(".line--note")).to_contain_text("Gọi lại sau ngày 20/08.")
    desk.get_by_text("Chuyển", exact=True).click()
    shoot(desk, "console-inbox-thread")
    desk.get_by_text("Chuyển", exact=True).click()
    desk.get_by_role("button", name="Đã xong").click()
    expect(desk.get_by_role("status")).to_contain_text("Máy trả lời người dân trở lại.")
    desk.get_by_role("button", name="Mở lại").click()
    expect(desk.locator(".talk__lock")).to_contain_text("Đồng chí đang trả lời.")
    desk.set_viewport_size({"width": 1024, "height": 768})
    assert has_no_sideways_scroll(desk)


def test_two_officers_see_each_other_without_loading_the_page(demo: Demo, open_page: Open) -> None:
    han = sign_in(open_page(DESK), demo, "quan4.quay3", "/console/inbox/")
    son = sign_in(open_page(DESK), demo, "quan4.truong", "/console/inbox/")
    for desk in (han, son):
        open_letter(desk, "gặp cán bộ đi")
    son.get_by_label("Trả lời người dân").fill("Tôi đang viết dở")
    han.get_by_role("button", name="Nhận", exact=True).click()
    expect(son.locator(".talk__lock")).to_contain_text("Trần Văn Quầy đang trả lời.", timeout=60_000)
    expect(son.get_by_label("Trả lời người dân")).to_have_value("Tôi đang viết dở")


def test_on_a_phone_and_without_script_everything_is_there(demo: Demo, open_page: Open, shoot) -> None:
    phone = sign_in(open_page(PHONE, script=False), demo, "quan4.quay3", "/console/inbox/")
    assert has_no_sideways_scroll(phone)
    open_letter(phone, "mất sim rồi")
    phone.locator("#canned").select_option(index=1)
    phone.get_by_role("button", name="Chèn").click()
    box = phone.get_by_label("Trả lời người dân")
    expect(box).to_have_value("Chào ông/bà. Cán bộ Công an quận 4 xin nghe.")
    phone.get_by_role("button", name="Nhận và gửi").click()
    expect(phone.locator(".line--us").last).to_contain_text("xin nghe")
    assert has_no_sideways_scroll(phone)
    shoot(phone, "console-thread-phone", whole=True)
    phone.goto(f"{demo.product}/console/inbox/answers/")
    assert has_no_sideways_scroll(phone)


def test_a_report_is_seen_by_all_opened_by_few_and_heard_when_late(demo: Demo, open_page: Open, shoot) -> None:
    clerk = sign_in(open_page(PHONE), demo, "quan4.quay3", "/console/reports/")
    expect(clerk.locator("body")).to_contain_text("Có tin mới – chỉ cán bộ trực ban được mở")
    assert has_no_sideways_scroll(clerk)
    clerk.locator(".reports__row a").first.click()
    expect(clerk.locator("body")).not_to_contain_text("bẻ khóa")
    duty = sign_in(open_page(DESK), demo, "quan4.trucban", "/console/reports/")
    demo.stack.move_clock(timedelta(hours=24))
    expect(duty.get_by_role("alert").filter(has_text="1 tin quá hạn")).to_be_visible(timeout=60_000)
    shoot(duty, "console-reports")
    duty.locator(".reports__row a").first.click()
    duty.get_by_role("button", name="Mở nội dung").click()
    expect(duty.locator(".line__box")).to_contain_text("bẻ khóa")
    shoot(duty, "console-report")
    duty.get_by_label("Giao cho").select_option(label="Cán bộ trực ban Nguyễn Văn Trực")
    duty.get_by_role("button", name="Giao", exact=True).click()
    expect(duty.get_by_role("status")).to_contain_text("Đã giao tin báo.")
    assert has_no_sideways_scroll(duty)
