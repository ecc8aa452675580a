"""Without script, at 320 px, by keyboard; and no page that breaks the policy or hides that it is a trial."""

import gzip
import re
import urllib.request

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, NARROW, PHONE, WALL, Demo, Open, has_no_sideways_scroll

STRIP = "BẢN CHẠY THỬ – DỮ LIỆU MẪU"
UNIT = "/u/cong-an-quan-1/"


def fill_name(page: Page) -> None:
    page.locator("input[name=name]").fill("Lê Thị Nhỏ")
    for name, value in (("day", "5"), ("month", "8"), ("year", "1990")):
        page.locator(f"input[name={name}]").fill(value)
    page.locator("main button[type=submit]").click()


def test_without_script_and_320_px_wide_a_number_is_taken_and_given_back(demo: Demo, open_page: Open, shoot) -> None:
    page = open_page(NARROW, script=False)
    page.goto(demo.product + UNIT)
    assert has_no_sideways_scroll(page)
    shoot(page, "citizen-home")
    page.get_by_role("link", name=re.compile("Bấm số")).first.click()
    assert has_no_sideways_scroll(page)
    shoot(page, "take-point", whole=True)
    page.get_by_role("button", name=re.compile("Tiếp tục")).click()
    fill_name(page)
    assert has_no_sideways_scroll(page)
    shoot(page, "take-check", whole=True)
    page.get_by_role("button", name="Lấy số").click()
    expect(page).to_have_url(re.compile(r"/t/[2-9A-Z]{8}/$"))
    expect(page.locator("body")).to_contain_text("người phía trước")
    assert has_no_sideways_scroll(page)
    shoot(page, "ticket-narrow", whole=True)
    page.get_by_role("button", name=re.compile("Hủy số")).or_(
        page.get_by_role("link", name=re.compile("Hủy số"))
    ).first.click()
    confirm = page.get_by_role("button", name=re.compile("Hủy số"))
    confirm.first.click()
    expect(page.locator("body")).to_contain_text(re.compile("đã hủy", re.I))
    for path in ("my/", "now/", "me/", "me/erase/"):
        page.goto(demo.product + UNIT + path)
        assert has_no_sideways_scroll(page), path
        expect(page.locator("body")).to_contain_text(STRIP)


def test_a_returning_citizen_needs_at_most_four_taps(demo: Demo, open_page: Open) -> None:
    page = open_page(PHONE)
    page.goto(demo.product + UNIT + "take/")
    page.get_by_role("button", name=re.compile("Tiếp tục")).click()
    fill_name(page)
    page.goto(demo.product + UNIT)
    taps = 0
    for name in ("Bấm số", "Tiếp tục", "Lấy số"):
        button = page.get_by_role("button", name=re.compile(name)).or_(page.get_by_role("link", name=re.compile(name)))
        button.first.click()
        taps += 1
    expect(page).to_have_url(re.compile("/t/"))
    assert taps <= 4


def test_an_officer_works_by_keyboard_alone(demo: Demo, open_page: Open) -> None:
    desk = open_page(DESK)
    desk.goto(demo.product + "/console/")
    desk.locator("input[name=login]").fill("quan4.quay3")
    desk.locator("input[name=password]").fill("motcua-demo-1")
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Ngồi Quầy 3").focus()
    desk.keyboard.press("Enter")
    undo = desk.get_by_role("button", name=re.compile("Hoàn tác"))
    for key, says in (("F2", "Đã gọi"), ("F3", "gọi lại|nhắc lại"), ("F4", "vắng|lỡ lượt")):
        expect(desk.get_by_role("button", name=re.compile("Gọi tiếp"))).to_be_enabled()
        desk.wait_for_load_state("networkidle")  # the keys are heard once the page's module has run
        desk.keyboard.press(key)
        expect(desk.get_by_role("status").or_(desk.locator("body")).first).to_contain_text(re.compile(says, re.I))
        expect(undo).to_be_visible()
    desk.wait_for_load_state("networkidle")
    desk.keyboard.press("Escape")
    expect(desk.locator("body")).to_contain_text(re.compile("hoàn tác", re.I))


PUBLIC = (
    ("/", PHONE), (UNIT, PHONE), (UNIT + "take/", PHONE), (UNIT + "now/", PHONE), (UNIT + "my/", PHONE),
    (UNIT + "me/", PHONE), ("/t/22222222/", PHONE), ("/u/khong-co/", PHONE), ("/take/problem/?kind=shift-full", PHONE),
    ("/l/" + "a" * 43 + "/", PHONE), ("/console/sign-in/", DESK), ("/display/1/", WALL),
    ("/display/1/?theme=light", WALL),
)  # fmt: skip


@pytest.mark.parametrize(("path", "size"), PUBLIC, ids=[path for path, _ in PUBLIC])
def test_every_page_says_that_it_is_a_trial_and_breaks_no_policy(demo: Demo, chromium: Browser, path, size) -> None:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    page.goto(demo.product + path)
    expect(page.locator("body")).to_contain_text(STRIP)
    assert has_no_sideways_scroll(page)
    assert refused == []
    context.close()


def test_the_first_page_weighs_little(demo: Demo, open_page: Open) -> None:
    """At most 45 kB compressed in at most four requests (ux.md 1.2)."""
    page = open_page(PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(demo.product + UNIT, wait_until="networkidle")
    asked = [url for url in asked if not url.endswith(".svg")]  # small pictures come after the words
    weight = 0
    for url in asked:
        with urllib.request.urlopen(url) as answer:
            weight += len(gzip.compress(answer.read()))
    assert len(asked) <= 4
    assert weight <= 45_000
