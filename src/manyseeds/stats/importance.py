"""Permutation importance: how much accuracy is lost when a column says nothing any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.engines.native import predict_probabilities
from manyseeds.errors import ResultError, must_be
from manyseeds.executors import StopFlag, on_threads, processors
from manyseeds.parts import sizes_of
from manyseeds.plan import BlockPlan, blocks_of, plan_block
from manyseeds.stats.interval import Interval
from manyseeds.stats.simultaneous import simultaneous_means

if TYPE_CHECKING:
    from manyseeds.arms import Arm
    from manyseeds.results.result import Result

__all__ = ["Importance", "importance_of", "permuted"]

REPLICAS = 200
"""Replicas that are asked unless more are wanted: each answers for every column."""

CHUNK = 2**22
"""Values of permuted rows that are held at a time by one thread."""


@dataclass(frozen=True, eq=False)
class Importance:
    """What each column is worth on the test rows.

    Parameters
    ----------
    names : tuple of str
        Columns as they were given: a category counts as one, whatever it was encoded as.
    drops : float64 array (replicas, columns)
        Test accuracy as it is minus that with the column permuted.
    means : tuple of Interval
        Mean drop of each column; the intervals hold for all columns at once.
    rows : int
        Test rows of a replica.
    level : float
    """

    names: tuple[str, ...]
    drops: Array = field(repr=False)
    means: tuple[Interval, ...]
    rows: int
    level: float

    @property
    def n(self) -> int:
        """Replicas that were asked."""
        return len(self.drops)

    @property
    def order(self) -> Array:
        """Columns by their mean drop, the largest first."""
        return np.argsort([-mean.estimate for mean in self.means], kind="stable")

    @property
    def matter(self) -> tuple[int, ...]:
        """Columns whose whole interval is above zero, the most important first."""
        return tuple(int(c) for c in self.order if self.means[c].low > 0)

    @property
    def first_is_certain(self) -> bool:
        """Whether the interval of the first column is above that of the second."""
        order = self.order
        return len(order) > 1 and self.means[order[0]].low > self.means[order[1]].high


def permuted(x: Array, columns: Sequence[int], order: Array) -> Array:
    """Return `x` with the rows of `columns` in another order, together; the rest as it is.

    Examples
    --------
    >>> permuted(np.array([[1, 2, 3], [4, 5, 6]]), [0, 2], np.array([1, 0])).tolist()
    [[4, 2, 6], [1, 5, 3]]
    """
    changed = x.copy()
    changed[:, list(columns)] = x[order][:, list(columns)]
    return changed


def importance_of(
    result: Result,
    arm: Arm,
    *,
    replicas: int = REPLICAS,
    level: float | None = None,
    threads: int | None = None,
) -> Importance:
    """Return the permutation importance [1]_ of each column over the replicas of `arm`.

    Each replica permutes the values of a column among its own test rows, once, and is asked
    again; the columns of one category are permuted together, and so are a number and the column
    that says where it is missing. Columns that tell the same are each of little worth, as the
    other is still there.

    Parameters
    ----------
    result : Result
    arm : Arm
    replicas : int
        At most; the first that did not diverge.
    level : float, optional
        Of all columns together; the criteria's if left out.
    threads : int, optional

    Raises
    ------
    ResultError
        Where there are no test rows, rows are drawn anew, or all replicas diverged.

    References
    ----------
    .. [1] Breiman (2001). Random forests. Machine Learning 45, 5-32, section 10.
    """
    study = result.study
    rows = sizes_of(study.data, study.split).test
    if study.data.drawn_anew or not rows:
        raise ResultError(must_be("result", "of a given table with test rows", study.data))
    kept = np.flatnonzero(result.diverged_at[arm.index] < 0)[:replicas]
    if not len(kept):
        raise ResultError("All replicas diverged; no column can be judged.")
    drops = np.empty((len(kept), len(study.data.inputs)))

    def work(at: Array) -> tuple[Array, Array]:
        plan = plan_block(study, arm, result.replicas[kept[at]])
        found = [_drops(result, arm, plan, p, kept[k]) for p, k in enumerate(at)]
        return at, np.stack(found)

    blocks = blocks_of(range(len(kept)))
    for at, found in on_threads(work, blocks, threads or processors(), StopFlag()):
        drops[at] = found
    chosen = study.criteria.level if level is None else level
    return Importance(
        names=tuple(name for name, _ in study.data.inputs),
        drops=drops,
        means=simultaneous_means(drops, chosen, seed=study.seed % 2**32),
        rows=rows,
        level=chosen,
    )


def _drops(result: Result, arm: Arm, plan: BlockPlan, place: int, index: int) -> Array:
    """The drop of each column in one replica: float64 (columns,)."""
    test = plan.rows.test[place]
    x = plan.inputs(place)[test]
    labels = plan.labels[test]
    weights = result.flat_weights[arm.index][index : index + 1]
    inputs = result.study.data.inputs
    accuracy = float((_predicted(arm, weights, x) == labels).mean())
    drops = np.empty(len(inputs))
    size = max(1, CHUNK // x.size)
    for start in range(0, len(inputs), size):
        part = range(start, min(start + size, len(inputs)))
        changed = [
            permuted(x, inputs[c][1], _order(result.study.seed, plan.replicas[place], c, len(x)))
            for c in part
        ]
        votes = _predicted(arm, weights, np.concatenate(changed)).reshape(len(part), len(x))
        drops[part.start : part.stop] = accuracy - (votes == labels).mean(axis=1)
    return drops


def _predicted(arm: Arm, weights: Array, x: Array) -> Array:
    """The class a replica gives each row of `x`, which is scaled already."""
    return np.asarray(predict_probabilities(arm, weights, None, x)[0].argmax(axis=1))


def _order(seed: int, replica: int, column: int, rows: int) -> Array:
    """The permutation of one column in one replica, the same however many others are asked."""
    return np.random.default_rng([seed, int(replica), column]).permutation(rows)
