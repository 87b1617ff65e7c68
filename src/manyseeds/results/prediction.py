"""Predictions of many replicas on new rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import Array
from manyseeds.arms import Arm
from manyseeds.data.arrays import table_of
from manyseeds.engines.native import predict_probabilities
from manyseeds.errors import DataError
from manyseeds.missing import filled
from manyseeds.plan import blocks_of, plan_block

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["predict"]


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
