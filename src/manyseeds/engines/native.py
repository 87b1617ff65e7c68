"""The native engine: the plan of a block handed to the kernel through ctypes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field, fields

import numpy as np

from manyseeds import streams
from manyseeds._types import METRICS, Array
from manyseeds.arms import Arm
from manyseeds.engines.engine import TrainedBlock
from manyseeds.engines.structures import DataStruct, NetworkStruct, OutcomeStruct, TrainingStruct
from manyseeds.errors import EngineError, must_be
from manyseeds.kernel.library import library_for
from manyseeds.plan import BlockPlan
from manyseeds.training import Training

__all__ = ["NativeEngine", "predict_probabilities"]

ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu")
OPTIMIZERS = ("sgd", "rmsprop", "adam", "adamw")
DONE, OUT_OF_MEMORY, INTERRUPTED = 0, 1, 2
MOST_LAYERS = 32

# The kernel multiplies eight sums over classes before one logarithm, and float32 ends at 2^128.
MOST_CLASSES = 2**15

# The kernel finds a row among the tables by a 32-bit offset.
MOST_VALUES = 2**32 - 1


@dataclass
class Pins:
    """Keeps arrays alive while C holds pointers to them."""

    arrays: list[Array] = field(default_factory=list)

    def pointer(self, array: Array | None, dtype: type) -> int | None:
        """Return the address of `array` as a C-contiguous array of `dtype`."""
        if array is None:
            return None
        pinned: Array = np.ascontiguousarray(array, dtype)
        self.arrays.append(pinned)
        return int(pinned.ctypes.data)


@dataclass(frozen=True)
class NativeEngine:
    """The kernel of one instruction-set level, by default the best this processor has."""

    level: str | None = None

    def train(self, plan: BlockPlan, should_stop: Callable[[], bool]) -> TrainedBlock | None:
        """Train up to sixteen replicas at once; see `Engine`."""
        pins = Pins()
        stop = _stop_flag(should_stop)
        block = TrainedBlock.empty(plan)
        # The kernel writes into the block's own arrays, which are contiguous already.
        sizes = pins.pointer(plan.arm.training.step_sizes(plan.rows.train.shape[1]), np.float64)
        outcome = OutcomeStruct(*(getattr(block, f.name).ctypes.data for f in fields(block)))
        status = library_for(self.level).ms_train(
            ctypes.byref(network_struct(plan.arm, pins)),
            ctypes.byref(training_struct(plan.arm.training, sizes)),
            ctypes.byref(data_struct(plan, pins, stop)),
            ctypes.byref(outcome),
        )
        if status == OUT_OF_MEMORY:
            raise MemoryError("The kernel could not allocate memory for a block of replicas.")
        for values in (block.history, block.weights):
            _one_nan(values)
        return None if status == INTERRUPTED else block


def _one_nan(values: Array) -> None:
    """Give every NaN the same bits: processors differ in the sign of those they make."""
    values[np.isnan(values)] = np.nan


def _stop_flag(should_stop: Callable[[], bool]) -> int | None:
    """Return the address of the flag behind `should_stop`, which the kernel reads each epoch."""
    flag = getattr(should_stop, "flag", None)
    return None if flag is None else ctypes.addressof(flag)


def network_struct(arm: Arm, pins: Pins) -> NetworkStruct:
    """Describe an arm's layers to the kernel."""
    if len(arm.activations) > MOST_LAYERS:
        raise EngineError(
            must_be("hidden", f"at most {MOST_LAYERS - 1} layers", len(arm.network.hidden))
        )
    if arm.classes > MOST_CLASSES:
        raise EngineError(must_be("y", f"of at most {MOST_CLASSES:,} classes", arm.classes))
    codes = np.array([ACTIVATIONS.index(name) for name in arm.activations])
    return NetworkStruct(
        layers=len(codes),
        widths=pins.pointer(np.array(arm.widths), np.int32),
        activations=pins.pointer(codes, np.int32),
        dropout=pins.pointer(np.array(arm.dropouts), np.float64) if any(arm.dropouts) else None,
        sigmoid=arm.network.output == "sigmoid",
    )


