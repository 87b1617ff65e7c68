"""The mean of independent replicas with an interval: Student's t, or bootstrap BCa."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.stats.interval import Interval, checked_level, checked_values

__all__ = ["bootstrap_interval", "mean_interval"]

STUDENT = "Student's t (1908)"
BCA = "bootstrap BCa (Efron 1987)"
PERCENTILE = "bootstrap percentiles (Efron 1979)"


def mean_interval(
    values: Array | Sequence[float], level: float = 0.95, resampled: str = "replicas"
) -> Interval:
    """Return the mean of independent `values` with Student's t interval.

    The bounds are ``mean -+ t(n - 1, (1 + level) / 2) * s / sqrt(n)`` [1]_. They rest on the mean
    being close to normal, which a hundred replicas assure for accuracies; for few or very skewed
    values use `bootstrap_interval`. The bounds of a single value are NaN; so is all of none.

    References
    ----------
    .. [1] Student (1908). The probable error of a mean. Biometrika 6, 1-25.

    Examples
    --------
    >>> interval = mean_interval([0.90, 0.92, 0.88, 0.90])
    >>> print(interval)
    0.9 [0.874, 0.926]
    """
    numbers, level = checked_values(values), checked_level(level)
    n = len(numbers)
    mean = float(numbers.mean()) if n else float("nan")
    margin = float("nan")
    if n > 1:
        t = special.stdtrit(n - 1, (1 + level) / 2)
        margin = float(t * numbers.std(ddof=1) / np.sqrt(n))
    return Interval(mean, mean - margin, mean + margin, level, STUDENT, n, resampled)


def bootstrap_interval(
    values: Array | Sequence[float],
    statistic: Callable[..., Array] = np.mean,
    level: float = 0.95,
    *,
    resamples: int = 9999,
    seed: int = 0,
    resampled: str = "replicas",
) -> Interval:
    """Return `statistic` of `values` with a bias-corrected and accelerated bootstrap interval [1]_.

    Parameters
    ----------
    values : array-like (n,)
    statistic : callable
        Takes an array and an ``axis``, as NumPy's functions do.
    level : float
    resamples : int
    seed : int
        Of the resampling: the same seed gives the same bounds.
    resampled : str

    Notes
    -----
    Where all values are equal there is nothing to resample, and the bounds are the estimate.
    Where leaving out one value never moves the statistic, the acceleration is not defined, as for
    the median of values with ties; the bounds are then quantiles of the resampled statistics, and
    the interval's method says so.

    References
    ----------
    .. [1] Efron (1987). Better bootstrap confidence intervals. JASA 82, 171-185.

    Examples
    --------
    >>> interval = bootstrap_interval([0.90, 0.92, 0.88, 0.90, 0.91, 0.89], np.median)
    >>> round(interval.estimate, 3), interval.low <= 0.9 <= interval.high
    (0.9, True)
    """
    from scipy import stats

    numbers, level = checked_values(values), checked_level(level)
    n = len(numbers)
    if n < 2 or numbers.min() == numbers.max():
        estimate = float(numbers[0]) if n else float("nan")
        bound = estimate if n > 1 else float("nan")
        return Interval(estimate, bound, bound, level, BCA, n, resampled)
    settings: dict[str, Any] = {
        "statistic": statistic,
        "confidence_level": level,
        "batch": max(1, 2**22 // n),  # resamples held in memory at a time: 32 MB
    }
    rng = np.random.default_rng(seed)
    # The acceleration may be 0 / 0: see the notes.
    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            (numbers,), n_resamples=resamples, method="BCa", rng=rng, **settings
        )
    bounds, method = found.confidence_interval, BCA
    if not np.isfinite(bounds.low):
        found = stats.bootstrap(
            (numbers,), n_resamples=0, bootstrap_result=found, method="percentile", **settings
        )
        bounds, method = found.confidence_interval, PERCENTILE
    estimate = float(statistic(numbers, axis=0))
    return Interval(estimate, float(bounds.low), float(bounds.high), level, method, n, resampled)
