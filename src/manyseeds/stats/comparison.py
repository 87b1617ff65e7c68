"""Arms compared in pairs, with corrections for there being many pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be, one_of
from manyseeds.plan import crossed_sources
from manyseeds.stats.interval import Interval, checked_level
from manyseeds.stats.overview import replica_values
from manyseeds.stats.paired import PAIRED, PAIRS, Moments, moments, scores
from manyseeds.stats.simultaneous import (
    bonferroni_level,
    bonferroni_words,
    holm_adjusted,
    simultaneous_shares,
)

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["Comparison", "comparisons", "comparisons_of"]


@dataclass(frozen=True)
class Comparison:
    """Two arms compared replica by replica.

    Parameters
    ----------
    label_a, label_b : str
    difference : Interval
        Mean of A minus B. The differences of all pairs compared hold at its level together.
    superiority : Interval
        P(A > B) + P(A = B) / 2 of the same replica; they too hold together.
    p_value : float
        Of the paired t test of no difference.
    adjusted_p_value : float
        The same by Holm's correction for all pairs compared.
    n, left_out : int
        Replicas compared, and left out because one or both arms diverged.
    """

    label_a: str
    label_b: str
    difference: Interval
    superiority: Interval
    p_value: float
    adjusted_p_value: float
    n: int
    left_out: int


def comparisons(
    values: Array,
    labels: Sequence[str],
    *,
    baseline: int | None = None,
    level: float = 0.95,
    groups: Array | None = None,
) -> tuple[Comparison, ...]:
    """Compare arms in pairs: each later arm with each earlier one, or each with one.

    The intervals of the differences are at Bonferroni's level [1]_. For normal differences they
    cover together with at least probability `level` at any n, since the bound asks nothing of
    how pairs depend on one another, nor that they vary alike. Tukey's studentised range needs
    equal variances, the bootstrapped maximum many replicas; of 50 arms that vary alike they
    would be 3 % narrower.

    Parameters
    ----------
    values : array (replicas, arms)
        NaN where a replica has none: it is left out of that arm's pairs, and counted.
    labels : sequence of str, one an arm
    baseline : int, optional
        The arm that all others are compared with; all pairs if left out.
    level : float
        Of all pairs together.
    groups : int array (replicas,), optional
        Where replicas of one group share levels of a source of chance, they are not independent:
        their mean is then one value, and intervals count groups. In order.

    References
    ----------
    .. [1] Dunn (1961). Multiple comparisons among means. JASA 56, 52-64.

    Examples
    --------
    >>> table = np.array([[0.7, 0.9], [0.8, 0.9], [0.7, 0.8], [0.7, float("nan")]])
    >>> found, = comparisons(table, ["narrow", "wide"])
    >>> found.label_a, round(found.difference.estimate, 3), found.n, found.left_out
    ('wide', 0.133, 3, 1)
    """
    table, level = np.asarray(values, np.float64), checked_level(level)
    _check_arms(table, labels, baseline)
    found: list[Moments] = []
    shares: list[Array] = []
    kept: list[Array] = []
    names: list[tuple[str, str]] = []
    for first, second in _pairs(len(labels), baseline):
        differences = table[:, first] - table[:, [second]]  # (replicas, pairs)
        ahead = scores(differences)
        kept.append(np.isfinite(differences).sum(axis=0))
        if groups is not None:
            differences, ahead = _group_means(differences, groups), _group_means(ahead, groups)
        found.append(moments(differences))
        shares.append(np.nansum(ahead, axis=0))
        names += [(labels[place], labels[second]) for place in first]
    return _compared(names, found, shares, kept, len(table), level)


def comparisons_of(
    result: Result,
    metric: str = "test_accuracy",
    *,
    baseline: int | str | None = None,
    level: float | None = None,
) -> tuple[Comparison, ...]:
    """Compare the arms of `result` in pairs; diverged replicas are left out and counted.

    Parameters
    ----------
    result : Result
    metric : str
        As `replica_values` names it. For a loss, A is superior where its loss is the larger.
    baseline : int or str, optional
        Number or label of the arm that all others are compared with; all pairs if left out.
    level : float, optional
        Of all pairs together; the level of the study's criteria if left out.

    Returns
    -------
    tuple of Comparison
        Empty where the study has one arm.

    Notes
    -----
    The intervals are about other replicas of this study: other draws of the sources that vary.
    Of rows that are given, those are other splits of the same rows; for other rows from where
    these came from see `manyseeds.stats.overlap`. In a crossed design the groups, which share
    nothing, are what is counted.

    Examples
    --------
    >>> from manyseeds import Study, Training
    >>> study = Study(data="xor", training=Training(epochs=2), replicas=16,
    ...     sweep={"network.hidden": [[1], [6]]})
    >>> found, = comparisons_of(study.run())
    >>> found.label_a, found.label_b, found.n
    ('hidden=6', 'hidden=1', 16)
    """
    labels = [arm.label for arm in result.arms]
    place = labels.index(baseline) if baseline in labels else baseline
    if isinstance(place, str):
        raise ResultError(one_of("baseline", labels, baseline))
    values = [replica_values(result, metric, arm=arm.index) for arm in result.arms]
    study = result.study
    crossed = study.design == "crossed"
    return comparisons(
        np.stack(values, axis=1),
        labels,
        baseline=place,
        level=study.criteria.level if level is None else level,
        groups=result.replicas // 2 ** len(crossed_sources(study)) if crossed else None,
    )


def _check_arms(table: Array, labels: Sequence[str], baseline: int | None) -> None:
    if table.ndim != 2 or table.shape[1] != len(labels):
        raise ResultError(must_be("values", f"(replicas, {len(labels)} arms)", table.shape))
    if baseline is not None and not 0 <= baseline < len(labels):
        raise ResultError(must_be("baseline", f"from 0 to {len(labels) - 1}", baseline))


def _pairs(arms: int, baseline: int | None) -> Iterator[tuple[Array, int]]:
    """Yield the arms that are compared with one, and that one."""
    for second in range(arms) if baseline is None else (baseline,):
        others = np.arange(arms)
        first = others[others > second] if baseline is None else others[others != second]
        if len(first):
            yield first, second


def _group_means(values: Array, groups: Array) -> Array:
    """Return the mean of each group, its NaN left out, NaN where it has nothing else: (groups, k).

    The replicas of a group stand next to one another.
    """
    starts = np.flatnonzero(np.diff(groups, prepend=groups[:1] - 1))
    present = np.isfinite(values)
    sums = np.add.reduceat(np.where(present, values, 0.0), starts, axis=0)
    counts = np.add.reduceat(present, starts, axis=0, dtype=np.int64)
    return np.asarray(sums / np.where(counts > 0, counts, np.nan))


def _compared(
    names: list[tuple[str, str]],
    found: list[Moments],
    shares: list[Array],
    kept: list[Array],
    replicas: int,
    level: float,
) -> tuple[Comparison, ...]:
    """Put the parts of all pairs together, and correct for their number."""
    if not names:
        return ()
    pairs, each = len(names), bonferroni_level(level, len(names))
    method = PAIRED + bonferroni_words(pairs, "pairs")
    fields = ("n", "mean", "p_value")
    n, mean, p_value = (np.concatenate([getattr(part, name) for part in found]) for name in fields)
    margin = np.concatenate([part.margins(each) for part in found])
    superior = simultaneous_shares(np.concatenate(shares), n, level, PAIRS)
    adjusted, counts = holm_adjusted(p_value), np.concatenate(kept)
    low, high = mean - margin, mean + margin
    return tuple(
        Comparison(
            *names[i],
            difference=Interval(
                float(mean[i]), float(low[i]), float(high[i]), level, method, int(n[i]), PAIRS
            ),
            superiority=superior[i],
            p_value=float(p_value[i]),
            adjusted_p_value=float(adjusted[i]),
            n=int(counts[i]),
            left_out=replicas - int(counts[i]),
        )
        for i in range(pairs)
    )
