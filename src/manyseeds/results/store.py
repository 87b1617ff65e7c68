"""A store: a study's specification and its replicas on the disk, as a Zarr folder with a log.

Whole chunks of replicas are written and flushed, and only then entered in the log, so a store can
be read at any time and holds exactly what its log says. A folder that is read may come from
anyone: types, shapes and sizes are held against the specification before any array is read, there
is no pickle, and links are refused.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.arms import Arm, arms_of
from manyseeds.errors import ResultError
from manyseeds.results.chunks import ChunkFiles, Chunks
from manyseeds.results.commits import ENDING, MAIN, Log, read_log
from manyseeds.results.disk import Disk
from manyseeds.results.files import path_of
from manyseeds.results.folders import write_folder
from manyseeds.results.own_arrays import read_own_array, write_own_array
from manyseeds.results.result import Result
from manyseeds.results.schema import SCORES, chunk_size
from manyseeds.results.stored_result import IN_MEMORY, result_of
from manyseeds.results.words import checked_words, data_arrays, study_of, words_of
from manyseeds.spec import Study

__all__ = [
    "LOGS",
    "METADATA",
    "Store",
    "check_vacant",
    "fill_store",
    "load",
    "open_store",
    "save",
    "whole",
]

LOGS = "log"
"""Folder of the logs; also an empty Zarr group, so that other programs pass it over."""

METADATA = "zarr.json"
MOST_BYTES = 2**26
"""Of such a file, far more than any specification takes."""


@dataclass(frozen=True)
class Store:
    """An open store.

    Parameters
    ----------
    path : Path
    study : Study
        With as many replicas as the store has room for.
    arms : tuple of Arm
    provenance : mapping
        What made it: versions, and the hash of the kernel.
    chunks : Chunks
    """

    path: Path
    study: Study
    arms: tuple[Arm, ...]
    provenance: Mapping[str, str]
    chunks: Chunks = field(repr=False)

    @property
    def logs(self) -> Path:
        """Folder of the logs."""
        return self.path / LOGS

    def log(self) -> Log:
        """Return what the logs say by now."""
        return read_log(self.logs, self.chunks.grid)

    def result(self, in_memory: int = IN_MEMORY) -> Result:
        """Return all replicas that every arm has, each chunk held against its checksums.

        Parameters
        ----------
        in_memory : int
            Bytes. Curves, or an arm's weights, that are more stay in the store and are read from
            there a few replicas at a time, when they are asked for.

        Raises
        ------
        ResultError
            Where there is none yet, or a chunk is damaged.
        """
        return result_of(self, self.log(), in_memory)


def fill_store(
    folder: Path, study: Study, provenance: Mapping[str, str], files: ChunkFiles
) -> None:
    """Make an empty store of `study` in an empty folder, the attributes last."""
    import zarr

    arms = arms_of(study)
    size = chunk_size(arms, len(study.data.y))
    group = zarr.create_group(files.zarr_store(folder), zarr_format=3)
    Chunks.of(group, folder, study, arms, size).create()
    for name, values in data_arrays(study.data).items():
        write_own_array(group, name, values)
    group.create_group(LOGS)
    files.disk.write(folder / LOGS / f"{MAIN}{ENDING}", b"")
    group.attrs.update(words_of(study, provenance, size))
    for place, _, _ in os.walk(folder, topdown=False):
        files.disk.flush_folder(Path(place))


def open_store(path: str | Path, files: ChunkFiles | None = None, *, check: bool = True) -> Store:
    """Open a store, to read it or, with `files`, to write to it.

    Without `check`, what Zarr says of its arrays is not held against the specification.

    Raises
    ------
    ResultError
        Where there is none, or it is damaged or of another version.
    """
    import zarr

    place = path_of(path)
    if not place.is_dir():
        raise ResultError(f"Cannot load {str(place)!r}: there is no such folder.")
    with whole(place):
        _refuse_strangers(place)
        # Zarr's copy of all metadata in one file would be out of date once the store has grown.
        plain: dict[str, Any] = {"zarr_format": 3, "use_consolidated": False}
        if files is None:
            group = zarr.open_group(str(place), mode="r", **plain)
        else:
            group = zarr.open_group(files.zarr_store(place), mode="r+", **plain)
        words = checked_words(dict(group.attrs))
        study = study_of(words, lambda name: read_own_array(group, place, name))
        arms = arms_of(study)
        chunks = Chunks.of(group, place, study, arms, words["chunk"])
        if check:
            chunks.check()
        return Store(place, study, arms, words["provenance"], chunks)


@contextmanager
def whole(place: Path) -> Iterator[None]:
    """Turn whatever a damaged or forged folder makes Zarr stumble on into one sentence."""
    try:
        yield
    except Exception as error:
        reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        raise ResultError(
            f"Cannot load {str(place)!r}: it is not a result, or damaged ({reason})."
        ) from None


def load(path: str | Path) -> Result:
    """Read what a store holds: a result that was saved, or a study as far as it has come.

    Raises
    ------
    ResultError
        Where there is no such store, or it is damaged, empty or of another version.
    """
    store = open_store(path)
    with whole(store.path):
        return store.result()


def save(result: Result, path: str | Path, *, replace: bool = False) -> None:
    """Write `result` to a new store at `path`, which appears only when it is whole.

    Parameters
    ----------
    result : Result
    path : str or Path
    replace : bool
        Whether to replace a result that is at `path`.

    Raises
    ------
    ResultError
        Where something is at `path` that is not to be replaced, or it cannot be written.
    """
    place, disk = path_of(path), Disk()
    files = ChunkFiles(disk, MAIN)

    def write(folder: Path, check_stop: Callable[[], None]) -> None:
        fill_store(folder, result.study, result.provenance, files)
        store, lines = open_store(folder), []
        for arm in result.arms:
            for chunk in range(store.chunks.grid.chunks):
                check_stop()
                first, last = store.chunks.grid.span(chunk)
                places = slice(*np.searchsorted(result.replicas, (first, last)))
                if len(numbers := result.replicas[places]):
                    values = _values(result, arm.index, places)
                    lines.append(
                        store.chunks.write(arm.index, chunk, numbers, values, files).line()
                    )
        store.chunks.flush_folders(disk)
        disk.append(store.logs / f"{MAIN}{ENDING}", b"".join(lines))

    check_vacant(place, replace=replace)
    try:
        write_folder(place, write)
        disk.flush_folder(place.parent)
    except OSError as error:
        reason = getattr(error, "strerror", None) or error
        raise ResultError(f"Cannot save to {str(place)!r}: {reason}.") from None


def _values(result: Result, arm: int, places: slice) -> dict[str, Array]:
    values = {name: result.curves[m, arm, places] for m, name in enumerate(METRICS)}
    values |= {name: getattr(result, name)[arm, places] for name in SCORES}
    return values | {"weights": result.flat_weights[arm][places]}


def check_vacant(path: Path, *, replace: bool = False) -> None:
    """Make sure that a result can be saved at `path` without loss of what is there.

    Raises
    ------
    ResultError
        Where something is there that is not a result, or that is not to be replaced.
    """
    if path.exists() and not (replace and _is_result(path)):
        why = "what is there is not a result" if replace else "it exists already"
        raise ResultError(f"Cannot save to {str(path)!r}: {why}. Choose another path.")


def _is_result(path: Path) -> bool:
    """Whether `path` looks like a folder that `save` wrote."""
    try:
        words = json.loads((path / METADATA).read_text(encoding="utf-8"))
        return not path.is_symlink() and "schema" in words["attributes"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _refuse_strangers(place: Path) -> None:
    """Refuse links within a store, which may lead out of it, and what has no end when read."""
    for folder, folders, files in os.walk(place):
        for name in (*folders, *files):
            try:
                found = Path(folder, name).lstat()
            except FileNotFoundError:  # partial files of who writes to it come and go
                continue
            if stat.S_ISLNK(found.st_mode):
                raise ResultError(f"{name} is a link")
            if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
                raise ResultError(f"{name} is neither a file nor a folder")
            if name == METADATA and found.st_size > MOST_BYTES:
                raise ResultError(f"{name} has {found.st_size:,} bytes")
