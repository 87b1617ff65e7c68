"""Odd values from Python: each gets one clear sentence of the library's own errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import manyseeds
from manyseeds import ManySeedsError, Network, Result, Study, Training, data
from manyseeds.data.arrays import arrays
from manyseeds.stats.placement import placement_of

X = np.arange(12.0).reshape(4, 3)
Y = [0, 1, 0, 1]
HUGE = 10**5000


class Silent:
    """Something that cannot even be shown."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


def study(**fields: Any) -> Study:
    return Study(
        **{"data": data.xor(copies=10), "training": Training(epochs=1), "replicas": 2} | fields
    )


@pytest.fixture(scope="module")
def result() -> Result:
    return study().run()


def own(**options: Any) -> object:
    return arrays(X, Y, **options)


# What is called, and what the sentence must say.
SPECIFICATIONS: dict[str, tuple[Callable[[], object], str]] = {
    "a sweep of one number": (
        lambda: study(sweep={"network.hidden": np.array(3)}),
        "`sweep network.hidden` must be a list of at least one value; got 3.",
    ),
    "a sweep of what cannot be shown": (lambda: study(sweep={Silent(): [1]}), "got <Silent>."),
    "a list of engines": (lambda: study().run(engine=["native"]), "`engine` must be one of"),  # type: ignore[arg-type]
    "an option that is a number": (
        lambda: study(data={"name": "xor", 1: 2}),
        "`data` must be a table of options by name; got 1.",
    ),
    "a name that is an array": (
        lambda: study(data={"name": np.array([1, 2])}),
        "`dataset` must be one of",
    ),
    "huge replicas": (lambda: study(replicas=HUGE), "got an integer of about 5001 digits."),
    "a huge seed": (lambda: study(seed=HUGE), "got an integer of about 5001 digits."),
    "a huge layer": (lambda: Network(hidden=(HUGE,)), "got (an integer of about 5001 digits,)."),
    "a seed that cannot be shown": (lambda: study(seed=Silent()), "got <Silent>."),
    "no TOML": (lambda: Study.from_toml(None), "`source` must be TOML text"),  # type: ignore[arg-type]
    "bytes for TOML": (lambda: Study.from_toml(b"seed = 0"), "`source` must be TOML text"),  # type: ignore[arg-type]
    "TOML at no path": (lambda: Study.from_toml(Path("a\0b")), "embedded null byte"),
    "TOML of endless lists": (lambda: Study.from_toml("seed = " + "[" * 10**5), "too deeply"),
    "TOML of an endless integer": (lambda: Study.from_toml("seed = 1" + "0" * 5000), "Cannot read"),
}

DATA: dict[str, tuple[Callable[[], object], str]] = {
    "an image of one side": (lambda: own(image_shape=3), "`image_shape` must be of 3 pixels"),
    "an image of three sides": (lambda: own(image_shape=(1, 1, 3)), "two integers >= 1"),
    "an image of negative sides": (lambda: own(image_shape=(-1, -3)), "got (-1, -3)."),
    "an image of broken sides": (lambda: own(image_shape=(1.5, 2)), "got (1.5, 2)."),
    "features that are a number": (lambda: own(features=5), "`features` must be 3 names; got 5."),
    "features that are a text": (lambda: own(features="abc"), "must be 3 names; got 'abc'."),
    "aside that is a number": (lambda: own(aside=5), "`aside` must be a table of columns"),
    "ragged aside": (lambda: own(aside={"a": [[1], [1, 2], 3, 4]}), "`aside a` must be of shape"),
    "a name that is a number": (lambda: own(name=5), "`name` must be text; got 5."),
    "rows that cannot be shown": (lambda: arrays(Silent(), Y), "got <Silent>."),
    "two noises": (lambda: data.xor(noise=np.array([0.1, 0.2])), "`noise` must be a number"),  # type: ignore[arg-type]
    "endless copies": (lambda: data.xor(copies=10**30), "must be an integer in [1, 2500000]"),
    "endless samples": (lambda: data.moons(samples=10**12), "an integer in [2, 10000000]"),
    "endless classes": (lambda: data.blobs(classes=HUGE), "an integer in [2, 10000000]"),
    "a file that is not there": (
        lambda: data.table("absent.csv", "y"),
        "There is no file 'absent.csv'.",
    ),
    "a placed list": (lambda: placement_of([1.0, 2.0], 1.0), "`value` must be a finite number"),  # type: ignore[arg-type]
    "a placed NaN": (lambda: placement_of(float("nan"), [1.0]), "`value` must be a finite number"),
    "no path": (lambda: manyseeds.load(None), "`path` must be the path of a file or folder"),  # type: ignore[arg-type]
    "a path with a null byte": (
        lambda: manyseeds.load("a\0b"),
        "`path` must be without null bytes",
    ),
    "a long name": (lambda: manyseeds.load("a" * 300), "`path` cannot be 'aaa"),
}

