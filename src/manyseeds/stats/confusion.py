"""Confusion over replicas: counts, shares of each true class, recall, the worst class, pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.stats.distribution import Distribution, distribution_of
from manyseeds.stats.interval import Interval, bounded, checked_level
from manyseeds.stats.shares import wilson_interval
from manyseeds.stats.simultaneous import bonferroni_level, simultaneous_means

__all__ = [
    "ConfusedPair",
    "Confusion",
    "confused_pairs",
    "confusion_of",
    "pooled_bounds",
    "pooled_interval",
    "recalls",
    "row_shares",
    "worst_shares",
]

POOLED = "ratio of means (Cochran 1977)"


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
    share_low, share_high : float64 arrays (true, predicted)
        Bounds of `shares`, each by itself.
    recall : tuple of Distribution
        Of each class: the share of its rows that were found, in each replica.
    recall_means : tuple of Interval
        Their means, with intervals that hold for all classes at once.
    worst : tuple of Interval
        Of each class: the share of replicas in which its recall was the lowest.
    n, diverged : int
        Replicas counted, and left out because they diverged.
    """

    classes: tuple[Any, ...]
    mean_counts: Array = field(repr=False)
    shares: Array = field(repr=False)
    share_low: Array = field(repr=False)
    share_high: Array = field(repr=False)
    recall: tuple[Distribution, ...] = field(repr=False)
    recall_means: tuple[Interval, ...] = field(repr=False)
    worst: tuple[Interval, ...]
    n: int
    diverged: int

    @property
    def worst_class(self) -> int:
        """Index of the class that is the worst in most replicas."""
        return int(np.argmax([interval.estimate for interval in self.worst]))


@dataclass(frozen=True)
class ConfusedPair:
    """Rows of one class that are taken for another.

    Parameters
    ----------
    true, predicted : object
        Labels of the classes.
    share : Interval
        Of the rows of the true class, over all replicas; the interval holds for all pairs of
        classes at once.
    mean_count : float
        Test rows of a replica.
    """

    true: Any
    predicted: Any
    share: Interval
    mean_count: float


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


def pooled_bounds(parts: Array, wholes: Array, level: float = 0.95) -> tuple[Array, Array]:
    """Return the bounds of the share ``sum(parts) / sum(wholes)`` over replicas.

    With R the share and e = part - R whole of each of n replicas, the standard error is
    ``sqrt(n / (n - 1) * sum(e^2)) / sum(wholes)`` [1]_, and the bounds are Student's. The replicas
    are the units: what a replica does to one row may be tied to what it does to another.

    Parameters
    ----------
    parts, wholes : arrays (replicas, ...)
        A replica whose whole is zero says nothing and is not counted.
    level : float

    Returns
    -------
    float64 arrays (...)
        Within 0 and 1; NaN of a single replica, 0 and 1 of none. Where all or no replicas have
        the share in full, the other bound is Wilson's for a share of replicas: if the share in
        which anything else is met is below it, so is what is met.

    References
    ----------
    .. [1] Cochran (1977). Sampling techniques, 3rd edition, section 2.11.

    Examples
    --------
    >>> low, high = pooled_bounds(np.array([9, 8, 10, 9]), np.array([10, 10, 10, 10]))
    >>> float(low.round(3)), float(high.round(3))
    (0.77, 1.0)
    """
    parts, wholes = np.broadcast_arrays(parts, wholes)
    kind = np.int64 if parts.dtype.kind in "iub" else np.float64
    n, total = np.sum(wholes > 0, axis=0), wholes.sum(axis=0)
    squares = [
        np.einsum("k...,k...->...", a, b, dtype=kind)
        for a, b in ((parts, parts), (parts, wholes), (wholes, wholes))
    ]
    level = checked_level(level)
    z2 = special.ndtri((1 + level) / 2) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = parts.sum(axis=0) / total
        spread = np.maximum(squares[0] - 2 * share * squares[1] + share**2 * squares[2], 0.0)
        error = np.sqrt(n / (n - 1) * spread) / total
        margin = special.stdtrit(np.maximum(n - 1, 1), (1 + level) / 2) * error
        margin = np.where(n > 1, margin, np.nan)
        single = np.where((share == 0) | (share == 1), z2 / (n + z2), 0.0)
        margin = np.maximum(margin, single)
        low, high = np.clip(share - margin, 0.0, 1.0), np.clip(share + margin, 0.0, 1.0)
    return np.where(n > 0, low, 0.0), np.where(n > 0, high, 1.0)


