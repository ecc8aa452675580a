"""The whole demo, seeded, in real processes, and Chromium to look at it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from psycopg.conninfo import conninfo_to_dict

from tests.chromium import FLAGS, chromium_path
from tests.database import cloned_database
from tests.processes import Stack, pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]

WEDNESDAY = datetime(2026, 11, 25, 1, 40, tzinfo=UTC)  # 08:40 in Vietnam
TRIAL = {"MOTCUA_DEMO": "1"}
PHONE = (360, 740)
NARROW = (320, 640)
DESK = (1366, 768)
WALL = (1920, 1080)
expect.set_options(timeout=60_000)  # a busy machine is slow, not wrong

SHOTS = Path(__file__).parents[2] / "docs" / "screenshots"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in item.nodeid or item.nodeid.startswith("browser/"):
            item.add_marker(pytest.mark.browser)


@dataclass
class Demo:
    """Where the running demo answers."""

    product: str
    emulator: str
    stack: Stack


@dataclass
class Seeds:
    """What `motcua demo-data` made: a database to clone, the emulator's accounts, and the ports both name."""

    database: str
    emulator: Path
    ports: tuple[int, int]


@pytest.fixture(scope="session")
def seeds() -> Iterator[Seeds]:
    """The demo's data at 08:40 of a Wednesday, made once a run."""
    with cloned_database() as url, Stack(url, WEDNESDAY, TRIAL) as stack:
        stack.run("demo-data")
        yield Seeds(conninfo_to_dict(url)["dbname"], stack.folder / "emulator-seed.json", stack.ports)


@pytest.fixture(scope="module")
def demo(seeds: Seeds) -> Iterator[Demo]:
    """A demo of its own for each file: seeded, emulator, worker and product running."""
    with cloned_database(seeds.database) as url, Stack(url, WEDNESDAY, TRIAL, seeds.ports) as stack:
        emulator = stack.emulator(seeds.emulator)
        stack.worker()
        yield Demo(stack.serve().url, emulator.url, stack)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium for one file: its event loop must not outlive the file, or Django refuses to query beside it."""
    path = chromium_path()
    if path is None:
        pytest.fail("The browser tests need Chromium: as root, run 'apt-get install chromium-headless-shell'.")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Open a page of a size in a browser context of its own; errors of any such page fail the test at its end."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_one(size: tuple[int, int], *, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, reduced_motion="reduce",
            locale="vi-VN",
        )  # fmt: skip
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda said: troubles.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def shoot(tmp_path: Path) -> Callable[[Page, str], None]:
    """Take a picture: into docs/screenshots when it is missing there or MOTCUA_SHOTS=1, else somewhere temporary."""

    def take(page: Page, name: str, *, whole: bool = False) -> None:
        kept = SHOTS / f"{name}.png"
        folder = SHOTS if os.environ.get("MOTCUA_SHOTS") == "1" or not kept.exists() else tmp_path
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=whole)

    return take


def has_no_sideways_scroll(page: Page) -> bool:
    """Whether the page is no wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
