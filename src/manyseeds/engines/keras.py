"""The Keras engine: the plan of a block trained by ``keras.Model.fit``, one replica at a time.

It shows the kernel's work done with the tool whose meaning the kernel has, and is its oracle in
the tests. Any backend of Keras 3 serves. The module is imported when the engine is asked for.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import math
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.arms import Arm
from manyseeds.engines.engine import TrainedBlock
from manyseeds.engines.reference import unflatten
from manyseeds.errors import EngineError
from manyseeds.plan import BlockPlan
from manyseeds.training import Training

__all__ = ["KerasEngine"]

BACKENDS = ("jax", "torch", "tensorflow")
INSTALL = "Install Keras with a backend: pip install manyseeds[keras]"


def import_keras() -> Any:
    """Return the module ``keras``, on the backend it is configured for, else on one installed.

    Raises
    ------
    EngineError
        Where Keras or its backend is not installed.
    """
    if "keras" in sys.modules:
        return sys.modules["keras"]
    if not _installed("keras"):
        raise EngineError(f"The engine 'keras' needs Keras, which is not installed. {INSTALL}.")
    asked = os.environ.get("KERAS_BACKEND")
    choices = [asked] if asked else [_configured_backend(), *BACKENDS]
    backend = next(filter(_installed, choices), None)
    if backend is None:
        missing = "a backend of Keras, and none is"
        if asked:
            missing = f"the backend {asked!r} that KERAS_BACKEND names, which is not"
        raise EngineError(f"The engine 'keras' needs {missing} installed. {INSTALL}.")
    os.environ["KERAS_BACKEND"] = backend
    try:
        return importlib.import_module("keras")
    finally:
        if asked is None:
            del os.environ["KERAS_BACKEND"]


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _configured_backend() -> str:
    """The backend that Keras's own file names; TensorFlow is Keras's default."""
    folder = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"))
    try:
        return str(json.loads((folder / "keras.json").read_text(encoding="utf-8"))["backend"])
    except (OSError, ValueError, LookupError):
        return "tensorflow"


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
    if plan.arm.training.label_smoothing:
        targets = np.eye(plan.arm.widths[-1], dtype=np.float32)[targets]
    weights = plan.weights(place, rows, training=training)
    return (x[rows], targets) if weights is None else (x[rows], targets, weights)


def build_model(arm: Arm) -> Any:
    """Return the arm's network, compiled; its loss is computed from the logits."""
    regularizer = keras.regularizers.L2(arm.training.l2) if arm.training.l2 else None
    layers = [
        keras.layers.Dense(
            width,
            activation=activation,
            kernel_initializer="zeros",  # the plan brings the first weights
            kernel_regularizer=regularizer,
            dtype="float32",
        )
        for width, activation in zip(arm.widths[1:], arm.activations, strict=True)
    ]
    model = keras.Sequential([keras.Input((arm.widths[0],), dtype="float32"), *layers])
    model.compile(
        optimizer=build_optimizer(arm.training),
        loss=build_loss(arm.training),
        metrics=[build_accuracy(arm.training)],
    )
    model.optimizer.build(model.trainable_variables)
    return model


def build_loss(t: Training) -> Any:
    """Return Keras's loss; smoothed labels have to be one-hot."""
    if t.label_smoothing:
        return keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=t.label_smoothing
        )
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def build_accuracy(t: Training) -> Any:
    """Return Keras's accuracy for targets as the loss has them."""
    if t.label_smoothing:
        return keras.metrics.CategoricalAccuracy("accuracy")
    return keras.metrics.SparseCategoricalAccuracy("accuracy")


def build_optimizer(t: Training) -> Any:
    """Return Keras's optimizer with all settings of `t`."""
    settings = {"learning_rate": t.step_size, "weight_decay": t.decay}
    match t.optimizer:
        case "sgd":
            return keras.optimizers.SGD(momentum=t.momentum, nesterov=t.nesterov, **settings)
        case "rmsprop":
            return keras.optimizers.RMSprop(
                rho=t.rho, momentum=t.momentum, epsilon=t.epsilon, **settings
            )
        case "adam" | "adamw":
            kind = keras.optimizers.Adam if t.optimizer == "adam" else keras.optimizers.AdamW
            return kind(beta_1=t.beta_1, beta_2=t.beta_2, epsilon=t.epsilon, **settings)


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


def early_stopping(training: Training) -> list[Any]:
    """Return Keras's callback for the rule of early stopping, if there is one."""
    rule = training.early_stopping
    if rule is None:
        return []
    return [
        keras.callbacks.EarlyStopping(
            monitor=rule.monitor,
            mode="max" if rule.monitor.endswith("accuracy") else "min",
            patience=rule.patience,
            min_delta=rule.min_delta,
            restore_best_weights=rule.restore_best_weights,
            start_from_epoch=rule.start_from_epoch,
        )
    ]


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
    predicted = keras.ops.convert_to_numpy(model(x[rows])).argmax(axis=1)
    np.add.at(block.confusion[place], (plan.labels[rows], predicted), 1)
