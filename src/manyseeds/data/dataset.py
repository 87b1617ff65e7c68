"""One dataset: rows, labels, names, and the noise by which rows are drawn anew."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from manyseeds import streams
from manyseeds._types import Array
from manyseeds.errors import DataError, must_be

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
        if self.image_shape is not None and math.prod(self.image_shape) != columns:
            raise DataError(must_be("image_shape", f"of {columns} pixels", self.image_shape))
        if self.weights is not None:
            if self.weights.shape != (rows,) or self.weights.dtype != np.float32:
                got = f"{self.weights.dtype.name} {self.weights.shape}"
                raise DataError(f"`weights` must be float32 of shape ({rows},); got {got}.")
            if self.options:
                raise DataError(
                    "A dataset that has a name takes no `weights`: a file would not keep them. "
                    "Use arrays(x, y, sample_weight)."
                )
            self.weights.setflags(write=False)
        self.x.setflags(write=False)
        self.y.setflags(write=False)

    @property
    def drawn_anew(self) -> bool:
        """Whether each replica has rows of its own."""
        return self.noise > 0

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
            and np.array_equal(self.x, other.x)
            and np.array_equal(self.y, other.y)
            and _alike(self.weights, other.weights)
        )

    def __hash__(self) -> int:
        return hash(self._names)

    @property
    def _names(self) -> tuple[Any, ...]:
        return self.name, self.classes, self.features, self.noise, self.image_shape

    def __repr__(self) -> str:
        rows, columns = self.x.shape
        return (
            f"Dataset({self.name!r}, {rows} samples, {columns} features, "
            f"{len(self.classes)} classes)"
        )


def _alike(weights: Array | None, others: Array | None) -> bool:
    if weights is None or others is None:
        return weights is others
    return np.array_equal(weights, others)
