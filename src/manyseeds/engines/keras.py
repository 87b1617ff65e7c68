"""The Keras engine: the plan of a block trained by ``keras.Model.fit``, one replica at a time.

It shows the kernel's work done with the tool whose meaning the kernel has, and is its oracle in
the tests. Any backend of Keras 3 serves. The module is imported when the engine is asked for.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.engines.engine import TrainedBlock
from manyseeds.engines.keras_backend import import_keras
from manyseeds.engines.keras_model import build_model, early_stopping, seed_dropout
from manyseeds.engines.reference import class_logits, unflatten
from manyseeds.plan import BlockPlan

__all__ = ["KerasEngine"]

keras = import_keras()


class PlannedBatches(keras.utils.PyDataset):  # type: ignore[misc, name-defined]
    """One replica's batches in an epoch, in the order of the plan."""

    def __init__(self, plan: BlockPlan, place: int, x: Array) -> None:
        super().__init__()
        self.plan, self.place, self.x = plan, place, x
        self.size = plan.arm.training.batch_size
        self.turn_to(epoch=0)

    def turn_to(self, epoch: int) -> None:
        """Put the training rows into the order of `epoch`."""
        self.rows = self.plan.rows.train[self.place][self.plan.order(self.place, epoch)]

    def __len__(self) -> int:
        return math.ceil(len(self.rows) / self.size)

    def __getitem__(self, index: int) -> tuple[Array, ...]:
        rows = self.rows[index * self.size : (index + 1) * self.size]
        return batch_of(self.plan, self.place, self.x, rows, training=True)


def batch_of(
    plan: BlockPlan, place: int, x: Array, rows: Array, *, training: bool
) -> tuple[Array, ...]:
    """Return rows, their targets and, where they have any, their weights."""
    targets: Array = plan.labels[rows]
    if plan.arm.network.output == "sigmoid":
        targets = targets[:, None].astype(np.float32)
    elif plan.arm.training.label_smoothing:
        targets = np.eye(plan.arm.classes, dtype=np.float32)[targets]
    weights = plan.weights(place, rows, training=training)
    return (x[rows], targets) if weights is None else (x[rows], targets, weights)


class Recorder(keras.callbacks.Callback):  # type: ignore[misc, name-defined]
    """Follows one replica: sets the order of epochs, notes metrics, stops where it must."""

    def __init__(
        self, batches: PlannedBatches, block: TrainedBlock, should_stop: Callable[[], bool]
    ) -> None:
        super().__init__()
        self.batches, self.place, self.block = batches, batches.place, block
        self.should_stop = should_stop
        self.limit = batches.plan.arm.training.divergence_loss

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Set the order. Not left to the dataset, of which Keras may take a batch to try it out."""
        self.batches.turn_to(epoch)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Take note of the four metrics."""
        found = logs or {}
        self.block.history[:, self.place, epoch] = [found.get(name, np.nan) for name in METRICS]
        self.block.epochs_run[self.place] = epoch + 1
        losses = [found[name] for name in ("loss", "val_loss") if name in found]
        if not all(loss <= self.limit for loss in losses):  # NaN too
            self.block.diverged_at[self.place] = epoch
            # Here, because early stopping restores better weights at the end of training.
            self.block.weights[self.place] = flat_weights(self.model)
        if self.block.diverged_at[self.place] >= 0 or self.should_stop():
            self.model.stop_training = True


def flat_weights(model: Any) -> Array:
    """Return all weights of a model in Keras's order: (parameters,)."""
    return np.concatenate([w.ravel() for w in model.get_weights()])


@dataclass(frozen=True)
class KerasEngine:
    """Keras's own training loop. One model serves a block, so that it is compiled once."""

    def train(self, plan: BlockPlan, should_stop: Callable[[], bool]) -> TrainedBlock | None:
        """Train one replica after the other; see `Engine`."""
        block = _train_block(plan, should_stop)
        # Cycles of references keep a model alive, and with it megabytes of compiled programs that
        # Python's own count does not see.
        gc.collect()
        return block


def _train_block(plan: BlockPlan, should_stop: Callable[[], bool]) -> TrainedBlock | None:
    block = TrainedBlock.empty(plan)
    model = build_model(plan.arm)
    fresh = [variable.numpy() for variable in model.optimizer.variables]
    for place in range(len(plan.replicas)):
        for variable, value in zip(model.optimizer.variables, fresh, strict=True):
            variable.assign(value)
        model.set_weights(unflatten(plan.initial_weights[place], plan.arm, np.float32))
        seed_dropout(model, plan.seed, int(plan.order_keys[place]))
        _train_replica(model, plan, place, block, should_stop)
        if should_stop():
            return None
    return block


def _train_replica(
    model: Any, plan: BlockPlan, place: int, block: TrainedBlock, should_stop: Callable[[], bool]
) -> None:
    training = plan.arm.training
    x, validation = plan.inputs(place), plan.rows.validation[place]
    batches, stopping = PlannedBatches(plan, place, x), early_stopping(training)
    model.fit(
        batches,
        epochs=training.epochs,
        shuffle=False,
        validation_data=batch_of(plan, place, x, validation, training=False)
        if len(validation)
        else None,
        validation_batch_size=len(validation) or None,
        callbacks=[Recorder(batches, block, should_stop), *stopping],
        verbose=0,
    )
    last = block.epochs_run[place] - 1
    restored = any(c.restore_best_weights and c.best is not None for c in stopping)
    block.best_epoch[place] = stopping[0].best_epoch if restored else last
    if block.diverged_at[place] >= 0:
        block.best_epoch[place] = last
        return
    block.weights[place] = flat_weights(model)
    if len(plan.rows.test[place]):
        _test(model, plan, place, block, x)


def _test(model: Any, plan: BlockPlan, place: int, block: TrainedBlock, x: Array) -> None:
    """Score the kept weights on the test rows."""
    rows = plan.rows.test[place]
    batch = batch_of(plan, place, x, rows, training=False)
    score = model.evaluate(
        *batch[:2],
        sample_weight=batch[2] if len(batch) > 2 else None,
        batch_size=len(rows),
        return_dict=True,
        verbose=0,
    )
    if not score["loss"] <= plan.arm.training.divergence_loss:
        block.diverged_at[place] = block.epochs_run[place] - 1
        return
    block.test_loss[place], block.test_accuracy[place] = score["loss"], score["accuracy"]
    logits = class_logits(keras.ops.convert_to_numpy(model(x[rows])))
    predicted = logits.argmax(axis=1)
    np.add.at(block.confusion[place], (plan.labels[rows], predicted), 1)
