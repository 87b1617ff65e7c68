"""The log of a store: which replicas are on the disk, each entry with the checksums of its data.

Whether a replica is there is decided by the log alone, never by the data: a chunk is entered only
once it is on the disk. An entry is a line of JSON and the checksum of that line, so a line that was
cut off or altered is no entry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError

__all__ = ["ENDING", "MAIN", "Entry", "Grid", "Log", "digest", "logs_in", "read_log", "runs_of"]

MAIN = "main"
"""Name of the log of whoever writes a whole store; each shard has one of its own."""

ENDING = ".log"


def digest(content: bytes | memoryview) -> str:
    """Return the checksum of some bytes: BLAKE2b of 16 bytes, as hexadecimal digits."""
    return blake2b(content, digest_size=16).hexdigest()


@dataclass(frozen=True)
class Entry:
    """That some replicas of one chunk of an arm are on the disk.

    Parameters
    ----------
    arm, chunk : int
    runs : tuple of (int, int)
        Their numbers, as runs from the first to before the last.
    checksums : mapping
        Of the values of these replicas, by the name of the array.
    """

    arm: int
    chunk: int
    runs: tuple[tuple[int, int], ...]
    checksums: Mapping[str, str] = field(repr=False)

    @property
    def replicas(self) -> Array:
        """Numbers of the replicas: int64 (replicas,)."""
        return np.concatenate([np.arange(first, last) for first, last in self.runs])

    def line(self) -> bytes:
        """Return the entry as a line of the log."""
        words = [self.arm, self.chunk, self.runs, dict(self.checksums)]
        text = json.dumps(words, separators=(",", ":")).encode()
        return text + b" " + digest(text).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Entry | None:
        """Return the entry that a line holds; None where it is damaged, or makes no sense."""
        text, _, checksum = line.rpartition(b" ")
        if digest(text).encode() + b"\n" != checksum:
            return None
        try:
            arm, chunk, runs, checksums = json.loads(text)
            runs = tuple((int(first), int(last)) for first, last in runs)
            checksums = {str(name): str(value) for name, value in checksums.items()}
            return cls(int(arm), int(chunk), runs, checksums)
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            return None


def runs_of(numbers: Array) -> tuple[tuple[int, int], ...]:
    """Return sorted numbers as runs from the first to before the last.

    Examples
    --------
    >>> runs_of(np.array([0, 1, 2, 7, 9, 10]))
    ((0, 3), (7, 8), (9, 11))
    """
    breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
    return tuple((int(run[0]), int(run[-1]) + 1) for run in np.split(numbers, breaks) if len(run))


@dataclass(frozen=True)
class Grid:
    """How a store parts its replicas into chunks.

    Parameters
    ----------
    arms, replicas : int
        Of the study.
    size : int
        Replicas of one arm in a chunk.
    """

    arms: int
    replicas: int
    size: int

    @property
    def chunks(self) -> int:
        """Number of chunks of an arm."""
        return -(-self.replicas // self.size)

    def span(self, chunk: int) -> tuple[int, int]:
        """Return the first replica of a chunk, and the one after its last."""
        return chunk * self.size, min((chunk + 1) * self.size, self.replicas)

    def admits(self, entry: Entry) -> bool:
        """Whether an entry is of a chunk of this grid, its replicas in order and within it."""
        if not (0 <= entry.arm < self.arms and 0 <= entry.chunk < self.chunks and entry.runs):
            return False
        first, last = self.span(entry.chunk)
        bounds = [first, *(number for run in entry.runs for number in run), last]
        return sorted(bounds) == bounds and all(run[0] < run[1] for run in entry.runs)


@dataclass(frozen=True)
class Log:
    """What the logs of a store say.

    Parameters
    ----------
    grid : Grid
    entries : dict
        The entry of each chunk that has one, by (arm, chunk).
    damaged : tuple of (str, int)
        Name of the log and number of each line, from 1, that is no entry; a last line without an
        end among them, which a writer may be about to end.
    """

    grid: Grid
    entries: dict[tuple[int, int], Entry] = field(repr=False)
    damaged: tuple[tuple[str, int], ...] = ()

    def replicas(self, arm: int, chunk: int) -> Array:
        """Numbers of the replicas of a chunk that are on the disk: int64 (replicas,)."""
        entry = self.entries.get((arm, chunk))
        return np.empty(0, np.int64) if entry is None else entry.replicas

    def missing(self, arm: int, chunk: int) -> Array:
        """Numbers of the replicas of a chunk that are not: int64 (replicas,)."""
        return np.setdiff1d(np.arange(*self.grid.span(chunk)), self.replicas(arm, chunk))

    @property
    def done(self) -> int:
        """Trainings that are on the disk, over all arms."""
        return sum(last - first for e in self.entries.values() for first, last in e.runs)

    @property
    def complete(self) -> Array:
        """Numbers of the replicas that every arm has: int64 (replicas,), in order."""
        everywhere = [np.empty(0, np.int64)]
        for chunk in sorted({chunk for _, chunk in self.entries}):
            found = self.replicas(0, chunk)
            for arm in range(1, self.grid.arms):
                found = np.intersect1d(found, self.replicas(arm, chunk))
            everywhere.append(found)
        return np.concatenate(everywhere)


def logs_in(folder: Path) -> list[Path]:
    """Return the logs of a store, the main one first, then in order of their names."""
    logs = [path for path in folder.iterdir() if path.suffix == ENDING]
    return sorted(logs, key=lambda path: (path.stem != MAIN, path.stem))


def read_log(folder: Path, grid: Grid) -> Log:
    """Read all logs of the store whose folder of logs is `folder`.

    Where two entries are of one chunk, the one with more replicas counts: whoever adds to a chunk
    keeps what it has.

    Raises
    ------
    ResultError
        Where an entry is of no chunk of the store.
    """
    entries: dict[tuple[int, int], Entry] = {}
    damaged = []
    for path in logs_in(folder):
        for number, line in enumerate(path.read_bytes().splitlines(keepends=True), 1):
            entry = Entry.of_line(line)
            if entry is None:
                damaged.append((path.stem, number))
                continue
            if not grid.admits(entry):
                raise ResultError(f"line {number} of its log {path.stem} is of no chunk it has")
            before = entries.get((entry.arm, entry.chunk))
            if before is None or len(entry.replicas) >= len(before.replicas):
                entries[entry.arm, entry.chunk] = entry
    return Log(grid, entries, tuple(damaged))
