"""Whether a store is what it says: checksums held against the data, replicas trained again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from manyseeds.arms import Arm
from manyseeds.errors import ResultError, SpecificationError, must_be
from manyseeds.progress import progress_bar
from manyseeds.results.chunks import ChunkFiles
from manyseeds.results.commits import ENDING, MAIN, Entry, Log, logs_in
from manyseeds.results.disk import Disk
from manyseeds.results.files import path_of
from manyseeds.results.metadata import mend_metadata, wrong_metadata
from manyseeds.results.store import Store, open_store, whole
from manyseeds.results.writer import lock_store, sweep, telling
from manyseeds.run import train_blocks
from manyseeds.stored_run import differs, run_into_store

__all__ = ["Fault", "Verification", "merge_logs", "verify_store"]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a store.

    Parameters
    ----------
    sentence : str
        What it is, without a full stop.
    chunk : tuple of (int, int), optional
        Arm and chunk whose replicas must be trained again.
    """

    sentence: str
    chunk: tuple[int, int] | None = None


@dataclass(frozen=True)
class Verification:
    """What verifying a store found.

    Parameters
    ----------
    store : Store
    chunks, retrained : int
        Chunks whose checksums were looked at, and replicas that were trained again.
    faults : tuple of Fault
    repaired : int
        Trainings that were made anew.
    """

    store: Store = field(repr=False)
    chunks: int
    retrained: int
    faults: tuple[Fault, ...]
    repaired: int = 0


def verify_store(
    path: str | Path,
    *,
    retrain: int = 0,
    seed: int = 0,
    repair: bool = False,
    threads: int | None = None,
    progress: bool = False,
    disk: Disk | None = None,
) -> Verification:
    """Check every checksum of a store, train some of its replicas again, and mend what is wrong.

    Parameters
    ----------
    path : str or Path
    retrain : int
        Trainings to make again, drawn at random, whose every bit must be the same.
    seed : int
        Of that draw.
    repair : bool
        Whether to train anew what is wrong. What is right is not touched.
    threads : int, optional
    progress : bool
        Whether to show a progress bar.
    disk : Disk, optional
        How files are written.

    Returns
    -------
    Verification

    Raises
    ------
    ResultError
        Where there is no store, its specification is damaged, or somebody writes to it.
    """
    if isinstance(retrain, bool) or not isinstance(retrain, int) or retrain < 0:
        raise SpecificationError(must_be("retrain", "an integer >= 0", retrain))
    files = ChunkFiles(disk or Disk(), MAIN)
    with telling(path_of(path)), ExitStack() as locks:
        store = open_store(path, check=False)
        lock_store(locks, store, None)
        with whole(store.path):
            log = store.log()
        described = wrong_metadata(store.chunks)
        faults = [Fault(f"{name} is damaged") for name in described]
        faults += [
            Fault(f"line {number} of the log {name!r} is damaged") for name, number in log.damaged
        ]
        with progress_bar("verifying", len(log.entries), progress) as bar:
            faults += _damaged(store, log, bar)
        sound = {key: e for key, e in log.entries.items() if key not in {f.chunk for f in faults}}
        sample = _sample(sound, retrain, seed)
        faults += list(_different(store, sound, sample, threads))
        if faults and repair:
            wrong = {fault.chunk for fault in faults}
            sound = {key: entry for key, entry in sound.items() if key not in wrong}
            sweep(store, files, alone=True)
            mend_metadata(store.chunks, described, files)
            _rewrite(store, sound, files)
    found = Verification(store, len(log.entries), len(sample), tuple(faults))
    if not (faults and repair):
        return found
    mended = run_into_store(store.study, store.path, threads=threads, progress=progress, disk=disk)
    return Verification(store, found.chunks, found.retrained, found.faults, mended.trained)


def merge_logs(path: str | Path, *, disk: Disk | None = None) -> tuple[Store, Log]:
    """Make one log of those that the shards of a store wrote.

    Raises
    ------
    ResultError
        Where a shard is still writing.
    """
    files = ChunkFiles(disk or Disk(), MAIN)
    with telling(path_of(path)), ExitStack() as locks:
        store = open_store(path)
        lock_store(locks, store, None)
        sweep(store, files, alone=True)
        with whole(store.path):
            log = store.log()
        if log.damaged:
            raise ResultError(
                f"The logs of {str(store.path)!r} are damaged. Mend them first: "
                f"manyseeds verify {store.path} --repair"
            )
        _rewrite(store, log.entries, files)
        return store, log


def _damaged(store: Store, log: Log, looked: Callable[[int], None]) -> Iterator[Fault]:
    for key, entry in sorted(log.entries.items()):
        try:
            store.chunks.read_entry(entry)
        except ResultError as error:
            yield Fault(str(error), key)
        looked(1)


def _sample(
    entries: dict[tuple[int, int], Entry], count: int, seed: int
) -> list[tuple[tuple[int, int], int]]:
    """Draw trainings without replacement: the key of the chunk, and the replica's number."""
    keys = sorted(entries)
    counts = np.array([len(entries[key].replicas) for key in keys], np.int64)
    total = int(counts.sum())
    if not total or not count:
        return []
    ends = np.cumsum(counts)
    drawn = np.random.default_rng(seed).choice(total, min(count, total), replace=False)
    found = []
    for place in sorted(drawn.tolist()):
        at = int(np.searchsorted(ends, place, side="right"))
        number = entries[keys[at]].replicas[place - int(ends[at] - counts[at])]
        found.append((keys[at], int(number)))
    return found


def _different(
    store: Store,
    entries: dict[tuple[int, int], Entry],
    sample: list[tuple[tuple[int, int], int]],
    threads: int | None,
) -> Iterator[Fault]:
    """Train each of the sample alone: in other company than when it was stored."""
    if "initial_weights" in store.provenance:
        return
    tasks: list[tuple[Arm, Any]] = [(store.arms[arm], np.array([k])) for (arm, _), k in sample]
    keys = {(arm, number): (arm, chunk) for (arm, chunk), number in sample}
    for arm, numbers, block in train_blocks(store.study, tasks, threads=threads):
        key = keys[arm.index, int(numbers[0])]
        values = store.chunks.read_entry(entries[key])
        place = np.searchsorted(entries[key].replicas, numbers)
        stored = {name: array[place] for name, array in values.items()}
        if names := differs(stored, block, 1):
            where = f" of arm {arm.index}" if len(store.arms) > 1 else ""
            what = ", ".join(names)
            yield Fault(f"replica {numbers[0]}{where} trains to other bits: {what} differ", key)


def _rewrite(store: Store, entries: dict[tuple[int, int], Entry], files: ChunkFiles) -> None:
    """Write the entries as the main log, and remove the others."""
    lines = b"".join(entry.line() for _, entry in sorted(entries.items()))
    files.write(store.logs / f"{MAIN}{ENDING}", lines)
    files.disk.flush_folder(store.logs)
    for path in logs_in(store.logs):
        if path.stem != MAIN:
            files.disk.remove(path)
    files.disk.flush_folder(store.logs)