def training_struct(training: Training, step_sizes: int | None = None) -> TrainingStruct:
    """Describe the optimizer and its schedule to the kernel; `step_sizes` is a table's address."""
    stopping = training.early_stopping
    return TrainingStruct(
        optimizer=OPTIMIZERS.index(training.optimizer),
        epochs=training.epochs,
        batch_size=training.batch_size,
        nesterov=training.nesterov,
        patience=stopping.patience if stopping else -1,
        monitor=METRICS.index(stopping.monitor) if stopping else 0,
        restore_best_weights=stopping.restore_best_weights if stopping else 0,
        start_from_epoch=stopping.start_from_epoch if stopping else 0,
        learning_rate=training.step_size,
        momentum=training.momentum,
        beta_1=training.beta_1,
        beta_2=training.beta_2,
        rho=training.rho,
        epsilon=training.epsilon,
        weight_decay=training.decay,
        l2=training.l2,
        clipvalue=training.clipvalue or 0.0,
        clipnorm=training.clipnorm or 0.0,
        global_clipnorm=training.global_clipnorm or 0.0,
        step_sizes=step_sizes,
        label_smoothing=training.label_smoothing,
        min_delta=stopping.min_delta if stopping else 0.0,
        divergence_loss=training.divergence_loss,
    )


def data_struct(plan: BlockPlan, pins: Pins, stop: int | None) -> DataStruct:
    """Point the kernel at the tables, rows, first weights and orders of a plan."""
    tables, samples, features = plan.tables.shape
    if tables * samples * (features + 5) > MOST_VALUES:
        rule = f"of fewer than {MOST_VALUES:,} values for each block of replicas"
        raise EngineError(must_be("data", rule, plan.tables.shape, "Use fewer rows or columns."))
    if plan.rows.train.shape[1] * plan.quads > MOST_VALUES:
        rule = f"of fewer than {MOST_VALUES:,} outputs times training rows"
        raise EngineError(must_be("dropout", rule, plan.arm.network.dropout, "Use fewer."))
    shift, scale = plan.scaling or (None, None)
    weights = plan.sample_weights
    if weights is not None:
        weights = np.broadcast_to(weights, (tables, samples))
    return DataStruct(
        replicas=len(plan.replicas),
        rows=samples,
        shared_table=tables == 1,
        table=pins.pointer(plan.tables, np.float32),
        labels=pins.pointer(np.broadcast_to(plan.labels, (tables, samples)), np.int32),
        sample_weights=pins.pointer(weights, np.float32),
        class_weights=pins.pointer(plan.class_weights, np.float32),
        train_count=plan.rows.train.shape[1],
        validation_count=plan.rows.validation.shape[1],
        test_count=plan.rows.test.shape[1],
        train_rows=pins.pointer(plan.rows.train, np.int32),
        validation_rows=pins.pointer(plan.rows.validation, np.int32),
        test_rows=pins.pointer(plan.rows.test, np.int32),
        medians=pins.pointer(plan.medians, np.float32),
        shift=pins.pointer(shift, np.float32),
        scale=pins.pointer(scale, np.float32),
        initial_weights=pins.pointer(plan.initial_weights, np.float32),
        orders=pins.pointer(plan.orders, np.int32),
        seed=plan.seed,
        order_keys=pins.pointer(plan.order_keys, np.uint32),
        order_source=streams.ORDER,
        dropout_source=streams.DROPOUT,
        stop=stop,
    )


def predict_probabilities(
    arm: Arm, weights: Array, scaling: tuple[Array, Array] | None, samples: Array
) -> Array:
    """Return the class probabilities of `samples` under each replica's weights.

    Parameters
    ----------
    arm : Arm
    weights : float32 array (replicas, parameters)
    scaling : tuple of float32 arrays (replicas, features), or None
    samples : float32 array (samples, features)

    Returns
    -------
    float32 array (replicas, samples, classes)
    """
    pins = Pins()
    shift, scale = scaling or (None, None)
    out = np.empty((len(weights), len(samples), arm.classes), np.float32)
    status = library_for().ms_predict(
        ctypes.byref(network_struct(arm, pins)),
        ctypes.c_int64(len(weights)),
        ctypes.c_void_p(pins.pointer(weights, np.float32)),
        ctypes.c_void_p(pins.pointer(shift, np.float32)),
        ctypes.c_void_p(pins.pointer(scale, np.float32)),
        ctypes.c_void_p(pins.pointer(samples, np.float32)),
        ctypes.c_int64(len(samples)),
        ctypes.c_void_p(out.ctypes.data),
    )
    if status == OUT_OF_MEMORY:
        raise MemoryError("The kernel could not allocate memory to predict.")
    _one_nan(out)
    return out
