"""Widths that are compared, and what becomes of the one that is looked at when they change."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from playground_page import Opened, fields, train, wait

COMPARE = "Compare widths of the first layer"


def shown(page: Page) -> str:
    return page.locator("#arm option:checked").text_content() or ""


def test_a_trained_study_can_be_made_a_comparison(opened: Opened) -> None:
    page = opened()
    train(page)
    page.get_by_label(COMPARE).check()
    wait(page, "done")
    assert shown(page) == "3"
    page.get_by_label("Widths, parted by commas").fill("1, 2")
    page.keyboard.press("Enter")
    wait(page, "done")
    assert shown(page) == "1"
    page.get_by_label(COMPARE).uncheck()
    wait(page, "done")
    assert fields(page)["arm"] == "0"
    expect(page.locator(".notice")).to_be_hidden()


@pytest.mark.parametrize("button", ["Remove a layer", "Add a layer"])
def test_layers_change_while_a_later_width_is_looked_at(opened: Opened, button: str) -> None:
    page = opened("data=xor&hidden=3&widths=1,2,3&arm=2&replicas=16&epochs=4")
    page.get_by_role("button", name=button).click()
    wait(page, "ready")
    train(page)
    expect(page.locator(".notice")).to_be_hidden()


def test_a_step_shows_what_its_study_has(opened: Opened) -> None:
    page = opened("step=2.4")
    page.get_by_role("button", name="Add a layer").click()
    wait(page, "ready")
    expect(page.locator(".picture.templates")).to_be_hidden()


def test_what_was_wrong_with_an_address_is_forgotten_with_it(opened: Opened) -> None:
    page = opened("data=xor&noise=abc&replicas=16")
    expect(page.locator(".notice")).to_be_visible()
    page.evaluate("location.hash = 'data=iris&replicas=16'")
    wait(page, "ready")
    expect(page.locator(".notice")).to_be_hidden()


def test_too_many_networks_are_fewer_and_all_else_stays(opened: Opened) -> None:
    page = opened("data=xor&replicas=10000&epochs=2000&seed=7&noise=0.5")
    expect(page.locator(".notice")).to_contain_text("replicas")
    found = fields(page)
    assert (found["replicas"], found["epochs"]) == ("6000", "2000")
    assert (found["seed"], found["noise"]) == ("7", "0.5")


def test_a_step_belongs_to_its_exercise(opened: Opened) -> None:
    for step, other in (("2.4", "xor"), ("1.2", "iris"), ("2.1", "circles"), ("1.13", "digits")):
        page = opened(f"step={step}&data={other}&replicas=16&epochs=4")
        expect(page.locator(".notice")).to_contain_text(f"“step” cannot be “{step}”")
        assert "step" not in fields(page)
    page = opened("step=1.9")
    assert fields(page)["step"] == "1.9"
    expect(page.locator(".notice")).to_be_hidden()
