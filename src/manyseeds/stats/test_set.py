"""What a finite test set adds: no accuracy on n rows can be known better than their luck allows.

A network that is right in a share p of all rows is right in a share of n test rows that has
standard deviation ``sqrt(p (1 - p) / n)``: 2.4 points of 160 rows at p = 0.9. This part of the
spread over replicas says nothing about training.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.parts import sizes_of
from manyseeds.plan import crossed_sources
from manyseeds.stats.interval import Interval, checked_level, checked_values
from manyseeds.stats.overview import replica_values
from manyseeds.stats.shares import clopper_pearson_interval

if TYPE_CHECKING:
    from manyseeds.results.result import Result
    from manyseeds.spec import Study

__all__ = [
    "Floor",
    "drawn_share",
    "floor_of",
    "floor_of_test_set",
    "run_interval",
    "table_rows_of",
]

STUDENTISED = "bootstrap t of the logarithm (Efron and Tibshirani 1993, section 12.5)"
FEWEST = 8
"""Replicas that a bootstrap needs."""


@dataclass(frozen=True)
class Floor:
    """The variance of accuracy that the luck of the test rows makes, beside that over replicas.

    Parameters
    ----------
    test_rows : int
    table_rows : int, optional
        Rows of the table they are drawn from, where it is the same for all replicas.
    variance : float
        Made by the luck of the test rows.
    total : float
        Over replicas; NaN of fewer than two.
    share : Interval
        The first of the second, at most 1.
    """

    test_rows: int
    table_rows: int | None
    variance: float
    total: float
    share: Interval

    @property
    def standard_deviation(self) -> float:
        """Of accuracy by the luck of the test rows alone."""
        return math.sqrt(self.variance)

    @property
    def exceeds(self) -> bool:
        """Whether the floor is above the variance over replicas, by chance or by assumption."""
        return self.variance > self.total


def floor_of_test_set(
    accuracies: Array | Sequence[float],
    test_rows: int,
    level: float = 0.95,
    *,
    table_rows: int | None = None,
    resamples: int = 1999,
    seed: int = 0,
) -> Floor:
    """Return the variance that a finite test set adds, and its share of that over replicas.

    A replica right in a share p of all rows has a test accuracy of variance p (1 - p) / n on n
    rows drawn for it. The accuracy a observed on them estimates this without bias by
    ``a (1 - a) / (n - 1)``, since a itself varies; the floor is the mean over replicas. Where the
    rows are drawn from N that are the same for all replicas, the variance is smaller by the
    factor ``1 - n / N`` [1]_: a test set of nearly all rows is nearly the same each time.

    Parameters
    ----------
    accuracies : array-like (replicas,)
        Test accuracies, none NaN.
    test_rows : int
        At least 2.
    level : float
    table_rows : int, optional
        N; left out where each replica has test rows of its own.
    resamples, seed : int
        Of the bootstrap that gives the share its interval: replicas are drawn with replacement,
        and the logarithm of the share is studentised in each resample [2]_.

    Returns
    -------
    Floor
        Of fewer than two replicas the share is NaN; of fewer than eight its bounds are 0 and 1,
        since so few cannot be resampled.

    Notes
    -----
    The floor can exceed the variance over replicas. Few replicas have a variance that is small
    by chance; and replicas tested on the same rows, or on rows that overlap where `table_rows` is
    left out, do not differ by the luck of rows they share. The share is then 1, and
    ``floor.exceeds`` says so.

    References
    ----------
    .. [1] Cochran (1977). Sampling techniques, 3rd edition, section 3.2.
    .. [2] Efron, Tibshirani (1993). An introduction to the bootstrap, section 12.5.

    Examples
    --------
    >>> floor = floor_of_test_set([0.85, 0.90, 0.95, 0.92, 0.88], test_rows=101)
    >>> round(floor.standard_deviation, 4), round(floor.share.estimate, 2)
    (0.0298, 0.61)
    """
    numbers, level = checked_values(accuracies), checked_level(level)
    if not (len(numbers) == 0 or (numbers.min() >= 0 and numbers.max() <= 1)):
        raise ResultError(must_be("accuracies", "numbers in [0, 1]", numbers))
    if not test_rows >= 2:
        raise ResultError(must_be("test_rows", "a number of rows >= 2", test_rows))
    if table_rows is not None and table_rows < test_rows:
        raise ResultError(must_be("table_rows", f"at least the {test_rows} tested", table_rows))
    left = 1.0 if table_rows is None else 1 - test_rows / table_rows
    n, scale = len(numbers), left / (test_rows - 1)
    variance = float(scale * (numbers * (1 - numbers)).mean()) if n else float("nan")
    low, estimate, high = (float("nan"),) * 3
    if n > 1 and (variance == 0 or numbers.min() == numbers.max()):
        low = estimate = high = 1.0 if variance > 0 else 0.0
    elif n > 1:
        low, estimate, high = np.minimum(scale * _ratios(numbers, level, resamples, seed), 1.0)
        low, high = (low, high) if n >= FEWEST else (0.0, 1.0)
    return Floor(
        test_rows=test_rows,
        table_rows=table_rows,
        variance=variance,
        total=float(numbers.var(ddof=1)) if n > 1 else float("nan"),
        share=Interval(float(estimate), float(low), float(high), level, STUDENTISED, n),
    )


def _ratios(numbers: Array, level: float, resamples: int, seed: int) -> Array:
    """Return lower bound, estimate and upper bound of mean(a (1 - a)) / var(a)."""
    n = len(numbers)
    estimate, error = (float(found[0]) for found in _logarithm(numbers[None]))
    rng, batch = np.random.default_rng(seed), max(1, 2**21 // n)  # 16 MB at a time
    studentised = []
    for start in range(0, resamples, batch):
        drawn = numbers[rng.integers(0, n, (min(batch, resamples - start), n))]
        # Of few replicas, a resample may hold one of them alone.
        logarithm, its_error = _logarithm(drawn[drawn.min(axis=1) < drawn.max(axis=1)])
        studentised.append((logarithm - estimate) / np.where(its_error > 0, its_error, np.nan))
    known = np.concatenate(studentised)
    known = known[np.isfinite(known)]
    tails = ((1 + level) / 2, (1 - level) / 2)
    far, near = np.quantile(known, tails) if len(known) else (np.inf, -np.inf)
    return np.exp([estimate - error * far, estimate, estimate - error * near])


def _logarithm(table: Array) -> tuple[Array, Array]:
    """Return log(mean(a (1 - a)) / var(a)) of each row, and its error by the delta method."""
    n = table.shape[1]
    wrong = table * (1 - table)
    squares = (table - table.mean(axis=1, keepdims=True)) ** 2
    floor, total = wrong.mean(axis=1, keepdims=True), squares.mean(axis=1, keepdims=True)
    influence = wrong / np.where(floor > 0, floor, np.nan) - squares / total
    ratio = np.where(floor > 0, floor, np.nan) / total * (n - 1) / n
    return np.log(ratio[:, 0]), influence.std(axis=1) / math.sqrt(n)


def floor_of(result: Result, arm: int = 0, level: float | None = None) -> Floor:
    """Return the floor that the test set of `result` sets to the accuracy of an arm's replicas.

    Diverged replicas are left out. Rows that are given are one table for all replicas. Where
    neither data nor split varies, all are tested on the same rows: `table_rows` is then
    `test_rows`, and the floor is zero, since what those rows do is the same in every replica.

    Raises
    ------
    ResultError
        Where the study sets fewer than two rows aside for the test.
    """
    study = result.study
    values = replica_values(result, "test_accuracy", arm=arm)
    return floor_of_test_set(
        values[np.isfinite(values)],
        sizes_of(study.data, study.split).test,
        study.criteria.level if level is None else level,
        table_rows=table_rows_of(study),
    )


def table_rows_of(study: Study) -> int | None:
    """Return the number of rows, the same for all replicas, that test rows are drawn from.

    None where each replica has rows of its own, and the test rows where all have the same.
    """
    varied = crossed_sources(study)
    if "data" in varied:
        return None
    return len(study.data.y) if "split" in varied else sizes_of(study.data, study.split).test


def drawn_share(study: Study) -> float:
    """Return ``1 - n / N`` for n test rows drawn from `table_rows_of`; 1 where that is None.

    Examples
    --------
    >>> from manyseeds import Study
    >>> drawn_share(Study(data="iris")), drawn_share(Study(data="iris", vary=("init",)))
    (0.8, 0.0)
    """
    table = table_rows_of(study)
    return 1 - sizes_of(study.data, study.split).test / table if table else 1.0


def run_interval(accuracy: float, test_rows: int, level: float = 0.95) -> Interval:
    """Return a single run's test accuracy with the exact interval of Clopper and Pearson (1934).

    It is about the accuracy of the same trained network on endlessly many rows: the luck of the
    test rows, not that of the training.

    Parameters
    ----------
    accuracy : float
        A whole number of `test_rows`, up to the rounding of three decimals or more.
    test_rows : int
    level : float

    Raises
    ------
    ResultError
        Where `accuracy` is no share of `test_rows`.

    Examples
    --------
    >>> print(run_interval(0.906667, 450))
    0.9067 [0.8759, 0.9319]
    """
    if not test_rows >= 1:
        raise ResultError(must_be("test_rows", "a number of rows >= 1", test_rows))
    right = round(accuracy * test_rows) if math.isfinite(accuracy) else -1
    if not 0 <= right <= test_rows or abs(right / test_rows - accuracy) > 5e-4:
        raise ResultError(must_be("accuracy", f"a share of {test_rows:,} rows", accuracy))
    return clopper_pearson_interval(right, test_rows, level, "test rows")
