"""The phone in Chromium: live lines, sending without leaving the page, pages over the chat, keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.chromium import FLAGS, chromium_path
from tests.emulator.conftest import MakeStage
from tests.emulator.wiring import Stage

expect.set_options(timeout=60_000)  # a busy machine is slow, not wrong

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.set_default_timeout(10_000)
        yield page
        browser.close()


@pytest.fixture
def troubles(page: Page) -> Iterator[list[str]]:
    """Errors of the page, refused styles and scripts among them; none may be left at the end."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    yield found
    assert found == []


def open_talk(page: Page, one: Stage) -> None:
    page.goto(f"{one.http.base_url}/phone/{one.citizen_id}/{one.oa_id}/")


def test_a_talk_by_keyboard_that_renews_itself(page: Page, stage: MakeStage, troubles: list[str]) -> None:
    one = stage()
    user_id = one.follow()
    open_talk(page, one)
    page.get_by_label("Lời nhắn").fill("tôi muốn bấm số")
    page.keyboard.press("Enter")
    expect(page.locator(".say--mine .say__text")).to_have_text(["tôi muốn bấm số"])
    buttons = [{"title": "1. Trụ sở", "type": "oa.query.show", "payload": "1"}]
    one.say(user_id, {"text": "Chọn nơi", "attachment": {"type": "template", "payload": {"buttons": buttons}}})
    page.get_by_role("button", name="1. Trụ sở").press("Enter")
    expect(page.locator(".say--mine .say__text")).to_have_text(["tôi muốn bấm số", "1"])
    page.get_by_role("button", name="Số đang làm").click()
    expect(page.locator(".say--mine .say__text").last).to_have_text("#sodanglam")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_link_opens_over_the_talk_and_escape_returns(page: Page, stage: MakeStage, troubles: list[str]) -> None:
    one = stage()
    user_id = one.follow()
    address = f"{one.http.base_url}/oa/{one.oa_id}"
    one.say(user_id, {"text": f"Số của ông/bà: {address}."})
    open_talk(page, one)
    link = page.get_by_role("link", name=address)
    link.click()
    frame = page.frame_locator("[data-inapp] iframe")
    expect(frame.get_by_role("heading", name=str(one.account["name"]))).to_be_visible()
    expect(page.locator("[data-host]")).to_have_text(one.http.base_url.netloc.decode())
    page.keyboard.press("Escape")
    expect(page.locator("[data-inapp]")).to_be_hidden()
    expect(link).to_be_focused()


def test_the_clerk_and_the_citizen_see_each_other(page: Page, stage: MakeStage, troubles: list[str]) -> None:
    one = stage()
    one.act("send", text="có ai không")
    page.goto(f"{one.http.base_url}/manager/{one.oa_id}/{one.citizen_id}/")
    page.get_by_label("Lời nhắn").fill("Mời ông/bà vào quầy 3")
    page.keyboard.press("Enter")
    expect(page.locator(".say--mine .say__text")).to_have_text(["Mời ông/bà vào quầy 3"])
    one.act("send", text="cảm ơn")
    expect(page.locator(".say--other .say__text").last).to_have_text("cảm ơn")
