"""Hỏi đáp in real processes: tapped and typed on a narrow phone without script; written, approved, learned, told."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NARROW, PHONE, Demo, Open, has_no_sideways_scroll

STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU"
UNIT = "/u/cong-an-quan-4/"
ROOM = "/console/knowledge/"
PASSWORD = "motcua-demo-1"
Shoot = Callable[..., None]


def ask(page: Page, demo: Demo, text: str) -> None:
    page.goto(demo.product + UNIT + "answers/")
    page.get_by_label("Ông/bà muốn hỏi gì?").fill(text)
    page.get_by_role("button", name="Tìm câu trả lời").click()


def signed_in(demo: Demo, open_page: Open, who: str, size: tuple[int, int] = DESK) -> Page:
    desk = open_page(size)
    desk.goto(demo.product + "/console/sign-in/")
    desk.locator("input[name=login]").fill(who)
    desk.locator("input[name=password]").fill(PASSWORD)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/console/")
    return desk


def test_three_taps_without_script_at_320_px(demo: Demo, open_page: Open, shoot: Shoot) -> None:
    page = open_page(NARROW, script=False)
    page.goto(demo.product + UNIT)
    for tap in ("Hỏi đáp(?! trực tuyến)", "Đổi thẻ và thời hạn thẻ", "Bao nhiêu tuổi phải đổi thẻ"):
        page.get_by_role("link", name=re.compile(tap)).first.click()
        assert has_no_sideways_scroll(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bao nhiêu tuổi phải đổi thẻ")
    expect(page.locator("body")).to_contain_text("Theo Luật Căn cước 2023")
    expect(page.locator("body")).to_contain_text("Cập nhật ngày")
    shoot(page, "answer", whole=True)
    page.get_by_role("button", name="Không").click()
    expect(page.get_by_role("status")).to_contain_text("Cảm ơn ông/bà")


def test_a_sentence_without_marks_finds_its_answer(demo: Demo, open_page: Open, shoot: Shoot) -> None:
    page = open_page(PHONE)
    ask(page, demo, "bao nhieu tuoi phai doi the")
    if page.get_by_role("button", name=re.compile("Bao nhiêu tuổi phải đổi thẻ")).is_visible():
        page.get_by_role("button", name=re.compile("Bao nhiêu tuổi phải đổi thẻ")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bao nhiêu tuổi phải đổi thẻ")
    expect(page.locator("body")).to_contain_text("Ông/bà hỏi: bao nhieu tuoi phai doi the")


def test_an_emergency_is_told_113(demo: Demo, open_page: Open) -> None:
    page = open_page(PHONE)
    ask(page, demo, "cháy nhà rồi cứu với")
    expect(page.get_by_role("alert")).to_contain_text("Gọi 113 ngay")
    assert has_no_sideways_scroll(page)


def test_written_by_one_approved_by_another_asked_by_a_citizen(demo: Demo, open_page: Open, shoot: Shoot) -> None:
    phone = open_page(PHONE)
    ask(phone, demo, "nuoi cho co phai khai bao khong")
    writer = signed_in(demo, open_page, "quan4.quay3")
    writer.goto(demo.product + ROOM + "desk/")
    group = writer.locator(".group", has_text="nuoi cho co phai khai bao khong")
    expect(group).to_contain_text("1 lần hỏi")
    shoot(writer, "console-answers-desk")
    group.get_by_role("button", name="Soạn câu trả lời mới").click()
    writer.get_by_label("Tiêu đề").fill("Nuôi chó có phải khai báo không")
    writer.get_by_label("Câu trả lời", exact=True).fill(
        "Chủ nuôi **khai báo** với {unit}.\n\n1. Điền tờ khai.\n2. Nộp."
    )
    checked = writer.get_by_label(re.compile("^Đã đối chiếu với văn bản gốc"))
    expect(checked).not_to_be_checked()
    checked.check()
    phone_frame = writer.locator("[data-phone]")
    expect(phone_frame).to_contain_text("Chủ nuôi khai báo với Công an quận 4.")
    shoot(writer, "console-answers-editor", whole=True)
    writer.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(writer.get_by_role("status")).to_contain_text("Đã gửi duyệt.")
    leader = signed_in(demo, open_page, "quan4.truong")
    leader.goto(demo.product + ROOM + "waiting/")
    leader.get_by_role("link", name="Nuôi chó có phải khai báo không").click()
    leader.get_by_role("button", name="Duyệt và đăng").click()
    expect(leader.get_by_role("status")).to_contain_text("Đã duyệt.")
    ask(phone, demo, "nuoi cho co phai khai bao khong")
    choice = phone.get_by_role("button", name=re.compile("Nuôi chó có phải khai báo không"))
    if choice.is_visible():
        choice.click()
    expect(phone.locator(".prose")).to_contain_text("Chủ nuôi khai báo với Công an quận 4.")


@pytest.mark.parametrize(
    "path",
    ["", "waiting/", "desk/", "trial/", "conflicts/", "figures/", "entries/new/", "entries/tuoi-phai-doi-the/"],
)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_the_room_fits_and_breaks_no_policy(demo: Demo, open_page: Open, path, size) -> None:
    page = signed_in(demo, open_page, "quan4.truong", size)
    page.goto(demo.product + ROOM + path)
    expect(page.locator("body")).to_contain_text(STRIP)
    assert has_no_sideways_scroll(page)
