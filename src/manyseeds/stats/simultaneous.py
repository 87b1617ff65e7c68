"""Intervals of several means or shares that all hold at once.

Ten intervals at 95 %, one for each class, miss somewhere in up to 40 % of studies. Simultaneous
intervals all cover together with probability `level`; so whichever of them one looks at, even the
most striking, it can be trusted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.stats.interval import Interval, checked_level
from manyseeds.stats.shares import wilson_interval

__all__ = [
    "bonferroni_level",
    "bonferroni_words",
    "holm_adjusted",
    "simultaneous_means",
    "simultaneous_shares",
]

DRAWS = 2**16
"""Draws of the studentised maximum: its quantile at 0.95 is that at 0.95 -+ 0.002."""


def bonferroni_level(level: float, statements: int) -> float:
    """Return the level each of `statements` intervals needs so that all hold at `level`.

    ``1 - (1 - level) / statements`` [1]_: the errors add up at most, however the intervals depend
    on one another.

    References
    ----------
    .. [1] Dunn (1961). Multiple comparisons among means. JASA 56, 52-64.

    Examples
    --------
    >>> round(bonferroni_level(0.95, 10), 4)
    0.995
    """
    return 1 - (1 - checked_level(level)) / max(statements, 1)


def bonferroni_words(statements: int, of: str) -> str:
    """What the name of a method adds where it holds for several statements."""
    return f", Bonferroni over {statements:,} {of} (Dunn 1961)" if statements > 1 else ""


def holm_adjusted(p_values: Array | Sequence[float]) -> Array:
    """Return p values adjusted for being several by Holm's step-down correction [1]_.

    The i-th smallest of m is multiplied by m - i + 1, and is no smaller than those before it.
    Rejecting where the adjusted value is at most alpha, the chance of any false rejection is at
    most alpha, however the tests depend on one another. NaN stays NaN but counts as a test.

    References
    ----------
    .. [1] Holm (1979). A simple sequentially rejective multiple test procedure. Scand. J. Stat.
       6, 65-70.

    Examples
    --------
    >>> holm_adjusted([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    given = np.asarray(p_values, np.float64).ravel()
    order = np.argsort(given, kind="stable")  # NaN last
    scaled = given[order] * np.arange(len(given), 0, -1)
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(np.maximum.accumulate(scaled), 1.0)
    return adjusted


def simultaneous_shares(
    successes: Sequence[float] | Array,
    n: int | Sequence[int] | Array,
    level: float = 0.95,
    resampled: str = "replicas",
) -> tuple[Interval, ...]:
    """Return several shares with Wilson's intervals that hold together.

    Each is at Bonferroni's level, which asks nothing of how the shares depend on one another:
    those of the worst class, say, add up to 1.

    Parameters
    ----------
    successes : array-like (k,)
        May be fractional, where a tie is shared.
    n : int or array-like (k,)
    level : float
        Of all together.
    resampled : str

    Examples
    --------
    >>> for interval in simultaneous_shares([90, 10], 100):
    ...     print(interval)
    0.9 [0.8125, 0.9492]
    0.1 [0.05079, 0.1875]
    """
    counts = np.asarray(successes, np.float64).ravel()
    totals = np.broadcast_to(np.asarray(n), counts.shape)
    each = bonferroni_level(level, len(counts))
    found = []
    for count, total in zip(counts, totals, strict=True):
        one = wilson_interval(float(count), int(total), each)
        method = f"{one.method}{bonferroni_words(len(counts), 'shares')}"
        found.append(Interval(one.estimate, one.low, one.high, level, method, one.n, resampled))
    return tuple(found)


def simultaneous_means(
    table: Array | Sequence[Sequence[float]],
    level: float = 0.95,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    resampled: str = "replicas",
) -> tuple[Interval, ...]:
    """Return the mean of each column with Student's t intervals that hold together (max-t).

    Each interval is Student's at one common level, chosen so that all hold at `level` [1]_. With
    M the largest absolute standardised mean, that level is ``P(abs(Z) <= m)`` of a normal Z,
    where m is the `level` quantile of M. The law of M is that of a Gaussian multiplier bootstrap
    of the rows [2]_: given the rows, the standardised means are normal with the rows'
    correlation, which is drawn from directly. The more the columns move together, the less the
    intervals are widened: not at all where the columns are copies of one another, as much as
    Sidak's where they are independent. They are never wider than Bonferroni's.

    Parameters
    ----------
    table : array-like (n, k)
        A replica a row, a class or arm a column. A NaN is a cell without a value, such as a class
        without test rows; it is left out, and the column's interval has a smaller `n`.
    level : float
        Of all together.
    draws : int
        Draws of M.
    seed : int
        Of the draws: the same seed gives the same bounds.
    resampled : str

    Returns
    -------
    tuple of Interval
        One a column. Bounds are NaN where a column has fewer than two values.

    Raises
    ------
    ResultError
        Where `table` has not two axes, or a value is infinite.

    References
    ----------
    .. [1] Hothorn, Bretz, Westfall (2008). Simultaneous inference in general parametric models.
       Biometrical Journal 50, 346-363. The idea is Westfall and Young's (1993).
    .. [2] Chernozhukov, Chetverikov, Kato (2013). Gaussian approximations and multiplier
       bootstrap for maxima of sums of high-dimensional random vectors. Annals of Statistics 41,
       2786-2819.

    Examples
    --------
    >>> table = np.array([[0.9, 0.7], [0.8, 0.9], [0.9, 0.8], [0.8, float("nan")]])
    >>> first, second = simultaneous_means(table)
    >>> round(first.estimate, 2), round(second.estimate, 2), second.n
    (0.85, 0.8, 3)
    """
    numbers, level = _checked_table(table), checked_level(level)
    present = ~np.isnan(numbers)
    n = present.sum(axis=0)
    means = np.where(present, numbers, 0.0).sum(axis=0) / np.where(n > 0, n, np.nan)
    away = np.where(present, numbers - means, 0.0)
    squares = (away**2).sum(axis=0)
    varies = (n > 1) & (squares > 0)
    # Normed columns: their products are the correlations of the means, missing cells included.
    normed = away[:, varies] / np.sqrt(squares[varies])
    each = _common_level(normed.T @ normed, level, draws, seed)
    deviations = np.sqrt(squares / np.where(n > 1, n - 1, np.nan))
    margins = special.stdtrit(np.maximum(n - 1, 1), (1 + each) / 2) * deviations
    margins = margins / np.sqrt(np.maximum(n, 1))
    method = "Student's t (1908)"
    if numbers.shape[1] > 1:
        method += f", max-t over {numbers.shape[1]} means (Hothorn, Bretz and Westfall 2008)"
    return tuple(
        Interval(float(m), float(m - d), float(m + d), level, method, int(k), resampled)
        for m, d, k in zip(means, margins, n, strict=True)
    )


def _common_level(correlations: Array, level: float, draws: int, seed: int) -> float:
    """Return the level at which each of several normals is judged so that all hold at `level`."""
    columns = len(correlations)
    if columns < 2:
        return level
    values, vectors = np.linalg.eigh(correlations)
    root = vectors * np.sqrt(np.maximum(values, 0.0))  # (columns, columns)
    normals = np.random.default_rng(seed).standard_normal((draws, columns))
    largest = np.abs(normals @ root.T).max(axis=1)
    quantile = np.quantile(largest, level, method="higher")
    found = float(2 * special.ndtr(quantile) - 1)
    return min(max(found, level), bonferroni_level(level, columns))


def _checked_table(table: Array | Sequence[Sequence[float]]) -> Array:
    numbers = np.asarray(table, np.float64)
    if numbers.ndim != 2:
        raise ResultError(must_be("table", "of shape (replicas, columns)", numbers.shape))
    infinite = int(np.isinf(numbers).sum())
    if infinite:
        raise ResultError(must_be("table", "finite, or NaN where there is no value", infinite))
    return numbers
