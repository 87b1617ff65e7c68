"""One dataset: rows, labels, names, and the noise by which rows are drawn anew."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from manyseeds import streams
from manyseeds._types import Array
from manyseeds.data.columns import Column
from manyseeds.errors import DataError, must_be, one_of

__all__ = ["Dataset"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows and labels. With noise, ``x`` are centres and each replica draws its own rows.

    Parameters
    ----------
    name : str
        What pages and errors call it.
    x : float64 array (samples, features)
        The rows; where `noise` > 0 the points that noise is added to.
    y : int32 array (samples,)
        Class of each row, as an index into `classes`.
    classes : tuple
        The labels as the user knows them.
    features : tuple of str
        Names of the columns.
    noise : float
        Standard deviation of the normal noise that each replica adds to every coordinate.
    bayes_accuracy : float, optional
        Accuracy of the best possible rule, where it is known.
    image_shape : tuple of int, optional
        Height and width, where a row is an image.
    weights : float32 array (samples,), optional
        What each row's loss counts for, in training, validation and test; 1 if left out.
    options : mapping
        What names the dataset in a TOML file; empty for arrays.
    columns : tuple of Column
        What was done to each column of the table it was made of, if it was.
    aside : mapping of str to array (samples,)
        Columns that are not learned from, by which rows can be grouped or ordered.
    test_rows : int
        How many of the last rows are the test rows of every replica.
    remarks : tuple of str
        What was decided when the table was read, a sentence each.
    """

    name: str
    x: Array
    y: Array
    classes: tuple[Any, ...]
    features: tuple[str, ...]
    noise: float = 0.0
    bayes_accuracy: float | None = None
    image_shape: tuple[int, int] | None = None
    weights: Array | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    aside: Mapping[str, Array] = field(default_factory=dict)
    test_rows: int = 0
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check that the parts fit: the kernel trusts them. The arrays can no longer be written."""
        rows, columns = self.x.shape if self.x.ndim == 2 else (0, 0)
        if not rows or not columns:
            raise DataError(f"`x` must have shape (samples, features); got {self.x.shape}.")
        types = (self.x.dtype.name, self.y.dtype.name)
        if types != ("float64", "int32"):
            raise DataError(f"`x` and `y` must be of float64 and int32; got {types}.")
        if self.y.shape != (rows,):
            raise DataError(f"`y` must be one label a row, {rows} labels; got {self.y.shape}.")
        classes = len(self.classes)
        if classes < 2 or not (self.y.min() >= 0 and self.y.max() < classes):
            raise DataError(must_be("y", f"indices of at least two classes, {classes}", self.y))
        if len(self.features) != columns:
            raise DataError(must_be("features", f"{columns} names", self.features))
        if self.image_shape is not None:
            object.__setattr__(self, "image_shape", _image_shape(self.image_shape, columns))
        if not isinstance(self.name, str):
            raise DataError(must_be("name", "text", self.name))
        self._check_beside(rows)
        self.x.setflags(write=False)
        self.y.setflags(write=False)

    def _check_beside(self, rows: int) -> None:
        """Check what stands beside the rows: weights, columns set aside, rows kept for the test."""
        if self.weights is not None:
            if self.weights.shape != (rows,) or self.weights.dtype != np.float32:
                got = f"{self.weights.dtype.name} {self.weights.shape}"
                raise DataError(f"`weights` must be float32 of shape ({rows},); got {got}.")
            if self.options and "weight" not in self.options:
                raise DataError(
                    "A dataset that has a name takes no `weights`: a file would not keep them. "
                    "Use arrays(x, y, sample_weight)."
                )
            self.weights.setflags(write=False)
        if not 0 <= self.test_rows < rows:
            raise DataError(must_be("test_rows", f"an integer in [0, {rows})", self.test_rows))
        for name, values in self.aside.items():
            if values.shape != (rows,):
                raise DataError(must_be("aside", f"of {rows} values a column", name))

    @property
    def drawn_anew(self) -> bool:
        """Whether each replica has rows of its own."""
        return self.noise > 0

    @property
    def kept_with_result(self) -> bool:
        """Whether a stored result holds the rows: where no name leads to them, or only a file."""
        return not self.options or bool(self.columns)

    @functools.cached_property
    def whole_x(self) -> Array:
        """``x`` with the median of the whole column where a value is missing.

        For pictures and summaries; what is trained on is filled replica by replica.
        """
        gaps = np.isnan(self.x)
        if not gaps.any():
            return self.x
        medians = np.array(
            [np.median(v[~np.isnan(v)]) if np.isfinite(v).any() else 0.0 for v in self.x.T]
        )
        return np.asarray(np.where(gaps, medians, self.x))

    @property
    def inputs(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """What is learned from, each with its columns of ``x``: a category has several."""
        if self.columns:
            return tuple((c.name, c.features) for c in self.columns if c.features)
        return tuple((name, (place,)) for place, name in enumerate(self.features))

    def key(self, name: str) -> Array:
        """Return the values of a column to group or order rows by: (samples,).

        Raises
        ------
        DataError
            Where there is no such column, or a row has no value in it.
        """
        places = dict(self.inputs)
        if name in self.aside:
            values = np.asarray(self.aside[name])
            known = values >= 0 if values.dtype.kind == "i" else ~np.isnan(values)
        elif name in places:
            chosen = self.x[:, list(places[name])]
            one_hot = len(places[name]) > 1 and not np.isnan(chosen).any()
            values = chosen.argmax(axis=1) if one_hot else chosen[:, 0]
            known = ~np.isnan(values)
        else:
            raise DataError(one_of("column to part rows by", (*self.aside, *places), name))
        if not known.all():
            count = int((~known).sum())
            raise DataError(
                f"Column {name!r} must have a value in every row to part rows by; {count:,} are "
                "missing."
            )
        return values

    def draw(self, seed: int, keys: Array) -> Array:
        """Draw the rows of the replicas whose data streams are `keys`.

        Returns
        -------
        float32 array (tables, samples, features)
            One table a key, or one for all where rows are not drawn anew.
        """
        if not self.drawn_anew:
            return self.x[None].astype(np.float32)
        noise = streams.normals(seed, streams.DATA, keys, self.x.size)  # (keys, samples * features)
        return (self.x + self.noise * noise.reshape(-1, *self.x.shape)).astype(np.float32)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Dataset):
            return NotImplemented
        return (
            self._names == other._names
            and np.array_equal(self.x, other.x, equal_nan=True)
            and np.array_equal(self.y, other.y)
            and _alike(self.weights, other.weights)
        )

    def __hash__(self) -> int:
        return hash(self._names)

    @property
    def _names(self) -> tuple[Any, ...]:
        return (
            self.name,
            self.classes,
            self.features,
            self.noise,
            self.image_shape,
            self.test_rows,
        )

    def __repr__(self) -> str:
        rows, columns = self.x.shape
        return (
            f"Dataset({self.name!r}, {rows} samples, {columns} features, "
            f"{len(self.classes)} classes)"
        )


def _image_shape(shape: Any, columns: int) -> tuple[int, int]:
    """Return height and width as Python's integers, which a file can keep."""
    try:
        sides = tuple(map(operator.index, shape))
    except TypeError:
        sides = ()
    if len(sides) != 2 or min(sides) < 1 or math.prod(sides) != columns:
        rule = f"of {columns} pixels: height and width, two integers >= 1"
        raise DataError(must_be("image_shape", rule, shape))
    return sides[0], sides[1]


def _alike(weights: Array | None, others: Array | None) -> bool:
    if weights is None or others is None:
        return weights is others
    return np.array_equal(weights, others)
