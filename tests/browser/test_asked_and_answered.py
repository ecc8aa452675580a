"""Asked → three choices → none of them → an officer → a way of asking learned and approved → answered by the list."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Demo, Open, has_no_sideways_scroll
from tests.browser.test_inbox import sign_in

OA = "Công an quận 4"
ASKED = "the cua toi bi cho can, con dung duoc khong"  # thẻ của tôi bị chó cắn, còn dùng được không?
ENTRY = "Thẻ bị gãy, mờ, hỏng"
ANSWER = "Chào bà. Thẻ đã gãy thì bà không dùng được nữa. Mời bà mang thẻ hỏng đến quầy để đổi."
NOT_THESE = "Không phải"
SOON = 60_000


def test_what_an_officer_answered_once_the_list_answers_next_time(demo: Demo, open_page: Open, shoot) -> None:
    phone = follow(open_page(PHONE), demo)
    ask_in_vain(phone, shoot)
    officer = sign_in(open_page(DESK), demo, "quan4.quay3", "/console/inbox/")
    answer_as_officer(officer, phone, shoot)
    learn(officer, demo, shoot)
    approve(sign_in(open_page(DESK), demo, "quan4.truong", "/console/knowledge/waiting/"), shoot)
    say(phone, ASKED)
    told = newest(phone)
    expect(told).to_contain_text(f"“{ENTRY}”", timeout=SOON)
    expect(told).to_contain_text(
        re.compile(r"Nguồn: Luật Căn cước 2023, Điều 24 khoản 2\. Cập nhật ngày \d\d/\d\d/2026")
    )
    expect(told).to_contain_text("Câu trả lời này có giúp được ông/bà không?")
    scroll_to(phone, ".say--mine")
    shoot(phone, "asked-6-answered-by-the-list")


def follow(phone: Page, demo: Demo) -> Page:
    """Follow the office's account on the phone of the emulator's citizen."""
    phone.goto(f"{demo.emulator}/phone/")
    phone.get_by_text("Nguyễn Thị Mẫu").click()
    search = phone.get_by_role("searchbox").or_(phone.get_by_role("textbox")).first
    search.fill("cong an quan 4")
    search.press("Enter")
    phone.get_by_text(OA, exact=True).first.click()
    phone.get_by_role("button", name="Quan tâm", exact=True).click()
    expect(newest(phone)).to_contain_text("không dấu cũng được", timeout=SOON)
    return phone


def ask_in_vain(phone: Page, shoot) -> None:
    """Three choices, none of them hers; a person takes over and she is told until when to expect an answer."""
    say(phone, ASKED)
    expect(newest(phone)).to_contain_text("Có phải ông/bà muốn hỏi một trong các câu này?", timeout=SOON)
    choices = phone.locator(".say--other").last.get_by_role("button")
    expect(choices).to_have_count(4)
    expect(choices.last).to_contain_text(NOT_THESE)
    assert ENTRY not in phone.locator(".say--other").last.inner_text()
    scroll_to(phone, ".say--mine")
    shoot(phone, "asked-1-three-choices")
    choices.last.click()
    expect(newest(phone)).to_contain_text("Tôi đã chuyển tin của ông/bà cho cán bộ.", timeout=SOON)
    expect(newest(phone)).to_contain_text(re.compile(r"dự kiến trước \d\d:\d\d hôm nay"))
    scroll_to(phone, ".say--other")
    shoot(phone, "asked-2-handed-over")


def answer_as_officer(officer: Page, phone: Page, shoot) -> None:
    """She finds it among those that wait, takes it, answers; the citizen reads it; the machine may speak again."""
    letter = officer.locator(".conv", has_text=ASKED)
    expect(letter).to_have_count(1)
    letter.click()
    expect(officer.locator("[data-lines]")).to_contain_text(ASKED)
    officer.get_by_role("button", name="Nhận", exact=True).click()
    expect(officer.locator(".talk__lock")).to_contain_text("Đồng chí đang trả lời. Máy tạm dừng.")
    officer.get_by_label("Trả lời người dân").fill(ANSWER)
    officer.keyboard.press("Control+Enter")
    expect(officer.locator(".line--us").last).to_contain_text(ANSWER, timeout=SOON)
    expect(newest(phone)).to_contain_text(ANSWER, timeout=SOON)
    expect(newest(phone)).to_contain_text("Cán bộ trả lời:")
    scroll_to(phone, ".say--other")
    shoot(phone, "asked-3-read-on-the-phone")
    expect(officer.locator(".line--us").last).not_to_contain_text(re.compile("Chờ gửi|Đang gửi"), timeout=SOON)
    shoot(officer, "asked-3-officer-answers")
    officer.get_by_role("button", name="Đã xong").click()
    expect(officer.get_by_role("status")).to_contain_text("Máy trả lời người dân trở lại.")


def learn(officer: Page, demo: Demo, shoot) -> None:
    """One tap: the entry that her answer was nearest to is offered first."""
    officer.goto(f"{demo.product}/console/knowledge/desk/")
    group = officer.locator(".group", has_text=ASKED)
    expect(group).to_contain_text("1 lần hỏi")
    proposed = group.locator(".group__pick")
    expect(proposed.first).to_contain_text(ENTRY)
    expect(group).to_contain_text(f"Cán bộ đã trả lời: {ANSWER}")
    shoot(officer, "asked-4-learned-with-one-tap")
    assert has_no_sideways_scroll(officer)
    proposed.first.click()
    expect(officer.get_by_role("status")).to_contain_text("Đã thêm thành cách hỏi.")
    expect(officer.locator(".group", has_text=ASKED)).to_have_count(0)


def approve(leader: Page, shoot) -> None:
    """A second person agrees; from now on the machine knows it."""
    row = leader.locator(".cards__row", has_text=ASKED)
    expect(row).to_contain_text(ENTRY)
    expect(row).to_contain_text("Trần Văn Quầy thêm")
    shoot(leader, "asked-5-second-officer-approves")
    row.get_by_role("button", name=re.compile("^Duyệt")).click()
    expect(leader.get_by_role("status")).to_contain_text("Đã duyệt cách hỏi.")


def say(phone: Page, words: str) -> None:
    """Type into the chat; it is on its way when it stands among her own lines."""
    mine = phone.locator(".say--mine .say__text", has_text=words)
    before = mine.count()
    phone.get_by_label("Lời nhắn").fill(words)
    phone.keyboard.press("Enter")
    expect(mine).to_have_count(before + 1)


def newest(phone: Page):
    return phone.locator(".say--other .say__text").last


def scroll_to(phone: Page, lines: str) -> None:
    """The last of these lines at the top of the conversation, for a picture."""
    phone.locator(lines).last.evaluate("message => message.scrollIntoView({block: 'start'})")
