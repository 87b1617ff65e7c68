"""The share of replicas of which something holds, with Wilson's interval."""

from __future__ import annotations

import math

from scipy import special

from manyseeds.errors import ResultError, must_be
from manyseeds.stats.interval import Interval, checked_level

__all__ = ["wilson_interval"]

WILSON = "Wilson (1927)"


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
    p, z = successes / n, float(special.ndtri((1 + level) / 2))
    scale = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / scale
    margin = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale
    low = 0.0 if successes == 0 else max(0.0, centre - margin)
    high = 1.0 if successes == n else min(1.0, centre + margin)
    return Interval(p, low, high, level, WILSON, n, resampled)
