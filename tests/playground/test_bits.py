"""The playground's engine in a real browser: the same bits as the library's."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from manyseeds import Network, Split, Study, Training
from playground_harness import HARNESS, spec_of

ENGINE = Path(__file__).parents[2] / "playground" / "src" / "engine"

LABELS = (np.arange(70) ** 2 % 7 % 3).astype(int)
GAPS = (np.arange(210) * 37 % 101 / 7).reshape(70, 3)
GAPS[np.arange(70) % 9 > 6, 1] = np.nan


def table(x: np.ndarray) -> Any:
    """A dataset of rows that a user might bring."""
    from manyseeds.data.dataset import Dataset

    names = tuple(f"column {k}" for k in range(x.shape[1]))
    return Dataset("mine", x, LABELS.astype(np.int32), ("a", "b", "c"), names)


STUDIES = {
    "xor": Study(
        data="xor",
        network=Network(hidden=6),
        training=Training(epochs=12),
        sweep={"network.hidden": [[], [1], [6]]},
        replicas=150,
    ),
    "circles": Study(
        data={"name": "circles", "samples": 101, "noise": 0.2, "factor": 0.4},
        network=Network(hidden=(5, 3), activation="tanh"),
        training=Training(optimizer="sgd", learning_rate=0.3, batch_size=7, epochs=6, l2=1e-3),
        vary=("data", "init"),
        replicas=17,
        seed=5,
    ),
    "moons": Study(
        data={"name": "moons", "samples": 90},
        network=Network(hidden=(4,), activation="sigmoid"),
        training=Training(optimizer="adamw", learning_rate=0.01, batch_size=1000, epochs=9),
        split=Split(test=0.3, validation=0.0, stratify=True),
        scaling="minmax",
        replicas=33,
        seed=2**53 - 1,
    ),
    "spirals": Study(
        data={"name": "spirals", "samples": 200, "classes": 3, "turns": 1.5},
        network=Network(hidden=(9, 6, 5, 4), activation="gelu"),
        training=Training(optimizer="rmsprop", learning_rate=0.01, batch_size=19, epochs=7),
        split=Split(test=0.0, validation=0.25),
        scaling="standard",
        vary=("order", "split"),
        replicas=21,
    ),
    "blobs": Study(
        data={"name": "blobs", "samples": 90, "noise": 0.0, "classes": 4},
        network=Network(hidden=(7,), activation="silu"),
        training=Training(epochs=5, l2=0.01),
        sweep={"network.hidden": [[7], [2]]},
        replicas=40,
        seed=3,
    ),
    "diverging": Study(
        data={"name": "blobs", "samples": 60},
        network=Network(hidden=(5,), activation="linear"),
        training=Training(optimizer="sgd", learning_rate=1e20, epochs=4),
        replicas=20,
    ),
    "digits": Study(
        data="digits",
        network=Network(hidden=(8,), activation="elu"),
        training=Training(batch_size=128, epochs=2),
        split=Split(test=0.25, validation=0.25, stratify=True),
        replicas=5,
    ),
    "iris": Study(
        data="iris",
        network=Network(hidden=(4,), activation="leaky_relu"),
        training=Training(batch_size=16, epochs=8),
        split=Split(test=0.2, validation=0.2, stratify=True),
        scaling="standard",
        vary=("split",),
        replicas=18,
    ),
    "gaps": Study(
        data=table(GAPS), training=Training(epochs=5), scaling="standard", replicas=9, seed=1
    ),
    "one column": Study(
        data=table(GAPS[:, :1].repeat(1, axis=1)),
        network=Network(hidden=3),
        training=Training(epochs=5),
        scaling="standard",
        replicas=9,
    ),
}


@pytest.mark.parametrize("steps", [3, 1000])
@pytest.mark.parametrize("name", STUDIES)
def test_a_study_leaves_the_same_bits(page: Page, name: str, steps: int) -> None:
    study = STUDIES[name]
    found = page.evaluate("([study, steps]) => train(study, steps)", [spec_of(study), steps])
    assert found["digest"] == study.run(progress=False).digest()


def test_the_harness_was_built_from_the_sources_at_hand() -> None:
    sources = sorted(
        path.relative_to(ENGINE).as_posix()
        for path in ENGINE.rglob("*")
        if path.suffix in {".ts", ".txt"} and not path.name.endswith(".test.ts")
    )
    whole = hashlib.sha256(b"".join((ENGINE / name).read_bytes() for name in sources))
    remedy = "run `npm run harness` in playground/"
    assert (HARNESS / "sources.sha256").read_text().strip() == whole.hexdigest(), remedy
