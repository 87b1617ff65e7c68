"""The address holds all of a study, and nothing in it is trusted."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from playground_page import SHORT, Opened, fields, wait

WHOLE = {
    "data": "spirals",
    "noise": "0.125",
    "samples": "220",
    "turns": "1.5",
    "classes": "3",
    "hidden": "5,4,3",
    "widths": "0,2,9",
    "activation": "leaky_relu",
    "optimizer": "rmsprop",
    "scaling": "minmax",
    "learning_rate": "0.0123456789",
    "batch_size": "17",
    "epochs": "9",
    "l2": "0.0000321",
    "test": "0.3",
    "validation": "0.1",
    "seed": "9007199254740991",
    "replicas": "33",
    "stratify": "true",
    "vary": "split,order",
    "arm": "1",
    "replica": "7",
    "lang": "fr",
}


def fragment(parts: dict[str, str]) -> str:
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in parts.items())


def test_a_whole_state_comes_back_exactly(opened: Opened) -> None:
    page = opened(fragment(WHOLE))
    expect(page.locator(".notice")).to_be_hidden()
    page.get_by_label("Langue").select_option("en")
    found = fields(page)
    assert {**found, "l2": f"{float(found['l2']):.7f}"} == {**WHOLE, "lang": "en"}
    again = opened(page.evaluate("location.hash.slice(1)"))
    again.get_by_label("Language").select_option("fr")
    assert fields(again) == {**found, "lang": "fr"}


def test_a_link_on_the_open_page_is_followed(opened: Opened) -> None:
    page = opened()
    page.evaluate("location.hash = 'data=moons&hidden=7&epochs=5'")
    expect(page.locator(".where strong")).to_have_text("Epoch 0 of 5")
    expect(page.locator("[data-value=moons]")).to_have_attribute("aria-checked", "true")
    wait(page, "ready")


SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>"
WRONG = {
    "data": ["mnist", SCRIPT, "constructor", "__proto__"],
    "noise": ["-1", "NaN", "1e999", SCRIPT, "0x1", ""],
    "hidden": ["0", "1,2,3,4,5,6,7", "257", "-1", "2;3", SCRIPT, "1e2"],
    "widths": ["", "2,2", "300", SCRIPT],
    "activation": ["swish", SCRIPT],
    "optimizer": ["lion", "toString"],
    "learning_rate": ["0", "-0.1", "Infinity", SCRIPT],
    "batch_size": ["0", "2.5", "1e9"],
    "epochs": ["0", "1e9"],
    "replicas": ["0", "10001", SCRIPT],
    "seed": ["-1", "9007199254740993e5", "1.5"],
    "test": ["1", "-0.1"],
    "vary": ["luck", SCRIPT],
    "arm": ["12", "-1", "x"],
    "step": ["9.9", SCRIPT],
    "lang": ["de", SCRIPT],
    SCRIPT: ["1"],
    "__proto__": ["1"],
    "constructor": ["1"],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_named_and_left_out(opened: Opened, name: str) -> None:
    page = opened()
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    for value in WRONG[name]:
        page.evaluate("text => { location.hash = text; }", fragment({"epochs": "3", name: value}))
        notice = page.locator(".notice")
        expect(notice).to_contain_text("not understood")
        expect(notice).to_contain_text(f"“{name[:40]}")
        assert notice.locator("*").count() == 0
        wait(page, "ready")
        page.evaluate(f"location.hash = '{SHORT}&epochs=4'")
        wait(page, "ready")


def test_a_study_that_is_too_large_is_not_begun(opened: Opened) -> None:
    page = opened("data=xor&replicas=10000&epochs=2000&hidden=3")
    expect(page.locator(".notice")).to_contain_text("“replicas” cannot be “10000”")
    assert fields(page)["replicas"] == "6000"
    page.get_by_label("Epochs", exact=True).fill("2000")
    page.get_by_label("Networks", exact=True).fill("10000")
    page.keyboard.press("Tab")
    expect(page.locator(".notice")).to_contain_text("more than the page can keep")
    assert fields(page)["replicas"] == "6000"


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*WHOLE, "x"]), st.text(max_size=12) | st.from_regex(r"[\d.,e-]+")
        ),
        max_size=6,
    )
)
def test_any_address_opens_or_is_explained(opened: Opened, parts: list[tuple[str, str]]) -> None:
    page = opened.contexts[0].pages[0] if opened.contexts else opened()
    text = "&".join(f"{name}={quote(value)}" for name, value in [("epochs", "3"), *parts])
    page.evaluate("text => { location.hash = text; }", text)
    page.wait_for_timeout(30)
    wait(page, "ready", "failed")
    assert set(fields(page)) <= {*WHOLE, *OTHERS}


OTHERS = {"copies", "factor"}
