"""A typical replica of each kind of solution, successful or failed, and its decision regions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError
from manyseeds.results.prediction import predict
from manyseeds.stats.boundary import margins, plane_grid
from manyseeds.stats.classes import class_words
from manyseeds.stats.failures import FailureKind, Failures
from manyseeds.stats.interval import Interval
from manyseeds.stats.symptoms import corners_of

if TYPE_CHECKING:
    from manyseeds.arms import Arm
    from manyseeds.results.result import Result

__all__ = ["Solution", "Solutions", "solutions_of"]


@dataclass(frozen=True, eq=False)
class Solution:
    """One kind of solution, shown by the replica of median accuracy among its kind.

    Parameters
    ----------
    name : str
    succeeded : bool
    share : Interval
        Of all replicas of the arm, those of this kind.
    replica : int
        Number of the one that is shown.
    accuracy : float
        Its own.
    margins : float32 array (classes, steps of x1, steps of x0)
        Probability of each class minus the largest of the others: zero on the boundary.
    """

    name: str
    succeeded: bool
    share: Interval
    replica: int
    accuracy: float
    margins: Array = field(repr=False)


@dataclass(frozen=True, eq=False)
class Solutions:
    """The kinds of solutions of one arm, successful ones first, each by how frequent it is.

    Parameters
    ----------
    label : str
    n : int
        Replicas.
    target : float
        Accuracy that counts as success.
    x0, x1 : float64 arrays (steps,)
        The grid's coordinates.
    classes : tuple
    corners : float64 array (corners, features)
    corner_classes : tuple of int
        Index of the class of each.
    kinds : tuple of Solution
    """

    label: str
    n: int
    target: float
    x0: Array = field(repr=False)
    x1: Array = field(repr=False)
    classes: tuple[Any, ...]
    corners: Array = field(repr=False)
    corner_classes: tuple[int, ...]
    kinds: tuple[Solution, ...]


def solutions_of(
    result: Result,
    arm: Arm,
    failures: Failures,
    accuracies: Array,
    *,
    low: float = -1.0,
    high: float = 2.0,
    steps: int = 100,
    most: int = 6,
) -> Solutions:
    """Find a typical replica of each kind that `failures` tells apart, with its regions.

    Diverged replicas have none.

    Parameters
    ----------
    result : Result
        On data of two features.
    arm : Arm
    failures : Failures
        Of this arm.
    accuracies : array (replicas,)
    low, high : float
        Limits of the square that is shown.
    steps : int
    most : int
        Kinds that are shown, the most frequent ones.

    Raises
    ------
    ResultError
        Where the data is not of two features.
    """
    if arm.widths[0] != 2:
        raise ResultError(f"Regions are drawn over two features; this data has {arm.widths[0]}.")
    axis, points = plane_grid(low, high, steps)
    found = []
    for name, succeeded, share, members in _kinds(failures):
        places = np.flatnonzero(members)
        if not len(places):
            continue
        order = np.argsort(accuracies[places], kind="stable")
        place = places[order[(len(order) - 1) // 2]]
        fields = margins(predict(result, arm, np.array([place]), points)[0])
        number, accuracy = int(result.replicas[place]), float(accuracies[place])
        shape = (-1, steps, steps)
        region = np.moveaxis(fields, 1, 0).reshape(shape)
        found.append(Solution(name, succeeded, share, number, accuracy, region))
    frequent = sorted(found, key=lambda kind: -kind.share.estimate)[:most]
    corners, classes = corners_of(result.study.data)
    return Solutions(
        label=failures.label,
        n=failures.n,
        target=failures.target,
        x0=axis,
        x1=axis,
        classes=tuple(result.study.data.classes),
        corners=corners,
        corner_classes=tuple(classes.tolist()),
        kinds=tuple(sorted(frequent, key=lambda kind: not kind.succeeded)),
    )


def _kinds(failures: Failures) -> list[tuple[str, bool, Interval, Array]]:
    """Name, whether it is a success, share, and members of each kind that has regions."""
    kinds = [
        (f"{class_words(label)} joined", True, share, failures.members[label])
        for label, share in failures.solutions.items()
    ]
    if not kinds:
        kinds.append(("successful", True, failures.success, failures.succeeded))
    kinds += [
        (kind.value, False, share, failures.members[kind])
        for kind, share in failures.kinds.items()
        if kind is not FailureKind.DIVERGED
    ]
    return kinds
