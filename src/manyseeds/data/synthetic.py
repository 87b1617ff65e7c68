"""Datasets drawn anew for each replica: fixed points plus normal noise.

The points are rounded to multiples of 2^-20, so that the sines of different mathematical
libraries cannot make a replica differ between machines.
"""

from __future__ import annotations

import math

import numpy as np

from manyseeds._types import Array
from manyseeds.data.dataset import Dataset
from manyseeds.errors import DataError, must_be

__all__ = ["blobs", "circles", "moons", "spirals", "xor"]

PLANE = ("x0", "x1")


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
    _check("copies", copies, noise)
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    p = 0.5 * (1 + math.erf(0.5 / noise / math.sqrt(2))) if noise > 0 else 1.0
    return Dataset(
        name="xor",
        x=np.tile(corners, (copies, 1)),
        y=np.tile(np.array([0, 1, 1, 0], np.int32), copies),
        classes=(0, 1),
        features=PLANE,
        noise=float(noise),
        bayes_accuracy=p * p + (1 - p) * (1 - p),
        options={"name": "xor", "copies": copies, "noise": float(noise)},
    )


def moons(samples: int = 400, noise: float = 0.2) -> Dataset:
    """Return two interleaved half circles, as scikit-learn's ``make_moons``."""
    _check("samples", samples, noise)
    first = samples // 2
    upper = np.linspace(0, math.pi, first)
    lower = np.linspace(0, math.pi, samples - first)
    points = [
        np.stack([np.cos(upper), np.sin(upper)], axis=1),
        np.stack([1 - np.cos(lower), 0.5 - np.sin(lower)], axis=1),
    ]
    return _plane("moons", points, noise, {"samples": samples})


def circles(samples: int = 400, noise: float = 0.1, factor: float = 0.5) -> Dataset:
    """Return a circle of radius `factor` inside one of radius 1."""
    _check("samples", samples, noise)
    if not 0 < factor < 1:
        raise DataError(must_be("factor", "a number in (0, 1)", factor))
    outer = np.arange(samples // 2) * (2 * math.pi / (samples // 2))
    inner = np.arange(samples - samples // 2) * (2 * math.pi / (samples - samples // 2))
    points = [
        np.stack([np.cos(outer), np.sin(outer)], axis=1),
        factor * np.stack([np.cos(inner), np.sin(inner)], axis=1),
    ]
    return _plane("circles", points, noise, {"samples": samples, "factor": float(factor)})


def spirals(samples: int = 400, noise: float = 0.1, turns: float = 1.0, classes: int = 2) -> Dataset:
    """Return `classes` spiral arms that leave the origin and end at radius 2."""
    _check("samples", samples, noise, at_least=max(classes, 4))
    if classes < 2:
        raise DataError(must_be("classes", "an integer >= 2", classes))
    if not turns > 0:
        raise DataError(must_be("turns", "a number > 0", turns))
    points = []
    for c in range(classes):
        radius = np.linspace(0.2, 2.0, samples // classes)
        angle = radius * (math.pi * turns) + 2 * math.pi * c / classes
        points.append(radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))
    options = {"samples": samples, "turns": float(turns), "classes": classes}
    return _plane("spirals", points, noise, options)


def blobs(samples: int = 300, noise: float = 1.0, classes: int = 3) -> Dataset:
    """Return `classes` normal clouds, their centres evenly on a circle of radius 2.5."""
    _check("samples", samples, noise, at_least=max(classes, 4))
    if classes < 2:
        raise DataError(must_be("classes", "an integer >= 2", classes))
    points = []
    for c in range(classes):
        angle = 2 * math.pi * c / classes
        centre = 2.5 * np.array([math.cos(angle), math.sin(angle)])
        points.append(np.tile(centre, (samples // classes, 1)))
    return _plane("blobs", points, noise, {"samples": samples, "classes": classes})


def _plane(name: str, points: list[Array], noise: float, options: dict[str, object]) -> Dataset:
    y = np.concatenate([np.full(len(p), c, np.int32) for c, p in enumerate(points)])
    return Dataset(
        name=name,
        x=np.round(np.concatenate(points) * 2**20) / 2**20,
        y=y,
        classes=tuple(range(len(points))),
        features=PLANE,
        noise=float(noise),
        options={"name": name, "noise": float(noise), **options},
    )


def _check(parameter: str, count: int, noise: float, at_least: int = 1) -> None:
    if isinstance(count, bool) or not isinstance(count, int) or count < at_least:
        raise DataError(must_be(parameter, f"an integer >= {at_least}", count))
    if not (isinstance(noise, int | float) and 0 <= noise < math.inf):
        raise DataError(must_be("noise", "a number >= 0", noise))
