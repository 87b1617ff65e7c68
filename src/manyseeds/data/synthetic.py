"""Datasets drawn anew for each replica: fixed points plus normal noise.

The points are rounded to multiples of 2^-20, so that the sines of different mathematical
libraries cannot make a replica differ between machines.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping

import numpy as np

from manyseeds._types import Array
from manyseeds.data.dataset import Dataset
from manyseeds.errors import DataError, must_be

__all__ = ["blobs", "circles", "moons", "spirals", "xor"]

PLANE = ("x0", "x1")

MOST_ROWS = 10_000_000
"""Rows of a dataset at most: far beyond what its shape can teach, and a gigabyte in training."""


def xor(copies: int = 200, noise: float = 0.3) -> Dataset:
    """Return the four corners of the unit square with the target ``x0 != x1``.

    The best possible rule is the two midlines. A coordinate stays on its side with probability
    p = Phi(0.5 / noise), and the rule is right when both or neither crossed: p^2 + (1 - p)^2.

    Parameters
    ----------
    copies : int
        Points of each corner.
    noise : float
        Standard deviation of the normal noise on both coordinates.

    Examples
    --------
    >>> round(xor().bayes_accuracy, 4)
    0.909
    """
    copies, noise = _count("copies", copies, at_most=MOST_ROWS // 4), _noise(noise)
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    p = 0.5 * (1 + math.erf(0.5 / noise / math.sqrt(2))) if noise > 0 else 1.0
    return Dataset(
        name="xor",
        x=np.tile(corners, (copies, 1)),
        y=np.tile(np.array([0, 1, 1, 0], np.int32), copies),
        classes=(0, 1),
        features=PLANE,
        noise=noise,
        bayes_accuracy=p * p + (1 - p) * (1 - p),
        options={"name": "xor", "copies": copies, "noise": noise},
    )


def moons(samples: int = 400, noise: float = 0.2) -> Dataset:
    """Return two interleaved half circles, as scikit-learn's ``make_moons``."""
    upper, lower = (np.linspace(0, math.pi, size) for size in _sizes(samples, 2))
    points = [
        np.stack([np.cos(upper), np.sin(upper)], axis=1),
        np.stack([1 - np.cos(lower), 0.5 - np.sin(lower)], axis=1),
    ]
    return _plane("moons", points, noise, {"samples": int(samples)})


def circles(samples: int = 400, noise: float = 0.1, factor: float = 0.5) -> Dataset:
    """Return a circle of radius `factor` inside one of radius 1."""
    factor = _number("factor", "a number in (0, 1)", factor, 0, 1)
    points = []
    for radius, size in zip((1.0, factor), _sizes(samples, 2), strict=True):
        angle = np.arange(size) * (2 * math.pi / size)
        points.append(radius * np.stack([np.cos(angle), np.sin(angle)], axis=1))
    return _plane("circles", points, noise, {"samples": int(samples), "factor": factor})


def spirals(
    samples: int = 400, noise: float = 0.1, turns: float = 1.0, classes: int = 2
) -> Dataset:
    """Return `classes` spiral arms that start near the origin and end at radius 2."""
    turns = _number("turns", "a number in (0, 100)", turns, 0, 100)
    points = []
    for c, size in enumerate(_sizes(samples, classes)):
        radius = np.linspace(0.2, 2.0, size)
        angle = radius * (math.pi * turns) + 2 * math.pi * c / classes
        points.append(radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))
    options = {"samples": int(samples), "turns": turns, "classes": int(classes)}
    return _plane("spirals", points, noise, options)


def blobs(samples: int = 300, noise: float = 1.0, classes: int = 3) -> Dataset:
    """Return `classes` normal clouds, their centres evenly on a circle of radius 2.5."""
    points = []
    for c, size in enumerate(_sizes(samples, classes)):
        angle = 2 * math.pi * c / classes
        centre = 2.5 * np.array([math.cos(angle), math.sin(angle)])
        points.append(np.tile(centre, (size, 1)))
    return _plane("blobs", points, noise, {"samples": int(samples), "classes": int(classes)})


def _plane(name: str, points: list[Array], noise: float, options: Mapping[str, object]) -> Dataset:
    noise = _noise(noise)
    return Dataset(
        name=name,
        x=np.round(np.concatenate(points) * 2**20) / 2**20,
        y=np.repeat(np.arange(len(points), dtype=np.int32), [len(p) for p in points]),
        classes=tuple(range(len(points))),
        features=PLANE,
        noise=noise,
        options={"name": name, "noise": noise, **options},
    )


def _sizes(samples: int, classes: int) -> list[int]:
    """Part `samples` among `classes` as evenly as can be, the later ones the larger."""
    classes = _count("classes", classes, at_least=2)
    samples = _count("samples", samples, at_least=classes)
    return [(samples + c) // classes for c in range(classes)]


def _count(parameter: str, value: int, at_least: int = 1, at_most: int = MOST_ROWS) -> int:
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not whole or not at_least <= value <= at_most:
        raise DataError(must_be(parameter, f"an integer in [{at_least}, {at_most}]", value))
    return int(value)


def _noise(value: float) -> float:
    # Far above any use; it keeps every drawn number finite in float32.
    if _is_real(value) and value == 0:
        return 0.0
    return _number("noise", "a number in [0, 1e6)", value, 0, 1e6)


def _is_real(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _number(parameter: str, rule: str, value: float, low: float, high: float) -> float:
    if not _is_real(value) or not low < value < high:
        raise DataError(must_be(parameter, rule, value))
    return float(value)
