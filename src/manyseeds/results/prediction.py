"""Predictions of many replicas on new rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import Array
from manyseeds.arms import Arm
from manyseeds.engines.native import predict_probabilities
from manyseeds.errors import DataError
from manyseeds.plan import plan_block

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["predict"]


def predict(result: Result, arm: Arm, places: Array, x: Any) -> Array:
    """Return the class probabilities of rows `x` under the replicas at `places` of `arm`.

    Returns
    -------
    float32 array (replicas, samples, classes)
    """
    features = arm.widths[0]
    samples = np.asarray(x, np.float32)
    if samples.ndim != 2 or samples.shape[1] != features:
        raise DataError(f"`x` must be a table of {features} columns; got shape {samples.shape}.")
    if not np.isfinite(samples).all():
        raise DataError("`x` must be finite; got NaN or infinity. Remove or impute them.")
    scaling = None
    if result.study.scaling != "none":
        scaling = plan_block(result.study, arm, result.replicas[places]).scaling
    return predict_probabilities(arm, result.flat_weights[arm.index][places], scaling, samples)
