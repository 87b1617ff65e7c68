"""What Zarr is told of a store's arrays: damage to it is named, and mended."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from manyseeds import ResultError
from manyseeds.results.metadata import wrong_metadata
from manyseeds.results.store import open_store
from manyseeds.verification import verify_store
from storing import bits, held, small_chunks, study


@pytest.fixture
def store(tmp_path: Path, monkeypatch) -> Path:
    small_chunks(monkeypatch)
    study().run(store=tmp_path / "s", progress=False)
    return tmp_path / "s"


def below(store: Path) -> list[Path]:
    return sorted(path for path in store.rglob("zarr.json") if path.parent != store)


def test_a_damaged_file_is_named_and_mended(store: Path) -> None:
    truth, files = bits(held(store)), {path: path.read_bytes() for path in below(store)}
    assert store / "log" / "zarr.json" in files
    assert len(files) == 13
    chance = np.random.default_rng(6)
    for path, content in files.items():
        place = int(chance.integers(content.index(b"shape") if b"shape" in content else 5))
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x80]) + content[place + 1 :])
        found = verify_store(store)
        names = {str(p.relative_to(store)) for p in files if p.read_bytes() != files[p]}
        assert {fault.sentence for fault in found.faults} == {f"{n} is damaged" for n in names}
    assert verify_store(store, repair=True).repaired == 0
    assert {path: path.read_bytes() for path in files} == files
    assert not verify_store(store).faults
    assert bits(held(store)) == truth


@pytest.mark.parametrize(
    ("name", "value"), [("shape", [2, 80, 3]), ("fill_value", 0.0), ("dimension_names", None)]
)
def test_one_that_says_something_else_is_named(name: str, value: object, store: Path) -> None:
    path = store / "loss" / "zarr.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), name: value}), encoding="utf-8")
    assert [f.sentence for f in verify_store(store).faults] == ["loss/zarr.json is damaged"]
    verify_store(store, repair=True)
    assert not verify_store(store).faults


def test_one_that_says_the_same_otherwise_is_right(store: Path) -> None:
    path = store / "loss" / "zarr.json"
    words = dict(sorted(json.loads(path.read_bytes()).items()))
    path.write_text(json.dumps(words), encoding="utf-8")
    assert wrong_metadata(open_store(store).chunks) == []


def test_a_folder_that_is_gone_comes_back(store: Path) -> None:
    truth = bits(held(store))
    shutil.rmtree(store / "val_loss")
    with pytest.raises(ResultError, match="Cannot load"):
        open_store(store)
    found = verify_store(store, repair=True)
    assert "val_loss/zarr.json is damaged" in {fault.sentence for fault in found.faults}
    assert found.repaired == 80
    assert bits(held(store)) == truth
