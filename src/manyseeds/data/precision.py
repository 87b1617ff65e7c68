"""What single precision, in which every engine computes, keeps of a column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import DataError

__all__ = ["check_columns", "check_told_apart"]

HARDLY = 1e-12
"""A spread below this share of the values is rounding in double precision."""

SMALL = 1e-30
"""Below it single precision may hold fewer digits."""


def check_told_apart(values: Array, name: str) -> None:
    """Refuse a column of which single precision, in which is computed, loses what differs.

    Parameters
    ----------
    values : float64 array (samples,)
        NaN is missing.
    name : str
        Of the column, as a sentence begins.

    Raises
    ------
    DataError
        Where rounding moves a value by more than a tenth of the standard deviation. What
        double precision hardly holds itself passes for a constant.

    Examples
    --------
    >>> check_told_apart(1.7e9 + 3600 * np.arange(3), "The time")
    >>> check_told_apart(1.7e9 + np.arange(3), "The time")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    manyseeds.errors.DataError: The time must be of values that single precision tells ...
    """
    present = values[~np.isnan(values)]
    if not len(present):
        return
    lost, spread = np.abs(present - present.astype(np.float32)).max(), present.std()
    largest = np.abs(present).max()
    if lost > spread / 10 and spread > HARDLY * largest:
        raise DataError(
            f"{name} must be of values that single precision tells apart; it has a standard "
            f"deviation of {spread:.2g} and values up to {largest:.2g}. Subtract its smallest "
            "value and divide by its spread, or leave it out."
        )


def check_columns(table: Array, names: Sequence[str]) -> None:
    """Refuse a table, float64 (samples, columns), with a column as `check_told_apart` does."""
    spread, largest = table.std(axis=0), np.abs(table).max(axis=0)
    # Rounding is below 2^-24 of a value, but for numbers next to the smallest there are.
    for place in np.flatnonzero((spread < 1e-6 * largest) | (largest < SMALL)).tolist():
        check_told_apart(table[:, place], names[place])
