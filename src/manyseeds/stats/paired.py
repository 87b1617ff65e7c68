"""Two arms in the same replicas: how far one is ahead, and how often.

Replica k of every arm sees the same data and the same split. What both arms share cancels in
their difference, so fewer replicas tell them apart than two studies with chance of their own
would need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.stats.interval import Interval, checked_level, checked_values
from manyseeds.stats.shares import wilson_interval

__all__ = [
    "PAIRED",
    "PAIRS",
    "Moments",
    "PairedDifference",
    "checked_pairs",
    "moments",
    "paired_difference",
    "scores",
    "superiority",
]

PAIRED = "paired t (Student 1908)"
PAIRS = "replicas, in pairs of the same data and split"


@dataclass(frozen=True)
class PairedDifference:
    """How far one arm is ahead of another in the same replicas.

    Parameters
    ----------
    mean : Interval
        Of the difference, the first arm minus the second.
    standard_deviation : float
        Of the difference over replicas; NaN of fewer than two.
    p_value : float
        Of no difference, two-sided.
    """

    mean: Interval
    standard_deviation: float
    p_value: float


def paired_difference(
    a: Array | Sequence[float], b: Array | Sequence[float], level: float = 0.95
) -> PairedDifference:
    """Return the mean of ``a - b`` with Student's t interval, and the paired t test.

    With d = a - b, mean m and standard deviation s over n replicas, the interval is
    ``m -+ t(n - 1, (1 + level) / 2) * s / sqrt(n)`` and the test compares ``m sqrt(n) / s`` with
    Student's t of n - 1 degrees of freedom [1]_.

    Parameters
    ----------
    a, b : array-like (n,)
        Replica k of both at place k.
    level : float

    Notes
    -----
    Where all differences are equal, t has no scale. The p value is then that of the sign test,
    ``2^(1 - n)``, or 1 where the difference is zero. Of fewer than two replicas it is NaN.

    Raises
    ------
    ResultError
        Where `a` and `b` differ in length, or a value is not finite.

    References
    ----------
    .. [1] Student (1908). The probable error of a mean. Biometrika 6, 1-25.

    Examples
    --------
    >>> found = paired_difference([0.90, 0.92, 0.88, 0.90], [0.88, 0.89, 0.87, 0.86])
    >>> print(found.mean)
    0.025 [0.004457, 0.04554]
    >>> round(found.p_value, 4)
    0.0305
    """
    first, second = checked_pairs(a, b)
    found, level = moments((first - second)[:, None]), checked_level(level)
    mean, margin = float(found.mean[0]), float(found.margins(level)[0])
    interval = Interval(mean, mean - margin, mean + margin, level, PAIRED, len(first), PAIRS)
    return PairedDifference(interval, float(found.deviation[0]), float(found.p_value[0]))


def superiority(
    a: Array | Sequence[float], b: Array | Sequence[float], level: float = 0.95
) -> Interval:
    """Return P(A > B) + P(A = B) / 2 of the same replica, with Wilson's interval.

    Vargha and Delaney's measure of stochastic superiority [1]_ for pairs: 1 where A is ahead in
    every replica, 0.5 where neither is more often ahead. A tie counts half for each; the more
    ties, the more cautious the interval, since half a success varies less than a whole one.

    Parameters
    ----------
    a, b : array-like (n,)
        Replica k of both at place k. Larger is better.
    level : float

    References
    ----------
    .. [1] Vargha, Delaney (2000). A critique and improvement of the CL common language effect
       size statistics of McGraw and Wong. J. Educ. Behav. Stat. 25, 101-132.

    Examples
    --------
    >>> superiority([0.9, 0.8, 0.7, 0.9], [0.8, 0.8, 0.6, 0.95]).estimate
    0.625
    """
    first, second = checked_pairs(a, b)
    return wilson_interval(float(scores(first - second).sum()), len(first), level, PAIRS)


@dataclass(frozen=True, eq=False)
class Moments:
    """Count, mean, standard deviation and p value of zero mean of each column: arrays (k,)."""

    n: Array
    mean: Array
    deviation: Array
    p_value: Array

    def margins(self, level: float) -> Array:
        """Return half the width of Student's t interval of each mean; NaN of fewer than two."""
        t = special.stdtrit(np.maximum(self.n - 1, 1), (1 + level) / 2)
        return np.asarray(t * self.deviation / np.sqrt(np.maximum(self.n, 1)))


def moments(differences: Array) -> Moments:
    """Return the moments of each column of `differences`, NaN left out: (n, k)."""
    present = np.isfinite(differences)
    n = present.sum(axis=0)
    some, several = np.where(n > 0, n, np.nan), np.where(n > 1, n - 1, np.nan)
    mean = np.where(present, differences, 0.0).sum(axis=0) / some
    squares = (np.where(present, differences - mean, 0.0) ** 2).sum(axis=0)
    low = np.where(present, differences, np.inf).min(axis=0, initial=np.inf)
    high = np.where(present, differences, -np.inf).max(axis=0, initial=-np.inf)
    mean = np.where(low == high, low, mean)  # not off by a rounding where all are equal
    deviation = np.sqrt(np.where(low == high, 0.0, squares) / several)
    # Accuracies are kept in single precision, so differences of equal size vary in the last bits.
    equal = high - low <= 1e-4 * np.abs(mean)
    t = np.abs(mean) * np.sqrt(some) / np.where(equal, np.nan, deviation)
    sign_test = np.where(mean == 0, 1.0, 0.5**several)
    p_value = np.where(equal, sign_test, 2 * special.stdtr(several, -t))
    return Moments(n, mean, deviation, p_value)


def scores(differences: Array) -> Array:
    """Return 1 where a difference is positive, 1/2 where it is 0, else 0; NaN stays NaN."""
    return np.asarray((np.sign(differences) + 1) / 2)


def checked_pairs(a: Array | Sequence[float], b: Array | Sequence[float]) -> tuple[Array, Array]:
    """Return both as float64 if they are finite and of one length, else raise ResultError."""
    first, second = checked_values(a), checked_values(b)
    if len(first) != len(second):
        rule = f"as long as `a`, {len(first)} replicas"
        raise ResultError(must_be("b", rule, len(second), "Leave a replica out of both."))
    return first, second
