"""Rows, labels and weights as ``model.fit`` takes them, held against the model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.data.arrays import label_values, table_of, weights_of
from manyseeds.errors import DataError, SpecificationError, must_be
from manyseeds.interop.keras_chain import Chain
from manyseeds.specified import real

__all__ = ["Part", "parts_of"]


@dataclass(frozen=True, eq=False)
class Part:
    """Rows of one use: training, validation or test.

    Parameters
    ----------
    x : float64 array (samples, features)
        As the first Dense layer receives them.
    y : int32 array (samples,)
        Classes, as the units of the last layer.
    weights : float32 array (samples,), optional
        What each row's loss counts for.
    """

    x: Array
    y: Array
    weights: Array | None

    def rows(self, chosen: slice) -> Part:
        """Return some of the rows."""
        weights = None if self.weights is None else self.weights[chosen]
        return Part(self.x[chosen], self.y[chosen], weights)

    @property
    def filled_weights(self) -> Array:
        """The weights, 1 each where there are none."""
        return np.ones(len(self.y), np.float32) if self.weights is None else self.weights


def parts_of(
    chain: Chain,
    data: tuple[Any, Any, Any],
    validation_split: float,
    validation_data: Any,
    test_data: Any,
) -> tuple[Part, Part, Part]:
    """Return what is trained on, validated on and tested on, parted as `fit` parts it.

    Raises
    ------
    DataError
        Where rows, labels or weights do not fit the model or one another.
    SpecificationError
        Where the share to hold out is none.
    """
    whole = _part(chain, data, ("x", "y", "sample_weight"))
    count = len(whole.y) - _first_held_out(len(whole.y), validation_split)
    if count and validation_data is not None:
        raise SpecificationError(
            must_be("validation_split", "left out where validation_data is given", validation_split)
        )
    end = len(whole.y) - count
    validation, test = whole.rows(slice(end, None)), whole.rows(slice(0, 0))
    if validation_data is not None:
        validation = _given(chain, validation_data, "validation_data")
    if test_data is not None:
        test = _given(chain, test_data, "test_data")
    return whole.rows(slice(0, end)), validation, test


def _first_held_out(samples: int, share: float) -> int:
    """The row from which on Keras holds out all: ``floor(samples * (1 - share))``."""
    try:
        valid = 0 <= real(share) < 1
    except ValueError:
        valid = False
    first = math.floor(samples * (1.0 - share)) if valid else 0
    if not first:
        rule = "a share in [0, 1) that leaves rows to train on"
        raise SpecificationError(must_be("validation_split", rule, share))
    return first


def _given(chain: Chain, data: Any, name: str) -> Part:
    if not isinstance(data, tuple | list) or len(data) not in (2, 3):
        rule = "a pair of rows and labels, or a triple with weights"
        raise DataError(must_be(name, rule, data))
    names = tuple(f"{name}[{place}]" for place in range(3))
    return _part(chain, (*data, None)[:3], names)


def _part(chain: Chain, data: tuple[Any, ...], names: tuple[str, ...]) -> Part:
    table = table_of(chain.inputs(data[0], names[0]), names[0])
    labels = _labels(
        label_values(data[1], names[1]), len(table), max(chain.last.units, 2), names[1]
    )
    return Part(table, labels, _weights(data[2], len(table), names[2]))


def _weights(weights: Any, samples: int, name: str) -> Array | None:
    if weights is None:
        return None
    shape = np.shape(weights)
    return weights_of(np.reshape(weights, -1) if shape == (samples, 1) else weights, samples, name)


def _labels(values: Array, samples: int, classes: int, name: str) -> Array:
    """Return labels as the units of the last layer: int32 (samples,)."""
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    one_hot = values.ndim == 2 and values.shape[1] == classes
    if len(values) != samples or not (values.ndim == 1 or one_hot):
        rule = f"({samples},) or ({samples}, {classes})"
        raise DataError(f"`{name}` must have the shape {rule}; got {values.shape}.")
    if one_hot:
        if not (np.isin(values, (0, 1)).all() and (values.sum(axis=1) == 1).all()):
            raise DataError(f"`{name}` with several columns must be one-hot: a single 1 a row.")
        return np.asarray(values.argmax(axis=1), np.int32)
    wrong = [v for v in values.tolist() if not (isinstance(v, Real) and v in range(classes))]
    if wrong:
        remedy = "Number the classes as the units of the last layer."
        rule = f"of whole numbers from 0 to {classes - 1}"
        raise DataError(must_be(name, rule, wrong[0], remedy))
    return values.astype(np.int32)
