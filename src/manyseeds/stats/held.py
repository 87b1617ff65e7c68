"""Curves of accuracy against their own end: held after an early stop, and from when on near it."""

from __future__ import annotations

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.stats.convergence import lengths_of

__all__ = ["ROUNDING", "held", "settled_below"]

ROUNDING = 1e-6
"""Accuracies are whole rows over rows in float32: differences this small are no row."""


def held(curves: Array, kept: Array | None = None) -> Array:
    """Return curves in which a replica that stopped keeps its value: float64 (replicas, epochs).

    Parameters
    ----------
    curves : array (replicas, epochs)
        NaN after a replica's last epoch.
    kept : int array (replicas,), optional
        Epoch, from 0, whose weights a replica kept when it stopped early; its last if left out.

    Examples
    --------
    >>> held(np.array([[0.5, 0.8, 0.7, np.nan]])).tolist()
    [[0.5, 0.8, 0.7, 0.7]]
    >>> held(np.array([[0.5, 0.8, 0.7, np.nan]]), np.array([1])).tolist()
    [[0.5, 0.8, 0.7, 0.8]]
    """
    table = np.asarray(curves, np.float64)
    if table.ndim != 2 or not table.shape[1]:
        raise ResultError(must_be("curves", "a table of at least one epoch", table.shape))
    lengths = lengths_of(table)
    if table.size and not lengths.all():
        rule = "curves of replicas that ran; leave diverged ones out, and count them"
        raise ResultError(must_be("curves", rule, f"{(lengths == 0).sum()} without a value"))
    last = lengths - 1 if kept is None else np.asarray(kept)
    ends = table[np.arange(len(table)), last]
    after = np.arange(table.shape[1]) >= lengths[:, None]
    return np.where(after, ends[:, None], table)


def settled_below(values: Array, limit: float) -> Array:
    """Return the first epoch, from 1, from which on each row stays at or below `limit`.

    One more than there are epochs where even the last is above it.

    Parameters
    ----------
    values : array (..., epochs)
    limit : float

    Returns
    -------
    int array (...)

    Examples
    --------
    >>> settled_below(np.array([[3.0, 1.0, 2.0, 1.0], [0.0, 0.0, 0.0, 0.0]]), 1.5).tolist()
    [4, 1]
    """
    above = np.asarray(values) > limit + ROUNDING
    return np.asarray(np.where(above, np.arange(1, above.shape[-1] + 1), 0).max(axis=-1) + 1)
