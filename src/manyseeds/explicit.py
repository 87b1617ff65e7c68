"""Training from explicit first weights and batch orders, to be checked against any other tool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.arms import Arm
from manyseeds.data.arrays import arrays
from manyseeds.engines.engine import TrainedBlock, engine_named
from manyseeds.errors import DataError
from manyseeds.executors import StopFlag
from manyseeds.plan import BlockPlan
from manyseeds.spec import Network, Training
from manyseeds.splits import Rows

__all__ = ["train"]


def train(
    network: Network,
    training: Training,
    x: Any,
    y: Any,
    *,
    initial_weights: Sequence[Any],
    orders: Any,
    validation: tuple[Any, Any] | None = None,
    test: tuple[Any, Any] | None = None,
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
    validation, test : pair of array-like, optional
        Rows and labels to score after each epoch, and at the end.
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
    parts = [(x, y), *(part for part in (validation, test) if part is not None)]
    rows_of = [np.asarray(part[0]) for part in parts]
    labels_of = [np.asarray(part[1]) for part in parts]
    data = arrays(np.concatenate(rows_of), np.concatenate(labels_of))
    arm = Arm(0, "", network, training, (data.x.shape[1], *network.hidden, len(data.classes)))
    ends = np.cumsum([0, *(len(rows) for rows in rows_of)])
    numbers = [np.arange(a, b, dtype=np.int32)[None] for a, b in zip(ends, ends[1:], strict=False)]
    nothing = np.empty((1, 0), np.int32)
    plan = BlockPlan(
        arm=arm,
        replicas=np.array([0]),
        tables=data.x[None].astype(np.float32),
        labels=data.y,
        rows=Rows(
            train=numbers[0],
            validation=numbers[1] if validation is not None else nothing,
            test=numbers[-1] if test is not None else nothing,
        ),
        scaling=None,
        initial_weights=_flat(arm, initial_weights)[None],
        order_keys=np.zeros(1, np.uint32),
        seed=0,
        orders=_orders(orders, training.epochs, len(rows_of[0]))[None],
    )
    block = engine_named(engine).train(plan, StopFlag())
    assert block is not None  # nobody sets the flag
    return block


def _flat(arm: Arm, weights: Sequence[Any]) -> Array:
    given = [np.asarray(w, np.float32) for w in weights]
    shapes = tuple(w.shape for w in given)
    if shapes != arm.shapes:
        raise DataError(f"`initial_weights` must have shapes {arm.shapes}; got {shapes}.")
    return np.concatenate([w.ravel() for w in given])


def _orders(orders: Any, epochs: int, samples: int) -> Array:
    given = np.asarray(orders)
    if given.shape != (epochs, samples):
        rule = f"shape (epochs, samples) = {(epochs, samples)}"
        raise DataError(f"`orders` must have {rule}; got {given.shape}.")
    if not (np.sort(given, axis=1) == np.arange(samples)).all():
        raise DataError("`orders` must hold every row once an epoch.")
    return given.astype(np.int32)
