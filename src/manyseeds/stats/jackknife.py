"""The jackknife over independent groups: ratios of means and roots of means with an interval."""

from __future__ import annotations

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.stats.interval import Interval, checked_level, checked_values

__all__ = ["ratio_interval", "root_mean_interval"]

JACKKNIFE = "jackknife t (Tukey 1958)"


def ratio_interval(
    parts: Array, wholes: Array, level: float = 0.95, resampled: str = "groups"
) -> Interval:
    """Return ``sum(parts) / sum(wholes)`` with the jackknife's interval.

    With ``r_g`` the ratio without group g of n, the standard error is
    ``sqrt((n - 1) / n * sum (r_g - mean r)^2)`` and the bounds are ``t(n - 1, (1 + level) / 2)``
    of it away [1]_ [2]_.

    Parameters
    ----------
    parts, wholes : array (groups,)
        One pair a group; either may be below zero.
    level : float
    resampled : str

    Returns
    -------
    Interval
        All NaN where the wholes sum to nothing; bounds NaN where there are fewer than two groups
        or one of them holds the whole sum.

    References
    ----------
    .. [1] Tukey (1958). Bias and confidence in not-quite large samples. Annals of Mathematical
       Statistics 29, 614.
    .. [2] Miller (1974). The jackknife, a review. Biometrika 61, 1-15.

    Examples
    --------
    >>> print(ratio_interval(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])))
    0.5 [0.5, 0.5]
    """
    some, all_ = checked_values(parts), checked_values(wholes)
    level, n = checked_level(level), len(some)
    part, whole = some.sum(), all_.sum()
    if not n or whole == 0:
        nan = float("nan")
        return Interval(nan, nan, nan, level, JACKKNIFE, n, resampled)
    with np.errstate(divide="ignore", invalid="ignore"):  # one group may hold the whole sum
        without = (part - some) / (whole - all_)
    estimate, margin = float(part / whole), _margin(without, level)
    return Interval(estimate, estimate - margin, estimate + margin, level, JACKKNIFE, n, resampled)


def root_mean_interval(squares: Array, level: float = 0.95, resampled: str = "groups") -> Interval:
    """Return the root of the mean of `squares`, such as a standard deviation of variances.

    The jackknife is of the logarithm of the mean, on whose scale a variance is closer to normal.

    Parameters
    ----------
    squares : array (groups,)
        Of a mean not below zero.
    level : float
    resampled : str

    Examples
    --------
    >>> print(root_mean_interval(np.array([4.0, 4.0, 4.0])))
    2 [2, 2]
    """
    values = checked_values(squares)
    level, n = checked_level(level), len(values)
    total = values.sum()
    estimate = float(np.sqrt(total / n)) if n else float("nan")
    if not n or total <= 0:
        bound = estimate if n > 1 else float("nan")
        return Interval(estimate, bound, bound, level, JACKKNIFE, n, resampled)
    with np.errstate(divide="ignore", invalid="ignore"):
        without = np.log((total - values) / (n - 1))
    factor = float(np.exp(_margin(without, level) / 2))
    return Interval(estimate, estimate / factor, estimate * factor, level, JACKKNIFE, n, resampled)


def _margin(without: Array, level: float) -> float:
    """Return Student's t times the jackknife's standard error, of estimates without one group."""
    n = len(without)
    if n < 2 or not np.isfinite(without).all():
        return float("nan")
    error = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    return float(special.stdtrit(n - 1, (1 + level) / 2) * error)
