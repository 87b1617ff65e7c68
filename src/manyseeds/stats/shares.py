"""The share of replicas of which something holds, with Wilson's interval or the exact one."""

from __future__ import annotations

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.stats.interval import Interval, checked_level

__all__ = ["clopper_pearson_interval", "wilson_bounds", "wilson_interval"]

WILSON = "Wilson (1927)"
EXACT = "Clopper and Pearson (1934)"


def wilson_interval(
    successes: float, n: int, level: float = 0.95, resampled: str = "replicas"
) -> Interval:
    """Return the share ``successes / n`` with Wilson's score interval [1]_.

    With p = successes / n and z the normal quantile of (1 + level) / 2, the bounds are
    ``(p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)``: those shares that a
    score test does not reject. It stays in [0, 1] and is not empty when none or all succeed.

    Parameters
    ----------
    successes : float
        May be fractional, where a tie is shared.
    n : int
        With n = 0 the estimate is NaN and the bounds are 0 and 1: nothing is known.
    level : float
    resampled : str

    References
    ----------
    .. [1] Wilson (1927). Probable inference, the law of succession, and statistical inference.
       JASA 22, 209-212.

    Examples
    --------
    >>> print(wilson_interval(81, 263))
    0.308 [0.2553, 0.3662]
    >>> print(wilson_interval(0, 20))
    0 [0, 0.1611]
    """
    level = checked_level(level)
    if not 0 <= successes <= n:
        raise ResultError(must_be("successes", f"a number from 0 to n = {n}", successes))
    if n == 0:
        return Interval(float("nan"), 0.0, 1.0, level, WILSON, 0, resampled)
    low, high = (float(b) for b in wilson_bounds(successes, n, level))
    return Interval(successes / n, low, high, level, WILSON, n, resampled)


def wilson_bounds(
    successes: Array | float, n: Array | int, level: float = 0.95
) -> tuple[Array, Array]:
    """Return the bounds of `wilson_interval`, element by element.

    Examples
    --------
    >>> low, high = wilson_bounds(np.array([81, 0]), np.array([263, 0]))
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.2553, 0.0], [0.3662, 1.0])
    """
    z2 = special.ndtri((1 + checked_level(level)) / 2) ** 2
    count = np.maximum(n, 1)
    p, scale = successes / count, 1 + z2 / count
    centre = (p + z2 / (2 * count)) / scale
    margin = np.sqrt(z2 * (p * (1 - p) / count + z2 / (4 * count**2))) / scale
    low = np.where(np.asarray(successes) == 0, 0.0, np.maximum(centre - margin, 0.0))
    high = np.where(np.asarray(successes) == n, 1.0, np.minimum(centre + margin, 1.0))
    return low, high


def clopper_pearson_interval(
    successes: int, n: int, level: float = 0.95, resampled: str = "replicas"
) -> Interval:
    """Return the share ``successes / n`` with the exact interval of Clopper and Pearson [1]_.

    The bounds are those shares at which as many successes, or as few, have probability
    ``(1 - level) / 2``. They are quantiles of beta distributions: with k successes, that of
    beta(k, n - k + 1) at (1 - level) / 2 and that of beta(k + 1, n - k) at (1 + level) / 2. It
    covers every share with at least probability `level`, often with more; Wilson's interval is
    narrower and covers with probability `level` on average.

    Parameters
    ----------
    successes : int
    n : int
        With n = 0 the estimate is NaN and the bounds are 0 and 1: nothing is known.
    level : float
    resampled : str

    Raises
    ------
    ResultError
        Where `successes` is not a whole number from 0 to `n`.

    References
    ----------
    .. [1] Clopper, Pearson (1934). The use of confidence or fiducial limits illustrated in the
       case of the binomial. Biometrika 26, 404-413.

    Examples
    --------
    >>> print(clopper_pearson_interval(81, 263))
    0.308 [0.2527, 0.3676]
    >>> print(clopper_pearson_interval(0, 20))
    0 [0, 0.1684]
    """
    level = checked_level(level)
    if not (isinstance(successes, int | np.integer) and 0 <= successes <= n):
        raise ResultError(must_be("successes", f"a whole number from 0 to n = {n}", successes))
    if n == 0:
        return Interval(float("nan"), 0.0, 1.0, level, EXACT, 0, resampled)
    k, tail = int(successes), (1 - level) / 2
    low = float(special.betaincinv(k, n - k + 1, tail)) if k > 0 else 0.0
    high = float(special.betainccinv(k + 1, n - k, tail)) if k < n else 1.0
    return Interval(k / n, low, high, level, EXACT, n, resampled)
