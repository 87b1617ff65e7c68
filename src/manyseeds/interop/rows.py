"""The rows an estimator trains on: sample weights resolved, in an order of their own.

scikit-learn asks of sample weights that a row of weight three does what three such rows do. With
mini-batches drawn by chance this holds only if both lead to the same table, so whole-number
weights are counts, and rows are sorted: what is learned depends on which rows there are, not on
how they were listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.data.arrays import is_missing
from manyseeds.data.dataset import Dataset
from manyseeds.data.precision import check_columns
from manyseeds.errors import DataError, SpecificationError, must_be, one_of

__all__ = [
    "TrainingRows",
    "check_frame",
    "check_labels",
    "checked_weights",
    "chosen_scaling",
    "dataset_of",
    "suitable_scaling",
    "training_rows",
]

MOST_ROWS = 2**24
"""Rows that weights may be counted out to."""

SCALINGS = ("auto", "none", "standard", "minmax")

ALIKE = 10.0
"""Largest value, and largest ratio of spreads, of columns that are taken to share a unit."""


@dataclass(frozen=True, eq=False)
class TrainingRows:
    """Rows in the order in which they are trained on.

    Parameters
    ----------
    x : float64 array (rows, features)
    y : int64 array (rows,)
        Class of each row, as an index.
    weights : float64 array (rows,), optional
        What each row's loss is multiplied by, with mean 1; none where all count the same.
    places : int64 array (rows,)
        Which of the rows that were given each one is.
    """

    x: Array
    y: Array
    weights: Array | None
    places: Array


def check_frame(x: Any) -> None:
    """Refuse a frame whose columns are not numbers, by their names; anything else is let pass.

    Raises
    ------
    DataError
        Naming the first column that is of something else, or names that occur twice.
    """
    import narwhals
    from narwhals.exceptions import DuplicateError

    try:
        frame = narwhals.from_native(x, eager_only=True)
    except DuplicateError:
        raise DataError("`X` must have columns of different names; some occur twice.") from None
    except TypeError:
        return
    remedy = "Encode it, say by OneHotEncoder in a ColumnTransformer, or leave it out."
    for name, dtype in frame.schema.items():
        plain = dtype.is_numeric() or dtype in (narwhals.Boolean, narwhals.Object, narwhals.Unknown)
        if not plain or (dtype == narwhals.Object and _first_text(frame[name]) is not None):
            got = str(dtype) if not plain else repr(_first_text(frame[name]))
            raise DataError(f"Column {name!r} of `X` must be of numbers; got {got}. {remedy}")


def _first_text(series: Any) -> str | None:
    return next((value for value in series.to_list() if isinstance(value, str)), None)


def check_labels(y: Any) -> None:
    """Refuse labels some of which are missing, where they are Python's own objects.

    Raises
    ------
    DataError
        Counting them.
    """
    values = np.asarray(y)
    count = sum(map(is_missing, values.ravel())) if values.dtype == object and values.ndim else 0
    if count:
        raise DataError(f"`y` must be labels; {count} of {values.size} are missing. Remove those.")


def checked_weights(sample_weight: Any, samples: int) -> Array:
    """Return `sample_weight` as a float64 array (samples,).

    Raises
    ------
    DataError
        Where it is not one finite number >= 0 a row, some of them above 0.
    """
    try:
        weights = np.array(sample_weight, np.float64)
    except (TypeError, ValueError):
        raise DataError(must_be("sample_weight", "a list of numbers", sample_weight)) from None
    if weights.shape != (samples,):
        rule = f"one number a row, {samples} numbers"
        raise DataError(f"`sample_weight` must be {rule}; got shape {weights.shape}.")
    bad = weights[~(np.isfinite(weights) & (weights >= 0))]
    if len(bad):
        raise DataError(must_be("sample_weight", "of finite numbers >= 0", float(bad[0])))
    if not weights.any():
        raise DataError("`sample_weight` must be above 0 for some row; all weights are zero.")
    return weights


def training_rows(x: Array, y: Array, weights: Array | None = None) -> TrainingRows:
    """Resolve `weights` and sort the rows by label, then by column.

    Rows of weight 0 are left out. If all weights are whole numbers they are counts: a row of
    weight 3 becomes three rows. Otherwise they stay weights, divided by their mean.

    Raises
    ------
    DataError
        Where counts amount to more rows than can be held.

    Examples
    --------
    >>> import numpy as np
    >>> x, y = np.array([[3.0], [1.0], [2.0]]), np.array([0, 0, 1])
    >>> training_rows(x, y, np.array([2.0, 1.0, 0.0])).places.tolist()
    [1, 0, 0]
    >>> training_rows(x, y, np.array([0.5, 0.0, 1.5])).weights.tolist()
    [0.5, 1.5]
    """
    rest = None
    if weights is None:
        places = np.arange(len(x))
    elif (weights == np.floor(weights)).all():
        if weights.sum() > MOST_ROWS:
            rule = f"counts of at most {MOST_ROWS:,} rows together"
            remedy = "Divide by their mean, to have them multiply the loss instead."
            raise DataError(must_be("sample_weight", rule, float(weights.sum()), remedy))
        places = np.repeat(np.arange(len(x)), weights.astype(np.int64))
    else:
        places = np.flatnonzero(weights)
        rest = weights[places] / weights[places].mean()
    keys = [] if rest is None else [rest]
    keys += [*x[places].T[::-1], y[places]]
    order = np.lexsort(keys)
    places = places[order]
    return TrainingRows(x[places], y[places], None if rest is None else rest[order], places)


def dataset_of(rows: TrainingRows, classes: Array, features: tuple[str, ...]) -> Dataset:
    """Return the dataset of `rows` with the labels and columns as their owner knows them.

    Raises
    ------
    DataError
        Naming a column of which single precision loses what differs.
    """
    check_columns(rows.x, [f"Column {name!r} of `X`" for name in features])
    return Dataset(
        name="data",
        x=np.ascontiguousarray(rows.x, np.float64),
        y=rows.y.astype(np.int32),
        classes=tuple(classes.tolist()),
        features=features,
        weights=None if rows.weights is None else rows.weights.astype(np.float32),
    )


def chosen_scaling(scaling: object, x: Array) -> str:
    """Return the scaling of that name; the suitable one if it is "auto".

    Raises
    ------
    SpecificationError
        Where there is none of that name.
    """
    if not (isinstance(scaling, str) and scaling in SCALINGS):
        raise SpecificationError(one_of("scaling", SCALINGS, scaling))
    return suitable_scaling(x) if scaling == "auto" else scaling


def suitable_scaling(x: Array) -> str:
    """Return "none" for columns that seem to share a unit near 1, else "standard".

    Columns of one unit tell something by their relative sizes, which standardising would take
    away: of iris's four lengths in centimetres, the two that vary most are those that tell the
    species apart. Columns pass for such where no value exceeds 10 in size and no column's
    standard deviation is more than ten times another's, constant columns aside.

    Examples
    --------
    >>> import numpy as np
    >>> suitable_scaling(np.array([[1.0, 2.0], [2.0, 5.0]]))
    'none'
    >>> suitable_scaling(np.array([[1.0, 2.0], [2.0, 500.0]]))
    'standard'
    """
    spreads = x.std(axis=0)
    spreads = spreads[spreads > 0]
    alike = not len(spreads) or spreads.max() <= ALIKE * spreads.min()
    return "none" if alike and np.abs(x).max() <= ALIKE else "standard"
