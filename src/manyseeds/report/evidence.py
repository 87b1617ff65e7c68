"""Everything a report of an exercise rests on, computed once from its result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError
from manyseeds.plan import keys_of
from manyseeds.report.document import Placed
from manyseeds.report.numbers import decimal
from manyseeds.stats.boundary import Boundary, boundary_of
from manyseeds.stats.convergence import settled_epochs
from manyseeds.stats.distribution import Distribution, distribution_of
from manyseeds.stats.fresh import fresh_accuracy, fresh_sample
from manyseeds.stats.overview import Overview, overview_of, replica_values
from manyseeds.stats.placement import placement_of
from manyseeds.stats.width import ArmSuccess, success_of

if TYPE_CHECKING:
    from manyseeds.labs.exercise import Exercise, Published
    from manyseeds.results.result import Result

__all__ = ["TARGET", "Evidence", "evidence_of", "main_arm"]

TARGET = 0.85
"""Accuracy that counts as success in the sweep."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """The statistics of one exercise.

    Parameters
    ----------
    exercise : Exercise
    result : Result
    main : Overview
        Of the exercise's own network.
    fresh : Distribution, optional
        Its accuracy on fresh points, where the law of the data is known.
    widths : tuple of ArmSuccess
        Of every arm, where there are several; on fresh points where they are known.
    boundary : Boundary, optional
        Of data of two features.
    points : float32 array (samples, features)
        The rows of the first replica.
    placed : tuple of Placed
        The published figures among the replicas.
    """

    exercise: Exercise
    result: Result = field(repr=False)
    main: Overview
    fresh: Distribution | None
    widths: tuple[ArmSuccess, ...]
    boundary: Boundary | None
    points: Array = field(repr=False)
    placed: tuple[Placed, ...]

    def placed_at(self, step: str) -> tuple[Placed, ...]:
        """Return the published figures of a step."""
        return tuple(placed for placed in self.placed if placed.step == step)


def evidence_of(result: Result, exercise: Exercise, threads: int | None = None) -> Evidence:
    """Compute the statistics of an exercise's result."""
    main = main_arm(result)
    fresh = None
    accuracies = [replica_values(result, "test_accuracy", arm=arm.index) for arm in result.arms]
    if result.study.data.drawn_anew:
        accuracies = _fresh_accuracies(result, threads)
        fresh = distribution_of(accuracies[main])
    widths = tuple(
        success_of(arm, values, TARGET) for arm, values in zip(result.arms, accuracies, strict=True)
    )
    boundary = None
    if result.arms[main].widths[0] == 2 and exercise.boundary:
        low, high = exercise.boundary
        boundary = boundary_of(result, result.arms[main], low=low, high=high, threads=threads)
    keys = keys_of(result.study, "data", result.replicas[:1])
    return Evidence(
        exercise=exercise,
        result=result,
        main=overview_of(result, main),
        fresh=fresh,
        widths=widths if len(widths) > 1 else (),
        boundary=boundary,
        points=result.study.data.draw(result.study.seed, keys)[0],
        placed=_placed(result, exercise, main),
    )


def main_arm(result: Result) -> int:
    """Return the arm that is the study's own network and training.

    Raises
    ------
    ResultError
        Where the sweep leaves it out.
    """
    study = result.study
    for arm in result.arms:
        if (arm.network, arm.training) == (study.network, study.training):
            return arm.index
    raise ResultError("The sweep leaves out the study's own network: add its value to the sweep.")


def _fresh_accuracies(result: Result, threads: int | None) -> list[Array]:
    """Each arm's accuracies on fresh points, NaN where a replica diverged."""
    sample = fresh_sample(result.study.data)
    accuracies = []
    for arm in result.arms:
        kept = np.flatnonzero(result.diverged_at[arm.index] < 0)
        values = np.full(len(result.replicas), np.nan)
        values[kept] = fresh_accuracy(result, arm, kept, sample, threads)
        accuracies.append(values)
    return accuracies


def _placed(result: Result, exercise: Exercise, main: int) -> tuple[Placed, ...]:
    arms = {arm.network.hidden: arm.index for arm in reversed(result.arms)}
    placed = []
    for figure in exercise.published:
        arm = main if figure.hidden is None else arms.get(figure.hidden)
        if arm is None:  # the sweep was left out
            continue
        values = _values(result, figure, arm)
        present = values[np.isfinite(values)]
        place = placement_of(figure.value, present, figure.tolerance)
        digits = 0 if figure.metric == "settled" else 4
        median = decimal(float(np.median(present)), digits) if len(present) else ""
        placed.append(Placed(figure.step, figure.name, figure.text, place, median))
    return tuple(placed)


def _values(result: Result, figure: Published, arm: int) -> Array:
    if figure.metric != "settled":
        return replica_values(
            result, figure.metric, arm=arm, epoch=figure.epoch, class_=figure.class_
        )
    losses = result.curves[2, arm]
    epochs = settled_epochs(losses).astype(np.float64)
    epochs[(epochs == 0) | (result.diverged_at[arm] >= 0)] = np.nan
    return epochs
