"""Which rows each replica is tested on, validated on and trained on; scaling fitted on the last."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import DataError, SpecificationError, must_be
from manyseeds.missing import filled

if TYPE_CHECKING:
    from manyseeds.spec import Split

__all__ = ["Rows", "SplitSizes", "fit_scaling", "share_of", "split_rows", "split_sizes"]


# Somewhat less than float32 can hold: shift and scale are rounded.
LARGEST = 0.999 * float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class SplitSizes:
    """Rows of each part."""

    train: int
    validation: int
    test: int


@dataclass(frozen=True)
class Rows:
    """Row numbers of each part, int32 (replicas, rows of the part)."""

    train: Array
    validation: Array
    test: Array


def split_sizes(samples: int, split: Split) -> SplitSizes:
    """Return how many of `samples` rows go to each part; shares round up, as scikit-learn's.

    Raises
    ------
    SpecificationError
        Where no row is left to train on.

    Examples
    --------
    >>> from manyseeds import Split
    >>> split_sizes(1797, Split(test=0.25, validation=0.25))
    SplitSizes(train=1010, validation=337, test=450)
    """
    test = share_of(split.test, samples)
    validation = share_of(split.validation, max(samples - test, 0))
    train = samples - test - validation
    if train < 1:
        raise SpecificationError(
            must_be(
                "split",
                f"sizes that leave rows to train on, of {samples}",
                {"test": split.test, "validation": split.validation},
                "Make `test` or `validation` smaller.",
            )
        )
    return SplitSizes(train, validation, test)


def share_of(size: float | int, of: int) -> int:
    """Return a share of `of` rows rounded up, or a number of rows as it is."""
    # The subtraction forgives shares such as 0.2 whose product is a hair above a whole number.
    return size if isinstance(size, int) else math.ceil(size * of - 1e-9)


def split_rows(orders: Array, labels: Array, split: Split) -> Rows:
    """Part the rows of each replica by its random order.

    Parameters
    ----------
    orders : int32 array (replicas, samples)
        A permutation of the rows for each replica.
    labels : int32 array (samples,)
        Class of each row, for stratified parts.
    split : Split
        Sizes of the parts.
    """
    sizes = split_sizes(orders.shape[1], split)
    if split.stratify:
        orders = _stratified(orders, labels, sizes)
    end_of_test = sizes.test + sizes.validation
    return Rows(
        train=np.ascontiguousarray(orders[:, end_of_test:]),
        validation=np.ascontiguousarray(orders[:, sizes.test : end_of_test]),
        test=np.ascontiguousarray(orders[:, : sizes.test]),
    )


def _stratified(orders: Array, labels: Array, sizes: SplitSizes) -> Array:
    """Reorder each row so that its first parts hold the classes in their shares."""
    counts = np.bincount(labels)
    test = _shares(counts, sizes.test)
    validation = _shares(counts - test, sizes.validation)
    parted = np.empty_like(orders)
    for replica, order in enumerate(orders):
        by_class = [order[labels[order] == c] for c in range(len(counts))]
        ends = test + validation
        parts = (
            [rows[:t] for rows, t in zip(by_class, test, strict=True)]
            + [rows[t:e] for rows, t, e in zip(by_class, test, ends, strict=True)]
            + [rows[e:] for rows, e in zip(by_class, ends, strict=True)]
        )
        parted[replica] = np.concatenate(parts)
    return parted


def _shares(counts: Array, total: int) -> Array:
    """Part `total` among classes in proportion to `counts`, by largest remainders."""
    exact = counts * (total / max(int(counts.sum()), 1))
    floor = np.floor(exact).astype(np.int64)
    short = total - int(floor.sum())
    floor[np.argsort(floor - exact, kind="stable")[:short]] += 1
    return floor


def fit_scaling(
    tables: Array, train_rows: Array, scaling: str, medians: Array | None = None
) -> tuple[Array, Array] | None:
    """Fit ``(x - shift) * scale`` on each replica's training rows.

    Parameters
    ----------
    tables : float32 array (tables, samples, features)
        One table a replica, or a single one for all.
    train_rows : int32 array (replicas, training rows)
    scaling : {"none", "standard", "minmax"}
        A column without spread, or with one so small that a row of the table would not fit into
        float32 once it is divided by it, is only shifted.
    medians : float32 array (replicas, features), optional
        What stands in for missing values.

    Returns
    -------
    tuple of float32 arrays (replicas, features), or None
        Shift and scale.

    Raises
    ------
    DataError
        Where a row of the table is further from the shift than float32 can tell.
    """
    if scaling == "none":
        return None
    shift, spread = [], []
    # (tables, features), of the values that are not missing
    lowest, highest = np.fmin.reduce(tables, axis=1), np.fmax.reduce(tables, axis=1)
    for replica, rows in enumerate(train_rows):
        table = tables[replica if len(tables) > 1 else 0][rows]
        if medians is not None:
            table = filled(table, medians[replica])
        x = table.astype(np.float64)  # (rows, features)
        if scaling == "standard":
            shift.append(x.mean(axis=0))
            spread.append(x.std(axis=0))
        else:
            shift.append(x.min(axis=0))
            spread.append(x.max(axis=0) - x.min(axis=0))
    shifts, widths = np.array(shift), np.array(spread)
    # What a row may at most become: 1 stands for the scale itself, which must be finite as well.
    reach = np.fmax(np.fmax(highest - shifts, shifts - lowest), 1.0)
    if not (reach < LARGEST).all():
        column = int(np.argwhere(~(reach < LARGEST))[0, 1])
        raise DataError(
            f"`x` must be of values less than {LARGEST:.1e} apart in each column to be scaled; "
            f"column {column} is not. Divide it by a number, or set `scaling` to 'none'."
        )
    widths = np.where(widths > reach / LARGEST, widths, 1.0)
    return shifts.astype(np.float32), (1.0 / widths).astype(np.float32)
