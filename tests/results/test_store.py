"""Saved and loaded results: equal to the bit, and one sentence for whatever is no whole result."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zarr

import manyseeds
from manyseeds import EarlyStopping, Network, Result, ResultError, Split, Study, Training, data
from manyseeds.results.schema import SCORES
from manyseeds.results.store import _checksum


def own_arrays(labels: list[Any]) -> data.Dataset:
    x = np.random.default_rng(1).normal(size=(len(labels), 2))
    return data.arrays(x, labels, name="own", features=["a", "b"], image_shape=(1, 2))


STUDIES = {
    "named": Study(
        data=data.xor(copies=5), training=Training(epochs=3), replicas=20, seed=2**64 - 1
    ),
    "digits": Study(data="digits", training=Training(epochs=1, batch_size=128), replicas=2),
    "text": Study(data=own_arrays(["no", "yes"] * 10), training=Training(epochs=2), replicas=3),
    "booleans": Study(data=own_arrays([True, False] * 10), training=Training(epochs=2), replicas=3),
    "integers": Study(data=own_arrays([-5, 7] * 10), training=Training(epochs=2), replicas=3),
    "floats": Study(data=own_arrays([1.0, 2.0] * 10), training=Training(epochs=2), replicas=3),
    "sweep": Study(
        data="iris",
        network=Network(activation="tanh"),
        split=Split(test=10, validation=0.3, stratify=True),
        scaling="minmax",
        sweep={
            "training.early_stopping": [None, EarlyStopping(patience=1)],
            "training.epochs": [2, 4],
            "network.hidden": [(), 3, (4, 2)],
        },
        vary=("init",),
        replicas=18,
    ),
    "no test rows": Study(
        data="iris", split=Split(test=0, validation=0), training=Training(epochs=1), replicas=2
    ),
    "diverging": Study(
        data="iris", training=Training(optimizer="sgd", learning_rate=1e6, epochs=2), replicas=4
    ),
}


def assert_same(found: Result, expected: Result) -> None:
    assert found.study == expected.study
    assert [type(c) for c in found.study.data.classes] == [
        type(c) for c in expected.study.data.classes
    ]
    assert found.arms == expected.arms
    assert found.provenance == expected.provenance
    pairs = [(getattr(found, n), getattr(expected, n)) for n in ("replicas", "curves", *SCORES)]
    pairs += list(zip(found.flat_weights, expected.flat_weights, strict=True))
    pairs += [
        (found.study.data.x, expected.study.data.x),
        (found.study.data.y, expected.study.data.y),
    ]
    for ours, theirs in pairs:
        assert ours.dtype == theirs.dtype
        assert ours.tobytes() == theirs.tobytes()  # NaN included


@pytest.mark.parametrize("name", STUDIES)
def test_what_is_saved_is_loaded_to_the_bit(name: str, tmp_path: Path) -> None:
    result = STUDIES[name].run()
    result.save(tmp_path / "new folder" / "result")
    loaded = manyseeds.load(tmp_path / "new folder" / "result")
    assert_same(loaded, result)
    rows = result.study.data.x[:4]
    np.testing.assert_array_equal(loaded.predict(rows), result.predict(rows))
    loaded.save(tmp_path / "again")
    assert_same(manyseeds.load(str(tmp_path / "again")), result)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["again", "new folder"]


def test_some_replicas_are_saved_by_their_numbers(tmp_path: Path) -> None:
    result = STUDIES["named"].run(only=[4, 17])
    result.save(tmp_path / "r")
    loaded = manyseeds.load(tmp_path / "r")
    assert loaded.replicas.tolist() == [4, 17]
    assert_same(loaded, result)


def test_a_result_reads_as_plain_zarr(tmp_path: Path) -> None:
    result = STUDIES["named"].run()
    result.save(tmp_path / "r")
    group = zarr.open_group(tmp_path / "r", mode="r")
    np.testing.assert_array_equal(group["val_loss"][:], result.history["val_loss"])
    assert group["val_loss"].metadata.dimension_names == ("arm", "replica", "epoch")
    assert group.attrs["study"]["seed"] == 2**64 - 1
    assert group.attrs["provenance"]["manyseeds"] == manyseeds.__version__


def test_nothing_is_written_over(tmp_path: Path) -> None:
    result = STUDIES["named"].run()
    for taken in (tmp_path, tmp_path / "file"):
        (tmp_path / "file").write_text("mine", encoding="utf-8")
        with pytest.raises(
            ResultError, match="Cannot save to '.*': it exists already. Choose anoth"
        ):
            result.save(taken)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultError, match="Cannot save to '.*result': Not a directory"):
        STUDIES["named"].run(only=[0]).save(tmp_path / "file" / "result")


def test_what_could_not_be_written_whole_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = STUDIES["named"].run(only=[0])

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zarr.Group, "create_array", full)
    with pytest.raises(ResultError, match="Cannot save to '.*r': No space left on device"):
        result.save(tmp_path / "r")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_while_saving_leaves_nothing_and_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chunk under way is written to its end, by Zarr's own thread, before all is removed."""
    earlier, later = (STUDIES["named"].run(only=[k]) for k in (0, 1))
    earlier.save(tmp_path / "r")
    write = zarr.storage.LocalStore.set
    calls = []

    async def interrupted(*arguments: Any, **options: Any) -> None:
        calls.append(1)
        if len(calls) == 5:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(0.3)
        await write(*arguments, **options)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(zarr.storage.LocalStore, "set", interrupted)
    try:
        with pytest.raises(KeyboardInterrupt):
            later.save(tmp_path / "r", replace=True)
    finally:
        signal.signal(signal.SIGINT, before)
        monkeypatch.undo()
    time.sleep(0.5)  # whatever would still be written is written by then
    assert [entry.name for entry in tmp_path.iterdir()] == ["r"]
    assert_same(manyseeds.load(tmp_path / "r"), earlier)


