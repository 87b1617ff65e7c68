"""Training from explicit first weights and batch orders, to be checked against any other tool."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.arms import Arm, widths_of
from manyseeds.class_weights import check_class_weight, class_weights
from manyseeds.data.arrays import label_values, labels_of, table_of, weights_of
from manyseeds.engines.engine import TrainedBlock, engine_named
from manyseeds.errors import DataError, must_be
from manyseeds.executors import StopFlag
from manyseeds.network import Network, check_layers
from manyseeds.plan import BlockPlan
from manyseeds.splits import Rows
from manyseeds.training import Training, check_monitor

__all__ = ["train"]

NO_ROWS = np.empty((0, 0))


def train(
    network: Network,
    training: Training,
    x: Any,
    y: Any,
    *,
    initial_weights: Sequence[Any],
    orders: Any,
    sample_weight: Any = None,
    validation: tuple[Any, ...] | None = None,
    test: tuple[Any, ...] | None = None,
    engine: str = "native",
) -> TrainedBlock:
    """Train one replica from the given weights, in the given order of samples.

    Parameters
    ----------
    network : Network
    training : Training
    x, y : array-like
        Training rows (samples, features) and their labels (samples,).
    initial_weights : sequence of arrays
        Kernel and bias of each layer, as Keras's ``get_weights`` returns them.
    orders : int array (epochs, samples)
        The order in which each epoch takes the training rows.
    sample_weight : array-like (samples,), optional
        What each training row's loss counts for.
    validation, test : pair or triple of array-like, optional
        Rows, labels and perhaps weights, to score after each epoch, and at the end.
    engine : {"native", "reference", "keras"}

    Returns
    -------
    TrainedBlock
        Of one replica: ``history`` is (4, 1, epochs), ``weights`` (1, parameters).

    Raises
    ------
    DataError
        Where weights or orders do not fit the network and the rows.

    Examples
    --------
    >>> import numpy as np
    >>> weights = [np.zeros((1, 2)), np.zeros(2)]
    >>> block = train(
    ...     Network(), Training(epochs=1, batch_size=2), [[0.0], [1.0]], [0, 1],
    ...     initial_weights=weights, orders=[[0, 1]],
    ... )
    >>> round(float(block.history[0, 0, 0]), 4)  # log 2, before the first step
    0.6931
    """
    own = (x, y) if sample_weight is None else (x, y, sample_weight)
    parts = {"x": own, "validation": validation, "test": test}
    tables = [table_of(pair[0], name) if pair else NO_ROWS for name, pair in parts.items()]
    width = tables[0].shape[1]
    for name, table in zip(parts, tables, strict=True):
        if len(table) and table.shape[1] != width:
            raise DataError(must_be(name, f"of {width} columns", table.shape[1]))
    labels, classes = labels_of(_joined_labels(parts, tables), sum(map(len, tables)))
    check_layers(network)
    check_monitor(training, len(tables[1]))
    check_class_weight(training, classes)
    arm = Arm(0, "", network, training, widths_of(network, width, len(classes)))
    ends = itertools.pairwise(np.cumsum([0, *map(len, tables)]))
    rows = Rows(*(np.arange(start, end, dtype=np.int32)[None] for start, end in ends))
    plan = BlockPlan(
        arm=arm,
        replicas=np.array([0]),
        tables=np.concatenate([t for t in tables if len(t)])[None].astype(np.float32),
        labels=labels,
        rows=rows,
        scaling=None,
        initial_weights=_flat(arm, initial_weights)[None],
        order_keys=np.zeros(1, np.uint32),
        seed=0,
        orders=_orders(orders, training.epochs, len(tables[0]))[None],
        sample_weights=_joined_weights(parts, tables),
        class_weights=class_weights(training, classes, labels, rows.train),
    )
    block = engine_named(engine).train(plan, StopFlag())
    assert block is not None  # nobody sets the flag
    return block


def _joined_weights(
    parts: Mapping[str, tuple[Any, ...] | None], tables: Sequence[Array]
) -> Array | None:
    """Return the weights of all parts in a row, 1 where a part has none; None if none has any."""
    if not any(part and len(part) > 2 for part in parts.values()):
        return None
    weights = [
        weights_of(part[2], len(table), "sample_weight" if name == "x" else f"{name} weights")
        if part and len(part) > 2
        else np.ones(len(table), np.float32)
        for (name, part), table in zip(parts.items(), tables, strict=True)
    ]
    return np.concatenate(weights)


def _joined_labels(parts: Mapping[str, tuple[Any, ...] | None], tables: Sequence[Array]) -> Array:
    """Return the labels of all parts in a row, so that they share one list of classes."""
    labels = []
    for (name, pair), table in zip(parts.items(), tables, strict=True):
        if pair:
            values = label_values(pair[1], name)
            if values.ndim == 0 or len(values) != len(table):
                rule = f"rows with one label each, {len(table)} labels"
                raise DataError(f"`{name}` must be {rule}; got shape {values.shape}.")
            labels.append(values.astype(object))
    if len({values.shape[1:] for values in labels}) > 1:
        raise DataError("Labels must be given alike for training, validation and test.")
    return np.concatenate(labels)


def _flat(arm: Arm, weights: Sequence[Any]) -> Array:
    try:
        given = [np.asarray(w, np.float32) for w in weights]
    except (TypeError, ValueError):
        raise DataError(must_be("initial_weights", "a list of arrays", weights)) from None
    shapes = tuple(w.shape for w in given)
    if shapes != arm.shapes:
        raise DataError(f"`initial_weights` must have shapes {arm.shapes}; got {shapes}.")
    flat = np.concatenate([w.ravel() for w in given])
    if not np.isfinite(flat).all():
        raise DataError("`initial_weights` must be finite; got NaN or infinity.")
    return flat


def _orders(orders: Any, epochs: int, samples: int) -> Array:
    try:
        given = np.asarray(orders)
    except ValueError:
        raise DataError(must_be("orders", "a table of row numbers", orders)) from None
    if given.shape != (epochs, samples):
        rule = f"shape (epochs, samples) = {(epochs, samples)}"
        raise DataError(f"`orders` must have {rule}; got {given.shape}.")
    if given.dtype.kind not in "iu" or not (np.sort(given, axis=1) == np.arange(samples)).all():
        raise DataError("`orders` must hold the number of every row once an epoch.")
    return given.astype(np.int32)
