"""A report's page holds the playground at the study it reports, and trains the very same bits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from accessibility import check_accessible
from manyseeds import Criteria, Network, Result, Split, Study, Training, data
from manyseeds.playground.address import address_of
from manyseeds.report.live import live_copy
from manyseeds.run import run_study
from playground_page import Opened, fields

STUDY = Study(data="xor", network=Network(hidden=3), training=Training(epochs=8), replicas=32)


@pytest.fixture(scope="module")
def result() -> Result:
    return STUDY.run(progress=False)


@pytest.fixture(scope="module")
def file(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return result.report(companions=False).save(tmp_path_factory.mktemp("live") / "r.html")


Look = Callable[..., tuple[Page, FrameLocator]]


@pytest.fixture
def look(browser: Browser, file: Path) -> Look:
    """Open the report and start what is live in it; at the end nothing was complained of."""
    said: list[str] = []
    asked: list[str] = []
    context = browser.new_context(locale="en-GB")

    def start(**options: object) -> tuple[Page, FrameLocator]:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        page.get_by_role("button", name="Start").click()
        frame = page.frame_locator("#live iframe")
        frame.locator("[data-status=ready]").wait_for(state="attached", timeout=60_000)
        return page, frame

    yield start
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("data:", "blob:", file.as_uri()))] == []


def test_the_networks_of_a_report_train_in_it(look: Look, result: Result) -> None:
    page, frame = look()
    expect(frame.locator(".where strong")).to_have_text("Epoch 0 of 8")
    frame.get_by_role("button", name="Play").click()
    fingerprint = frame.locator(".fingerprint")
    expect(fingerprint).to_contain_text(result.digest(), timeout=60_000)
    frame.get_by_role("button", name="One neuron more in hidden layer 1").click()
    expect(frame.get_by_text("22 parameters")).to_be_visible()
    check_accessible(page)
    page.emulate_media(media="print")
    expect(page.locator("#live")).to_be_hidden()


def test_a_report_asks_nothing_of_who_does_not_want_it(
    browser: Browser, file: Path, result: Result
) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.frames == [page.main_frame]
    page.close()
    plain = result.report(companions=False, live=False).html()
    assert "<script" not in plain
    assert "script-src" not in plain
    assert 'id="live"' not in plain


def test_a_page_within_a_page_may_do_no_more_than_its_own_script(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    policy = text.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src "))
    kinds = [word.partition("-")[0].strip("'") for word in scripts.split()[1:]]
    assert kinds == ["sha256", "sha256", "wasm"]
    assert policy.startswith("default-src 'none'; ")


PLAIN: dict[str, Study] = {
    "xor": STUDY,
    "many": STUDY.changed(replicas=20_000, seed=2**53 - 1),
    "circles": Study(data=data.circles(samples=60, noise=0.05, factor=0.25), replicas=16),
    "moons": Study(data="moons", split=Split(test=0.3, validation=0.0), vary=("split",)),
    "spirals": Study(
        data=data.spirals(samples=90, classes=3, turns=0.5),
        network=Network(hidden=(5, 4), activation="tanh"),
        training=Training(optimizer="sgd", learning_rate=0.125, l2=0.001, batch_size=7, epochs=3),
    ),
    "blobs": Study(data=data.blobs(samples=100, classes=4), scaling="minmax", replicas=3),
    "digits": Study(data="digits", replicas=16, split=Split(stratify=True)),
    "iris": Study(data="iris", replicas=16, scaling="standard"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_the_page_takes_every_field_of_an_address(opened: Opened, name: str) -> None:
    study = PLAIN[name]
    address = address_of(study)
    assert address is not None
    page = opened(address)
    expect(page.locator(".notice")).to_be_hidden()
    given = dict(part.split("=") for part in address.split("&"))
    shown = fields(page)
    for field, value in given.items():
        same = value.replace(".", "", 1).replace("e-", "", 1).isdigit()
        assert (float(shown[field]) == float(value)) if same else (shown[field] == value), field
    assert int(given["replicas"]) == min(study.replicas, 10_000)


ROWS = data.iris()
OTHER: dict[str, Study] = {
    "a table": Study(data="wine"),
    "arrays": Study(data=(ROWS.x, ROWS.y)),
    "noise": Study(data=data.xor(noise=1.5)),
    "dropout": STUDY.changed(network=Network(hidden=3, dropout=0.1)),
    "output": STUDY.changed(network=Network(hidden=3, output="sigmoid")),
    "wide": STUDY.changed(network=Network(hidden=300)),
    "deep": STUDY.changed(network=Network(hidden=(2,) * 7)),
    "momentum": STUDY.changed(training=Training(optimizer="sgd", momentum=0.9)),
    "long": STUDY.changed(training=Training(epochs=3000)),
    "counts": STUDY.changed(split=Split(test=100, validation=50)),
    "crossed": STUDY.changed(design="crossed", replicas=16),
    "criteria": STUDY.changed(criteria=Criteria(level=0.9)),
}


@pytest.mark.parametrize("name", OTHER)
def test_a_study_that_the_page_has_no_controls_for_has_no_address(name: str) -> None:
    assert address_of(OTHER[name]) is None


def test_weights_that_were_given_are_not_drawn_in_a_report() -> None:
    weights = STUDY.changed(replicas=1).run(progress=False).flat_weights[0][0]
    given = run_study(STUDY, progress=False, initial_weights=weights)
    assert live_copy(given.findings(companions=False).evidence) is None
    own = STUDY.run(progress=False)
    assert live_copy(own.findings(companions=False).evidence) is not None
