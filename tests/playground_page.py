"""The playground's page in a browser, and what a user does on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

SHORT = "data=xor&hidden=3&replicas=32&epochs=8"
"""Enough of a study to see all pictures of."""


@dataclass
class Opened:
    """Opens pages; at the end none complained, and none asked for anything once it had loaded."""

    browser: Browser
    address: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self, fragment: str = SHORT, width: int = 1280, height: int = 800, **options: Any
    ) -> Page:
        options.setdefault("locale", "en-GB")
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(f"{self.address}#{fragment}")
        wait(page, "ready")
        page.wait_for_load_state("networkidle")
        page.on("request", lambda request: self.asked.append(request.url))
        return page

    def close(self) -> None:
        """Close all pages and judge them."""
        for context in self.contexts:
            context.close()
        assert self.said == [], self.said
        asked = [url for url in self.asked if not url.startswith(("data:", "blob:"))]
        assert asked == [], asked


def wait(page: Page, *states: str) -> None:
    """Wait for the study to be in one of some states."""
    names = ", ".join(f"[data-status={state}]" for state in states)
    page.locator(names).wait_for(state="attached", timeout=60_000)


def train(page: Page) -> None:
    """Press play and wait for the end, and for what is found out then."""
    page.get_by_role("button", name="Play").click()
    wait(page, "done")
    expect(page.locator(".fingerprint")).to_contain_text("Fingerprint", timeout=30_000)


def fields(page: Page) -> dict[str, str]:
    """What the address says."""
    pairs = page.evaluate("[...new URLSearchParams(location.hash.slice(1))]")
    return dict(pairs)


def downloaded(page: Page, button: str) -> tuple[str, str]:
    """Press a button that saves a file; its name and its text."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    saved = waiting.value
    return saved.suggested_filename, Path(saved.path()).read_bytes().decode()


def drop(page: Page, text: str, name: str = "mine.csv") -> None:
    """Drop a file on the page."""
    code = """([text, name]) => {
        const data = new DataTransfer();
        data.items.add(new File([text], name, {type: "text/csv"}));
        document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true}));
    }"""
    page.evaluate(code, [text, name])
