"""The machine's own Chromium, for what the playground's sources compute and draw."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from manyseeds.playground.server import serve
from playground_harness import harness
from playground_page import Opened

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser | None]:
    """None where the machine has none."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        yield None
        return
    with sync_playwright() as playwright:
        # Without its sandbox: what it opens is our own, and containers have none to offer.
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def browser(chromium: Browser | None, note: Callable[[str], None]) -> Browser:
    """Skip, with a note, where there is no Chromium."""
    if chromium is None:
        note("playground: not opened in a browser: there is no Chromium here")
        pytest.skip("install Chromium to open the pages: apt-get install chromium, or the like")
    return chromium


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the page is served."""
    with serve() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opened]:
    """Open pages; at the end none complained, and none asked for anything once it had loaded."""
    found = Opened(browser, address)
    yield found
    found.close()


@pytest.fixture(scope="module")
def harness_page(chromium: Browser | None) -> Iterator[Page | None]:
    """The engine's page; None where there is no Chromium."""
    if chromium is None:
        yield None
        return
    with harness(chromium) as page:
        yield page


@pytest.fixture
def page(browser: Browser, harness_page: Page) -> Page:
    """The engine's page, or a skip."""
    return harness_page
