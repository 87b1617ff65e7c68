"""A dataset of the user's own arrays, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.data.dataset import Dataset
from manyseeds.errors import DataError, must_be

__all__ = ["arrays"]

# float32 holds nothing larger, and the kernel computes in float32.
LARGEST = float(np.finfo(np.float32).max)


def arrays(
    x: Any,
    y: Any,
    *,
    name: str = "data",
    features: Sequence[str] | None = None,
    image_shape: tuple[int, int] | None = None,
) -> Dataset:
    """Make a dataset of rows `x` and labels `y`.

    Parameters
    ----------
    x : array-like (samples, features)
        Finite numbers.
    y : array-like (samples,) or one-hot (samples, classes)
        Labels of any kind: integers, booleans, text.
    name : str
        What pages and errors call it.
    features : sequence of str, optional
        Names of the columns; x0, x1 ... if left out.
    image_shape : tuple of int, optional
        Height and width, where a row is an image.

    Raises
    ------
    DataError
        Where `x` is not a table of finite numbers, or `y` does not fit it.

    Examples
    --------
    >>> arrays([[0.0], [1.0], [2.0]], ["no", "yes", "yes"]).classes
    ('no', 'yes')
    """
    table = _table(x)
    labels, classes = _labels(y, len(table))
    names = tuple(features) if features is not None else tuple(f"x{d}" for d in range(table.shape[1]))
    if len(names) != table.shape[1]:
        raise DataError(must_be("features", f"{table.shape[1]} names", names))
    if image_shape is not None and image_shape[0] * image_shape[1] != table.shape[1]:
        raise DataError(must_be("image_shape", f"of {table.shape[1]} pixels", image_shape))
    return Dataset(name, table, labels, classes, names, image_shape=image_shape)


def _table(x: Any) -> Array:
    try:
        table = np.asarray(x, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError("`x` must be a table of numbers; it holds something else.") from None
    if table.ndim != 2 or 0 in table.shape:
        rule = "a table with rows and columns, shape (samples, features)"
        remedy = "Flatten images with x.reshape(len(x), -1)." if table.ndim > 2 else ""
        raise DataError(f"`x` must be {rule}; got shape {table.shape}. {remedy}".rstrip())
    bad = ~(np.abs(table) <= LARGEST)
    if bad.any():
        row, column = map(int, np.argwhere(bad)[0])
        raise DataError(
            f"`x` must be finite; got {table[row, column]} in row {row}, column {column} "
            f"({int(bad.sum())} such values). Remove or impute them."
        )
    return np.ascontiguousarray(table)


def _labels(y: Any, samples: int) -> tuple[Array, tuple[Any, ...]]:
    values = np.asarray(y)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim not in (1, 2) or len(values) != samples:
        raise DataError(
            f"`y` must be one label a row, {samples} labels; got shape {values.shape}."
        )
    if values.ndim == 2:
        return _one_hot(values)
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise DataError("`y` must be labels; got NaN or infinity. Remove those rows.")
    if values.dtype.kind == "O":
        values = _plain_objects(values)
    classes, labels = np.unique(values, return_inverse=True)
    if len(classes) < 2:
        raise DataError(must_be("y", "of at least two classes", classes.tolist()))
    return labels.astype(np.int32), tuple(classes.tolist())


def _plain_objects(values: Array) -> Array:
    missing = [v for v in values.tolist() if v is None or v != v]
    if missing:
        raise DataError(
            f"`y` must be labels; {len(missing)} are missing ({missing[0]!r}). Remove those rows."
        )
    kinds = {type(v) for v in values.tolist()}
    if len(kinds) > 1:
        names = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise DataError(f"`y` must be labels of one kind; got {names}. Convert them to text.")
    return np.array(values.tolist())


def _one_hot(values: Array) -> tuple[Array, tuple[Any, ...]]:
    samples, classes = values.shape
    if not (np.isin(values, (0, 1)).all() and (values.sum(axis=1) == 1).all()):
        raise DataError("`y` with several columns must be one-hot: a single 1 in each row.")
    if samples < classes:
        raise DataError(f"`y` must have at least as many rows as classes; got {samples} < {classes}.")
    return values.argmax(axis=1).astype(np.int32), tuple(range(classes))
