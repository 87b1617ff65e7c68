"""Writing to a store: opened for one writer, blocks gathered to chunks, chunks committed."""

from __future__ import annotations

import glob
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.arms import Arm
from manyseeds.engines.engine import TrainedBlock
from manyseeds.errors import ResultError, StoreError
from manyseeds.results.chunks import NAMES, ChunkFiles, Chunks
from manyseeds.results.commits import ENDING, MAIN, Entry, Log, logs_in
from manyseeds.results.disk import PARTIAL, Disk
from manyseeds.results.files import path_of
from manyseeds.results.locks import locked
from manyseeds.results.schema import SCORES
from manyseeds.results.store import Store, fill_store, open_store, whole
from manyseeds.results.words import words_of
from manyseeds.spec import Study

__all__ = ["Shard", "Writer", "lock_store", "sweep", "telling", "writing"]

LOCK = "lock"

Parts = list[tuple[Array, TrainedBlock]]
"""Numbers of replicas and what they were trained to, block by block."""

Gathered = tuple[tuple[int, int], Parts]
"""Arm and chunk, and their parts."""


@dataclass(frozen=True)
class Shard:
    """One of several writers that share the chunks of a store, `number` of `count`, from 1.

    Examples
    --------
    >>> shard = Shard(2, 3)
    >>> [chunk for chunk in range(7) if shard.takes(chunk)]
    [1, 4]
    """

    number: int
    count: int

    @property
    def name(self) -> str:
        """Name of its log."""
        return f"shard-{self.number}-of-{self.count}"

    def takes(self, chunk: int) -> bool:
        """Whether a chunk, of all arms, is its own."""
        return chunk % self.count == self.number - 1


@dataclass(eq=False)
class Writer:
    """Whoever writes to a store: alone, or one shard of several.

    Parameters
    ----------
    store : Store
    files : ChunkFiles
        How it writes; the mark is also the name of its log.
    log : Log
        What was there when it began.
    """

    store: Store
    files: ChunkFiles
    log: Log
    _gathered: dict[tuple[int, int], Parts] = field(default_factory=dict)
    _awaited: dict[tuple[int, int], int] = field(default_factory=dict)

    def gather(self, arm: Arm, numbers: Array, block: TrainedBlock) -> Gathered | None:
        """Take in a trained block of one chunk; return all of the chunk once it is whole."""
        key = arm.index, int(numbers[0]) // self.store.chunks.grid.size
        if key not in self._gathered:
            self._gathered[key], self._awaited[key] = [], len(self.log.missing(*key))
        self._gathered[key].append((numbers, block))
        self._awaited[key] -= len(numbers)
        return None if self._awaited[key] else (key, self._gathered.pop(key))

    def rest(self) -> list[Gathered]:
        """Return what was gathered of chunks that are not whole."""
        rest, self._gathered = list(self._gathered.items()), {}
        return rest

    def commit(self, gathered: Gathered) -> int:
        """Write what was gathered of a chunk, flush it, and enter it in the log.

        Returns the number of replicas that this adds.

        Raises
        ------
        StoreError
            Where the disk refuses; what was committed before is not touched.
        """
        key, parts = gathered
        parts.sort(key=lambda part: int(part[0][0]))
        numbers = np.concatenate([numbers for numbers, _ in parts])
        values = _together([block for _, block in parts])
        added = len(numbers)
        if (before := self.log.entries.get(key)) is not None:
            kept = self._kept(before)
            numbers = np.concatenate([before.replicas, numbers])
            values = {name: np.concatenate([kept[name], values[name]]) for name in NAMES}
        if np.any(np.diff(numbers) < 0):
            order = np.argsort(numbers)
            numbers, values = numbers[order], {name: array[order] for name, array in values.items()}
        with telling(self.store.path):
            entry = self.store.chunks.write(*key, numbers, values, self.files)
            self.store.chunks.flush_folders(self.files.disk, key[0])
            self._enter(entry.line())
        return added

    def _kept(self, entry: Entry) -> dict[str, Array]:
        try:
            return self.store.chunks.read_entry(entry)
        except ResultError as error:
            path = self.store.path
            raise ResultError(
                f"The store {str(path)!r} is damaged: {error}. Mend it first: "
                f"manyseeds verify {path} --repair"
            ) from None

    def _enter(self, line: bytes) -> None:
        """Add a line to the log, or leave the log as it was."""
        log = self.store.logs / f"{self.files.mark}{ENDING}"
        size = log.stat().st_size
        try:
            self.files.disk.append(log, line)
        except OSError:
            with suppress(OSError):  # whoever opens the store next cuts it off
                self.files.disk.cut(log, size)
            raise


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn what a disk says that refuses to write to the store at `path` into one sentence.

    Raises
    ------
    StoreError
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(
            f"Cannot write to {str(path)!r}: {reason}. What was committed before is kept; run the "
            "same again to go on."
        ) from None


