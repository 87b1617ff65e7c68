"""One number of every replica, described: the mean with its interval, the spread, quantiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from manyseeds._types import Array
from manyseeds.stats.interval import Interval, bounded
from manyseeds.stats.means import mean_interval
from manyseeds.stats.quantiles import quantile_interval

__all__ = ["SUMMARY", "Distribution", "distribution_of"]

SUMMARY = (0.05, 0.5, 0.95)
"""Quantiles that tables show."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """A number over replicas.

    Parameters
    ----------
    values : float64 array (n,)
        Of the replicas that have one.
    mean : Interval
    quantiles : tuple of Interval
        At the probabilities of `SUMMARY`.
    missing : int
        Replicas without the number: diverged, or without a row of the class in question.
    """

    values: Array = field(repr=False)
    mean: Interval
    quantiles: tuple[Interval, ...]
    missing: int

    @property
    def n(self) -> int:
        """Number of replicas that have the number."""
        return len(self.values)

    @property
    def median(self) -> float:
        """The middle replica's number."""
        return self.quantiles[SUMMARY.index(0.5)].estimate

    @property
    def low(self) -> float:
        """The number that one replica in twenty is below."""
        return self.quantiles[0].estimate

    @property
    def high(self) -> float:
        """The number that one replica in twenty is above."""
        return self.quantiles[-1].estimate

    @property
    def standard_deviation(self) -> float:
        """Standard deviation over replicas; NaN of fewer than two."""
        return float(self.values.std(ddof=1)) if self.n > 1 else float("nan")


def distribution_of(
    values: Array | Sequence[float],
    level: float = 0.95,
    resampled: str = "replicas",
    *,
    share: bool = False,
) -> Distribution:
    """Describe `values`, one a replica; those that are NaN are counted as missing and left out.

    Intervals of shares, such as accuracies, are cut to [0, 1].

    Examples
    --------
    >>> found = distribution_of([0.8, 0.9, 1.0, float("nan")])
    >>> found.n, found.missing, round(found.mean.estimate, 3)
    (3, 1, 0.9)
    """
    numbers = np.asarray(values, np.float64).ravel()
    present = numbers[np.isfinite(numbers)]
    mean = mean_interval(present, level, resampled)
    quantiles = tuple(quantile_interval(present, p, level, resampled) for p in SUMMARY)
    return Distribution(
        values=present,
        mean=bounded(mean) if share else mean,
        quantiles=tuple(map(bounded, quantiles)) if share else quantiles,
        missing=len(numbers) - len(present),
    )
