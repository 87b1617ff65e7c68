"""Missing values, filled for each replica from its own training rows."""

from __future__ import annotations

import numpy as np

from manyseeds._types import Array

__all__ = ["filled", "training_medians"]


def training_medians(tables: Array, train_rows: Array) -> Array | None:
    """Return what stands in for missing values: the median of each replica's training rows.

    Parameters
    ----------
    tables : float32 array (tables, samples, features)
        One table a replica, or a single one for all; NaN is missing.
    train_rows : int32 array (replicas, training rows)

    Returns
    -------
    float32 array (replicas, features), or None
        0 where a replica has no value to take it from, and in columns where nothing is missing;
        None where nothing is missing at all.

    Examples
    --------
    >>> table = np.array([[[1.0], [3.0], [np.nan], [9.0]]], np.float32)
    >>> training_medians(table, np.array([[0, 1, 2], [2, 2, 2]])).tolist()
    [[2.0], [0.0]]
    """
    gaps = np.isnan(tables).any(axis=(0, 1))
    if not gaps.any():
        return None
    medians = np.zeros((len(train_rows), tables.shape[2]), np.float32)
    places = np.flatnonzero(gaps)
    for replica, rows in enumerate(train_rows):
        table = tables[replica if len(tables) > 1 else 0]
        for column in places:
            values = table[rows, column]
            present = values[~np.isnan(values)]
            if len(present):
                medians[replica, column] = np.median(present.astype(np.float64))
    return medians


def filled(table: Array, medians: Array) -> Array:
    """Return the rows of one replica with `medians` in place of NaN.

    Parameters
    ----------
    table : float32 array (samples, features)
    medians : float32 array (features,)

    Returns
    -------
    float32 array (samples, features)

    Examples
    --------
    >>> filled(np.array([[1.0], [np.nan]], np.float32), np.array([2.0], np.float32)).tolist()
    [[1.0], [2.0]]
    """
    return np.asarray(np.where(np.isnan(table), medians, table), np.float32)
