"""Groups of replicas for a bootstrap of very many: drawn anew as wholes, so that it stays small."""

from __future__ import annotations

import numpy as np

from manyseeds._types import Array

__all__ = ["drawn_groups", "group_sizes", "group_sums"]

MOST_GROUPS = 8192


def group_sizes(n: int) -> Array:
    """Return how many replicas go into each group that the bootstrap draws: float64 (groups,).

    One each up to `MOST_GROUPS`; of more replicas, as many groups of neighbours, whose sizes
    differ by one at most: independent as the replicas are, and few enough to be drawn thousands
    of times. The bounds' own error from this is of the order of 1 / sqrt(2 groups), below 1 %.

    Examples
    --------
    >>> group_sizes(3).tolist(), len(group_sizes(1_000_000))
    ([1.0, 1.0, 1.0], 8192)
    """
    groups = min(n, MOST_GROUPS)
    ends = np.arange(groups + 1) * n // max(groups, 1)
    return np.diff(ends).astype(np.float64)


def drawn_groups(sizes: Array, resamples: int, seed: int) -> Array:
    """Return how often groups are drawn, over the replicas drawn: float64 (resamples, groups)."""
    groups = len(sizes)
    if groups < 2:
        return np.empty((0, groups))
    generator = np.random.default_rng(seed)
    counts = generator.multinomial(groups, np.full(groups, 1 / groups), resamples)
    return np.asarray(counts / (counts @ sizes)[:, None])


def group_sums(values: Array) -> Array:
    """Return the sum of each group's rows: float64 (groups, ...).

    Examples
    --------
    >>> group_sums(np.array([[1.0], [2.0]])).tolist()
    [[1.0], [2.0]]
    """
    sizes = group_sizes(len(values))
    starts = np.cumsum(sizes).astype(int)[:-1]
    table = np.asarray(values, np.float64)
    return np.add.reduceat(table, np.append(0, starts)) if len(table) else table
