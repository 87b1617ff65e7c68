"""The published figures of an exercise, each at its place among the replicas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.findings.wording import decimal
from manyseeds.stats.batches import by_replica
from manyseeds.stats.convergence import ConvergenceRule, settled_epochs
from manyseeds.stats.overview import replica_values
from manyseeds.stats.placement import Placement, placement_of

if TYPE_CHECKING:
    from manyseeds.labs.exercise import Exercise, Published
    from manyseeds.results.result import Result

__all__ = ["Placed", "placed_figures"]


@dataclass(frozen=True)
class Placed:
    """A published figure with its place among the replicas."""

    step: str
    name: str
    metric: str
    value: str
    place: Placement
    median: str


def placed_figures(result: Result, exercise: Exercise, main: int) -> tuple[Placed, ...]:
    """Place each published figure of `exercise` that the result has replicas for."""
    arms = {arm.network.hidden: arm.index for arm in reversed(result.arms)}
    placed = []
    for figure in exercise.published:
        arm = main if figure.hidden is None else arms.get(figure.hidden)
        if arm is None:  # the sweep was left out
            continue
        values = _values(result, figure, arm)
        present = values[np.isfinite(values)]
        place = placement_of(figure.value, present, figure.tolerance)
        digits = 0 if figure.metric in ("settled", "test_rows") else 4
        median = decimal(float(np.median(present)), digits) if len(present) else ""
        placed.append(Placed(figure.step, figure.name, figure.metric, figure.text, place, median))
    return tuple(placed)


def _values(result: Result, figure: Published, arm: int) -> Array:
    diverged = result.diverged_at[arm] >= 0
    if figure.metric == "test_rows":
        rows: Array = result.confusion[arm][:, figure.class_].sum(axis=-1).astype(np.float64)
        rows[diverged] = np.nan
        return rows
    if figure.metric != "settled":
        return replica_values(
            result, figure.metric, arm=arm, epoch=figure.epoch, class_=figure.class_
        )
    rule = ConvergenceRule.of(result.study.criteria)
    epochs = by_replica(
        result, "val_loss", arm, lambda rows, _: settled_epochs(rows, rule).astype(np.float64)
    )
    epochs[(epochs == 0) | diverged] = np.nan
    return epochs
