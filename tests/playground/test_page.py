"""The page in a real browser: every control, keys alone, any address, quiet and accessible."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accessibility import check_accessible
from manyseeds.kernel.library import FOLDER
from playground_harness import BUILT, SOURCES, sources_hash
from playground_page import SHORT, Opened, fields, train, wait


def test_the_page_is_built_of_its_sources() -> None:
    whole = sources_hash(SOURCES)
    assert (BUILT / "sources.sha256").read_text().strip() == whole, "run `npm run build`"
    kernel = FOLDER / "manyseeds-wasm32.wasm"
    assert (BUILT / kernel.name).read_bytes() == kernel.read_bytes(), "run `npm run build`"


def test_play_pause_step_and_restart(opened: Opened) -> None:
    page = opened("data=xor&hidden=3&replicas=64&epochs=1000")
    epoch = page.locator(".where strong")
    expect(epoch).to_have_text("Epoch 0 of 1000")
    page.get_by_role("button", name="One epoch").click()
    expect(epoch).to_have_text("Epoch 1 of 1000")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    wait(page, "paused")
    reached = epoch.text_content()
    assert reached is not None
    page.get_by_role("button", name="One epoch").click()
    number = int(reached.split()[1])
    expect(epoch).to_have_text(f"Epoch {number + 1} of 1000")
    page.get_by_role("button", name="Restart").click()
    expect(epoch).to_have_text("Epoch 0 of 1000")
    wait(page, "ready")


def test_a_training_shows_every_picture_and_answer(opened: Opened) -> None:
    page = opened(height=5000)
    train(page)
    expect(page.locator(".picture:visible h2")).to_have_text(
        [
            "Where the networks vote for which class",
            "Loss and accuracy, epoch by epoch",
            "Accuracy over networks",
            "Which class is taken for which",
            "Kinds of solutions",
        ]
    )
    expect(page.get_by_text("Press play to see it.")).to_have_count(0)
    expect(page.locator(".answers dt")).to_have_count(6)
    expect(page.locator(".solutions button.picture").first).to_be_visible()
    expect(page.locator("section.distribution")).to_contain_text("linear model")
    page.locator(".solutions button.picture").first.click()
    expect(page.locator(".detail")).to_contain_text("Layer 1")
    assert "replica" in fields(page)


def test_digits_have_templates_hard_images_and_a_sheet_to_draw_on(opened: Opened) -> None:
    page = opened("data=digits&replicas=16&epochs=4", height=6000)
    train(page)
    expect(page.locator(".picture:visible")).to_have_count(7)
    expect(page.locator(".hardest li").first).to_contain_text("wrong in")
    sheet = page.locator("canvas.sheet")
    box = sheet.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 110, box["y"] + 200, steps=8)
    page.mouse.up()
    expect(page.locator(".draw")).to_contain_text("of 16 networks say")


CONTROLS = {
    "Noise": ("noise", "0.5"),
    "Copies of each corner": ("copies", "100"),
    "Learning rate": ("learning_rate", "0.01"),
    "Batch size": ("batch_size", "16"),
    "Epochs": ("epochs", "12"),
    "L2 penalty": ("l2", "0.002"),
    "Test rows": ("test", "0.3"),
    "Validation rows": ("validation", "0"),
    "Networks": ("replicas", "48"),
    "Seed": ("seed", "7"),
}


def successful(page: Page) -> float:
    answer = page.locator(".answers dd").first.text_content() or ""
    return float(answer.partition("\u00a0")[0])


def test_a_wider_network_succeeds_more_often(opened: Opened) -> None:
    page = opened("data=xor&hidden=2&replicas=64&learning_rate=0.01&epochs=60")
    train(page)
    narrow = successful(page)
    for _ in range(4):
        page.get_by_role("button", name="One neuron more in hidden layer 1").click()
    # What was trained is trained again, with nothing more to press.
    expect(page.get_by_text("32 parameters", exact=True)).to_be_visible()
    wait(page, "opening", "ready", "playing")
    wait(page, "done")
    expect(page.locator(".fingerprint")).to_contain_text("Fingerprint", timeout=30_000)
    expect(page.locator(".answers dd").first).to_contain_text("fresh points")
    assert successful(page) > narrow + 20


def test_every_number_is_set_by_its_field(opened: Opened) -> None:
    page = opened()
    page.get_by_text("More settings").click()
    for label, (name, value) in CONTROLS.items():
        control = page.get_by_label(label, exact=True)
        control.fill(value)
        control.press("Enter")
        control.blur()
        assert fields(page)[name] == value
    expect(page.locator(".where")).to_contain_text("48 networks")
    wait(page, "ready")


def test_every_choice_and_tick_is_taken(opened: Opened) -> None:
    page = opened()
    page.get_by_text("More settings").click()
    for label, name, value in (
        ("Activation", "activation", "tanh"),
        ("Optimizer", "optimizer", "sgd"),
        ("Inputs", "scaling", "standard"),
    ):
        page.get_by_label(label, exact=True).select_option(value)
        assert fields(page)[name] == value
    assert fields(page)["learning_rate"] == "0.01"
    page.get_by_label("Order of batches").uncheck()
    page.get_by_label("Keep the shares of classes").check()
    assert fields(page)["vary"] == "data,split,init"
    assert fields(page)["stratify"] == "true"
    for name in ("circles", "moons", "spirals", "blobs", "iris", "digits", "xor"):
        page.locator(f"[data-value={name}]").click()
        assert fields(page)["data"] == name
        wait(page, "ready")


def test_the_network_is_edited_by_clicking_and_by_keys(opened: Opened) -> None:
    page = opened()
    page.get_by_role("button", name="One neuron more in hidden layer 1").click()
    assert fields(page)["hidden"] == "4"
    page.keyboard.press("Enter")  # what was pressed keeps the keyboard
    assert fields(page)["hidden"] == "5"
    page.get_by_role("button", name="Add a layer").click()
    page.get_by_role("button", name="One neuron fewer in hidden layer 2").click()
    assert fields(page)["hidden"] == "5,4"
    expect(page.get_by_role("img", name="2 – 5 – 4 – 2 neurons")).to_be_visible()
    for _ in range(2):
        page.get_by_role("button", name="Remove a layer").click()
    assert fields(page)["hidden"] == ""
    expect(page.get_by_role("button", name="Remove a layer")).to_be_disabled()


def test_widths_are_compared(opened: Opened) -> None:
    page = opened(height=4000)
    page.get_by_label("Compare widths of the first layer").check()
    field = page.get_by_label("Widths, parted by commas")
    field.fill("0, 2, 5")
    field.press("Enter")
    assert fields(page)["widths"] == "0,2,5"
    field.fill("2, two")
    field.press("Enter")
    assert fields(page)["widths"] == "0,2,5"
    wait(page, "ready")
    train(page)
    expect(page.locator("section.width")).to_contain_text("32 networks of each width")
    page.get_by_label("Shown").select_option("5")
    assert fields(page)["arm"] == "2"


def test_keys_alone_lead_through_a_training(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("To the pictures")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Restart")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait(page, "playing", "done")
    wait(page, "done")
    for _ in range(25):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.matches(':focus-visible')")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert (focused, outline) == (True, "solid")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator(".where strong")).to_have_text("Epoch 0 of 8")
    wait(page, "ready")
    page.keyboard.press("s")
    expect(page.locator(".where strong")).to_have_text("Epoch 1 of 8")
    page.keyboard.press("p")
    wait(page, "done")


def test_single_keys_can_be_turned_off(opened: Opened) -> None:
    page = opened()
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys work").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("s")
    expect(page.locator(".where strong")).to_have_text("Epoch 0 of 8")


@pytest.mark.parametrize("locale", ["fr-CA", "de-DE"])
def test_the_language_is_the_browsers_or_the_chosen_one(opened: Opened, locale: str) -> None:
    page = opened(SHORT, locale=locale)
    language = "fr" if locale.startswith("fr") else "en"
    assert page.evaluate("document.documentElement.lang") == language
    page.get_by_label(re.compile("Langu")).select_option("fr")
    expect(page.get_by_role("button", name="Lancer")).to_be_visible()
    assert fields(page)["lang"] == "fr"


@pytest.mark.parametrize(
    ("fragment", "width", "scheme"),
    [
        (SHORT, 1280, "light"),
        (SHORT + "&lang=fr", 390, "dark"),
        ("data=digits&replicas=16&epochs=2", 2560, "dark"),
        ("step=1.13&data=xor&widths=1,4&replicas=16&epochs=4", 1280, "light"),
    ],
)
def test_no_violation_of_accessibility(
    opened: Opened, fragment: str, width: int, scheme: str
) -> None:
    # The page's own policy forbids scripts from elsewhere, also the one that checks it.
    page = opened(fragment, width, 4000, color_scheme=scheme, bypass_csp=True)
    page.keyboard.press("p")
    wait(page, "done")
    page.wait_for_timeout(1000)
    check_accessible(page)


@pytest.mark.parametrize("width", [2560, 1560, 1280, 820, 390])
def test_the_page_is_no_wider_than_the_window(opened: Opened, width: int) -> None:
    page = opened(SHORT, width, 4000)
    train(page)
    assert overflow(page) == 0
    page.locator("[data-value=digits]").click()
    wait(page, "ready")
    assert overflow(page) == 0


def overflow(page: Page) -> int:
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))


def test_targets_are_large_enough_to_touch(opened: Opened) -> None:
    page = opened(SHORT, 390, 800, has_touch=True, is_mobile=True)
    sizes = page.evaluate(
        "[...document.querySelectorAll('.controls-column button, .transport, .tools button')]"
        ".filter(b => b.offsetWidth).map(b => Math.min(b.offsetWidth, b.offsetHeight))"
    )
    assert len(sizes) > 15
    assert min(sizes) >= 44
