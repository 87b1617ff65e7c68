"""A dataset of the user's own arrays, checked."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.data.dataset import Dataset
from manyseeds.data.precision import check_columns
from manyseeds.errors import DataError, must_be

__all__ = ["arrays", "is_missing", "label_values", "labels_of", "table_of", "weights_of"]

# float32 holds nothing larger, and the kernel computes in float32.
LARGEST = float(np.finfo(np.float32).max)
TABLE = "a table with rows and columns, shape (samples, features)"


def arrays(
    x: Any,
    y: Any,
    sample_weight: Any = None,
    *,
    name: str = "data",
    features: Sequence[str] | None = None,
    image_shape: tuple[int, int] | None = None,
    aside: Mapping[str, Any] | None = None,
) -> Dataset:
    """Make a dataset of rows `x` and labels `y`; both are copied.

    Parameters
    ----------
    x : array-like (samples, features)
        Finite numbers.
    y : array-like (samples,) or one-hot (samples, classes)
        Labels: whole numbers, booleans or text.
    sample_weight : array-like (samples,), optional
        What each row's loss counts for; finite numbers >= 0.
    name : str
        What pages and errors call it.
    features : sequence of str, optional
        Names of the columns; x0, x1 ... if left out.
    image_shape : tuple of int, optional
        Height and width, where a row is an image.
    aside : mapping of str to array-like (samples,), optional
        Values by which `Split` may group or order the rows, by name: numbers or text.

    Raises
    ------
    DataError
        Where `x` is not a table of finite numbers, or `y` does not fit it.

    Examples
    --------
    >>> arrays([[0.0], [1.0], [2.0]], ["no", "yes", "yes"]).classes
    ('no', 'yes')
    """
    table = table_of(x)
    check_columns(table, [f"Column {place} of `x`" for place in range(table.shape[1])])
    labels, classes = labels_of(y, len(table))
    width = table.shape[1]
    names = None if features is None else _names(features, width)
    if aside is not None and not isinstance(aside, Mapping):
        raise DataError(must_be("aside", "a table of columns by name", aside))
    return Dataset(
        name=name,
        x=table,
        y=labels,
        classes=classes,
        features=names if names is not None else tuple(f"x{column}" for column in range(width)),
        image_shape=image_shape,
        weights=None if sample_weight is None else weights_of(sample_weight, len(table)),
        aside={name: _aside(name, values, len(table)) for name, values in (aside or {}).items()},
    )


def _names(features: Any, width: int) -> tuple[str, ...]:
    try:
        if isinstance(features, str):  # its letters would be taken for names
            raise TypeError
        return tuple(map(str, features))
    except TypeError:
        raise DataError(must_be("features", f"{width} names", features)) from None


def weights_of(weights: Any, samples: int, name: str = "sample_weight") -> Array:
    """Return the weights of `samples` rows as a new float32 array (samples,).

    Raises
    ------
    DataError
        Where they are not one finite number >= 0 for each row.
    """
    try:
        given = np.array(weights, np.float64)
    except (TypeError, ValueError):
        raise DataError(must_be(name, "one number a row", weights)) from None
    if given.shape != (samples,):
        raise DataError(f"`{name}` must be one number a row, {samples} numbers; got {given.shape}.")
    bad = given[~((given >= 0) & (given <= LARGEST))]
    if len(bad):
        raise DataError(must_be(name, "of finite numbers >= 0", float(bad[0])))
    return given.astype(np.float32)


def _aside(name: str, values: Any, samples: int) -> Array:
    """Values to part rows by, as numbers: float64, or int32 codes of what is no number."""
    try:
        given = np.asarray(values)
    except ValueError:  # rows of different lengths
        raise DataError(must_be(f"aside {name}", f"of shape ({samples},)", values)) from None
    if given.shape != (samples,):
        raise DataError(must_be(f"aside {name}", f"of shape ({samples},)", given.shape))
    if given.dtype.kind in "biuf":
        return given.astype(np.float64)
    kinds = {_kind(value) for value in given.tolist()}
    if kinds != {"text"} and given.dtype.kind != "M":
        raise DataError(must_be(f"aside {name}", "of numbers, or of text", given))
    return np.unique(given, return_inverse=True)[1].astype(np.int32)


def table_of(x: Any, name: str = "x", *, missing: bool = False) -> Array:
    """Return `x` as a new float64 array (samples, features) of numbers that float32 can hold.

    With `missing`, NaN is let pass.

    Raises
    ------
    DataError
        Where it is none.
    """
    try:
        given = np.asarray(x)
        numeric = given.dtype.kind in "biuf" or (
            given.dtype.kind == "O" and all(isinstance(v, numbers.Real) for v in given.flat)
        )
        table = np.array(given, np.float64, order="C") if numeric else None
    except (TypeError, ValueError, OverflowError):
        table = None
    if table is None:
        raise DataError(must_be(name, "a table of numbers", x))
    if np.ma.is_masked(x):
        raise DataError(f"`{name}` must be without masked values; fill them in or leave them out.")
    if table.ndim != 2 or 0 in table.shape:
        remedy = {1: f"For one feature, pass {name}.reshape(-1, 1)."}.get(table.ndim, "")
        if table.ndim > 2:
            remedy = f"Flatten images with {name}.reshape(len({name}), -1)."
        raise DataError(f"`{name}` must be {TABLE}; got shape {table.shape}. {remedy}".rstrip())
    bad = ~(np.abs(table) <= LARGEST) & ~(missing & np.isnan(table))
    if bad.any():
        row, column = map(int, np.argwhere(bad)[0])
        raise DataError(
            f"`{name}` must be of finite numbers, at most {LARGEST:.1e}; got {table[row, column]} "
            f"in row {row}, column {column} ({int(bad.sum())} such values). Remove or impute them."
        )
    return table


def labels_of(y: Any, samples: int, name: str = "y") -> tuple[Array, tuple[Any, ...]]:
    """Return the class of each of `samples` rows as an int32 index, and the classes in order.

    Raises
    ------
    DataError
        Where `y` is not one label a row, of one kind, of two classes or more.
    """
    values = label_values(y, name)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim not in (1, 2) or len(values) != samples:
        raise DataError(
            f"`{name}` must be one label a row, {samples} labels; got shape {values.shape}."
        )
    if values.ndim == 2:
        return _one_hot(values, name)
    labels = _of_one_kind(values, name)
    classes = sorted(set(labels))
    if len(classes) < 2:
        raise DataError(must_be(name, "of at least two classes", classes))
    place = {label: index for index, label in enumerate(classes)}
    return np.array([place[label] for label in labels], np.int32), tuple(classes)


def label_values(y: Any, name: str) -> Array:
    """Return `y` as an array that keeps what each label is."""
    # As objects first: NumPy would turn the labels ["a", 1, None] into text without a word.
    try:
        return np.asarray(y, None if hasattr(y, "dtype") else object)
    except ValueError:
        raise DataError(must_be(name, "one label a row", y)) from None


def _of_one_kind(values: Array, name: str) -> list[Any]:
    """Return labels of numbers, booleans or text as Python's own, which are exact."""
    plain = values.tolist()
    missing = [v for v in plain if is_missing(v)]
    if missing:
        raise DataError(
            f"`{name}` must be labels; {len(missing)} are missing ({missing[0]!r}). "
            "Remove those rows."
        )
    kinds = {values.dtype.name} if values.dtype.kind in "mM" else {_kind(v) for v in plain}
    if len(kinds) > 1 or not kinds <= {"bool", "number", "text"}:
        got = ", ".join(sorted(kinds))
        rule = "of whole numbers, booleans or text, all of one kind"
        raise DataError(f"`{name}` must be labels {rule}; got {got}. Convert them to text.")
    if kinds == {"number"}:
        return _whole_numbers(plain, name)
    return [
        bool(v) if isinstance(v, np.bool_) else str(v) if isinstance(v, str) else v for v in plain
    ]


