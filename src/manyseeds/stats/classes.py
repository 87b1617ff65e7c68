"""Whether all classes are predicted equally well: which is worst, and which are confused.

All classes of a replica are judged on one network and one set of test rows, so they are compared
within replicas, in pairs. Where the table is given, replicas split the same rows again and again:
an interval is about the mean over endlessly many splits of these rows, not about other rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.stats.confusion import (
    ConfusedPair,
    Confusion,
    confused_pairs,
    confusion_of,
    recalls,
)
from manyseeds.stats.interval import Interval
from manyseeds.stats.means import mean_interval
from manyseeds.stats.simultaneous import bonferroni_level, simultaneous_means

if TYPE_CHECKING:
    from manyseeds.arms import Arm
    from manyseeds.results.result import Result

__all__ = [
    "Classes",
    "EqualityTest",
    "class_words",
    "classes_from",
    "classes_of",
    "equal_means",
]

NAMED = re.compile(r"class(?![a-z])", re.IGNORECASE)

HOTELLING = "Hotelling's T² (1931)"


@dataclass(frozen=True)
class EqualityTest:
    """A test of whether several means are the same.

    Parameters
    ----------
    statistic, p_value : float
        NaN where there are fewer replicas than means.
    method : str
    n : int
        Replicas.
    """

    statistic: float
    p_value: float
    method: str
    n: int


@dataclass(frozen=True, eq=False)
class Classes:
    """How the classes of one arm compare.

    Parameters
    ----------
    confusion : Confusion
        Where each class's recall, its mean and its share of last places are.
    differences : tuple of Interval
        Of each class: its recall minus the mean recall of all classes in the same replica, on
        average; the intervals hold for all classes at once.
    equality : EqualityTest
        Of the hypothesis that all mean recalls are the same.
    order : tuple of int
        Classes by mean recall, the worst first; those without any row are left out.
    gap : Interval
        Recall of the last but one minus that of the worst, replica for replica.
    pairs : tuple of ConfusedPair
        Those met at all, the most frequent first.
    complete : int
        Replicas in which every class of `order` has a row: those that are compared.
    level : float
    """

    confusion: Confusion
    differences: tuple[Interval, ...]
    equality: EqualityTest
    order: tuple[int, ...]
    gap: Interval
    pairs: tuple[ConfusedPair, ...] = field(repr=False)
    complete: int
    level: float

    @property
    def classes(self) -> tuple[Any, ...]:
        """Labels."""
        return self.confusion.classes

    @property
    def n(self) -> int:
        """Replicas that did not diverge."""
        return self.confusion.n

    @property
    def worst(self) -> int | None:
        """Index of the class with the lowest mean recall; None where nothing is known."""
        return self.order[0] if self.order else None

    @property
    def best(self) -> int | None:
        """Index of the class with the highest mean recall."""
        return self.order[-1] if self.order else None

    @property
    def worst_in_a_run(self) -> Interval | None:
        """Share of replicas in which the class that is worst on average is the worst."""
        return self.confusion.worst[self.order[0]] if self.order else None

    @property
    def equal(self) -> bool:
        """Whether the means may be the same: the test does not reject it at its level."""
        return not self.equality.p_value < 1 - self.level

    @property
    def separated(self) -> bool:
        """Whether the worst is below the last but one with the whole interval."""
        return self.gap.low > 0


def class_words(label: object) -> str:
    """Return the name of a class for a sentence; a label that says class already, as it is.

    Examples
    --------
    >>> class_words(3), class_words("class_2"), class_words("classic")
    ('class 3', 'class_2', 'class classic')
    """
    return str(label) if NAMED.match(str(label)) else f"class {label}"


def equal_means(table: Array) -> EqualityTest:
    """Test whether the columns of `table` have the same mean, rows being independent.

    Hotelling's test [1]_ of the K - 1 differences of neighbouring columns: with d their mean and S
    their covariance over n rows, ``T² = n d' S^-1 d``, and ``(n - r) / (r (n - 1)) T²`` follows
    F(r, n - r) with r the rank of S. It allows any covariance of the columns, so it respects that
    classes share replicas; and its hypothesis is the one asked about. Friedman's test also rejects
    where columns of one mean differ in spread, as those of rare and of frequent classes do.

    Parameters
    ----------
    table : array (n, K)

    Notes
    -----
    Where the differences never vary, they are zero (p = 1) or not (p = 0). With fewer rows than
    columns nothing can be said.

    References
    ----------
    .. [1] Hotelling (1931). The generalization of Student's ratio. Annals of Mathematical
       Statistics 2, 360-378.

    Examples
    --------
    >>> found = equal_means(np.array([[0.9, 0.8], [0.8, 0.9], [0.9, 0.7], [0.7, 0.6]]))
    >>> round(found.statistic, 4), round(found.p_value, 4)
    (1.4211, 0.3189)
    """
    differences = np.diff(np.asarray(table, np.float64), axis=1)
    n, columns = differences.shape
    if n <= max(columns, 1) or not columns:  # so few rows that S is singular whatever they are
        return EqualityTest(float("nan"), float("nan"), HOTELLING, n)
    mean = differences.mean(axis=0)
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(differences, rowvar=False)))
    real = values > 1e-12 * max(values[-1], 1e-12)
    along = vectors.T @ mean
    if np.abs(along[~real]).max(initial=0.0) > 1e-9:
        return EqualityTest(float("inf"), 0.0, HOTELLING, n)
    rank = int(real.sum())
    statistic = float(n * np.sum(along[real] ** 2 / values[real]))
    if not rank:
        return EqualityTest(0.0, 1.0, HOTELLING, n)
    ratio = (n - rank) / (rank * (n - 1)) * statistic
    return EqualityTest(statistic, float(special.fdtrc(rank, n - rank, ratio)), HOTELLING, n)


def classes_from(confusion: Confusion, counts: Array, level: float = 0.95) -> Classes:
    """Compare the classes of replicas.

    Parameters
    ----------
    confusion : Confusion
        Of the same replicas.
    counts : int array (replicas, true, predicted)
        Of those that did not diverge.
    level : float
    """
    recall = recalls(counts)  # (replicas, classes)
    means = np.array([distribution.mean.estimate for distribution in confusion.recall])
    judged = np.flatnonzero(np.isfinite(means))
    order = tuple(int(c) for c in judged[np.argsort(means[judged], kind="stable")])
    whole = recall[np.isfinite(recall[:, judged]).all(axis=1)]
    centre = whole[:, judged].mean(axis=1) if len(judged) else np.zeros(len(whole))
    away = np.where(np.isfinite(means), whole - centre[:, None], np.nan)
    return Classes(
        confusion=confusion,
        differences=simultaneous_means(away, level),
        equality=equal_means(whole[:, judged]),
        order=order,
        gap=_gap(whole, order, level),
        pairs=confused_pairs(counts, confusion.classes, level),
        complete=len(whole),
        level=level,
    )


def _gap(recall: Array, order: tuple[int, ...], level: float) -> Interval:
    """Return how far the last but one is above the worst, replica for replica.

    Which two these are is seen in the same replicas, so the interval holds for any two classes.
    """
    pairs = len(order) * (len(order) - 1) // 2
    steps = recall[:, order[1]] - recall[:, order[0]] if pairs else np.empty(0)
    found = mean_interval(steps, bonferroni_level(level, pairs))
    several = f", Bonferroni over {pairs} pairs (Dunn 1961)" if pairs > 1 else ""
    return replace(found, level=level, method=found.method + several)


def classes_of(result: Result, arm: Arm) -> Classes:
    """Compare the classes of the replicas of `arm`; diverged ones are left out.

    Raises
    ------
    ResultError
        Where no rows were set aside for the test.

    Examples
    --------
    >>> from manyseeds import Study, Training
    >>> result = Study(data="iris", training=Training(epochs=20), replicas=32).run()
    >>> found = classes_of(result, result.arms[0])
    >>> found.n, len(found.differences)
    (32, 3)
    """
    study = result.study
    if not study.split.test:
        raise ResultError(must_be("split.test", "above 0 to compare classes", study.split.test))
    diverged = result.diverged_at[arm.index] >= 0
    counts = result.confusion[arm.index]
    level = study.criteria.level
    found = confusion_of(counts, diverged, study.data.classes, level)
    return classes_from(found, counts[~diverged], level)
