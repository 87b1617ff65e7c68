"""Names of axes and shapes of arrays.

The shapes in signatures are read by people and, in the tests alone, checked by beartype.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["AXES", "METRICS", "Array"]

Array: TypeAlias = NDArray[Any]

AXES = (
    "arm",
    "replica",
    "epoch",
    "layer",
    "sample",
    "feature",
    "class_",
    "true",
    "predicted",
    "quantile",
)

METRICS = ("loss", "accuracy", "val_loss", "val_accuracy")

BLOCK = 16
"""Replicas trained together: the unit of work, of commit and of retry."""

Float32 = np.float32
