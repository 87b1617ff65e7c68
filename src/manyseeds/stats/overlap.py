"""Random splits of one table: what they say of other tables from the same source.

A thousand random splits of the same rows are a thousand looks at one table. Their mean becomes
ever more exact, but exact about these rows. How far the accuracy would differ on other rows from
where these came from does not shrink with the number of splits: their test rows overlap.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.stats.interval import Interval, checked_level, checked_values
from manyseeds.stats.paired import PairedDifference, checked_pairs

__all__ = ["corrected_difference", "corrected_interval"]

CORRECTED = "corrected resampled t (Nadeau and Bengio 2003)"
TABLES = "tables of rows from the same source"


def corrected_interval(
    values: Array | Sequence[float], test_rows: int, training_rows: int, level: float = 0.95
) -> Interval:
    """Return the mean over random splits of one table, with an interval about other tables.

    Let J splits of the same rows have mean m and standard deviation s. Splits whose test rows
    overlap are correlated, so the variance of m is not s^2 / J. With correlation
    ``test_rows / (test_rows + training_rows)`` it is ``(1 / J + test_rows / training_rows) s^2``,
    and the interval is ``m -+ t(J - 1, (1 + level) / 2)`` times its root [1]_.

    The interval is about the expected accuracy of training on as many rows of any table from the
    same source. `manyseeds.stats.means.mean_interval` of the same values is about endlessly many
    splits of these rows; its width goes to zero with J, and this one's does not.

    Parameters
    ----------
    values : array-like (J,)
        One a split; other sources of chance may differ too.
    test_rows, training_rows : int
        Rows of each split. Rows that choose among weights, such as those of early stopping, count
        as neither: the interval is then a little too wide.
    level : float

    Returns
    -------
    Interval
        Its bounds are NaN of fewer than two splits.

    Raises
    ------
    ResultError
        Where a value is not finite, or a number of rows is below 1.

    Notes
    -----
    The correlation is an assumption. It is exact for a rule that the training rows do not change,
    since its accuracies are then correlated by their shared test rows alone. No estimate of the
    variance is unbiased for every learner [1]_.

    References
    ----------
    .. [1] Nadeau, Bengio (2003). Inference for the generalization error. Machine Learning 52,
       239-281.

    Examples
    --------
    >>> accuracies = [0.90, 0.92, 0.88, 0.90]
    >>> print(corrected_interval(accuracies, test_rows=25, training_rows=75))
    0.9 [0.8603, 0.9397]
    """
    numbers, level = checked_values(values), checked_level(level)
    mean, _, error = _corrected(numbers, test_rows, training_rows)
    return _interval(mean, error, len(numbers), level)


def corrected_difference(
    a: Array | Sequence[float],
    b: Array | Sequence[float],
    test_rows: int,
    training_rows: int,
    level: float = 0.95,
) -> PairedDifference:
    """Return the mean of ``a - b`` over the same splits, with interval and test about other tables.

    The corrected resampled t test of Nadeau and Bengio [1]_: `corrected_interval` of the paired
    differences. Its p value is that of ``m / sqrt((1 / J + test_rows / training_rows) s^2)`` by
    Student's t of J - 1 degrees of freedom, NaN where all differences are equal.

    Parameters
    ----------
    a, b : array-like (J,)
        Split k of both arms at place k.
    test_rows, training_rows : int
    level : float

    References
    ----------
    .. [1] Nadeau, Bengio (2003). Inference for the generalization error. Machine Learning 52,
       239-281.

    Examples
    --------
    >>> found = corrected_difference([0.90, 0.92, 0.88, 0.90], [0.88, 0.89, 0.87, 0.86], 25, 75)
    >>> round(found.mean.estimate, 3), round(found.p_value, 3)
    (0.025, 0.085)
    """
    first, second = checked_pairs(a, b)
    level = checked_level(level)
    mean, deviation, error = _corrected(first - second, test_rows, training_rows)
    p_value = float("nan")
    if error > 0:
        p_value = float(2 * special.stdtr(len(first) - 1, -abs(mean) / error))
    return PairedDifference(_interval(mean, error, len(first), level), deviation, p_value)


def _corrected(numbers: Array, test_rows: int, training_rows: int) -> tuple[float, float, float]:
    """Return mean, standard deviation over splits, and the corrected error of the mean."""
    for name, rows in (("test_rows", test_rows), ("training_rows", training_rows)):
        if not rows >= 1:
            raise ResultError(must_be(name, "a number of rows >= 1", rows))
    splits = len(numbers)
    mean = float(numbers.mean()) if splits else float("nan")
    deviation = float(numbers.std(ddof=1)) if splits > 1 else float("nan")
    correction = float(np.sqrt(1 / max(splits, 1) + test_rows / training_rows))
    return mean, deviation, correction * deviation


def _interval(mean: float, error: float, splits: int, level: float) -> Interval:
    margin = float(special.stdtrit(max(splits - 1, 1), (1 + level) / 2)) * error
    return Interval(mean, mean - margin, mean + margin, level, CORRECTED, splits, TABLES)