def _whole_numbers(plain: list[Any], name: str) -> list[Any]:
    """Return whole numbers as ``int``, or all as ``float`` where one is and none is changed."""
    whole = [int(v) if isinstance(v, numbers.Integral) else float(v) for v in plain]
    fractions = [v for v in whole if isinstance(v, float) and not v.is_integer()]
    if fractions:
        raise DataError(
            f"`{name}` must be class labels, whole numbers where they are numbers; got "
            f"{fractions[0]}. Regression is not done here; bin the values."
        )
    # A float holds no integer beyond 2^53 for certain; two labels could become one.
    exact = all(isinstance(v, float) or abs(v) <= 2**53 for v in whole)
    return list(map(float, whole)) if exact and any(isinstance(v, float) for v in whole) else whole


def is_missing(value: Any) -> bool:
    """Whether `value` is None, NaN, NaT or pandas.NA: none of them equals itself."""
    try:
        return value is None or not value == value  # noqa: PLR0124, SIM201
    except TypeError:  # whether pandas.NA is equal to anything has no truth value
        return True


def _kind(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "bool"
    if isinstance(value, numbers.Real):
        return "number"
    return "text" if isinstance(value, str) else type(value).__name__


def _one_hot(values: Array, name: str) -> tuple[Array, tuple[Any, ...]]:
    samples, classes = values.shape
    if samples < classes:
        raise DataError(
            f"`{name}` must have at least as many rows as classes; got {samples} rows and "
            f"{classes} columns."
        )
    if not (np.isin(values, (0, 1)).all() and (values.sum(axis=1) == 1).all()):
        raise DataError(f"`{name}` with several columns must be one-hot: a single 1 in each row.")
    labels = values.argmax(axis=1).astype(np.int32)
    if len(set(labels.tolist())) < 2:
        raise DataError(must_be(name, "of at least two classes", sorted(set(labels.tolist()))))
    return labels, tuple(range(classes))
