"""axe finds nothing on any page that strangers, citizens and officers meet; citizens' pages on the narrowest phone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, NARROW, WALL, Demo, has_no_sideways_scroll
from tests.browser.test_every_page import fill_name
from tests.browser.test_inbox import sign_in

UNIT = "/u/cong-an-quan-4/"
STRANGERS = (
    "/", UNIT, f"{UNIT}take/", f"{UNIT}now/", f"{UNIT}my/", f"{UNIT}answers/", f"{UNIT}chat/", f"{UNIT}lookup/",
    f"{UNIT}lists/", "/t/22222222/", "/u/khong-co/", "/take/problem/?kind=shift-full", f"/l/{'a' * 43}/",
    "/console/sign-in/",
)  # fmt: skip
REFUSALS = {
    f"{UNIT}my/": (401,), "/t/22222222/": (404,), "/u/khong-co/": (404,), "/take/problem/?kind=shift-full": (409,),
    f"/l/{'a' * 43}/": (404,),
}  # fmt: skip
CITIZENS = (UNIT, f"{UNIT}take/", f"{UNIT}my/", f"{UNIT}me/", f"{UNIT}me/erase/", f"{UNIT}people/new/")
OFFICERS = {
    "quan4.quay3": ("/console/", "/console/inbox/", "/console/inbox/answers/", "/console/second-factor/"),
    "quan4.quantri": (
        "/console/knowledge/", "/console/knowledge/desk/", "/console/knowledge/waiting/", "/console/knowledge/trial/",
        "/console/knowledge/conflicts/", "/console/knowledge/figures/", "/console/channels/", "/console/channels/new/",
        "/console/reports/", "/console/imports/", "/console/lists/", "/console/dossiers/", "/console/dossiers/purges/",
    ),
}  # fmt: skip


def troubles(page: Page, demo: Demo, path: str) -> list[str]:
    """What axe and a ruler say against one page."""
    answer = page.goto(demo.product + path)
    assert answer is not None and answer.status in (200, *REFUSALS.get(path, ())), f"{path} cannot be seen"
    found = Axe().run(page).response["violations"]
    said = [f"{path}: {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
    return said if has_no_sideways_scroll(page) else [*said, f"{path}: wider than the window"]


def _page(chromium: Browser, size: tuple[int, int]) -> Page:
    """A page that may also be refused something: addresses that lead nowhere are pages too."""
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", locale="vi-VN")
    page.set_default_timeout(60_000)
    return page


def test_what_a_stranger_meets(demo: Demo, chromium: Browser) -> None:
    page = _page(chromium, NARROW)
    assert [one for path in STRANGERS for one in troubles(page, demo, path)] == []


def test_what_a_citizen_meets_on_her_way_to_a_number(demo: Demo, chromium: Browser) -> None:
    page = _page(chromium, NARROW)
    page.goto(f"{demo.product}{UNIT}take/")
    page.get_by_role("button", name=re.compile("Tiếp tục")).click()
    taking = page.url.removeprefix(demo.product)
    found = troubles(page, demo, taking)
    fill_name(page)
    found += troubles(page, demo, taking)
    page.get_by_role("button", name="Lấy số").click()
    expect(page).to_have_url(re.compile(r"/t/[2-9A-Z]{8}/$"))
    found += troubles(page, demo, page.url.removeprefix(demo.product))
    assert found + [one for path in CITIZENS for one in troubles(page, demo, path)] == []


@pytest.mark.parametrize("name", OFFICERS)
def test_what_an_officer_meets(demo: Demo, chromium: Browser, name: str) -> None:
    desk = sign_in(_page(chromium, DESK), demo, name, "/console/")
    assert [one for path in OFFICERS[name] for one in troubles(desk, demo, path)] == []


def test_the_board(demo: Demo, chromium: Browser) -> None:
    assert troubles(_page(chromium, WALL), demo, "/display/1/") == []
