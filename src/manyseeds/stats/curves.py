"""Training curves of all replicas as a median with bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.stats.batches import epoch_blocks
from manyseeds.stats.quantiles import BANDS, checked_probabilities

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["CurveBands", "at_epoch", "bands_of", "curve_bands"]

VALUES = 2**23
"""Values that are sorted at once: of few replicas all epochs, of a million eight."""


@dataclass(frozen=True, eq=False)
class CurveBands:
    """Quantiles of one metric at each epoch.

    Parameters
    ----------
    epochs : int array (epochs,)
        From 1.
    probabilities : tuple of float
    values : float64 array (quantile, epoch)
        NaN at epochs that no replica reached.
    n : int array (epochs,)
        Replicas behind each epoch's quantiles: those that had neither diverged nor stopped.
    """

    epochs: Array
    probabilities: tuple[float, ...]
    values: Array
    n: Array

    @property
    def median(self) -> Array:
        """The middle curve: float64 (epochs,)."""
        return self.quantile(0.5)

    def quantile(self, probability: float) -> Array:
        """Return one quantile's curve: float64 (epochs,)."""
        return np.asarray(self.values[self.probabilities.index(probability)])


def curve_bands(curves: Array, probabilities: Sequence[float] = BANDS) -> CurveBands:
    """Return quantiles of `curves` at each epoch.

    Bands are taken at each epoch by itself, so the 90 % band holds nine replicas in ten at any
    one epoch, not nine whole curves in ten.

    Parameters
    ----------
    curves : array (replicas, epochs)
        NaN where a replica had diverged or stopped before that epoch: it is left out there.
    probabilities : sequence of float

    Examples
    --------
    >>> bands = curve_bands(np.array([[1.0, 0.5], [3.0, 1.5], [2.0, np.nan]]))
    >>> bands.median.tolist(), bands.n.tolist()
    ([2.0, 1.0], [3, 2])
    """
    table = np.asarray(curves, np.float64)
    levels = checked_probabilities(probabilities)
    present = np.isfinite(table)
    counts = present.sum(axis=0)
    values = np.full((len(levels), table.shape[1]), np.nan)
    complete = counts == len(table)
    if complete.any() and len(table):
        values[:, complete] = np.quantile(table[:, complete], levels, axis=0)
    for epoch in np.flatnonzero(~complete & (counts > 0)):
        values[:, epoch] = np.quantile(table[present[:, epoch], epoch], levels)
    epochs = np.arange(1, table.shape[1] + 1)
    return CurveBands(epochs, tuple(levels.tolist()), values, counts)


def bands_of(
    result: Result,
    metric: str,
    arm: int,
    kept: Array,
    probabilities: Sequence[float] = BANDS,
) -> CurveBands:
    """Return `curve_bands` of the replicas of an arm that are `kept`, bool (replicas,).

    They are exact, however many replicas there are: an epoch is compared by itself.
    """
    parts = []
    for table in epoch_blocks(result, metric, arm, kept):
        width = max(1, VALUES // max(len(table), 1))
        for first in range(0, table.shape[1], width):
            parts.append(curve_bands(table[:, first : first + width], probabilities))
    values = np.concatenate([part.values for part in parts], axis=1)
    epochs = np.arange(1, values.shape[1] + 1)
    n = np.concatenate([part.n for part in parts])
    return CurveBands(epochs, parts[0].probabilities, values, n)


def at_epoch(curves: Array, epochs: Array) -> Array:
    """Return each replica's value at its own epoch, counted from 0: float64 (replicas,).

    Examples
    --------
    >>> at_epoch(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 0])).tolist()
    [2.0, 3.0]
    """
    table = np.asarray(curves, np.float64)
    return np.asarray(table[np.arange(len(table)), epochs])
