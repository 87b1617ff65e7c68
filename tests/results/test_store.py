"""Saved and loaded results: equal to the bit, and one sentence for whatever is no whole result."""

from __future__ import annotations

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
from manyseeds.results.commits import Entry
from manyseeds.results.disk import Disk
from manyseeds.results.schema import SCORES
from manyseeds.results.words import checksum_of_words


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
    write = Disk.write
    calls = []

    def interrupted(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 5:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.3)
        write(*arguments)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(Disk, "write", interrupted)
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
    words["checksum"] = checksum_of_words(words)
    zarr.open_group(place, mode="r+").attrs.put(words)


def forge(place: Path, name: str, values: np.ndarray) -> None:
    """Replace an array."""
    zarr.open_group(place, mode="r+").create_array(name, data=values, overwrite=True)


def change_metadata(place: Path, name: str, **changes: Any) -> None:
    file = place / name / "zarr.json"
    metadata = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**metadata, **changes}), encoding="utf-8")


def some_chunk(place: Path, name: str) -> Path:
    return sorted((place / name).glob("c.*"))[0]


def turn_a_bit(place: Path, name: str = "test_loss", at: int = -1) -> None:
    chunk = some_chunk(place, name)
    content = bytearray(chunk.read_bytes())
    content[at] ^= 1
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


def enter(place: Path, arm: int, chunk: int, *runs: tuple[int, int]) -> None:
    """Forge an entry of the log, with the checksum that belongs to it."""
    with (place / "log" / "main.log").open("ab") as file:
        file.write(Entry(arm, chunk, runs, {}).line())


def claim_a_huge_study(place: Path) -> None:
    """Everything agrees on four thousand million replicas, and on an entry of them."""
    replicas = 2**32 - 1
    rewrite(place, study={**words_of(place)["study"], "replicas": replicas})
    for array in (path.parent for path in place.glob("*/zarr.json")):
        metadata = json.loads((array / "zarr.json").read_text(encoding="utf-8"))
        if "replica" in metadata.get("dimension_names", ()):
            shape = metadata["shape"]
            shape[metadata["dimension_names"].index("replica")] = replicas
            change_metadata(place, array.name, shape=shape)
    enter(place, 0, 5, (5 * 1024, 6 * 1024))


def claim_a_huge_network(place: Path) -> None:
    study = words_of(place)["study"]
    rewrite(place, study={**study, "network": {"hidden": [60_000, 60_000]}})


def lead_elsewhere(place: Path) -> None:
    outside = place.parent / "outside.csv"
    outside.write_text("a,b,c\n1,2,x\n2,1,y\n3,0,x\n", encoding="utf-8")
    rewrite(place, data={"name": "table", "path": str(outside), "target": "c"})


def change_the_study_alone(place: Path) -> None:
    group = zarr.open_group(place, mode="r+")
    group.attrs.update({"study": {**group.attrs["study"], "seed": 5}})


