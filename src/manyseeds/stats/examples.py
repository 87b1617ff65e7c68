"""Single examples: which are wrong in nearly every replica, and which only by chance.

Where the table is given, a replica tests some of its rows; a row's share is of the replicas that
tested it. Where rows are drawn anew no row is met twice, so the points that stand for the law of
the data take their place: every replica is asked about each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special
from scipy.spatial.distance import cdist

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.parts import sizes_of
from manyseeds.plan import plan_block
from manyseeds.results.prediction import predicted
from manyseeds.stats.confusion import pooled_interval
from manyseeds.stats.fresh import fresh_sample
from manyseeds.stats.interval import Interval
from manyseeds.stats.shares import wilson_bounds
from manyseeds.stats.simultaneous import bonferroni_level

if TYPE_CHECKING:
    from manyseeds.arms import Arm
    from manyseeds.data.dataset import Dataset
    from manyseeds.results.result import Result

__all__ = ["Examples", "best_classes", "examples_of", "row_errors"]

POINTS = 2048
METHOD = "Wilson (1927), Bonferroni over {:,} rows (Dunn 1961)"


@dataclass(frozen=True, eq=False)
class Examples:
    """In how many replicas each row was tested, and in how many of those it was wrong.

    Parameters
    ----------
    x : array (rows, features)
        Rows of the table, or points that stand for the law it is drawn from.
    labels : int32 array (rows,)
        True class, as an index into `classes`.
    classes : tuple
    tested, wrong : int64 arrays (rows,)
        Replicas.
    low, high : float64 arrays (rows,)
        Bounds of the share of replicas that are wrong: Wilson's, at a level that holds for all
        rows at once (Bonferroni). They are 0 and 1 where a row was never tested.
    taken_for : int64 array (rows,)
        The class it is most often mistaken for, the first of those that tie; -1 if never wrong.
    best_wrong : bool array (rows,), optional
        Points that the best possible rule gets wrong too; None where the law is not known.
    accounted : Interval
        Share of all errors that the rows wrong in nearly all replicas account for.
    unavoidable : Interval, optional
        Share of all errors that are made at points of `best_wrong`.
    hard_above, level : float
    n, diverged : int
        Replicas that were asked, and left out because they diverged.
    image_shape : tuple of int, optional
        Height and width, where a row is an image.
    """

    x: Array = field(repr=False)
    labels: Array = field(repr=False)
    classes: tuple[Any, ...]
    tested: Array = field(repr=False)
    wrong: Array = field(repr=False)
    low: Array = field(repr=False)
    high: Array = field(repr=False)
    taken_for: Array = field(repr=False)
    best_wrong: Array | None = field(repr=False)
    accounted: Interval
    unavoidable: Interval | None
    hard_above: float
    level: float
    n: int
    diverged: int
    image_shape: tuple[int, int] | None = None

    @property
    def share(self) -> Array:
        """Share of replicas that are wrong, NaN where none tested the row: float64 (rows,)."""
        nothing = np.full(len(self.wrong), np.nan)
        return np.asarray(np.divide(self.wrong, self.tested, out=nothing, where=self.tested > 0))

    def interval(self, row: int) -> Interval:
        """Return the share of replicas that get `row` wrong."""
        rows = int((self.tested > 0).sum())
        share, low, high = (float(v[row]) for v in (self.share, self.low, self.high))
        return Interval(share, low, high, self.level, METHOD.format(rows), int(self.tested[row]))

    def hardest(self, n: int | None = None) -> Array:
        """Return the first `n` tested rows by the lower bound of their share, highest first."""
        order = np.lexsort((-self.wrong, -self.low))
        return np.asarray(order[self.tested[order] > 0][:n])

    @property
    def nearly_always(self) -> Array:
        """Rows whose share is above `hard_above` with its whole interval, the hardest first."""
        order = self.hardest()
        return np.asarray(order[self.low[order] > self.hard_above])

    @property
    def by_chance(self) -> Array:
        """Rows right in some replicas, wrong in others: the interval is within both thresholds."""
        order = self.hardest()
        inside = (self.low > 1 - self.hard_above) & (self.high < self.hard_above)
        return np.asarray(order[inside[order]])

    @property
    def can_be_certain(self) -> bool:
        """Whether a row is asked about often enough to be called wrong in nearly all replicas."""
        most = int(self.tested.max(initial=0))
        each = bonferroni_level(self.level, int((self.tested > 0).sum()))
        return bool(wilson_bounds(most, most, each)[0] > self.hard_above)

    @property
    def nearly_never(self) -> Array:
        """Rows whose share is below ``1 - hard_above`` with its whole interval."""
        return np.flatnonzero((self.high < 1 - self.hard_above) & (self.tested > 0))


def row_errors(wrong: Array, tested: Array) -> tuple[Array, Array]:
    """Count the replicas that got each row wrong, and those that tested it: int64 (rows,) each.

    Parameters
    ----------
    wrong, tested : bool arrays (replicas, rows)
        Where a row was not tested, `wrong` does not count.

    Examples
    --------
    >>> wrong = np.array([[True, False, True], [True, True, False]])
    >>> tested = np.array([[True, True, False], [True, True, True]])
    >>> [counts.tolist() for counts in row_errors(wrong, tested)]
    [[2, 1, 0], [2, 2, 1]]
    """
    return np.sum(wrong & tested, axis=0), np.sum(tested, axis=0)


def best_classes(data: Dataset, x: Array) -> Array:
    """Return the class that the best possible rule gives each point: int64 (points,).

    Rows are centres plus normal noise, so the density of a class at a point is the mean of normal
    densities around its centres, and the rule takes the class whose share times density is the
    largest [1]_.

    References
    ----------
    .. [1] Hastie, Tibshirani, Friedman (2009). The elements of statistical learning, eq. 2.23.

    Examples
    --------
    >>> from manyseeds import data
    >>> best_classes(data.xor(), np.array([[0.1, 0.4], [0.9, 0.2]])).tolist()
    [0, 1]
    """
    centres, counts = np.unique(np.column_stack([data.x, data.y]), axis=0, return_counts=True)
    found = []
    for part in np.array_split(np.asarray(x, np.float64), len(x) // 256 + 1):
        distances = cdist(part, centres[:, :-1], "sqeuclidean")  # (points, centres)
        logs = np.log(counts) - distances / (2 * data.noise**2)
        masses = [
            special.logsumexp(logs[:, centres[:, -1] == c], axis=1)
            if (centres[:, -1] == c).any()
            else np.full(len(part), -np.inf)
            for c in range(len(data.classes))
        ]
        found.append(np.argmax(masses, axis=0))
    return np.concatenate(found)


def examples_of(
    result: Result, arm: Arm, threads: int | None = None, points: int = POINTS
) -> Examples:
    """Ask every replica of `arm` about each of its test rows, or about points of the law.

    The split of each replica is its own, so what becomes of a row is independent from one replica
    to the next; in a crossed design, where replicas share splits, it is not, and the intervals
    are too narrow.

    Parameters
    ----------
    result : Result
    arm : Arm
    threads : int, optional
    points : int
        About how many stand for the law, where rows are drawn anew.

    Raises
    ------
    ResultError
        Where the table is given and no rows were set aside for the test.
    """
    data, criteria = result.study.data, result.study.criteria
    if data.drawn_anew:
        sample = fresh_sample(data, points)
        x, labels, weights = sample.x, sample.y, sample.weights
        best_wrong = best_classes(data, x) != labels
    else:
        if not sizes_of(data, result.study.split).test:
            rule = "above 0 to judge single rows"
            raise ResultError(must_be("split.test", rule, result.study.split.test))
        x, labels, weights, best_wrong = data.x, data.y, np.ones(len(data.y), np.int64), None
    kept = np.flatnonzero(result.diverged_at[arm.index] < 0)
    wrong, tested, mistaken, packed = _asked(result, arm, kept, x, labels, threads)
    each = bonferroni_level(criteria.level, int(np.sum(tested > 0)))
    low, high = wilson_bounds(wrong, tested, each)
    hard = low > criteria.hard_above
    return Examples(
        x=x,
        labels=labels,
        classes=tuple(data.classes),
        tested=tested,
        wrong=wrong,
        low=low,
        high=high,
        taken_for=np.where(wrong > 0, mistaken.argmax(axis=1), -1),
        best_wrong=best_wrong,
        accounted=_share_of_errors(packed, hard, weights, criteria.level),
        unavoidable=None
        if best_wrong is None
        else _share_of_errors(packed, best_wrong, weights, criteria.level),
        hard_above=criteria.hard_above,
        level=criteria.level,
        n=len(kept),
        diverged=len(result.replicas) - len(kept),
        image_shape=data.image_shape,
    )


def _asked(
    result: Result, arm: Arm, kept: Array, x: Array, labels: Array, threads: int | None
) -> tuple[Array, Array, Array, Array]:
    """Count errors and tests (rows,), mistakes (rows, classes); each replica's errors as bits."""
    rows, classes = len(labels), arm.classes
    counts = np.zeros((2, rows), np.int64)
    mistaken = np.zeros((rows, classes), np.int64)
    packed = np.zeros((len(kept), -(-rows // 8)), np.uint8)

    def judged(probabilities: Array, places: Array) -> tuple[tuple[Array, Array], Array, Array]:
        votes = probabilities.argmax(axis=2)  # (replicas, rows)
        tested = np.ones(votes.shape, bool)
        if not result.study.data.drawn_anew:
            test = plan_block(result.study, arm, result.replicas[places]).rows.test
            tested[:] = False
            np.put_along_axis(tested, test.astype(np.int64), True, axis=1)
        wrong = (votes != labels) & tested
        _, at = np.nonzero(wrong)
        taken = np.bincount(at * classes + votes[wrong], minlength=rows * classes)
        return row_errors(wrong, tested), taken, np.packbits(wrong, axis=1)

    for at, (found, taken, bits) in predicted(result, arm, kept, x, judged, threads):
        counts += found
        mistaken += taken.reshape(rows, classes)
        packed[at] = bits
    return counts[0], counts[1], mistaken, packed


def _share_of_errors(packed: Array, members: Array, weights: Array, level: float) -> Interval:
    """Return the share of all errors, pooled over replicas, that are made at `members`."""
    columns = np.column_stack([weights * members, weights])
    pairs = [np.zeros((0, 2), np.int64)]
    for start in range(0, len(packed), 256):
        bits = np.unpackbits(packed[start : start + 256], axis=1, count=len(weights))
        pairs.append(bits @ columns)
    parts, wholes = np.concatenate(pairs).T
    return pooled_interval(parts, wholes, level)
