"""Two results compared: in pairs where their studies allow it, else as independent samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.plan import keys_of
from manyseeds.stats.interval import Interval, checked_level, checked_values
from manyseeds.stats.overview import replica_values
from manyseeds.stats.paired import paired_difference, superiority

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["Rivals", "independent_difference", "independent_superiority", "rivals_of", "unpaired"]

WELCH = "Welch's t (1947)"
DELONG = "DeLong, DeLong and Clarke-Pearson (1988)"


@dataclass(frozen=True)
class Rivals:
    """How one result compares with another.

    Parameters
    ----------
    difference : Interval
        Mean of the first minus that of the second.
    superiority : Interval
        Probability that a run of the first is ahead of one of the second, ties counted half.
    p_value : float
        Of the test of no difference.
    why_unpaired : str
        Why replicas could not be compared in pairs; empty where they were.
    n_first, n_second : int
        Replicas compared.
    """

    difference: Interval
    superiority: Interval
    p_value: float
    why_unpaired: str
    n_first: int
    n_second: int


def independent_difference(first: Array, second: Array, level: float = 0.95) -> Interval:
    """Return the difference of the means of two independent samples with Welch's interval [1]_.

    With ``v = s_1^2 / n_1 + s_2^2 / n_2`` the bounds are ``m_1 - m_2 -+ t sqrt(v)``, t the quantile
    of Student's t of ``v^2 / sum(s_i^4 / (n_i^2 (n_i - 1)))`` degrees of freedom. The bounds are
    NaN where a sample has fewer than two values.

    References
    ----------
    .. [1] Welch (1947). The generalization of "Student's" problem when several different
       population variances are involved. Biometrika 34, 28-35.

    Examples
    --------
    >>> found = independent_difference(np.array([1.0, 2.0, 3.0]), np.array([4.0, 6.0]))
    >>> round(found.estimate, 2), found.high > 0
    (-3.0, True)
    """
    a, b = checked_values(first), checked_values(second)
    estimate = float(a.mean() - b.mean()) if len(a) and len(b) else float("nan")
    return _satterthwaite(estimate, a, b, checked_level(level), WELCH)


def independent_superiority(first: Array, second: Array, level: float = 0.95) -> Interval:
    """Return P(A > B) + P(A = B) / 2 of independent samples with DeLong's interval [1]_.

    The estimate is the share of pairs of one value of each. Its variance is that of the two means
    of placements: the share of the other sample that a value is ahead of.

    References
    ----------
    .. [1] DeLong, DeLong, Clarke-Pearson (1988). Comparing the areas under two or more correlated
       receiver operating characteristic curves. Biometrics 44, 837-845.

    Examples
    --------
    >>> independent_superiority(np.array([1.0, 2.0, 3.0]), np.array([2.0, 0.0])).estimate
    0.75
    """
    a, b = checked_values(first), checked_values(second)
    level = checked_level(level)
    if not len(a) or not len(b):
        nan = float("nan")
        return Interval(nan, 0.0, 1.0, level, DELONG, 0)
    ahead = _placements(a, b)
    found = _satterthwaite(float(ahead.mean()), ahead, _placements(b, a), level, DELONG)
    low, high = max(0.0, found.low), min(1.0, found.high)
    return Interval(found.estimate, low, high, level, DELONG, found.n)


def _placements(values: Array, others: Array) -> Array:
    ordered = np.sort(others)
    below = np.searchsorted(ordered, values, side="left")
    upto = np.searchsorted(ordered, values, side="right")
    return np.asarray((below + upto) / (2 * len(others)))


def _satterthwaite(estimate: float, a: Array, b: Array, level: float, method: str) -> Interval:
    """An interval of a sum of two independent means: t with Satterthwaite's degrees of freedom."""
    n = len(a) + len(b)
    if len(a) < 2 or len(b) < 2:
        return Interval(estimate, float("nan"), float("nan"), level, method, n)
    # Of equal values the mean, and so the variance, may be off by a rounding.
    parts = np.array([0.0 if v.min() == v.max() else v.var(ddof=1) / len(v) for v in (a, b)])
    total = float(parts.sum())
    if total == 0:
        return Interval(estimate, estimate, estimate, level, method, n)
    freedom = total**2 / float(np.sum(parts**2 / np.array([len(a) - 1, len(b) - 1])))
    margin = float(special.stdtrit(freedom, (1 + level) / 2)) * total**0.5
    return Interval(estimate, estimate - margin, estimate + margin, level, method, n)


def unpaired(first: Result, second: Result) -> str:
    """Return why replica k of both does not see the same rows and split; empty where it does."""
    one, two = first.study, second.study
    for name in ("seed", "data", "split"):
        if getattr(one, name) != getattr(two, name):
            return f"they differ in {name}"
    common = np.intersect1d(first.replicas, second.replicas)
    if len(common) < 2:
        return "they have fewer than two replicas in common"
    for source in ("data", "split"):
        if not np.array_equal(keys_of(one, source, common), keys_of(two, source, common)):
            return f"one holds the source {source} fixed that the other varies"
    return ""


def rivals_of(
    first: Result,
    second: Result,
    metric: str = "test_accuracy",
    *,
    arms: tuple[int, int] = (0, 0),
    level: float | None = None,
) -> Rivals:
    """Compare an arm of one result with an arm of another.

    Replica k of both is compared in pairs where the two studies have the same data, split and
    seed, so that it sees the same rows; else the results are independent samples. Diverged
    replicas are left out.

    Parameters
    ----------
    first, second : Result
    metric : str
        As `replica_values` names it.
    arms : pair of int
        Of the first and of the second.
    level : float, optional
        That of the first study's criteria if left out.

    Raises
    ------
    ResultError
        Where no replica of an arm has a value, or the replicas of a crossed design are to be
        taken for independent ones.
    """
    level = first.study.criteria.level if level is None else level
    a = _values_of(first, metric, arms[0], "first")
    b = _values_of(second, metric, arms[1], "second")
    why = unpaired(first, second)
    if not why:
        common = np.intersect1d(first.replicas, second.replicas)
        a = a[np.isin(first.replicas, common)]
        b = b[np.isin(second.replicas, common)]
        kept = np.isfinite(a) & np.isfinite(b)
        found = paired_difference(a[kept], b[kept], level)
        n = int(kept.sum())
        return Rivals(found.mean, superiority(a[kept], b[kept], level), found.p_value, "", n, n)
    a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    return Rivals(
        difference=independent_difference(a, b, level),
        superiority=independent_superiority(a, b, level),
        p_value=_welch_p(a, b),
        why_unpaired=why,
        n_first=len(a),
        n_second=len(b),
    )


def _values_of(result: Result, metric: str, arm: int, which: str) -> Array:
    if result.study.design == "crossed":
        rule = f"'independent' in the {which} result, as crossed replicas share their chance"
        raise ResultError(must_be("design", rule, "crossed"))
    values = replica_values(result, metric, arm=arm)
    if not np.isfinite(values).any():
        raise ResultError(
            f"No replica of the {which} result has a {metric}: all diverged, or there are no rows "
            "to measure it on. Name another `metric`, or another result."
        )
    return values


def _welch_p(a: Array, b: Array) -> float:
    from scipy import stats

    if len(a) < 2 or len(b) < 2 or (a.std() == 0 and b.std() == 0):
        return float("nan")
    return float(stats.ttest_ind(a, b, equal_var=False).pvalue)
