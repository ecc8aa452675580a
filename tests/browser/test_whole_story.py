"""Follow → bấm số → live page → call → board → finish, as a citizen, an officer and a waiting room see it."""

import re
from datetime import timedelta

from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.conftest import DESK, PHONE, WALL, Demo, Open

OA = "Công an quận 4"
STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU"


def answer(phone: Page, words: str, until: str) -> None:
    """Type into the chat and wait until the office's newest message holds some words."""
    phone.get_by_label("Lời nhắn").fill(words)
    phone.keyboard.press("Enter")
    expect(phone.locator(".say--other .say__text").last).to_contain_text(until)


def test_a_number_from_home_is_called_and_finished(demo: Demo, open_page: Open, shoot) -> None:
    phone = open_page(PHONE)
    follow(phone, demo, shoot)
    number = take_a_number(phone, shoot)
    frame = open_live_page(phone, number, shoot)
    desk = sit_at_counter_3(open_page(DESK), demo)
    board = open_page(WALL)
    board.goto(f"{demo.product}/display/1/")
    desk.keyboard.press("F2")
    expect(frame.locator("[data-serving]")).to_contain_text("quầy 3")
    let_the_moment_pass(desk, demo)
    call_until(desk, number, demo)
    shoot(desk, "console-counter")
    expect(board.locator("body")).to_contain_text(re.compile(rf"{number}.*Quầy 3", re.S))
    shoot(board, "board")
    expect(frame.locator("body")).to_contain_text("ĐẾN LƯỢT")
    expect(frame.locator("body")).to_contain_text("Quầy 3")
    shoot(phone, "ticket-turn-in-zalo")
    phone.locator("[data-inapp] button").first.click()
    expect(phone.locator(".say--other .say__text").last).to_contain_text("quầy 3", ignore_case=True)
    desk.keyboard.press("F8")
    desk.keyboard.press("1")
    expect(desk.locator("body")).to_contain_text(re.compile(rf"{number}.*xong|xong.*{number}", re.I | re.S))
    phone.locator('[data-web*="/l/"]').last.click()
    expect(frame.locator("body")).to_contain_text(re.compile("Cảm ơn|Đã xong", re.I))
    shoot(phone, "ticket-done-in-zalo")


def follow(phone: Page, demo: Demo, shoot) -> None:
    phone.goto(f"{demo.emulator}/phone/")
    phone.get_by_text("Nguyễn Thị Mẫu").click()
    search = phone.get_by_role("searchbox").or_(phone.get_by_role("textbox")).first
    search.fill("cong an quan 4")
    search.press("Enter")
    phone.get_by_text(OA, exact=True).first.click()
    phone.get_by_role("button", name="Quan tâm", exact=True).click()
    expect(phone.locator(".say--other .say__text").last).to_contain_text("1. Bấm số")
    expect(phone.locator(".say--other .say__text").last).to_contain_text(STRIP)
    shoot(phone, "phone-welcome")


def take_a_number(phone: Page, shoot) -> str:
    """By tapping first, then by typing, with and without diacritics."""
    phone.get_by_role("button", name=re.compile("Bấm số")).first.click()
    expect(phone.locator(".say--other .say__text").last).to_contain_text("Ông/bà muốn làm ở đâu?")
    answer(phone, "1", "Ông/bà chọn buổi nào?")
    answer(phone, "so mot", "Ông/bà có đồng ý câu sau không?")
    answer(phone, "dong y", "Số này cho ai?")
    answer(phone, "Cho tôi", "Ông/bà tên là gì?")
    answer(phone, "Nguyễn Thị Mẫu", "Sinh ngày nào?")
    answer(phone, "mùng 5 tháng 8 năm 1950", "Lấy số")
    answer(phone, "1", "Ông/bà đã có số.")
    said = phone.locator(".say--other .say__text").last.inner_text()
    phone.locator(".say--other").last.evaluate("message => message.scrollIntoView({block: 'start'})")
    shoot(phone, "phone-number")
    found = re.search(r"SỐ ([A-Z]\d{3})", said)
    assert found and STRIP in said
    return found[1]


def open_live_page(phone: Page, number: str, shoot) -> FrameLocator:
    """The personal link asks once, then shows the number inside the app's own page."""
    phone.locator('[data-web*="/l/"]').last.click()
    frame = phone.frame_locator("[data-inapp] iframe")
    frame.get_by_role("button").first.click()
    expect(frame.locator("body")).to_contain_text(number)
    expect(frame.locator("body")).to_contain_text("người phía trước")
    shoot(phone, "ticket-waiting")
    return frame


def sit_at_counter_3(desk: Page, demo: Demo) -> Page:
    desk.goto(f"{demo.product}/console/")
    desk.locator("input[name=login]").fill("quan4.quay3")
    desk.locator("input[name=password]").fill("motcua-demo-1")
    desk.locator("button[type=submit]").first.click()
    desk.get_by_role("button", name="Ngồi Quầy 3").click()
    expect(desk.locator("body")).to_contain_text("Quầy 3")
    return desk


def call_until(desk: Page, number: str, demo: Demo) -> None:
    """F2 until the number stands in the door; each press waits for the page that shows it."""
    door = desk.locator(".doorway, .now, main").first
    for _ in range(30):
        before = door.inner_text()
        desk.keyboard.press("F2")
        desk.wait_for_function(
            "before => document.querySelector('.doorway, .now, main').innerText !== before", arg=before
        )
        if number in door.inner_text().split("\n")[:6]:
            return
        let_the_moment_pass(desk, demo)
    raise AssertionError(f"{number} was never called")


def let_the_moment_pass(desk: Page, demo: Demo) -> None:
    """A press within two seconds of the last is taken for a doubled one, by rule."""
    demo.stack.move_clock(timedelta(seconds=3))
    desk.wait_for_timeout(400)  # every process reads the clock file again within 0.3 s
