"""The lab, step by step: each question beside its picture, with its answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from manyseeds.labs.exercise import EXERCISES, exercise
from playground_page import Opened, fields, train, wait

STEPS = [step for name in EXERCISES for step in exercise(name).steps]


def test_the_steps_are_those_of_the_lab(opened: Opened) -> None:
    page = opened("step=1.1")
    choices = page.get_by_label("Step", exact=True).locator("option")
    assert choices.all_text_contents() == [f"{step.number} {step.title}" for step in STEPS]


def test_each_step_has_a_picture_and_an_answer(opened: Opened) -> None:
    page = opened("step=1.1", height=3000)
    for at, step in enumerate(STEPS):
        expect(page.locator(".lab h2")).to_have_text(f"{step.number} {step.title}")
        assert fields(page).get("step", "1.1") == step.number
        wait(page, "ready", "paused", "done")
        expect(page.locator(".picture:visible").first).to_be_visible()
        # A few epochs of any study fill the answer.
        if "Press play" in (page.locator(".lab-answer").text_content() or ""):
            page.get_by_role("button", name="One epoch").click()
        expect(page.locator(".lab-answer")).not_to_have_text(re.compile("Press play|undefined|NaN"))
        if at + 1 < len(STEPS):
            page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.get_by_role("button", name="Leave the lab").click()
    expect(page.locator(".lab")).to_be_hidden()


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("1.2", "200 copies of four corners are 800 points"),
        ("1.3", "(800, 2)"),
        ("1.4", "512 rows for training, 128 for validation, 160 for the test"),
        ("1.5", "18 parameters; 6 × 2 weights and 2 biases are 14 parameters: 32 parameters"),
        ("2.1", "1,797 images of 10 classes"),
        ("2.2", "(1,797, 10)"),
        ("2.3", "1,010 rows for training, 337 for validation, 450 for the test"),
        ("2.4", "64 × 10 weights and 10 biases are 650 parameters"),
    ],
)
def test_answers_that_the_exercise_sets(opened: Opened, step: str, said: str) -> None:
    page = opened(f"step={step}")
    expect(page.locator(".lab-answer")).to_contain_text(said)


def test_keys_move_among_the_steps(opened: Opened) -> None:
    page = opened("data=xor&hidden=6&replicas=16&epochs=2&step=1.9")
    train(page)
    expect(page.locator(".lab-answer")).to_contain_text("Quote 0.")
    page.keyboard.press("b")
    expect(page.locator(".lab h2")).to_contain_text("1.8")
    page.keyboard.press("n")
    expect(page.locator(".lab h2")).to_contain_text("1.9")
    page.keyboard.press("l")
    expect(page.locator(".lab")).to_be_hidden()
