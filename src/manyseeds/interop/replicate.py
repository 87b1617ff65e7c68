"""A compiled Keras model, trained a thousand times.

Keras holds out the last rows; a study draws its split. A study whose split does not vary uses
replica 0's for all, so the rows are laid out such that this very split takes the rows that Keras
takes. The result is then that of an ordinary study, with a specification that can be saved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds import streams
from manyseeds._types import Array
from manyseeds.data.arrays import label_values, table_of
from manyseeds.data.dataset import Dataset
from manyseeds.errors import DataError, SpecificationError, must_be, one_of
from manyseeds.interop.keras_model import KerasModel, read_model
from manyseeds.interop.keras_training import early_stopping_of
from manyseeds.run import run_study
from manyseeds.spec import SourceName, Split, Study
from manyseeds.specified import real
from manyseeds.splits import split_sizes
from manyseeds.training import Training

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["given_rows", "replicate"]

Pair = tuple[Any, Any]


def replicate(
    model: Any,
    x: Any,
    y: Any,
    *,
    replicas: int = 1000,
    epochs: int = 1,
    batch_size: int | None = None,
    validation_split: float = 0.0,
    validation_data: Pair | None = None,
    test_data: Pair | None = None,
    callbacks: Sequence[Any] = (),
    seed: int = 0,
    start: str = "random",
    vary: Sequence[SourceName] = ("init", "order"),
    **settings: Any,
) -> Result:
    """Train a compiled Keras model many times, each time from other first weights and orders.

    Parameters
    ----------
    model : keras.Model
        Compiled; of Dense layers and what goes with them. It is read, and left as it is.
    x : array-like (samples, ...)
        Rows in the shape of the model's input.
    y : array-like (samples,) or one-hot (samples, classes)
    replicas : int
    epochs, batch_size, validation_split, validation_data
        As ``model.fit`` takes them: the validation rows are the last, and the batch size is 32 if
        left out.
    test_data : pair of array-like, optional
        Rows and labels on which each replica is scored at the end.
    callbacks : sequence of keras.callbacks.Callback
        An EarlyStopping, or nothing.
    seed : int
        Key of every random stream.
    start : {"random", "model"}
        Where each replica starts: from weights of its own, drawn as the model's initializers say,
        or from the weights that the model has.
    vary : sequence of str
        Sources of chance that differ between replicas; add ``"split"`` to draw the rows of
        validation and test anew each time.
    **settings
        Of `Study.run`: engine, threads, progress, only.

    Returns
    -------
    Result
        Its rows are as the model's scaling layers hand them on, flattened; `given_rows` numbers
        them as they were given.

    Raises
    ------
    SpecificationError
        Naming what in the model cannot be trained here.
    DataError
        Where the rows or labels do not fit the model.
    """
    if start not in ("random", "model"):
        raise SpecificationError(one_of("start", ("random", "model"), start))
    read = read_model(model, starts=start == "random")
    parts = _parts(read, (x, y), validation_split, validation_data, test_data)
    training = Training(
        **read.training,
        epochs=epochs,
        batch_size=32 if batch_size is None else batch_size,
        early_stopping=early_stopping_of(callbacks),
    )
    study = Study(
        data=_dataset(read, parts, seed),
        network=read.network,
        training=training,
        split=Split(test=len(parts[2][0]), validation=len(parts[1][0])),
        replicas=replicas,
        seed=seed,
        vary=tuple(vary),
    )
    weights = np.concatenate([w.ravel() for w in read.weights]) if start == "model" else None
    return run_study(study, initial_weights=weights, **settings)


def given_rows(result: Result) -> Array:
    """Return which of the rows that `replicate` was given each row of its result is.

    Parameters
    ----------
    result : Result
        Of `replicate`.

    Returns
    -------
    int64 array (samples,)
        For each row of ``result.study.data.x`` its number, counted through ``x``, then
        ``validation_data``, then ``test_data``.
    """
    study, samples = result.study, len(result.study.data.y)
    sizes = split_sizes(samples, study.split)
    order = _order(study.seed, samples)
    held_out = sizes.test + sizes.validation
    as_given = np.concatenate([order[held_out:], order[sizes.test : held_out], order[: sizes.test]])
    numbers = np.empty(samples, np.int64)
    numbers[as_given] = np.arange(samples)
    return numbers


def _order(seed: int, samples: int) -> Array:
    """The order in which replica 0 parts the rows: test, validation, training."""
    key = np.zeros(1, np.uint32)
    return np.asarray(streams.permutations(seed, streams.SPLIT, key, samples)[0])


def _parts(
    read: KerasModel,
    data: Pair,
    validation_split: float,
    validation_data: Pair | None,
    test_data: Pair | None,
) -> list[tuple[Array, Array]]:
    """Rows and labels to train on, to validate on and to test on."""
    x, y = _rows(read, data, "x", "y")
    count = _validation_rows(len(x), validation_split)
    if count and validation_data is not None:
        raise SpecificationError(
            must_be("validation_split", "left out where validation_data is given", validation_split)
        )
    held_out = x[len(x) - count :], y[len(x) - count :]
    if validation_data is not None:
        held_out = _rows(read, validation_data, "validation_data[0]", "validation_data[1]")
    test = x[:0], y[:0]
    if test_data is not None:
        test = _rows(read, test_data, "test_data[0]", "test_data[1]")
    return [(x[: len(x) - count], y[: len(x) - count]), held_out, test]


def _validation_rows(samples: int, share: float) -> int:
    """How many rows Keras holds out: all from number ``floor(samples * (1 - share))`` on."""
    try:
        valid = 0 <= real(share) < 1
    except ValueError:
        valid = False
    first = math.floor(samples * (1.0 - share)) if valid else 0
    if not first:
        rule = "a share in [0, 1) that leaves rows to train on"
        raise SpecificationError(must_be("validation_split", rule, share))
    return samples - first


def _rows(read: KerasModel, pair: Any, x_name: str, y_name: str) -> tuple[Array, Array]:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise DataError(must_be(x_name.removesuffix("[0]"), "a pair of rows and labels", pair))
    table = table_of(read.chain.inputs(pair[0], x_name), x_name)
    classes = max(read.chain.last.units, 2)
    return table, _labels(label_values(pair[1], y_name), len(table), classes, y_name)


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


def _dataset(read: KerasModel, parts: Sequence[tuple[Array, Array]], seed: int) -> Dataset:
    """Lay out the rows so that replica 0's split, which all follow, finds each in its part."""
    (x, y), (x_validation, y_validation), (x_test, y_test) = parts
    # As `split_rows` parts them: first the test rows, then those of validation.
    rows = np.concatenate([x_test, x_validation, x])
    labels = np.concatenate([y_test, y_validation, y])
    order = _order(seed, len(rows))
    table, classes = np.empty_like(rows), np.empty_like(labels)
    table[order], classes[order] = rows, labels
    shape = read.chain.input_shape
    image = shape[:2] if len(shape) == 2 or shape[2:] == (1,) else None
    return Dataset(
        name=read.name,
        x=table,
        y=classes,
        classes=tuple(range(max(read.chain.last.units, 2))),
        features=tuple(f"x{column}" for column in range(rows.shape[1])),
        image_shape=(int(image[0]), int(image[1])) if image else None,
    )
