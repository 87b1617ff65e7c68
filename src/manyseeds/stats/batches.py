"""Curves of many replicas gone through a part at a time, so that memory stays small.

What concerns each replica by itself is computed replica after replica, what compares the replicas
at an epoch epoch after epoch; both are exact, wherever the curves lie and however many there are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.results.stored_rows import StoredRows

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["batches_of", "by_replica", "epoch_blocks", "joined"]

ROWS = 2**14
"""Replicas gone through at once."""

BLOCK_BYTES = 2**28
"""Memory of the values that are compared across replicas at once."""

Found = TypeVar("Found")
Change = Callable[[Array, Array], Array]


def batches_of(
    result: Result, metric: str, arm: int, function: Callable[[Array, Array], Found]
) -> list[Found]:
    """Return what `function` makes of the curves of each batch of replicas; see `by_replica`."""
    batches = _rows(result, metric, arm)
    return [function(rows, np.arange(at.start, at.stop)) for at, rows in batches]


def by_replica(result: Result, metric: str, arm: int, function: Change) -> Array:
    """Return what `function` makes of each replica's curve, for all replicas of an arm.

    Parameters
    ----------
    result : Result
    metric : str
    arm : int
    function : callable (float32 array (rows, epochs), int array (rows,)) -> array (rows, ...)
        Of some curves, and their places among the replicas.

    Examples
    --------
    >>> from manyseeds import Study, Training
    >>> result = Study(data="xor", training=Training(epochs=2), replicas=3).run()
    >>> by_replica(result, "loss", 0, lambda rows, _: rows[:, 0] > rows[:, 1]).tolist()
    [True, True, True]
    """
    return np.concatenate(batches_of(result, metric, arm, function))


def joined(parts: Sequence[Found]) -> Found:
    """Join records of arrays, dataclasses of one kind, field by field along their last axis."""
    first: Any = parts[0]
    names = [field.name for field in dataclasses.fields(first)]
    arrays = {
        name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names
    }
    whole: Found = dataclasses.replace(first, **arrays)
    return whole


def epoch_blocks(
    result: Result, metric: str, arm: int, kept: Array, change: Change | None = None
) -> Iterator[Array]:
    """Go through the curves of the replicas that are `kept`, some epochs of all of them at a time.

    Parameters
    ----------
    result : Result
    metric : str
    arm : int
    kept : bool array (replicas,)
    change : callable, optional
        What is done to whole curves first; as of `by_replica`, of the replicas that are kept.

    Yields
    ------
    float32 or float64 array (replicas, epochs)
    """
    epochs, count = result.arms[arm].training.epochs, int(kept.sum())
    width = max(1, BLOCK_BYTES // (8 * max(count, 1)))
    for first in range(0, epochs, width):
        last, done = min(first + width, epochs), 0
        table = np.empty((0, last - first))
        for at, rows in _rows(result, metric, arm):
            chosen = rows[kept[at]]
            if change is not None:
                chosen = change(chosen, np.flatnonzero(kept[at]) + at.start)
            if not len(table):
                table = np.empty((count, last - first), chosen.dtype)
            table[done : done + len(chosen)] = chosen[:, first:last]
            done += len(chosen)
        yield table


def _rows(result: Result, metric: str, arm: int) -> Iterator[tuple[slice, Array]]:
    epochs = result.arms[arm].training.epochs
    table = result.curves[METRICS.index(metric), arm]
    if isinstance(table, StoredRows):
        for at, rows in table.batches():
            yield at, rows[:, :epochs]
    else:
        for start in range(0, max(len(table), 1), ROWS):
            at = slice(start, min(start + ROWS, len(table)))
            yield at, table[at, :epochs]
