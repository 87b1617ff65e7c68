"""The pages in a real browser: quiet, offline, accessible, no wider than the window, printable."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Page

import sample_report
import small_labs
from accessibility import check_accessible
from manyseeds import Network, Study, Training, data
from manyseeds.labs.exercise import EXERCISES
from manyseeds.report.html import index_html, to_html

PAGES = (*EXERCISES, "table", "plane", "sample", "hostile", "index")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    documents = {
        **{name: small_labs.document(name) for name in EXERCISES},
        "sample": sample_report.document(),
        "hostile": sample_report.document(sample_report.HOSTILE),
    }
    html = {
        name: small_labs.page(name) if name in EXERCISES else to_html(document)
        for name, document in documents.items()
    }
    html |= {
        name: study.run(progress=False).report(companions=False).html()
        for name, study in STUDIES.items()
    }
    html["index"] = index_html({f"{name}.html": documents[name] for name in EXERCISES})
    for name, text in html.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in html}


STUDIES = {
    "table": Study(data="wine", training=Training(epochs=10), replicas=16, scaling="standard"),
    "plane": Study(
        data=data.blobs(samples=120, classes=3),
        network=Network(hidden=4),
        training=Training(epochs=10),
        sweep={"network.hidden": [[2], [4]]},
        replicas=16,
    ),
}
"""Studies of a plain table, whose columns have long names, and of two features."""

Opened = Callable[..., Page]


@pytest.fixture
def opened(
    chromium: Browser | None, files: dict[str, Path], note: Callable[[str], None]
) -> Iterator[Opened]:
    """Open a page; at the end, nothing was asked for but the page, and nothing complained of."""
    if chromium is None:
        note("pages: not opened in a browser: there is no Chromium here")
        pytest.skip("install Chromium to open the pages: apt-get install chromium, or the like")
    contexts, said, asked, known = [], [], [], []

    def open_page(name: str, width: int = 1280, scheme: str = "light", **options: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        known.append(files[name].as_uri())
        page.goto(known[-1])
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith("data:")] == known


SCHEMES = [("xor", "light"), ("digits", "dark"), ("hostile", "light"), ("index", "dark")]
SCHEMES += [("sample", "light"), ("sample", "dark")]


@pytest.mark.parametrize(("name", "scheme"), SCHEMES)
def test_a_page_has_no_violation_of_accessibility(opened: Opened, name: str, scheme: str) -> None:
    # The page's own policy forbids scripts, also the one that checks it.
    page = opened(name, scheme=scheme, bypass_csp=True)
    check_accessible(page)


@pytest.mark.parametrize("width", [1280, 820, 390, 320])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_no_wider_than_the_window(opened: Opened, name: str, width: int) -> None:
    page = opened(name, width)
    scroll, client = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert scroll <= client == width


def test_the_page_needs_no_script(opened: Opened) -> None:
    page = opened("sample", java_script_enabled=False)
    page.get_by_role("link", name="Of formulas").click()
    assert page.url.endswith("#second")
    page.locator("summary").first.click()
    assert page.locator("details table").first.is_visible()


def test_the_first_key_leads_past_the_contents(opened: Opened) -> None:
    page = opened("sample")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the answers"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_whatever_takes_the_keyboard_shows_it(opened: Opened) -> None:
    page = opened("sample")
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid"


def test_a_table_is_saved_by_its_link(opened: Opened) -> None:
    page = opened("sample", accept_downloads=True)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV: table table-3").click()
    saved = waiting.value
    assert saved.suggested_filename == "table-table-3.csv"
    text = Path(saved.path()).read_bytes().decode()
    assert text.startswith("name,share,")
    assert text.count("\r\n") == 4


@pytest.mark.parametrize("name", ["xor", "sample"])
def test_it_prints_on_light_paper_with_everything_open(opened: Opened, name: str) -> None:
    page = opened(name, scheme="dark")
    content = page.pdf(prefer_css_page_size=True)
    reader = pypdf.PdfReader(io.BytesIO(content))
    text = " ".join(sheet.extract_text() for sheet in reader.pages)
    assert text.count("98.1") >= 8 if name == "sample" else "training.batch_size" in text
    assert "CSV" not in text.split()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(254, 254, 254)"
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"


def test_dark_is_dark(opened: Opened) -> None:
    page = opened("sample", scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 29)"
