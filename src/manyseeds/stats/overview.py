"""The usual statistics of one arm of a result, computed once for pages and tables alike."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.errors import ResultError, one_of
from manyseeds.parts import sizes_of
from manyseeds.splits import SplitSizes
from manyseeds.stats.batches import batches_of, by_replica, joined
from manyseeds.stats.confusion import Confusion, confusion_of, recalls
from manyseeds.stats.convergence import (
    Convergence,
    ConvergenceRule,
    judged_settling,
    settling_of,
)
from manyseeds.stats.curves import CurveBands, at_epoch, bands_of
from manyseeds.stats.distribution import Distribution, distribution_of
from manyseeds.stats.overfitting import Overfitting, OverfittingRule, judged_rise, lowest_losses

if TYPE_CHECKING:
    from manyseeds.arms import Arm
    from manyseeds.results.result import Result

__all__ = ["Overview", "overview_of", "replica_values"]


@dataclass(frozen=True, eq=False)
class Overview:
    """What the replicas of one arm came to.

    Parameters
    ----------
    arm : Arm
    sizes : SplitSizes
        Rows of each part.
    replicas, diverged : int
        Trained, and diverged among them.
    at_end : mapping of str to Distribution
        ``accuracy, loss, val_accuracy, val_loss`` at the epoch whose weights are kept, and
        ``test_accuracy, test_loss``; a part without rows is left out.
    curves : mapping of str to CurveBands
        Of the same metrics but the test's.
    convergence : Convergence
        By the validation loss; by the training loss where there are no validation rows.
    overfitting : Overfitting, optional
        Where there are validation rows.
    confusion : Confusion, optional
        Where there are test rows.
    """

    arm: Arm
    sizes: SplitSizes
    replicas: int
    diverged: int
    at_end: Mapping[str, Distribution] = field(repr=False)
    curves: Mapping[str, CurveBands] = field(repr=False)
    convergence: Convergence
    overfitting: Overfitting | None
    confusion: Confusion | None = field(repr=False)

    @functools.cached_property
    def kept(self) -> int:
        """Replicas that did not diverge: those behind means and quantiles."""
        return self.replicas - self.diverged


def overview_of(result: Result, arm: int = 0) -> Overview:
    """Compute the usual statistics of an arm; diverged replicas are counted and left out.

    Examples
    --------
    >>> from manyseeds import Study, Training
    >>> result = Study(data="xor", training=Training(epochs=2), replicas=8).run()
    >>> found = overview_of(result)
    >>> found.kept, round(found.at_end["test_accuracy"].mean.level, 2)
    (8, 0.95)
    """
    sizes = sizes_of(result.study.data, result.study.split)
    criteria = result.study.criteria
    level = criteria.level
    diverged = result.diverged_at[arm] >= 0
    metrics = METRICS if sizes.validation else METRICS[:2]
    rule = ConvergenceRule.of(criteria)
    ends = {name: replica_values(result, name, arm=arm)[~diverged] for name in metrics}
    if sizes.test:
        for name in ("test_accuracy", "test_loss"):
            ends[name] = replica_values(result, name, arm=arm)[~diverged]
    overfitting = None
    if sizes.validation:
        gaps = ends["accuracy"] - ends["val_accuracy"]
        overfitting = judged_rise(
            by_replica(result, "val_loss", arm, _lowest_kept(result.best_epoch[arm]))[~diverged],
            ends["val_loss"],
            gaps,
            OverfittingRule.of(criteria),
            level,
        )
    judged = "val_loss" if sizes.validation else "loss"
    settling = joined(batches_of(result, judged, arm, lambda rows, _: settling_of(rows, rule)))
    return Overview(
        arm=result.arms[arm],
        sizes=sizes,
        replicas=len(result.replicas),
        diverged=int(diverged.sum()),
        at_end={
            name: distribution_of(values, level, share=name.endswith("accuracy"))
            for name, values in ends.items()
        },
        curves={name: bands_of(result, name, arm, ~diverged) for name in metrics},
        convergence=judged_settling(settling, diverged, rule, level),
        overfitting=overfitting,
        confusion=confusion_of(result.confusion[arm], diverged, result.study.data.classes, level)
        if sizes.test
        else None,
    )


def _lowest_kept(last: Array) -> Callable[[Array, Array], Array]:
    """Return what finds the lowest loss until the epoch whose weights are kept.

    A lower loss after that is no overfitting: the replica stopped early.
    """

    def lowest(rows: Array, places: Array) -> Array:
        seen = np.arange(rows.shape[1]) <= last[places, None]
        return lowest_losses(np.where(seen, rows, np.nan))

    return lowest


def _at(result: Result, arm: int, epoch: int | None) -> Callable[[Array, Array], Array]:
    """Return what finds each replica's value at `epoch`, or where its weights are kept."""
    most, own = result.curves.shape[-1], result.arms[arm].training.epochs
    if epoch is None:
        at = result.best_epoch[arm]
        return lambda rows, places: at_epoch(rows, at[places])
    if not 0 < epoch <= most:
        raise ResultError(f"`epoch` must be from 1 to {most}; got {epoch}.")
    if epoch > own:  # of an arm that is trained longer
        return lambda rows, _: np.full(len(rows), np.nan)
    return lambda rows, _: rows[:, epoch - 1].astype(np.float64)


def replica_values(
    result: Result,
    metric: str,
    *,
    arm: int = 0,
    epoch: int | None = None,
    class_: int | None = None,
) -> Array:
    """Return one number of every replica, NaN where it has none: float64 (replicas,).

    Parameters
    ----------
    result : Result
    metric : str
        ``loss, accuracy, val_loss, val_accuracy`` (at `epoch`, from 1, or at the epoch whose
        weights are kept), ``test_loss, test_accuracy``, or ``recall`` (of `class_`).
    arm : int
    epoch : int, optional
    class_ : int, optional
        Index of a class.
    """
    diverged = result.diverged_at[arm] >= 0
    if metric in METRICS:
        values = by_replica(result, metric, arm, _at(result, arm, epoch))
    elif metric in ("test_loss", "test_accuracy"):
        values = getattr(result, metric)[arm].astype(np.float64)
    elif metric == "recall" and class_ is not None:
        values = recalls(result.confusion[arm])[:, class_].copy()
    else:
        raise ResultError(one_of("metric", (*METRICS, "test_loss", "test_accuracy"), metric))
    values[diverged] = np.nan
    return values
