"""What the playground's engine tells of a study, and how it refuses one."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from manyseeds import Network, Study, Training
from manyseeds.results.result import Result
from oracles import plan_of
from playground_harness import spec_of

STUDY = Study(
    data={"name": "moons", "samples": 80},
    network=Network(hidden=3),
    training=Training(epochs=6),
    scaling="standard",
    sweep={"network.hidden": [[], [3]]},
    replicas=40,
)
ROWS = np.linspace(-1, 2, 14, dtype=np.float32).reshape(7, 2)


@pytest.fixture(scope="module")
def result() -> Result:
    """The study as the library trains it."""
    return STUDY.run(progress=False)


def array(values: Any, *shape: int) -> np.ndarray:
    return np.array(values, np.float64).reshape(shape)


def test_what_is_told_before_training(page: Page) -> None:
    opened = page.evaluate(
        """async (study) => {
            const opened = await engine.open(study);
            return {...opened, x: [...opened.x], y: [...opened.y], part: [...opened.part]};
        }""",
        spec_of(STUDY),
    )
    plan = plan_of(STUDY, 1)
    assert opened["arms"] == [
        {"label": "hidden=none", "hidden": [], "parameters": 6},
        {"label": "hidden=3", "hidden": [3], "parameters": 17},
    ]
    assert (opened["features"], opened["classes"]) == (["x0", "x1"], ["0", "1"])
    np.testing.assert_array_equal(array(opened["x"], 80, 2), plan.tables[0])
    np.testing.assert_array_equal(opened["y"], plan.labels)
    part = np.zeros(80)
    part[plan.rows.validation[0]], part[plan.rows.test[0]] = 1, 2
    np.testing.assert_array_equal(opened["part"], part)
    assert opened["imageShape"] is None


@pytest.mark.parametrize("name", ["xor", "digits", "iris", "blobs"])
def test_names_and_ceilings_are_the_library_s(page: Page, name: str) -> None:
    study = Study(data=name, training=Training(epochs=1), replicas=1)
    opened = page.evaluate(
        """async (study) => {
            const {features, classes, imageShape, bayesAccuracy} = await engine.open(study);
            return [features, classes, imageShape, bayesAccuracy];
        }""",
        spec_of(study),
    )
    data = study.data
    assert opened[:2] == [list(data.features), list(map(str, data.classes))]
    assert opened[2] == (None if data.image_shape is None else list(data.image_shape))
    assert opened[3] == (
        None if data.bayes_accuracy is None else pytest.approx(data.bayes_accuracy)
    )


def test_moments_are_the_result_s_columns(page: Page, result: Result) -> None:
    moments = page.evaluate(
        """async (study) => {
            await engine.open(study);
            const plain = (arms) => arms.map((values) => [...values]);
            const moments = [await engine.advance(4), await engine.advance(100)];
            return moments.map(({epoch, done, ...arms}) => ({
                epoch, done,
                ...Object.fromEntries(Object.entries(arms).map(([k, v]) => [k, plain(v)])),
            }));
        }""",
        spec_of(STUDY),
    )
    assert [(m["epoch"], m["done"]) for m in moments] == [(4, False), (6, True)]
    for arm in range(2):
        curves = [array(m["history"][arm], 4, 40, -1) for m in moments]
        np.testing.assert_array_equal(np.concatenate(curves, axis=2), result.curves[:, arm])
        last = {name: values[arm] for name, values in moments[1].items() if name[0] not in "ed"}
        np.testing.assert_array_equal(last["testLoss"], result.test_loss[arm])
        np.testing.assert_array_equal(last["testAccuracy"], result.test_accuracy[arm])
        confusion = array(last["confusion"], 40, 2, 2)
        np.testing.assert_array_equal(confusion, result.confusion[arm])


def test_predictions_votes_and_weights_are_the_result_s(page: Page, result: Result) -> None:
    replicas = [39, 3, 17, 0]
    found = page.evaluate(
        """async ([study, replicas, rows]) => {
            await engine.open(study);
            await engine.advance(6);
            const x = Float32Array.from(rows);
            return [
                [...(await engine.predict(1, replicas, x))],
                [...(await engine.votes(1, 37, x))],
                [...(await engine.weights(1, 20))],
            ];
        }""",
        [spec_of(STUDY), replicas, ROWS.ravel().tolist()],
    )
    predictions = result.predict(ROWS, arm=1)
    np.testing.assert_array_equal(array(found[0], 4, 7, 2), predictions[replicas])
    np.testing.assert_array_equal(array(found[1], 37, 7), predictions[:37].argmax(axis=2))
    np.testing.assert_array_equal(found[2], result.flat_weights[1][20])


def test_another_study_ends_the_one_under_way(page: Page) -> None:
    long = spec_of(STUDY, epochs=50_000, widths=[8])
    ended, digest = page.evaluate(
        """async ([long, short]) => {
            await engine.open(long);
            const ended = engine.advance(50000).catch((error) => error.name);
            const {digest} = await train(short, 100);
            return [await ended, digest];
        }""",
        [long, spec_of(STUDY)],
    )
    assert ended == "AbortError"
    assert digest == STUDY.run(progress=False).digest()


HOSTILE: list[tuple[dict[str, Any], str]] = [
    ({"data": "<img onerror=alert(1)>"}, "`data` must be one of 'xor', 'moons'"),
    ({"data": "constructor"}, "`data` must be one of"),
    ({"options": None}, "`options` must be a table"),
    ({"options": {"copies": 5}}, "`option of moons` must be one of 'samples', 'noise'"),
    ({"options": {"samples": 1e9}}, "`samples` must be an integer in [2, 200000]; got 1000000000."),
    ({"options": {"noise": -1}}, "`noise` must be a number in [0, 1e6); got -1."),
    ({"data": "digits", "options": {"noise": 1}}, "'digits' takes no options; got 'noise'."),
    (
        {"data": "spirals", "options": {"samples": 3, "classes": 4}},
        "`samples` must be an integer in",
    ),
    ({"data": "table", "options": {}}, "`table` must be rows of numbers"),
    ({"hidden": [0]}, "`hidden` must be a list of at most 8 integers in [1, 256]; got [0]."),
    ({"hidden": [1] * 9}, "`hidden` must be a list of at most 8"),
    ({"hidden": "6"}, "got '6'."),
    ({"activation": "rellu"}, "`activation` must be one of 'linear', 'relu'"),
    ({"optimizer": 1}, "`optimizer` must be one of"),
    ({"learning_rate": 0}, "`learning_rate` must be a finite number > 0; got 0."),
    ({"learning_rate": float("nan")}, "got NaN."),
    ({"batch_size": 1.5}, "`batch_size` must be an integer in"),
    ({"epochs": 10**9}, "`epochs` must be an integer in [1, 100000]"),
    ({"l2": float("inf")}, "`l2` must be a finite number >= 0; got Infinity."),
    ({"test": 1}, "`test` must be a share in [0, 1); got 1."),
    (
        {"test": 0.99, "validation": 0.99},
        "`split` must be sizes that leave rows to train on",
    ),
    ({"stratify": "yes"}, "`stratify` must be true or false"),
    ({"scaling": ""}, "`scaling` must be one of"),
    ({"vary": "all"}, "`vary` must be a list"),
    ({"vary": ["weather"]}, "`vary` must be one of 'data', 'split', 'init', 'order'"),
    ({"seed": 2**53}, "`seed` must be an integer in [0, 9007199254740991]"),
    ({"replicas": 10_001}, "`replicas` must be an integer in [1, 10000]"),
    ({"widths": [2, 2]}, "`widths` must be a list of different values"),
    ({"replicas": 10_000, "epochs": 100_000}, "which is what a page has memory for; got 10000."),
    (
        {"data": "digits", "options": {}, "widths": [256], "hidden": [256, 256, 256]},
        "`hidden` must be so narrow that parameters times training rows are at most 100,000,000",
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), HOSTILE, ids=lambda v: str(v)[:40])
def test_a_study_that_cannot_be_is_refused_in_a_sentence(
    page: Page, changes: dict[str, Any], sentence: str
) -> None:
    said = page.evaluate("refusal", spec_of(STUDY, **changes))
    assert said.startswith("SpecificationError: ")
    assert sentence in said
    assert len(said) < 300


def resident(browser: Browser) -> float:
    """Memory of the processes of all pages, in megabytes."""
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    pages = [process["id"] for process in found if process["type"] == "renderer"]
    texts = [Path(f"/proc/{number}/status").read_text(encoding="utf-8") for number in pages]
    return sum(int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) for text in texts) / 1024


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from Linux's process table")
def test_memory_stays_flat_over_fifty_studies(browser: Browser, page: Page) -> None:
    study = spec_of(Study(data="xor", network=Network(hidden=6), replicas=1000))
    restart = "async (study) => { await engine.open(study); await engine.advance(2); }"
    used = []
    for seed in range(50):
        page.evaluate(restart, {**study, "seed": seed})
        used.append(resident(browser))
    assert max(used[40:]) < 1.05 * max(used[:10])
