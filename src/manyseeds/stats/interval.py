"""An interval: an estimate with its uncertainty, and how that was found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.specified import real

__all__ = ["Interval", "bounded", "checked_level", "checked_values"]


@dataclass(frozen=True)
class Interval:
    """An estimate between two bounds, with everything one must know to quote it.

    Parameters
    ----------
    estimate, low, high : float
        NaN where there is not enough to compute them from.
    level : float
        Confidence, such as 0.95.
    method : str
        Name of the method and its source.
    n : int
        Number of values behind the estimate.
    resampled : str
        What would differ if the study were done again: what the uncertainty is about.

    Examples
    --------
    >>> interval = Interval(0.9, 0.88, 0.92, level=0.95, method="t", n=1000)
    >>> print(interval)
    0.9 [0.88, 0.92]
    >>> 0.91 in interval
    True
    """

    estimate: float
    low: float
    high: float
    level: float
    method: str
    n: int
    resampled: str = "replicas"

    def __contains__(self, value: float) -> bool:
        return bool(self.low <= value <= self.high)

    def __str__(self) -> str:
        return f"{self.estimate:.4g} [{self.low:.4g}, {self.high:.4g}]"


def bounded(interval: Interval, low: float = 0.0, high: float = 1.0) -> Interval:
    """Return `interval` with its bounds cut to what is possible, such as 0 and 1 of a share.

    An interval that is cut covers the truth as often as before. Its method says that it was cut.

    Examples
    --------
    >>> found = bounded(Interval(0.98, 0.94, 1.02, 0.95, "t", 3))
    >>> found.high, found.method
    (1.0, 't, cut at 1')
    """
    ends = [
        f"{end:g}" for end, out in ((low, interval.low < low), (high, interval.high > high)) if out
    ]
    if not ends:
        return interval
    return replace(
        interval,
        low=max(interval.low, low),
        high=min(interval.high, high),
        method=f"{interval.method}, cut at {' and '.join(ends)}",
    )


def checked_level(level: float) -> float:
    """Return `level` if it is a confidence level, else raise ResultError."""
    try:
        share = real(level)
    except ValueError:
        share = math.nan
    if not 0 < share < 1:
        raise ResultError(must_be("level", "a number in (0, 1)", level))
    return share


def checked_values(values: Array | Sequence[float]) -> Array:
    """Return `values` as float64; refuse NaN, which would mean that something was left in.

    Raises
    ------
    ResultError
        Where a value is NaN or infinite: diverged replicas are to be left out by the caller, who
        then also counts them.
    """
    numbers = np.asarray(values, np.float64).ravel()
    bad = int((~np.isfinite(numbers)).sum())
    if bad:
        raise ResultError(
            f"`values` must be finite; got {bad} of {numbers.size} that are not. "
            "Leave diverged replicas out, and count them."
        )
    return numbers
