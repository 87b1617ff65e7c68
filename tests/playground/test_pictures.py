"""The playground's pictures with made-up data, in a real browser: readable, reachable, quick.

They are drawn by ``built/pictures.js``, built by ``npm run build:tested`` in ``playground/``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from manyseeds.plots.style import THEME

HERE = Path(__file__).parent
SOURCES = HERE.parent.parent / "playground" / "src" / "views"
STYLE = HERE.parent.parent / "src" / "manyseeds" / "report" / "templates" / "style.css"
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pictures</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>Pictures</h1></main></body></html>"""
PICTURES = ("fans", "distribution", "boundary", "confusion", "width", "solutions")
PICTURES += ("confusion-digits", "templates", "hardest", "draw")

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def pages() -> Iterator[dict[Any, Page]]:
    """Pages that were opened, by scheme: all tests look at the same ones."""
    opened: dict[Any, Page] = {}
    yield opened
    for page in opened.values():
        page.context.close()


@pytest.fixture
def opened(browser: Browser, pages: dict[Any, Page]) -> Opened:
    def open_page(width: int = 1280, scheme: str = "light") -> Page:
        if scheme not in pages:
            context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            page.said = []  # type: ignore[attr-defined]
            page.on("console", lambda message: page.said.append(message.text))  # type: ignore[attr-defined]
            page.on("pageerror", lambda error: page.said.append(str(error)))  # type: ignore[attr-defined]
            page.set_content(PAGE)
            page.add_style_tag(path=HERE / "built" / "pictures.css")
            page.add_script_tag(path=HERE / "built" / "pictures.js")
            page.wait_for_function("document.querySelector('#draw .bars-list li')")
            pages[scheme] = page
        pages[scheme].set_viewport_size({"width": width, "height": 900})
        # Pictures follow the window a frame later.
        pages[scheme].evaluate(
            "() => new Promise((on) => requestAnimationFrame(() => setTimeout(on)))"
        )
        return pages[scheme]

    return open_page


def test_the_colours_are_those_of_the_reports() -> None:
    own = (SOURCES / "style" / "colours.css").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--(\w+): (#\w+)", part)) for part in own.split("@media"))
    assert light | {name: colour for colour, name in THEME.items()} == light
    report = STYLE.read_text(encoding="utf-8")
    schemes = [dict(re.findall(r"--(\w+): (#\w+)", part)) for part in report.split("@media")[:2]]
    assert [light, dark] == [{name: s[name] for name in light} for s in schemes]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_have_no_violation_of_accessibility(opened: Opened, scheme: str) -> None:
    page = opened(scheme=scheme)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    violations = [
        f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:200]}"
        for rule in found["violations"]
    ]
    assert violations == []
    assert len(found["passes"]) > 15
    assert page.said == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_pictures_are_no_wider_than_the_window(opened: Opened, width: int) -> None:
    page = opened(width)
    scroll = page.evaluate("document.documentElement.scrollWidth")
    assert scroll <= width
    for name in PICTURES:
        for part in page.locator(f"#{name} svg, #{name} canvas").all():
            box = part.bounding_box()
            assert box is None or box["x"] + box["width"] <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_no_word_of_a_picture_is_cut(opened: Opened, width: int) -> None:
    cut = opened(width).evaluate(
        """() => [...document.querySelectorAll(".view svg text")].filter((text) => {
            const [own, all] = [text, text.ownerSVGElement].map((e) => e.getBoundingClientRect());
            return own.width && (own.left < all.left - 0.5 || own.right > all.right + 0.5
                || own.top < all.top - 0.5 || own.bottom > all.bottom + 0.5);
        }).map((text) => text.textContent)"""
    )
    assert cut == []


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize("name", ["confusion", "confusion-digits"])
def test_a_confusion_matrix_has_room(opened: Opened, name: str, width: int) -> None:
    page = opened(width)
    box = "document.querySelector('#' + name + ' .confusion-matrix')"
    beyond = f"(name) => {box}.scrollWidth - {box}.clientWidth"
    assert page.evaluate(beyond, name) <= 0


@pytest.mark.parametrize("name", ["fans", "distribution"])
def test_no_words_of_a_picture_lie_upon_each_other(opened: Opened, name: str) -> None:
    for width in (390, 1280):
        upon = opened(width).evaluate(
            """(name) => [...document.querySelectorAll(`#${name} .view svg`)].flatMap((svg) => {
                const texts = [...svg.querySelectorAll("text")].filter((t) => t.textContent);
                const boxes = texts.map((t) => t.getBoundingClientRect());
                return boxes.flatMap((a, i) => boxes.slice(i + 1).flatMap((b, j) =>
                    a.left < b.right && b.left < a.right && a.top + 3 < b.bottom - 3
                        && b.top + 3 < a.bottom - 3
                        ? [`${texts[i].textContent} | ${texts[i + 1 + j].textContent}`] : []));
            })""",
            name,
        )
        assert upon == []


