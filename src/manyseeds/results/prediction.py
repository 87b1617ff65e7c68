"""Predictions of many replicas on new rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from manyseeds._types import Array
from manyseeds.arms import Arm
from manyseeds.data.arrays import table_of
from manyseeds.engines.native import predict_probabilities
from manyseeds.errors import DataError
from manyseeds.executors import StopFlag, on_threads, processors
from manyseeds.missing import filled
from manyseeds.plan import blocks_of, plan_block

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["check_rows_within_reach", "predict", "predicted"]

CHUNK = 2**22
"""Probabilities held at a time, over replicas, rows and classes: 16 MB on each thread."""

Outcome = TypeVar("Outcome")


def predict(result: Result, arm: Arm, places: Array, x: Any) -> Array:
    """Return the class probabilities of rows `x` under the replicas at `places` of `arm`.

    Where the study's rows have missing values, NaN in `x` is filled as each replica filled its own.

    Returns
    -------
    float32 array (replicas, samples, classes)
    """
    samples = table_of(x, missing=bool(np.isnan(result.study.data.x).any())).astype(np.float32)
    features = arm.widths[0]
    if samples.shape[1] != features:
        raise DataError(f"`x` must be a table of {features} columns; got shape {samples.shape}.")
    gaps = bool(np.isnan(samples).any())
    weights = result.flat_weights[arm.index]
    out = np.empty((len(places), len(samples), arm.classes), np.float32)
    for at in blocks_of(range(len(places))):
        block = places[at]
        scaling = medians = None
        if result.study.scaling != "none" or gaps:
            plan = plan_block(result.study, arm, result.replicas[block])
            scaling, medians = plan.scaling, plan.medians
        if not gaps or medians is None:
            out[at] = predict_probabilities(arm, weights[block], scaling, samples)
            continue
        for place, stand_in in zip(at, medians, strict=True):
            one = slice(place - at[0], place - at[0] + 1)
            scale = None if scaling is None else (scaling[0][one], scaling[1][one])
            chosen = weights[places[place : place + 1]]
            rows = filled(samples, stand_in)
            out[place] = predict_probabilities(arm, chosen, scale, rows)[0]
    return out


def check_rows_within_reach(result: Result, arm: Arm, places: Array, found: Array) -> None:
    """Refuse rows so large that single precision loses them on the way through a network.

    Parameters
    ----------
    result : Result
    arm : Arm
    places : int array (replicas,)
    found : float32 array (replicas, samples, classes)
        What `predict` returned; replicas that diverged may have no probabilities.

    Raises
    ------
    DataError
        Naming the first such row.
    """
    sound = result.diverged_at[arm.index, places] < 0
    lost = sound[:, None] & np.isnan(found).any(axis=2)  # (replicas, samples)
    if lost.any():
        row = int(lost.any(axis=0).argmax())
        raise DataError(
            f"`x` must be of numbers for which a network has probabilities; row {row} is too large "
            f"for {int(lost[:, row].sum()):,} of {int(sound.sum()):,}. Look for a wrong unit or a "
            "number that stands for a missing one."
        )


def predicted(
    result: Result,
    arm: Arm,
    places: Array,
    x: Array,
    work: Callable[[Array, Array], Outcome],
    threads: int | None = None,
) -> Iterator[tuple[slice, Outcome]]:
    """Yield what `work` makes of the probabilities of rows `x` under replicas of `arm`, in parts.

    Never all probabilities are held at once, and parts are predicted on several threads.

    Parameters
    ----------
    result : Result
    arm : Arm
    places : int array
        Places of the replicas.
    x : array (samples, features)
    work : callable
        Takes the probabilities of some replicas, float32 (part, samples, classes), and their
        places.
    threads : int, optional
        As many as there are processors if left out.

    Yields
    ------
    slice, outcome
        Where the part is among `places`, in the order in which parts end.
    """
    size = max(1, CHUNK // max(len(x) * arm.classes, 1))

    def task(start: int) -> tuple[slice, Outcome]:
        part = places[start : start + size]
        return slice(start, start + len(part)), work(predict(result, arm, part, x), part)

    starts = range(0, len(places), size)
    yield from on_threads(task, starts, threads or processors(), StopFlag())
