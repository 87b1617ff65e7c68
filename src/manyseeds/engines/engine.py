"""What an engine is: something that trains the replicas of a plan."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.errors import EngineError, one_of
from manyseeds.plan import BlockPlan

__all__ = ["ENGINES", "Engine", "TrainedBlock", "engine_named"]


@dataclass(frozen=True)
class TrainedBlock:
    """What training left of the replicas of one block.

    Parameters
    ----------
    history : float32 array (4, replicas, epochs)
        ``loss, accuracy, val_loss, val_accuracy``; NaN after a replica's last epoch.
    weights : float32 array (replicas, parameters)
        In Keras's order: kernel, bias, kernel, bias ...
    epochs_run, best_epoch : int32 arrays (replicas,)
        Epochs trained, and the epoch (from 0) whose weights are kept.
    diverged_at : int32 array (replicas,)
        Epoch (from 0) at which the loss was no longer finite; -1 for none.
    test_loss, test_accuracy : float32 arrays (replicas,)
    confusion : int32 array (replicas, classes, classes)
        Counts over true, predicted class; zeros where the replica diverged.
    """

    history: Array
    weights: Array
    epochs_run: Array
    best_epoch: Array
    diverged_at: Array
    test_loss: Array
    test_accuracy: Array
    confusion: Array

    @classmethod
    def empty(cls, plan: BlockPlan) -> TrainedBlock:
        """Return arrays of the right shapes, to be filled."""
        r, classes = len(plan.replicas), plan.arm.classes
        epochs = plan.arm.training.epochs
        return cls(
            history=np.full((len(METRICS), r, epochs), np.nan, np.float32),
            weights=np.empty((r, plan.arm.parameters), np.float32),
            epochs_run=np.zeros(r, np.int32),
            best_epoch=np.zeros(r, np.int32),
            diverged_at=np.full(r, -1, np.int32),
            test_loss=np.full(r, np.nan, np.float32),
            test_accuracy=np.full(r, np.nan, np.float32),
            confusion=np.zeros((r, classes, classes), np.int32),
        )


class Engine(Protocol):
    """Trains blocks."""

    def train(self, plan: BlockPlan, should_stop: Callable[[], bool]) -> TrainedBlock | None:
        """Train the replicas of `plan`; return None if `should_stop` became true meanwhile."""
        ...


# Imported only when asked for: Keras takes seconds.
ENGINES: Mapping[str, tuple[str, str]] = {
    "native": ("manyseeds.engines.native", "NativeEngine"),
    "reference": ("manyseeds.engines.reference", "ReferenceEngine"),
    "keras": ("manyseeds.engines.keras", "KerasEngine"),
}


def engine_named(name: str) -> Engine:
    """Return the engine called `name`.

    Raises
    ------
    EngineError
        Where there is no such engine, or what it needs is not installed.
    """
    if not isinstance(name, str) or name not in ENGINES:
        raise EngineError(one_of("engine", ENGINES, name))
    module, attribute = ENGINES[name]
    engine: Engine = getattr(importlib.import_module(module), attribute)()
    return engine
