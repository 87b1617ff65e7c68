"""What a result consists of: each array's name, axes, shape and type, in memory and on disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from manyseeds._types import METRICS
from manyseeds.arms import Arm

if TYPE_CHECKING:
    from manyseeds.spec import Study

__all__ = ["SCHEMA", "SCORES", "Slot", "layout"]

SCHEMA = 1
"""Version of the layout; a reader refuses any other."""

SCORES = ("test_loss", "test_accuracy", "confusion", "epochs_run", "best_epoch", "diverged_at")


class Slot(NamedTuple):
    """Place of one array: its axes, shape and type, and what it holds before training."""

    axes: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: type
    fill: float


def layout(study: Study, arms: Sequence[Arm], replicas: int) -> dict[str, Slot]:
    """Return the slots of a result: the metrics, `SCORES`, weights, replicas and own arrays."""
    scored = (len(arms), replicas)
    epochs = max(arm.training.epochs for arm in arms)
    classes = len(study.data.classes)
    pair, triple = ("arm", "replica"), ("arm", "replica", "epoch")
    slots = {name: Slot(triple, (*scored, epochs), np.float32, np.nan) for name in METRICS}
    slots |= {
        "test_loss": Slot(pair, scored, np.float32, np.nan),
        "test_accuracy": Slot(pair, scored, np.float32, np.nan),
        "confusion": Slot((*pair, "true", "predicted"), (*scored, classes, classes), np.int32, 0),
        "epochs_run": Slot(pair, scored, np.int32, 0),
        "best_epoch": Slot(pair, scored, np.int32, 0),
        "diverged_at": Slot(pair, scored, np.int32, -1),
    }
    for arm in arms:
        shape = (replicas, arm.parameters)
        slots[f"weights_{arm.index}"] = Slot(("replica", "parameter"), shape, np.float32, 0)
    slots["replica"] = Slot(("replica",), (replicas,), np.int64, 0)
    if study.data.kept_with_result:
        slots["data_x"] = Slot(("sample", "feature"), study.data.x.shape, np.float64, 0)
        slots["data_y"] = Slot(("sample",), study.data.y.shape, np.int32, 0)
        if study.data.weights is not None:
            slots["data_weights"] = Slot(("sample",), study.data.y.shape, np.float32, 0)
        for place, values in enumerate(study.data.aside.values()):
            kind = np.int32 if values.dtype == np.int32 else np.float64
            slots[f"data_aside_{place}"] = Slot(("sample",), values.shape, kind, 0)
    return slots
