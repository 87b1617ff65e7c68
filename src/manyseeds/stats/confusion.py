"""Confusion over replicas: mean counts, shares of each true class, recall, the worst class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.stats.distribution import Distribution, distribution_of
from manyseeds.stats.interval import Interval
from manyseeds.stats.shares import wilson_interval

__all__ = ["Confusion", "confusion_of", "recalls", "row_shares", "worst_shares"]


@dataclass(frozen=True, eq=False)
class Confusion:
    """The confusion matrices of the replicas of one arm.

    Parameters
    ----------
    classes : tuple
        Labels, in the order of rows (true) and columns (predicted).
    mean_counts : float64 array (true, predicted)
        Of one replica, on average.
    shares : float64 array (true, predicted)
        Of the rows of each true class, over all replicas: each row adds up to 1.
    recall : tuple of Distribution
        Of each class: the share of its rows that were found, in each replica.
    worst : tuple of Interval
        Of each class: the share of replicas in which its recall was the lowest.
    n, diverged : int
        Replicas counted, and left out because they diverged.
    """

    classes: tuple[Any, ...]
    mean_counts: Array = field(repr=False)
    shares: Array = field(repr=False)
    recall: tuple[Distribution, ...] = field(repr=False)
    worst: tuple[Interval, ...]
    n: int
    diverged: int

    @property
    def worst_class(self) -> int:
        """Index of the class that is the worst in most replicas."""
        return int(np.argmax([interval.estimate for interval in self.worst]))


def row_shares(counts: Array) -> Array:
    """Divide each row, a true class, by its own sum; NaN where the class has no rows.

    Examples
    --------
    >>> row_shares(np.array([[78, 9], [4, 69]])).round(3).tolist()
    [[0.897, 0.103], [0.055, 0.945]]
    """
    table = np.asarray(counts, np.float64)
    totals = table.sum(axis=-1, keepdims=True)
    nothing = np.full_like(table, np.nan)
    return np.asarray(np.divide(table, totals, out=nothing, where=totals > 0))


def recalls(counts: Array) -> Array:
    """Return the recall of each class in each replica: float64 (replicas, classes)."""
    return np.diagonal(row_shares(counts), axis1=-2, axis2=-1)


def worst_shares(recall: Array) -> Array:
    """Count the replicas in which each class has the lowest recall: float64 (classes,).

    Classes that tie for the last place share the replica; classes without rows are not judged.

    Examples
    --------
    >>> worst_shares(np.array([[0.9, 0.8], [0.7, 0.7], [0.6, 0.9]])).tolist()
    [1.5, 1.5]
    """
    known = np.where(np.isfinite(recall), recall, np.inf)
    last = (known == known.min(axis=1, keepdims=True)) & np.isfinite(known)
    return np.asarray((last / np.maximum(last.sum(axis=1, keepdims=True), 1)).sum(axis=0))


def confusion_of(counts: Array, diverged: Array, classes: Sequence[Any]) -> Confusion:
    """Describe the confusion matrices of replicas.

    Parameters
    ----------
    counts : int array (replicas, true, predicted)
        Test rows.
    diverged : bool array (replicas,)
        Left out, and counted.
    classes : sequence
        Labels.
    """
    kept = np.asarray(counts)[~diverged]
    n, size = len(kept), len(classes)
    recall = recalls(kept)
    return Confusion(
        classes=tuple(classes),
        mean_counts=kept.mean(axis=0) if n else np.full((size, size), np.nan),
        shares=row_shares(kept.sum(axis=0)),
        recall=tuple(distribution_of(recall[:, c]) for c in range(size)),
        worst=tuple(wilson_interval(min(float(k), n), n) for k in worst_shares(recall)),
        n=n,
        diverged=int(np.sum(diverged)),
    )