GZIP = {"name": "gzip", "configuration": {"level": 1}}
OF_NO_CHUNK = "of its log main is of no chunk it has"
ARRAYS = [*SCORES, "loss", "accuracy", "val_loss", "val_accuracy", "weights_0"]
DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no attributes": (lambda p: (p / "zarr.json").write_text("{}", "utf-8"), ""),
    "no text": (lambda p: (p / "zarr.json").write_bytes(b"\xff\x00"), ""),
    "no group": (lambda p: (p / "zarr.json").unlink(), ""),
    "a list": (lambda p: (p / "zarr.json").write_text("[1]", "utf-8"), ""),
    "deep": (lambda p: (p / "zarr.json").write_text("[" * 100_000, "utf-8"), ""),
    "another version": (lambda p: rewrite(p, schema=99), "its layout is 99; this release reads 2"),
    "no array": (lambda p: shutil.rmtree(p / "test_loss"), "test_loss/zarr.json is damaged or"),
    "no weights": (lambda p: shutil.rmtree(p / "weights_0"), "weights_0/zarr.json is damaged or"),
    "no data": (lambda p: shutil.rmtree(p / "data_x"), "data_x/zarr.json is damaged or gone"),
    "no log": (lambda p: shutil.rmtree(p / "log"), ""),
    "an empty log": (
        lambda p: (p / "log" / "main.log").write_bytes(b""),
        "no replica is finished yet",
    ),
    "no chunk": (lambda p: some_chunk(p, "loss").unlink(), "loss/c.0.0.0 is gone or cut off"),
    **{f"a bit of {name}": (lambda p, name=name: turn_a_bit(p, name, 0), name) for name in ARRAYS},
    "a bit of no replica": (lambda p: turn_a_bit(p, "confusion", -9), "confusion"),
    "a bit of a checksum": (lambda p: turn_a_bit(p, "confusion"), "confusion"),
    "a bit of the data": (lambda p: turn_a_bit(p, "data_x"), "data_x/c.0.0 is damaged"),
    "data that swell": (
        lambda p: change_metadata(
            p, "data_x", codecs=[{"name": "bytes", "configuration": {"endian": "little"}}, GZIP]
        ),
        "data_x is not as this release writes it",
    ),
    "made by nobody": (lambda p: rewrite(p, provenance=[1]), "is not told in words"),
    "ones": (overwrite_a_chunk, "the checksum of accuracy/c.0.0.0 is wrong"),
    "a cut": (cut_a_chunk, "weights_0/c.0.0 is gone or cut off"),
    "a link": (link_a_chunk, "is a link"),
    "a linked array": (link_an_array, "loss is a link"),
    "a pipe": (lambda p: os.mkfifo(p / "log" / "z.log"), "z.log is neither a file nor a folder"),
    "metadata without end": (
        lambda p: os.truncate(p / "loss" / "zarr.json", 10**12),
        "zarr.json has 1,000,000,000,000 bytes",
    ),
    "huge": (
        lambda p: change_metadata(p, "loss", shape=[1, 3, 10**15]),
        "loss is float32 (1, 3, 1000000000000000), not float32 (1, 3, 2)",
    ),
    "huge chunks": (
        lambda p: change_metadata(
            p,
            "loss",
            chunk_grid={"name": "regular", "configuration": {"chunk_shape": [1, 10**12, 2]}},
        ),
        "the chunks of loss are not as this release writes them",
    ),
    "huge data": (
        lambda p: change_metadata(
            p,
            "data_x",
            shape=[10**12, 2],
            chunk_grid={"name": "regular", "configuration": {"chunk_shape": [10**12, 2]}},
        ),
        "data_x is gone or cut off",
    ),
    "a codec": (
        lambda p: change_metadata(
            p, "loss", codecs=[{"name": "bytes", "configuration": {"endian": "big"}}]
        ),
        "the chunks of loss are not",
    ),
    "huge study": (claim_a_huge_study, "is gone or cut off"),
    "huge network": (claim_a_huge_network, "weights_0 is float32 (3, "),
    "chunks of odd sizes": (lambda p: rewrite(p, chunk=17), "its chunks are not of whole blocks"),
    "chunks without end": (lambda p: rewrite(p, chunk=16 * 10**9), "its chunks are not of whole"),
    "another study": (change_the_study_alone, "the specification was altered"),
    "no study": (lambda p: rewrite(p, study=None), ""),
    "a wrong study": (lambda p: rewrite(p, study={"replicas": 0}), "`replicas` must be an integer"),
    "an unknown field": (lambda p: rewrite(p, study={"eval": "1"}), "`Study field` must be one of"),
    "two datasets": (lambda p: rewrite(p, study={"data": "xor"}), ""),
    "another dataset": (lambda p: rewrite(p, data={"name": "iris"}), "not int32 ("),
    "data elsewhere": (lead_elsewhere, "its specification leads to data outside of it"),
    "data of others": (
        lambda p: rewrite(p, data={"name": "openml", "dataset": "iris"}),
        "its specification leads to data outside of it",
    ),
    "a wrong dataset": (lambda p: rewrite(p, data={"name": "../x"}), "`dataset` must be one of"),
    "an arm more": (lambda p: enter(p, 1, 0, (0, 3)), f"line 2 {OF_NO_CHUNK}"),
    "a chunk more": (lambda p: enter(p, 0, 9, (0, 3)), OF_NO_CHUNK),
    "a chunk below": (lambda p: enter(p, 0, -1, (-3, -1)), OF_NO_CHUNK),
    "replicas more": (lambda p: enter(p, 0, 0, (0, 10**15)), OF_NO_CHUNK),
    "no order": (lambda p: enter(p, 0, 0, (2, 3), (0, 1)), OF_NO_CHUNK),
    "twice": (lambda p: enter(p, 0, 0, (0, 2), (1, 3)), OF_NO_CHUNK),
    "none": (lambda p: enter(p, 0, 0, (1, 1)), OF_NO_CHUNK),
    "no checksums": (lambda p: enter(p, 0, 0, (0, 3)), "is wrong"),
    "wide": (lambda p: forge(p, "test_loss", np.zeros((1, 3))), "test_loss is float64 (1"),
    "flat": (
        lambda p: forge(p, "confusion", np.zeros((1, 3), np.int32)),
        "confusion is int32 (1, 3)",
    ),
}


if not hasattr(os, "mkfifo"):
    del DAMAGE["a pipe"]


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
    group.attrs["schema"] = 2
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
