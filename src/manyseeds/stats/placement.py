"""Where one given run stands among the replicas."""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.stats.interval import Interval, checked_values
from manyseeds.stats.shares import wilson_interval

__all__ = ["Placement", "placement_of"]


@dataclass(frozen=True)
class Placement:
    """The place of a value in the distribution of the same number over replicas.

    Parameters
    ----------
    value : float
    percentile : float
        Share of replicas below it, those that equal it counted half, times 100.
    further : Interval
        Share of replicas at least as far out on the same side of the median.
    side : {"low", "high", "middle"}
        The side of the median it is on.
    within : bool
        Whether it is between the 5 % and 95 % quantiles.
    """

    value: float
    percentile: float
    further: Interval
    side: str
    within: bool


def placement_of(
    value: float, values: Array | Sequence[float], tolerance: float = 0.0, level: float = 0.95
) -> Placement:
    """Place `value` among `values`.

    Parameters
    ----------
    value : float
    values : array-like (n,)
    tolerance : float
        Values this close count as equal: half a unit of the last digit in which `value` is known.
    level : float

    Raises
    ------
    ResultError
        Where `value` is no finite number, or one of `values` is not.

    Examples
    --------
    >>> found = placement_of(9.0, np.arange(10.0))
    >>> found.percentile, found.side, found.further.estimate
    (95.0, 'high', 0.1)
    """
    if not isinstance(value, numbers.Real) or not math.isfinite(value):
        raise ResultError(must_be("value", "a finite number, the one to be placed", value))
    others = checked_values(values)
    below = int((others < value - tolerance).sum())
    equal = int((np.abs(others - value) <= tolerance).sum())
    n = len(others)
    above = n - below - equal
    if not n:
        return Placement(value, float("nan"), wilson_interval(0, 0, level), "middle", True)
    side = "low" if below < above else "high" if above < below else "middle"
    further = {"low": below, "high": above, "middle": n - equal}[side] + equal
    low, high = np.quantile(others, (0.05, 0.95))
    return Placement(
        value=value,
        percentile=100 * (below + equal / 2) / n,
        further=wilson_interval(further, n, level),
        side=side,
        within=bool(low - tolerance <= value <= high + tolerance),
    )
