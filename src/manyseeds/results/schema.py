"""What a result consists of: each array's name, axes, shape and type, in memory and on disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from manyseeds._types import BLOCK, METRICS
from manyseeds.arms import Arm

if TYPE_CHECKING:
    from manyseeds.spec import Study

__all__ = ["SCHEMA", "SCORES", "Slot", "chunk_size", "layout"]

SCHEMA = 2
"""Version of the layout; a reader refuses any other."""

OPERATIONS_A_SECOND = 80_000_000_000
"""What a processor is taken to do in choosing the size of chunks; only the order counts."""

SCORES = ("test_loss", "test_accuracy", "confusion", "epochs_run", "best_epoch", "diverged_at")


class Slot(NamedTuple):
    """Place of one array: its axes, shape and type, and what it holds before training."""

    axes: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: type
    fill: float


def layout(study: Study, arms: Sequence[Arm], replicas: int) -> dict[str, Slot]:
    """Return the slots of a result: the metrics, `SCORES`, and the weights of each arm."""
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
    return slots


def chunk_size(arms: Sequence[Arm], rows: int) -> int:
    """Return how many replicas of an arm go into one chunk, the unit that is written and committed.

    As many blocks as one processor trains in about a second, so that what a crash can cost is
    small and so is the share of time that committing takes; at most 64 blocks, which fit the
    memory of any machine.

    Parameters
    ----------
    arms : sequence of Arm
    rows : int
        Samples of the dataset.
    """
    steps = max(rows * arm.training.epochs * (arm.parameters + 32) for arm in arms)
    blocks = OPERATIONS_A_SECOND // (6 * BLOCK * steps)
    return BLOCK * min(64, 1 << max(0, int(blocks).bit_length() - 1))