def test_pictures_tell_what_they_show(opened: Opened) -> None:
    page = opened()
    loss = page.locator("#fans svg.fan").first.get_attribute("aria-label") or ""
    assert re.fullmatch(
        r"loss against epoch for 300 replicas up to epoch 100, .* the training median goes from "
        r"0\.\d+ to 0\.\d+; the validation median goes from 0\.\d+ to 0\.\d+\.",
        loss,
    )
    shown = page.locator("#distribution svg").get_attribute("aria-label") or ""
    assert "hidden 4 has mean 0.8" in shown


def test_a_run_is_followed_by_pointer_and_by_keys(opened: Opened) -> None:
    page = opened()
    readout = page.locator("#fans .readout")
    panel = page.locator("#fans svg.fan").first
    panel.hover(position={"x": 200, "y": 120})
    assert re.match(r"replica \d+, epoch \d+: loss 0\.\d+ / 0\.\d+", readout.text_content() or "")
    page.mouse.move(5, 5)
    assert readout.text_content() == ""
    page.locator("#fans input").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert (readout.text_content() or "").startswith("replica 1, epoch 100:")
    page.keyboard.press("Home")
    assert readout.text_content() == ""


def test_votes_are_blended_and_read_by_keys(opened: Opened) -> None:
    page = opened()
    note = page.locator("#boundary .view-note").first
    page.locator("#boundary input").focus()
    page.keyboard.press("Home")
    assert (note.text_content() or "").startswith("Votes of 1 replica:")
    page.locator("#boundary canvas").focus()
    page.keyboard.press("ArrowLeft")
    told = page.locator("#boundary .readout").text_content() or ""
    assert re.fullmatch(r"At x0 0\.\d\d, x1 0\.\d\d: 100\u202f% vote [01]", told)
    page.locator("#boundary input").focus()
    page.keyboard.press("End")
    assert (note.text_content() or "").startswith("Votes of 300 replicas:")


def test_cells_of_the_confusion_are_reached_by_arrows(opened: Opened) -> None:
    page = opened()
    page.locator("#confusion td[tabindex='0']").focus()
    readout = page.locator("#confusion .readout")
    for key, words in (("ArrowRight", "of class 0 are taken for 1"), ("ArrowRight", "are found")):
        page.keyboard.press(key)
        assert words in (readout.text_content() or "")
    assert page.locator("#confusion td[tabindex='0']").count() == 1


def test_a_width_is_chosen_by_a_key(opened: Opened) -> None:
    page = opened()
    points = page.locator("#width g.point")
    points.nth(3).focus()
    page.keyboard.press("Enter")
    assert "chosen" in (points.nth(3).get_attribute("class") or "")
    assert (page.evaluate("document.activeElement.getAttribute('aria-label')")).startswith(
        "With 3,"
    )


def test_a_solution_is_chosen_and_explained(opened: Opened) -> None:
    page = opened()
    pictures = page.locator("#solutions button.picture")
    assert pictures.count() > 10
    first = pictures.first
    first.click()
    replica = re.match(r"Replica (\d+)", first.get_attribute("aria-label") or "")
    assert replica is not None
    detail = page.locator("#solutions .detail")
    assert f"Replica {replica[1]}," in detail.inner_text()
    assert "3 of its 3 hidden units work" in detail.inner_text()
    assert detail.locator("table").count() == 2
    assert page.locator("#solutions [aria-pressed='true']").count() == 1


def test_templates_of_one_replica(opened: Opened) -> None:
    page = opened()
    page.locator("#templates input").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#templates .view-note").text_content() == "replica 0"
    page.keyboard.press("Home")


def test_a_digit_is_drawn_by_keys_and_by_pointer(opened: Opened) -> None:
    page = opened()
    sheet, answer = page.locator("#draw canvas.sheet"), page.locator("#draw .readout")
    sheet.focus()
    for key in ("ArrowUp", "Space", "ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert re.fullmatch(r"\d+\u202f% of 200 networks vote \d\.", answer.text_content() or "")
    page.keyboard.press("Delete")
    assert answer.text_content() == "Draw a digit."
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 200, steps=8)
    page.mouse.up()
    assert "of 200 networks" in (answer.text_content() or "")
    page.locator("#draw button").click()
    assert answer.text_content() == "Draw a digit."


def test_a_picture_that_is_taken_away_leaves_nothing(opened: Opened) -> None:
    page = opened()
    elements = "document.querySelectorAll('*').length"
    before = page.evaluate(elements)
    assert page.evaluate("pictures.growingFans(5).updates") == 40
    assert page.evaluate(elements) == before
