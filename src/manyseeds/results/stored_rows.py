"""Arrays that stay in their store: a few replicas are read at a time, when they are asked for.

They read like NumPy's where the replicas come first, so that whatever goes through the replicas
in batches works on a store larger than memory as it does on arrays.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.results.chunks import Chunks
from manyseeds.results.commits import Entry

__all__ = ["StoredCurves", "StoredRows", "among"]


def among(numbers: Array, replicas: Array) -> Array:
    """Return which of `numbers` are among `replicas`, both in order: bool (numbers,).

    By halving, as an entry has few numbers and a store may have millions of replicas.

    Examples
    --------
    >>> among(np.array([1, 2, 9]), np.array([0, 2, 4])).tolist()
    [False, True, False]
    """
    places = np.minimum(np.searchsorted(replicas, numbers), len(replicas) - 1)
    return np.asarray(replicas[places] == numbers)


@dataclass(frozen=True, eq=False)
class StoredRows:
    """One array of one arm in a store: (replicas, ...).

    Parameters
    ----------
    chunks : Chunks
    name : str
    entries : sequence of Entry
        What the log says of this arm, in order of the replicas.
    replicas : int64 array (replicas,)
        Those that are read, in order; entries may hold others besides.
    rest : tuple of int
        Shape of what there is of each replica.
    """

    chunks: Chunks
    name: str
    entries: Sequence[Entry]
    replicas: Array
    rest: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """As that of an array."""
        return (len(self.replicas), *self.rest)

    def __len__(self) -> int:
        return len(self.replicas)

    def batches(self) -> Iterator[tuple[slice, Array]]:
        """Read all replicas, a chunk at a time: their places, and their values."""
        for number in range(len(self.entries)):
            first, last = self._ends[number : number + 2]
            if last > first:
                yield slice(int(first), int(last)), self._chunk(number)

    def __getitem__(self, key: Any) -> Array:
        rows, *others = key if isinstance(key, tuple) else (key,)
        places = np.arange(len(self))[rows]
        found = self._rows(np.atleast_1d(places))
        # Places that are listed go with other lists one by one, as NumPy has it; a slice does not.
        read: Any = slice(None) if isinstance(rows, slice) else np.arange(len(found))
        return np.asarray(found[(read if places.ndim else 0, *others)])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.asarray(self[:], dtype)

    def _rows(self, places: Array) -> Array:
        found = np.empty((len(places), *self.rest), np.float32)
        homes = np.searchsorted(self._ends, places, side="right") - 1
        for number in np.unique(homes):
            here = homes == number
            found[here] = self._chunk(int(number))[places[here] - self._ends[number]]
        return found

    @functools.cached_property
    def _ends(self) -> Array:
        """Place of the first replica of each entry, and the number of all."""
        counts = [int(among(entry.replicas, self.replicas).sum()) for entry in self.entries]
        return np.cumsum([0, *counts])

    @functools.cached_property
    def _chunk(self) -> Any:
        # Blocks of sixteen are asked for one after the other, by several threads: without a
        # memory of the last chunks each would be read dozens of times.
        return functools.lru_cache(maxsize=4)(self._read)

    def _read(self, number: int) -> Array:
        entry = self.entries[number]
        values = self.chunks.read_entry(entry, [self.name])[self.name]
        return np.asarray(values[among(entry.replicas, self.replicas)])


@dataclass(frozen=True, eq=False)
class StoredCurves:
    """The curves of a result in a store: (metrics, arms, replicas, epochs).

    Parameters
    ----------
    tables : tuple of tuple of StoredRows
        By metric and arm.
    """

    tables: tuple[tuple[StoredRows, ...], ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """As that of an array."""
        return (len(METRICS), len(self.tables[0]), *self.tables[0][0].shape)

    def __getitem__(self, key: Any) -> Any:
        parts = key if isinstance(key, tuple) else (key,)
        metric, arm, *others = parts if len(parts) > 1 else (*parts, slice(None))
        if isinstance(metric, slice):
            metrics = range(len(METRICS))[metric]
            return np.stack([np.asarray(self[(m, arm, *others)]) for m in metrics])
        if isinstance(arm, slice):
            arms = range(len(self.tables[metric]))[arm]
            return np.stack([np.asarray(self[(metric, a, *others)]) for a in arms])
        table = self.tables[metric][arm]
        return table[tuple(others)] if others else table

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.asarray(self[:], dtype)
