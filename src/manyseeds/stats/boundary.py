"""The decision boundary as a vote of replicas over the plane, and those of single replicas.

A boundary is where the probabilities of two classes are equal, so a single replica's is the zero
contour of its margin, never a contour of its predicted labels: those jump, and a plotter may find
no level between them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError
from manyseeds.results.prediction import predict, predicted

if TYPE_CHECKING:
    from manyseeds.arms import Arm
    from manyseeds.results.result import Result

__all__ = ["Boundary", "boundary_of", "margins", "plane_grid", "votes"]


@dataclass(frozen=True, eq=False)
class Boundary:
    """Which class replicas vote for over a grid of the plane.

    Parameters
    ----------
    x0, x1 : float64 arrays (steps,)
        The grid's coordinates.
    classes : tuple
    shares : float64 array (classes, steps of x1, steps of x0)
        Share of replicas that vote for each class.
    singles : tuple of int
        Numbers of a few replicas.
    margins : float32 array (singles, classes, steps of x1, steps of x0)
        Their probability of each class minus the largest of the others: zero on the boundary.
    n, diverged : int
        Replicas that voted, and left out because they diverged.
    """

    x0: Array = field(repr=False)
    x1: Array = field(repr=False)
    classes: tuple[Any, ...]
    shares: Array = field(repr=False)
    singles: tuple[int, ...]
    margins: Array = field(repr=False)
    n: int
    diverged: int

    @property
    def agreement(self) -> Array:
        """Share of replicas that vote with the majority: float64 (steps of x1, steps of x0)."""
        return np.asarray(self.shares.max(axis=0))


def plane_grid(low: float, high: float, steps: int) -> tuple[Array, Array]:
    """Return the coordinates of a square grid, and its points row by row: float32 (steps^2, 2).

    Examples
    --------
    >>> axis, points = plane_grid(-1.0, 2.0, 100)
    >>> points.shape, axis[[0, -1]].tolist()
    ((10000, 2), [-1.0, 2.0])
    """
    axis = np.linspace(low, high, steps)
    x0, x1 = np.meshgrid(axis, axis)
    return axis, np.column_stack([x0.ravel(), x1.ravel()]).astype(np.float32)


def votes(probabilities: Array) -> Array:
    """Count the replicas whose most probable class is each class, at each point.

    Parameters
    ----------
    probabilities : array (replicas, points, classes)

    Returns
    -------
    int array (classes, points)

    Examples
    --------
    >>> votes(np.array([[[0.9, 0.1]], [[0.2, 0.8]], [[0.3, 0.7]]])).tolist()
    [[1], [2]]
    """
    winners = probabilities.argmax(axis=2)
    return np.stack([(winners == c).sum(axis=0) for c in range(probabilities.shape[2])])


def margins(probabilities: Array) -> Array:
    """Return each class's probability minus the largest of the others: (..., classes) as given.

    Examples
    --------
    >>> margins(np.array([0.5, 0.3, 0.2])).round(2).tolist()
    [0.2, -0.2, -0.3]
    """
    ordered = np.sort(probabilities, axis=-1)
    first, second = ordered[..., -1:], ordered[..., -2:-1]
    return np.asarray(probabilities - np.where(probabilities == first, second, first))


def boundary_of(
    result: Result,
    arm: Arm,
    *,
    low: float = -1.0,
    high: float = 2.0,
    steps: int = 100,
    singles: int = 5,
    threads: int | None = None,
) -> Boundary:
    """Let the replicas of `arm` vote on a grid over ``[low, high]^2``.

    Raises
    ------
    ResultError
        Where the data is not of two features.
    """
    if arm.widths[0] != 2:
        raise ResultError(f"A boundary is drawn over two features; this data has {arm.widths[0]}.")
    axis, points = plane_grid(low, high, steps)
    classes = arm.classes
    kept = np.flatnonzero(result.diverged_at[arm.index] < 0)
    counts = np.zeros((classes, len(points)), np.int64)
    for _, found in predicted(result, arm, kept, points, lambda p, _: votes(p), threads):
        counts += found
    few = kept[:singles]
    fields = margins(predict(result, arm, few, points)) if len(few) else np.empty((0, 0, classes))
    shape = (steps, steps)
    return Boundary(
        x0=axis,
        x1=axis,
        classes=tuple(result.study.data.classes),
        shares=(counts / len(kept) if len(kept) else counts * np.nan).reshape(classes, *shape),
        singles=tuple(result.replicas[few].tolist()),
        margins=np.moveaxis(fields, 2, 1).reshape(len(few), classes, *shape),
        n=len(kept),
        diverged=int((result.diverged_at[arm.index] >= 0).sum()),
    )
