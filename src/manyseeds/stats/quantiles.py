"""Quantiles over replicas, with intervals that assume nothing but independence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.stats.interval import Interval, checked_level, checked_values

__all__ = ["BANDS", "checked_probabilities", "quantile_interval", "quantiles"]

BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The median with the bands that hold 50 % and 90 % of replicas."""

ORDER = "order statistics (David and Nagaraja 2003, section 7.1)"


def quantiles(values: Array | Sequence[float], probabilities: Sequence[float] = BANDS) -> Array:
    """Return quantiles of `values`, interpolated linearly between order statistics.

    This is Hyndman and Fan's (1996) seventh definition, NumPy's default. NaN where there are no
    values.

    Examples
    --------
    >>> quantiles([1.0, 2.0, 3.0, 4.0], (0.5, 1.0)).tolist()
    [2.5, 4.0]
    """
    numbers, levels = checked_values(values), checked_probabilities(probabilities)
    if not len(numbers):
        return np.full(len(levels), np.nan)
    return np.asarray(np.quantile(numbers, levels))


def checked_probabilities(probabilities: Sequence[float]) -> Array:
    """Return `probabilities` as an array if all are in [0, 1], else raise ResultError."""
    levels = np.asarray(probabilities, np.float64)
    if levels.ndim != 1 or not ((levels >= 0) & (levels <= 1)).all():
        raise ResultError(must_be("probabilities", "numbers in [0, 1]", probabilities))
    return levels


def quantile_interval(
    values: Array | Sequence[float],
    probability: float,
    level: float = 0.95,
    resampled: str = "replicas",
) -> Interval:
    """Return a quantile with the interval between two order statistics.

    The number of values below the true quantile is binomial(n, probability). The bounds are the
    values whose ranks are that distribution's quantiles at (1 -+ level) / 2, so the interval
    covers the quantile with at least probability `level`, whatever the distribution [1]_. Where
    `n` is too small for a bound on one side, that bound is infinite.

    References
    ----------
    .. [1] David, Nagaraja (2003). Order statistics, 3rd edition, section 7.1.

    Examples
    --------
    >>> print(quantile_interval(np.arange(1, 101), 0.5))
    50.5 [40, 61]
    """
    numbers, level = np.sort(checked_values(values)), checked_level(level)
    n, p = len(numbers), float(checked_probabilities([probability])[0])
    if n == 0:
        nan = float("nan")
        return Interval(nan, nan, nan, level, ORDER, 0, resampled)
    tail = (1 - level) / 2
    cumulative = special.bdtr(np.arange(n), n, p)  # P(at most k of n values are below)
    # X_(r) is above the quantile with probability P(fewer than r are below): at most `tail`.
    below = int(np.searchsorted(cumulative, tail, side="right"))
    # X_(s) is above it with probability at least 1 - tail.
    above = int(np.searchsorted(cumulative, 1 - tail)) + 1
    low = float(numbers[below - 1]) if below > 0 else float("-inf")
    high = float(numbers[above - 1]) if above <= n else float("inf")
    return Interval(float(np.quantile(numbers, p)), low, high, level, ORDER, n, resampled)