@pytest.mark.parametrize(
    ("error", "raised"), [(OSError(13, "Permission denied"), ResultError), (KeyboardInterrupt,) * 2]
)
def test_what_was_there_is_moved_back_where_the_new_cannot_take_its_place(
    error: BaseException, raised: type[BaseException], tmp_path: Path, monkeypatch: Any
) -> None:
    earlier, later = (STUDIES["named"].run(only=[k]) for k in (0, 1))
    earlier.save(tmp_path / "r")
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.name.endswith(".partial"):
            raise error
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(raised):
        later.save(tmp_path / "r", replace=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["r"]
    assert_same(manyseeds.load(tmp_path / "r"), earlier)
    monkeypatch.undo()
    later.save(tmp_path / "r", replace=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["r"]
    assert_same(manyseeds.load(tmp_path / "r"), later)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved result of arrays, to be copied and spoilt."""
    place = tmp_path_factory.mktemp("store") / "whole"
    STUDIES["text"].run().save(place)
    return place


def words_of(place: Path) -> dict[str, Any]:
    return dict(zarr.open_group(place, mode="r").attrs)


def rewrite(place: Path, **changes: Any) -> None:
    """Forge the specification, with the checksum that belongs to it."""
    words = {**words_of(place), **changes}
    checksums = words.pop("checksums")
    words["checksums"] = {**checksums, "words": _checksum(words)}
    zarr.open_group(place, mode="r+").attrs.update(words)


def forge(place: Path, name: str, values: np.ndarray) -> None:
    """Replace an array, with the checksum that belongs to it."""
    group = zarr.open_group(place, mode="r+")
    group.create_array(name, data=values, overwrite=True)
    checksums = {**group.attrs["checksums"], name: _checksum(values)}
    group.attrs.update({"checksums": checksums})


def some_chunk(place: Path, name: str) -> Path:
    return sorted(path for path in (place / name / "c").rglob("*") if path.is_file())[0]


def remove_a_chunk(place: Path) -> None:
    some_chunk(place, "loss").unlink()


def turn_a_bit(place: Path) -> None:
    chunk = some_chunk(place, "replica")
    content = bytearray(chunk.read_bytes())
    content[-1] ^= 1
    chunk.write_bytes(bytes(content))


def overwrite_a_chunk(place: Path) -> None:
    zarr.open_group(place, mode="r+")["accuracy"][...] = 1


def cut_a_chunk(place: Path) -> None:
    chunk = some_chunk(place, "weights_0")
    chunk.write_bytes(chunk.read_bytes()[:10])


def link_a_chunk(place: Path) -> None:
    chunk = some_chunk(place, "loss")
    outside = place.parent / "outside"
    shutil.move(chunk, outside)
    chunk.symlink_to(outside)


def link_an_array(place: Path) -> None:
    shutil.move(place / "loss", place.parent / "outside_loss")
    (place / "loss").symlink_to(place.parent / "outside_loss", target_is_directory=True)


def claim_a_huge_array(place: Path) -> None:
    file = place / "loss" / "zarr.json"
    metadata = json.loads(file.read_text(encoding="utf-8"))
    metadata["shape"] = [1, 3, 10**15]
    file.write_text(json.dumps(metadata), encoding="utf-8")


def claim_a_huge_study(place: Path) -> None:
    rewrite(place, study={**words_of(place)["study"], "replicas": 2**32 - 1})
    file = place / "replica" / "zarr.json"
    metadata = json.loads(file.read_text(encoding="utf-8"))
    metadata["shape"] = [2**32 - 1]
    file.write_text(json.dumps(metadata), encoding="utf-8")


def change_the_study_alone(place: Path) -> None:
    group = zarr.open_group(place, mode="r+")
    group.attrs.update({"study": {**group.attrs["study"], "seed": 5}})


NOT_THE_STUDY_S = "its replicas are not the study's, in order"
DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no attributes": (lambda p: (p / "zarr.json").write_text("{}", "utf-8"), ""),
    "no text": (lambda p: (p / "zarr.json").write_bytes(b"\xff\x00"), ""),
    "no group": (lambda p: (p / "zarr.json").unlink(), ""),
    "a list": (lambda p: (p / "zarr.json").write_text("[1]", "utf-8"), ""),
    "deep": (lambda p: (p / "zarr.json").write_text("[" * 100_000, "utf-8"), ""),
    "another version": (lambda p: rewrite(p, schema=99), "its layout is 99; this release reads 1"),
    "no array": (lambda p: shutil.rmtree(p / "test_loss"), "test_loss"),
    "no weights": (lambda p: shutil.rmtree(p / "weights_0"), "weights_0"),
    "no data": (lambda p: shutil.rmtree(p / "data_x"), "data_x"),
    "no chunk": (remove_a_chunk, "chunks of loss are gone"),
    "a bit": (turn_a_bit, ""),
    "ones": (overwrite_a_chunk, "the checksum of accuracy is wrong"),
    "a cut": (cut_a_chunk, ""),
    "a link": (link_a_chunk, "is a link"),
    "a linked array": (link_an_array, "loss is a link"),
    "huge": (claim_a_huge_array, "loss is float32 (1, 3, 1000000000000000), not float32 (1, 3, 2)"),
    "huge study": (claim_a_huge_study, "chunks of replica are gone"),
    "another study": (change_the_study_alone, "the specification was altered"),
    "no study": (lambda p: rewrite(p, study=None), ""),
    "a wrong study": (lambda p: rewrite(p, study={"replicas": 0}), "`replicas` must be an integer"),
    "an unknown field": (lambda p: rewrite(p, study={"eval": "1"}), "`Study field` must be one of"),
    "two datasets": (lambda p: rewrite(p, study={"data": "xor"}), ""),
    "another dataset": (lambda p: rewrite(p, data={"name": "iris"}), "not float32 ("),
    "a wrong dataset": (lambda p: rewrite(p, data={"name": "../x"}), "`dataset` must be one of"),
    "fewer replicas": (lambda p: forge(p, "replica", np.arange(2)), "not float32 (1, 2, 2)"),
    "more replicas": (lambda p: forge(p, "replica", np.arange(9)), NOT_THE_STUDY_S),
    "no order": (lambda p: forge(p, "replica", np.array([2, 1, 0])), NOT_THE_STUDY_S),
    "a table": (lambda p: forge(p, "replica", np.array([[0, 1, 2]])), "no list of integers"),
    "shares": (lambda p: forge(p, "replica", np.array([0.0, 1.0, 2.0])), "no list of integers"),
    "labels": (
        lambda p: forge(p, "data_y", np.full(20, 9, np.int32)),
        "`y` must be indices of at l",
    ),
    "wide": (
        lambda p: forge(p, "test_loss", np.zeros((1, 3), np.float64)),
        "test_loss is float64 (1",
    ),
    "flat": (
        lambda p: forge(p, "confusion", np.zeros((1, 3), np.int32)),
        "confusion is int32 (1, 3)",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_and_forgery_are_one_sentence(damage: str, whole: Path, tmp_path: Path) -> None:
    place = tmp_path / "spoilt"
    shutil.copytree(whole, place)
    manyseeds.load(place)
    spoil, words = DAMAGE[damage]
    spoil(place)
    with pytest.raises(ResultError) as caught:
        manyseeds.load(place)
    message = str(caught.value)
    assert re.fullmatch(r"Cannot load '.*spoilt': it is not a result, or damaged \(.+\)\.", message)
    assert words in message
    assert "\n" not in message
    assert caught.value.__suppress_context__


def test_a_place_without_a_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="Cannot load '.*nowhere': there is no such folder"):
        manyseeds.load(tmp_path / "nowhere")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ResultError, match="there is no such folder"):
        manyseeds.load(tmp_path / "file")
    with pytest.raises(ResultError, match="it is not a result, or damaged"):
        manyseeds.load(tmp_path)


def test_a_saved_folder_may_itself_be_a_link(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(whole, target_is_directory=True)
    assert manyseeds.load(tmp_path / "link").study == STUDIES["text"]


def test_pickled_objects_are_never_read(tmp_path: Path) -> None:
    """Zarr's older format can hold pickles, which run code when read: it is not read at all."""
    group = zarr.open_group(tmp_path / "old", mode="w", zarr_format=2)
    group.attrs["schema"] = 1
    with pytest.raises(ResultError, match="it is not a result"):
        manyseeds.load(tmp_path / "old")


def test_the_noise_of_a_dataset_of_one_s_own_is_kept(tmp_path: Path) -> None:
    from manyseeds.data.dataset import Dataset

    own = Dataset(
        name="own",
        x=np.array([[0.0, 0.0], [1.0, 1.0]] * 20),
        y=np.array([0, 1] * 20, np.int32),
        classes=(0, 1),
        features=("a", "b"),
        noise=0.5,
        bayes_accuracy=0.9,
    )
    study = Study(data=own, training=Training(epochs=1), scaling="standard", replicas=2)
    result = study.run(progress=False)
    result.save(tmp_path / "own.zarr")
    again = manyseeds.load(tmp_path / "own.zarr")
    assert (again.study.data.noise, again.study.data.bayes_accuracy) == (0.5, 0.9)
    x = np.ones((3, 2))
    assert np.array_equal(again.predict(x), result.predict(x))
