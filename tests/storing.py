"""What tests of stores share: small studies of many chunks, disks that fail, and a power cut."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import manyseeds
from manyseeds import Network, Result, Study, Training
from manyseeds.results import store as store_module
from manyseeds.results.disk import Disk
from manyseeds.results.schema import SCORES

CHUNK = 16


def small_chunks(monkeypatch) -> None:
    """Let stores have chunks of a single block, as studies have whose trainings take long."""
    monkeypatch.setattr(store_module, "chunk_size", lambda arms, rows: CHUNK)


def study(replicas: int = 40, **fields) -> Study:
    """Two arms of three epochs: three chunks each, the last one half full."""
    settings = {
        "data": "iris",
        "training": Training(epochs=3, batch_size=64),
        "network": Network(hidden=3),
        "sweep": {"network.hidden": [2, 3]},
    }
    return Study(replicas=replicas, **{**settings, **fields})


def bits(result: Result) -> dict[str, bytes]:
    """Every array of a result, as bytes."""
    arrays = {name: getattr(result, name) for name in ("replicas", "curves", *SCORES)}
    arrays |= {f"weights_{arm}": weights for arm, weights in enumerate(result.flat_weights)}
    return {name: array.tobytes() for name, array in arrays.items()}


def assert_true(found: Result, truth: Result) -> None:
    """Each replica that is found is the one of an uninterrupted run."""
    places = np.searchsorted(truth.replicas, found.replicas)
    assert truth.replicas[places].tolist() == found.replicas.tolist()
    np.testing.assert_array_equal(found.curves, truth.curves[:, :, places])
    for name in SCORES:
        np.testing.assert_array_equal(getattr(found, name), getattr(truth, name)[:, places])
    for ours, theirs in zip(found.flat_weights, truth.flat_weights, strict=True):
        np.testing.assert_array_equal(ours, theirs[places])


def held(path: Path) -> Result | None:
    """What a store holds; None where it is not there yet, or has no replica."""
    if not path.exists():
        return None
    store = manyseeds.results.store.open_store(path)
    return store.result() if len(store.log().complete) else None


@dataclass
class FaultyDisk(Disk):
    """A disk whose step number `fails_at`, from 0, fails; with `dead`, all that follow, too.

    With `torn`, what is written is cut in half before that.
    """

    fails_at: int
    code: int = errno.ENOSPC
    dead: bool = False
    torn: bool = False
    steps: int = field(default=0, init=False)

    def failing(self) -> bool:
        step, self.steps = self.steps, self.steps + 1
        return step == self.fails_at or (self.dead and step > self.fails_at)

    def fail(self) -> None:
        raise OSError(self.code, os.strerror(self.code))

    def write(self, path: Path, content: bytes) -> None:
        failing = self.failing()
        if not failing or self.torn:
            super().write(path, content[: len(content) // 2] if failing else content)
        if failing:
            self.fail()

    def append(self, path: Path, content: bytes) -> None:
        failing = self.failing()
        if not failing or self.torn:
            super().append(path, content[: len(content) // 2] if failing else content)
        if failing:
            self.fail()


def _guarded(name: str):
    step = getattr(Disk, name)

    def guarded(self: FaultyDisk, *arguments) -> None:
        if self.failing():
            self.fail()
        step(self, *arguments)

    return guarded


for _name in ("cut", "rename", "remove", "make_folder", "flush_folder"):
    setattr(FaultyDisk, _name, _guarded(_name))


@dataclass
class PowerCut:
    """Records what each flush makes last, so that a power cut after any of them can be played.

    A file that was never flushed is empty after the cut, and a name in a folder that was not
    flushed since is not there; with `early`, names last at once, though contents do not.
    """

    root: Path
    moments: list[tuple[dict[int, bytes], dict[int, dict[str, int]], dict[int, dict[str, int]]]] = (
        field(default_factory=list)
    )
    contents: dict[int, bytes] = field(default_factory=dict)
    names: dict[int, dict[str, int]] = field(default_factory=dict)
    kept: list[int] = field(default_factory=list)

    @contextmanager
    def watching(self, monkeypatch) -> Iterator[None]:
        with monkeypatch.context() as patch:
            self._watch(patch)
            yield
        for descriptor in self.kept:
            os.close(descriptor)

    def _watch(self, monkeypatch) -> None:
        flush = os.fsync
        self.names[self.root.stat().st_ino] = {}

        def fsync(descriptor: int) -> None:
            flush(descriptor)
            place = Path(f"/proc/self/fd/{descriptor}").readlink()
            if place.is_dir():
                self.names[place.stat().st_ino] = self._listing(place)
            else:
                self.contents[place.stat().st_ino] = place.read_bytes()
                self.kept.append(os.dup(descriptor))  # or its inode would be given away again
            live = {p.stat().st_ino: self._listing(p) for p in self._folders()}
            self.moments.append((dict(self.contents), dict(self.names), live))

        monkeypatch.setattr(os, "fsync", fsync)

    def _folders(self) -> list[Path]:
        return [Path(folder) for folder, _, _ in os.walk(self.root)]

    @staticmethod
    def _listing(folder: Path) -> dict[str, int]:
        return {entry.name: entry.inode() for entry in os.scandir(folder)}

    def play(self, moment: int, place: Path, *, early: bool) -> None:
        """Lay out in `place` what a cut after flush number `moment` leaves."""
        contents, lasting, live = self.moments[moment]
        names = live if early else lasting
        folders = set(live) | set(lasting)

        def lay(folder: int, at: Path) -> None:
            at.mkdir()
            for name, inode in names.get(folder, {}).items():
                if inode in folders:
                    lay(inode, at / name)
                else:
                    (at / name).write_bytes(contents.get(inode, b""))

        lay(self.root.stat().st_ino, place)
