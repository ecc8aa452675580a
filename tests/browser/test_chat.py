"""Hỏi đáp trực tuyến in a browser: live with script, whole without it, by keyboard, on a phone, from another site."""

import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESK, NARROW, PHONE, Demo, Open, has_no_sideways_scroll
from tests.browser.test_inbox import sign_in
from tests.chromium import FLAGS, chromium_path

CHAT = "/u/cong-an-quan-4/chat/"
BOT = ".say:not(.say--me):not(.say--human)"


def open_chat(page: Page, demo: Demo, unit: str = CHAT) -> Page:
    page.goto(demo.product + unit)
    expect(page.locator(".say")).to_contain_text("Kính chào ông/bà")
    return page


def type_words(page: Page, words: str) -> None:
    box = page.get_by_label("Câu hỏi của ông/bà")
    box.fill(words)
    box.press("Enter")
    expect(page.locator(".say--me").last).to_contain_text(words)


def test_a_question_is_answered_by_machine_and_officer_without_reloading(demo: Demo, open_page: Open, shoot) -> None:
    citizen = open_chat(open_page(PHONE), demo)
    shoot(citizen, "chat-begin")
    assert has_no_sideways_scroll(citizen)
    citizen.evaluate("window.isTheSamePage = true")
    type_words(citizen, "mat can cuoc thi lam lai o dau")
    expect(citizen.locator(BOT).last).to_contain_text("Mất thẻ", timeout=60_000)
    expect(citizen.get_by_label("Câu hỏi của ông/bà")).to_have_value("")
    shoot(citizen, "chat-answer")
    type_words(citizen, "gặp cán bộ")
    expect(citizen.locator(BOT)).to_have_count(3, timeout=60_000)
    type_words(citizen, "Tôi ở nước ngoài, nhờ anh trai đi thay được không?")
    expect(citizen.get_by_text("Câu hỏi đã chuyển cán bộ")).to_be_visible(timeout=60_000)
    officer = sign_in(open_page(DESK), demo, "quan4.quay3", "/console/inbox/")
    officer.locator(".conv", has_text="nước ngoài").first.click()
    officer.get_by_label("Trả lời người dân").fill("Việc này ông/bà phải tự đến ạ.")
    officer.get_by_role("button", name="Nhận và gửi").click()
    expect(citizen.locator(".say--human").last).to_contain_text("Việc này ông/bà phải tự đến ạ.", timeout=60_000)
    expect(citizen.get_by_text("Cán bộ đang xem cuộc trò chuyện này")).to_be_visible()
    shoot(citizen, "chat-officer")
    assert citizen.evaluate("window.isTheSamePage") is True
    assert has_no_sideways_scroll(citizen)


def test_a_number_is_taken_by_tapping_only(demo: Demo, open_page: Open, shoot) -> None:
    page = open_chat(open_page(DESK), demo)
    page.get_by_role("button", name=re.compile("^Bấm số")).click()
    expect(page.locator(".say--me")).to_have_text(re.compile("Bấm số"))
    expect(page.locator(BOT)).to_have_count(2, timeout=60_000)
    expect(page.locator(".reply").first).to_be_visible()
    page.locator(".reply").first.click()
    expect(page.locator(".say--me")).to_have_count(2)
    expect(page.locator(BOT)).to_have_count(3, timeout=60_000)
    expect(page.locator("[data-log]")).to_be_focused()
    shoot(page, "chat-desk")
    assert has_no_sideways_scroll(page)