def pooled_interval(parts: Array, wholes: Array, level: float = 0.95) -> Interval:
    """Return the share ``sum(parts) / sum(wholes)`` over replicas, with `pooled_bounds`."""
    low, high = pooled_bounds(parts, wholes, level)
    total, n = float(np.sum(wholes)), int(np.sum(np.asarray(wholes) > 0))
    share = float(np.sum(parts)) / total if total else float("nan")
    return Interval(share, float(low), float(high), level, POOLED, n)


def confused_pairs(
    counts: Array, classes: Sequence[Any], level: float = 0.95
) -> tuple[ConfusedPair, ...]:
    """Return the ordered pairs of classes that are confused at all, the most frequent first.

    Parameters
    ----------
    counts : int array (replicas, true, predicted)
    classes : sequence
    level : float
        Of all K (K - 1) intervals at once, by Bonferroni's adjustment.

    Examples
    --------
    >>> pairs = confused_pairs(np.array([[[8, 2], [1, 9]], [[9, 1], [1, 9]]]), ("a", "b"))
    >>> [(pair.true, pair.predicted, pair.share.estimate) for pair in pairs]
    [('a', 'b', 0.15), ('b', 'a', 0.1)]
    """
    counts = np.asarray(counts)
    size = len(classes)
    comparisons = size * (size - 1)
    wholes = counts.sum(axis=2, keepdims=True)  # (replicas, true, 1)
    low, high = pooled_bounds(counts, wholes, bonferroni_level(level, comparisons))
    totals, rows = counts.sum(axis=0), wholes.sum(axis=0)[:, 0]
    method = f"{POOLED}, Bonferroni over {comparisons} pairs (Dunn 1961)"
    found = []
    for true, predicted in np.argwhere(totals > 0):
        if true != predicted:
            n = int(np.sum(wholes[:, true] > 0))
            share = float(totals[true, predicted] / rows[true])
            bounds = float(low[true, predicted]), float(high[true, predicted])
            interval = Interval(share, *bounds, level, method, n)
            mean = float(totals[true, predicted] / len(counts))
            found.append(ConfusedPair(classes[true], classes[predicted], interval, mean))
    return tuple(sorted(found, key=lambda pair: -pair.share.estimate))


def confusion_of(
    counts: Array, diverged: Array, classes: Sequence[Any], level: float = 0.95
) -> Confusion:
    """Describe the confusion matrices of replicas.

    Parameters
    ----------
    counts : int array (replicas, true, predicted)
        Test rows.
    diverged : bool array (replicas,)
        Left out, and counted.
    classes : sequence
        Labels.
    level : float
    """
    kept = np.asarray(counts)[~diverged]
    n, size = len(kept), len(classes)
    recall = recalls(kept)
    low, high = pooled_bounds(kept, kept.sum(axis=2, keepdims=True), level)
    return Confusion(
        classes=tuple(classes),
        mean_counts=kept.mean(axis=0) if n else np.full((size, size), np.nan),
        shares=row_shares(kept.sum(axis=0)),
        share_low=low,
        share_high=high,
        recall=tuple(distribution_of(recall[:, c], level, share=True) for c in range(size)),
        recall_means=tuple(map(bounded, simultaneous_means(recall, level))),
        worst=tuple(wilson_interval(min(float(k), n), n, level) for k in worst_shares(recall)),
        n=n,
        diverged=int(np.sum(diverged)),
    )