def _together(blocks: list[TrainedBlock]) -> dict[str, Array]:
    """Blocks as arrays by name: (replicas, ...)."""
    values = {
        name: np.concatenate([block.history[metric] for block in blocks])
        for metric, name in enumerate(METRICS)
    }
    values |= {name: np.concatenate([getattr(b, name) for b in blocks]) for name in SCORES}
    return values | {"weights": np.concatenate([block.weights for block in blocks])}


@contextmanager
def writing(
    path: str | Path,
    study: Study,
    provenance: Mapping[str, str],
    *,
    shard: Shard | None = None,
    disk: Disk | None = None,
) -> Iterator[Writer]:
    """Open a store to add to it; make it, or make it larger, where need be.

    Raises
    ------
    ResultError
        Where the store is of another study, or somebody else writes to it.
    StoreError
        Where the disk refuses.
    """
    place = path_of(path).absolute()
    files = ChunkFiles(disk or Disk(), MAIN if shard is None else shard.name)
    with telling(place), ExitStack() as locks:
        if not place.exists():
            _make(place, study, provenance, files)
        store = open_store(place, files)
        _check_same(store, study, provenance)
        lock_store(locks, store, shard)
        store = open_store(place, files)  # as whoever had the lock left it
        sweep(store, files, alone=shard is None)
        store = _grown(store, study, files)
        with whole(place):
            log = store.log()
        yield Writer(store, files, log)


def _make(place: Path, study: Study, provenance: Mapping[str, str], files: ChunkFiles) -> None:
    """Make an empty store, which appears whole; if another is quicker, theirs stays."""
    partial = place.with_name(f".{place.name}.{secrets.token_hex(4)}{PARTIAL}")
    disk = files.disk
    disk.need_folder(place.parent)
    try:
        disk.make_folder(partial)
        fill_store(partial, study, provenance, files)
        disk.rename(partial, place)
        disk.flush_folder(place.parent)
    except OSError:
        if not place.is_dir():
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _check_same(store: Store, study: Study, provenance: Mapping[str, str]) -> None:
    """Refuse a store of another study, naming what differs."""
    ours = study.changed(replicas=store.study.replicas)
    differ = [
        name for name in Study.model_fields if getattr(ours, name) != getattr(store.study, name)
    ]
    if differ:
        fields = ", ".join(f"`{name}`" for name in differ)
        raise ResultError(
            f"The store {str(store.path)!r} is of another study: {fields} differ. Choose another "
            "path, or run the study that the store was made for."
        )
    if provenance.get("initial_weights") != store.provenance.get("initial_weights"):
        raise ResultError(
            f"The store {str(store.path)!r} is of other first weights. Choose another path."
        )


def lock_store(locks: ExitStack, store: Store, shard: Shard | None) -> None:
    """Take the store alone, or as one shard among others."""
    sentence = f"The store {str(store.path)!r} is being written to by another run"
    busy = f"{sentence}. Wait until it has ended, or choose another path."
    locks.enter_context(locked(store.logs / LOCK, busy, shared=shard is not None))
    if shard is None:
        return
    mine = f"{sentence} of the same shard, {shard.number} of {shard.count}."
    locks.enter_context(locked(store.logs / f"{shard.name}.{LOCK}", mine))
    counts = {path.stem.rpartition("-")[2] for path in logs_in(store.logs) if path.stem != MAIN}
    if others := counts - {str(shard.count)}:
        raise ResultError(
            f"The store {str(store.path)!r} is shared out among {min(others)} writers, not "
            f"{shard.count}. Merge them first: manyseeds merge {store.path}"
        )


def sweep(store: Store, files: ChunkFiles, *, alone: bool) -> None:
    """Remove what a writer that died left unfinished: partial files, a line without an end."""
    name, disk = files.mark, files.disk
    if alone:
        for stale in store.path.parent.glob(f".{glob.escape(store.path.name)}.*{PARTIAL}"):
            shutil.rmtree(stale, ignore_errors=True)
    mine = "" if alone else name
    for stale in store.path.rglob(f".*{mine}{PARTIAL}"):
        disk.remove(stale)
    log = store.logs / f"{name}{ENDING}"
    if not log.exists():
        disk.write(log, b"")
        disk.flush_folder(store.logs)
    for path in logs_in(store.logs) if alone else [log]:
        content = path.read_bytes()
        end = content.rfind(b"\n") + 1
        if end < len(content):
            disk.cut(path, end)


def _grown(store: Store, study: Study, files: ChunkFiles) -> Store:
    """Give a store room for all replicas of `study`: its arrays before its specification."""
    if study.replicas <= store.study.replicas:
        return store
    size = store.chunks.grid.size
    larger = Chunks.of(store.chunks.group, store.path, study, store.arms, size)
    larger.grow()
    larger.flush_folders(files.disk)  # before the specification speaks of more than has room
    words = words_of(study, store.provenance, size)
    store.chunks.group.attrs.put(words)
    files.disk.flush_folder(store.path)
    return open_store(store.path, files)