@pytest.fixture
def plain(chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser whose owner switched scripts off. A context without script would do, but it ignores <noscript>."""
    profile = tmp_path / "Default" / "Preferences"
    profile.parent.mkdir()
    profile.write_text(json.dumps({"profile": {"default_content_setting_values": {"javascript": 2}}}))
    context = chromium.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium_path(), args=FLAGS, locale="vi-VN",
        viewport={"width": NARROW[0], "height": NARROW[1]},
    )  # fmt: skip
    context.set_default_timeout(60_000)
    yield context
    context.close()


def test_without_script_on_the_smallest_phone_the_answer_comes_by_reloading(
    demo: Demo, plain: BrowserContext, shoot
) -> None:
    page = open_chat(plain.new_page(), demo)
    assert has_no_sideways_scroll(page)
    page.get_by_label("Câu hỏi của ông/bà").fill("so dang lam")
    page.wait_for_timeout(3200)  # the page must have been open for three seconds: that is the promise
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator(".say--me")).to_contain_text("so dang lam")
    expect(page.locator(BOT).first).to_be_visible(timeout=60_000)  # the page loads itself again
    assert has_no_sideways_scroll(page)
    for line in (page.locator(".say--me").last, page.locator(BOT).last):
        expect(line).to_be_in_viewport()  # the page opens at her words, with the answer below
    shoot(page, "chat-narrow")
    box = page.get_by_label("Câu hỏi của ông/bà").bounding_box()
    assert box is not None
    assert 0 < box["y"] < NARROW[1] - 40  # the box to type in is always in sight


def test_by_keyboard_alone_and_with_words_for_screen_readers(demo: Demo, open_page: Open) -> None:
    page = open_chat(open_page(DESK), demo)
    log = page.get_by_role("log", name="Cuộc trò chuyện")
    expect(log).to_have_attribute("aria-live", "polite")
    page.get_by_role("button", name=re.compile("^Số của tôi")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".say--me")).to_contain_text("Số của tôi")
    expect(page.locator(BOT)).to_have_count(2, timeout=60_000)
    page.get_by_label("Câu hỏi của ông/bà").focus()
    page.keyboard.type("dòng một")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dòng hai")
    page.keyboard.press("Enter")
    expect(page.locator(".say--me").last).to_contain_text("dòng một dòng hai")
    assert page.locator(".say__text").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 16


def test_odd_words_break_nothing(demo: Demo, open_page: Open) -> None:
    page = open_chat(open_page(NARROW), demo)
    for words in (
        "🙂🙂🙂",
        "<img src=x onerror=alert(1)>",
        "\u202eđảo ngược",
        "w" * 900,
        "z" + "\u0337\u0321\u0352" * 40,
    ):
        page.get_by_label("Câu hỏi của ông/bà").fill(words)
        mine = page.locator(".say--me").count()
        page.get_by_role("button", name="Gửi").click()
        expect(page.locator(".say--me")).to_have_count(mine + 1, timeout=60_000)
    expect(page.get_by_text("Đang trả lời…")).to_have_count(0, timeout=60_000)
    assert has_no_sideways_scroll(page)


def test_a_lost_line_keeps_the_words_and_sends_them_once(demo: Demo, chromium: Browser) -> None:
    page = open_chat(chromium.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}), demo)
    type_words(page, "menu")
    page.route("**/chat/?since=*", lambda route: route.abort())
    page.get_by_label("Câu hỏi của ông/bà").fill("so dang lam")
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_text("Chưa gửi được")).to_be_visible()
    expect(page.get_by_label("Câu hỏi của ông/bà")).to_have_value("so dang lam")
    page.unroute("**/chat/?since=*")
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator(".say--me", has_text="so dang lam")).to_have_count(1)
    expect(page.get_by_text("Chưa gửi được")).to_have_count(0)
    page.close()


def test_the_conversation_is_opened_again_on_another_machine(demo: Demo, open_page: Open, shoot) -> None:
    first = open_chat(open_page(PHONE), demo)
    type_words(first, "menu")
    first.reload()
    first.get_by_role("button", name="Mở lại trên máy khác").click()
    url = first.get_by_label(re.compile("Chép liên kết để mở lại")).input_value()
    shoot(first, "chat-link")
    assert has_no_sideways_scroll(first)
    second = open_page(DESK)
    second.goto(url)
    second.get_by_role("button", name=re.compile("Đúng, mở trang")).click()
    expect(second).to_have_url(re.compile(re.escape(CHAT)))
    expect(second.locator(".say--me")).to_contain_text("menu")


@pytest.fixture
def own_site(demo: Demo) -> Iterator[str]:
    """The unit's own site, on another origin, with the snippet of docs/how-to/web-chat.md."""
    snippet = f'<script src="{demo.product}{CHAT}opener.js" async></script>'
    page = f'<!doctype html><meta charset="utf-8"><h1>Công an quận 4</h1>{snippet}'

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode() if self.path == "/" else b"")

        def log_message(self, *told: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_units_own_site_opens_the_chat_in_a_window_of_its_own(demo: Demo, open_page: Open, own_site: str) -> None:
    site = open_page(DESK)
    site.goto(own_site)
    button = site.get_by_role("link", name="Hỏi đáp trực tuyến")
    expect(button).to_have_attribute("href", demo.product + CHAT)
    with site.context.expect_page() as opened:
        button.click()
    chat = opened.value
    expect(chat).to_have_url(demo.product + CHAT)
    assert chat.evaluate("window.opener") is None
    assert chat.evaluate("window.top === window")
    type_words(chat, "menu")
    expect(chat.locator(BOT)).to_have_count(2, timeout=60_000)
    assert site.locator("iframe").count() == 0
