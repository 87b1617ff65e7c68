"""Probabilities that replicas give to rows they never used: what ensembles are judged on.

Where the law of the data is known these are fresh points, the same for every replica. Rows of a
given table are judged by those replicas alone that had them among their test rows, which is called
out-of-bag (Breiman 1996).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.plan import plan_block
from manyseeds.results.prediction import predict
from manyseeds.stats.fresh import fresh_sample

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["Unseen", "unseen_of"]

MOST = 256
"""Replicas that are looked at, the first ones: more would make the pictures no clearer."""
POINTS = 2048


@dataclass(frozen=True, eq=False)
class Unseen:
    """What each replica predicts for rows it never used.

    Parameters
    ----------
    rows : int array (replicas, rows of a replica)
        Which rows of `labels` each replica judges.
    probabilities : float32 array (replicas, rows of a replica, classes)
    labels : int array (rows,)
    weights : float64 array (rows,)
        How often each row counts.
    validation : float64 array (replicas,)
        Accuracy on validation rows at the end; NaN where there are none.
    fresh : bool
        Whether the rows stand for the law of the data, so that nothing about them is chance.
    """

    rows: Array
    probabilities: Array
    labels: Array
    weights: Array
    validation: Array
    fresh: bool

    @property
    def replicas(self) -> int:
        """How many replicas there are."""
        return len(self.rows)

    @property
    def where(self) -> str:
        """What the rows are, in words."""
        if self.fresh:
            return "fresh points"
        return "test rows" if (self.rows == self.rows[0]).all() else "rows left out of training"


def unseen_of(result: Result, arm: int = 0, *, most: int = MOST, points: int = POINTS) -> Unseen:
    """Return what the replicas of an arm predict for rows they never used.

    Diverged replicas are left out, and those after the first `most`. Where the law of the data is
    known `points` points stand for it. A given table must have test rows.

    Examples
    --------
    >>> from manyseeds import Study, Training
    >>> result = Study(data="iris", training=Training(epochs=1), replicas=8).run()
    >>> unseen = unseen_of(result)
    >>> unseen.probabilities.shape, unseen.where
    ((8, 30, 3), 'rows left out of training')
    """
    chosen, study = result.arms[arm], result.study
    places = np.flatnonzero(result.diverged_at[arm] < 0)[:most]
    if study.data.drawn_anew:
        sample = fresh_sample(study.data, points)
        table, labels, weights = sample.x, sample.y, sample.weights.astype(np.float64)
        rows = np.broadcast_to(np.arange(len(labels)), (len(places), len(labels)))
    else:
        table, labels = study.data.x, study.data.y
        weights = np.ones(len(labels))
        rows = plan_block(study, chosen, result.replicas[places]).rows.test
    probabilities = predict(result, chosen, places, table)
    if not study.data.drawn_anew:
        probabilities = np.take_along_axis(probabilities, rows[:, :, None], axis=1)
    last = np.maximum(result.best_epoch[arm, places], 0)
    validation = result.curves[METRICS.index("val_accuracy"), arm, places, last]
    return Unseen(
        rows=rows,
        probabilities=probabilities,
        labels=labels,
        weights=weights,
        validation=validation.astype(np.float64),
        fresh=study.data.drawn_anew,
    )