RESULTS: dict[str, tuple[Callable[[Result], object], str]] = {
    "weights of two": (lambda r: r.weights(replica=[0, 1]), "`replica` must be a replica"),  # type: ignore[arg-type]
    "weights of three": (lambda r: r.weights(replica=[0, 1, 2]), "`replica` must be a replica"),  # type: ignore[arg-type]
    "weights of True": (lambda r: r.weights(replica=True), "`replica` must be a replica"),
    "a prediction of two": (lambda r: r.predict(X[:, :2], replica=[0, 1]), "`replica` must be"),  # type: ignore[arg-type]
    "a broken number of members": (lambda r: r.ensemble(members=1.5), "`members` must be"),  # type: ignore[arg-type]
    "saved nowhere": (lambda r: r.save(None), "`path` must be the path of a file or folder"),  # type: ignore[arg-type]
    "saved as bytes": (lambda r: r.save(b"a"), "`path` must be the path of a file or folder"),  # type: ignore[arg-type]
    "saved with a null byte": (lambda r: r.save("a\0b"), "`path` must be without null bytes"),
    "saved by a long name": (lambda r: r.save("a" * 300), "`path` cannot be 'aaa"),
    "saved by a name just too long": (lambda r: r.save("a" * 250), "File name too long"),
    "a report with a null byte": (
        lambda r: r.report().save("a\0b.json"),
        "`path` must be without null bytes",
    ),
    "a report by a name just too long": (
        lambda r: r.report().save("a" * 245 + ".json"),
        "File name too long",
    ),
    "a network with a null byte": (lambda r: r.to_onnx("a\0b.onnx"), "without null bytes"),
}


def check(call: Callable[[], object], said: str) -> None:
    with pytest.raises(ManySeedsError) as caught:
        call()
    sentence = str(caught.value)
    assert said in sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    assert not sentence.endswith("..")


@pytest.mark.parametrize("case", SPECIFICATIONS)
def test_a_specification_that_cannot_be(case: str) -> None:
    check(*SPECIFICATIONS[case])


@pytest.mark.parametrize("case", DATA)
def test_data_and_paths_that_cannot_be(case: str) -> None:
    check(*DATA[case])


@pytest.mark.parametrize("case", RESULTS)
def test_what_a_result_cannot_do(
    case: str, result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call, said = RESULTS[case]
    check(lambda: call(result), said)
    assert list(tmp_path.iterdir()) == []


def test_an_image_of_numpy_integers_is_saved(tmp_path: Path) -> None:
    shape = tuple(np.array([1, 3]))
    made = Study(data=own(image_shape=shape), training=Training(epochs=1), replicas=1)
    made.run().save(tmp_path / "a.zarr")
    kept = manyseeds.load(tmp_path / "a.zarr").study.data.image_shape
    assert kept == (1, 3)
    assert [type(side) for side in kept] == [int, int]


def test_equal_specifications_have_equal_hashes() -> None:
    weighted = [
        Study(
            data="xor",
            training=Training(class_weight=weights),
            sweep={"training.class_weight": ["balanced", weights]},
        )
        for weights in ({"0": 1.0, "1": 2.0}, {1: 2, 0: 1})
    ]
    assert len(set(weighted)) == 1
    assert len({one.training for one in weighted}) == 1
    assert weighted[0].training.class_weight == {"0": 1.0, "1": 2.0}
    assert hash(Training(class_weight="balanced")) != hash(Training())
