"""The shape of what a network has learned: which units work, how simple a rule its votes are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

from manyseeds._types import Array

__all__ = ["band_agreement", "layers_of", "linear_agreement", "unit_activity"]

STEPS, RIDGE = 6, 1e-3
DIRECTIONS, MOST_BINS, POINTS_OF_A_BIN = 60, 50, 20


def layers_of(weights: Array, shapes: Sequence[tuple[int, ...]]) -> list[Array]:
    """Part flat weights into kernels and biases in Keras's order.

    Parameters
    ----------
    weights : array (replicas, parameters)
    shapes : sequence of tuple
        `Arm.shapes`.

    Returns
    -------
    list of array (replicas, *shape)
    """
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    pieces = np.split(np.asarray(weights), ends, axis=1)
    return [p.reshape(len(p), *shape) for p, shape in zip(pieces, shapes, strict=True)]


def unit_activity(
    weights: Array, shapes: Sequence[tuple[int, ...]], inputs: Array
) -> tuple[Array, ...]:
    """Return on which share of points each hidden relu unit is above zero.

    A unit that never is passes nothing on and has no gradient: it is dead, and training cannot
    wake it but by moving the layers before it.

    Parameters
    ----------
    weights : array (replicas, parameters)
    shapes : sequence of tuple
        `Arm.shapes`.
    inputs : array (points, features) or (replicas, points, features)
        As the network sees them: scaled.

    Returns
    -------
    tuple of float64 arrays (replicas, units), one a hidden layer

    Examples
    --------
    Two units on one feature, max(x, 0) and max(-x - 3, 0), and an output:

    >>> weights = np.array([[1.0, -1.0, 0.0, -3.0, 1.0, 1.0, 0.0]])
    >>> points = np.array([[-1.0], [0.5], [2.0], [3.0]])
    >>> unit_activity(weights, [(1, 2), (2,), (2, 1), (1,)], points)[0].tolist()
    [[0.75, 0.0]]
    """
    layers = layers_of(weights, shapes)
    values, shares = np.asarray(inputs), []
    for kernel, bias in zip(layers[:-2:2], layers[1:-2:2], strict=True):
        values = values @ kernel + bias[:, None, :]  # (replicas, points, units)
        shares.append(np.count_nonzero(values > 0, axis=1) / values.shape[1])
        values = np.maximum(values, 0)
    return tuple(shares)


def linear_agreement(votes: Array, x: Array, classes: int = 2) -> Array:
    """Return on which share of points votes are those of a linear rule fitted to them.

    For two classes the rule has the direction of a logistic regression on the votes, by a few of
    Newton's steps, and the best threshold along it; for more it is the class with the largest
    of the indicators fitted by least squares [1]_. The best linear rule agrees at least as often.

    Parameters
    ----------
    votes : int array (replicas, points)
        Index of the class each replica gives each point.
    x : array (points, features)
    classes : int

    Returns
    -------
    float64 array (replicas,)

    References
    ----------
    .. [1] Hastie, Tibshirani, Friedman (2009). The elements of statistical learning, sections 4.2
       and 4.4.1.

    Examples
    --------
    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> linear_agreement(np.array([[0, 0, 1, 1], [0, 1, 1, 1], [0, 1, 1, 0]]), x).tolist()
    [1.0, 1.0, 0.75]
    """
    chosen = np.asarray(votes)
    x = np.asarray(x, np.float64)  # sums of squares may be beyond float32
    spread = np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    table = np.column_stack([(x - x.mean(axis=0)) / spread, np.ones(len(x))])
    if classes > 2:
        inverse = np.linalg.pinv(table)  # (features + 1, points)
        fitted = np.stack([table @ (inverse @ (chosen == c).T) for c in range(classes)])
        return np.asarray((chosen == fitted.argmax(axis=0).T).mean(axis=1))
    along = _logistic(chosen, table) @ table.T  # (replicas, points)
    ordered = np.take_along_axis(chosen, along.argsort(axis=1, kind="stable"), axis=1)
    # Votes for class 0 up to each threshold, and for class 1 beyond it.
    gain = np.cumsum(1 - 2 * ordered, axis=1, dtype=np.int32)
    right = ordered.sum(axis=1) + np.maximum(gain.max(axis=1, initial=0), 0)
    return np.asarray(right / len(x))


def _logistic(votes: Array, table: Array) -> Array:
    """Return coefficients of a logistic regression of each replica's votes: (replicas, columns).

    Where a line parts the votes the coefficients grow without end; the steps are few.
    """
    columns = table.shape[1]
    products = (table[:, :, None] * table[:, None, :]).reshape(len(table), -1)
    found = np.zeros((len(votes), columns))
    for _ in range(STEPS):
        chance = special.expit(found @ table.T)
        gradient = (votes - chance) @ table - RIDGE * found
        curvature = ((chance * (1 - chance)) @ products).reshape(-1, columns, columns)
        curvature += RIDGE * np.eye(columns)
        found += np.linalg.solve(curvature, gradient[..., None])[..., 0]
    return found


def band_agreement(votes: Array, x: Array, classes: int = 2) -> Array:
    """Return on which share of points votes are those of a rule of parallel straight bands.

    Such a rule depends on the points' place along one direction alone. Of 60 directions, three
    degrees apart, the best is taken; along it the points are parted into 50 bins of equal count
    (fewer where that is less than 20 points each), each with the class most voted for. An edge
    that runs through a bin so costs up to one percent.

    Parameters
    ----------
    votes : int array (replicas, points)
    x : array (points, 2)
    classes : int

    Returns
    -------
    float64 array (replicas,)

    Examples
    --------
    >>> axis = np.linspace(0, 1, 20)
    >>> x = np.array([(a, b) for a in axis for b in axis])
    >>> band = (abs(x.sum(axis=1) - 1) < 0.5).astype(int)
    >>> corner = ((x[:, 0] > 0.5) & (x[:, 1] > 0.5)).astype(int)
    >>> band_agreement(np.array([band, corner]), x).round(2).tolist()
    [0.98, 0.92]
    """
    chosen = np.asarray(votes)
    bins = min(MOST_BINS, max(2, len(x) // POINTS_OF_A_BIN))
    angles = np.arange(DIRECTIONS) * (np.pi / DIRECTIONS)
    along = x @ np.stack([np.cos(angles), np.sin(angles)])  # (points, directions)
    ranks = along.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    member = np.zeros((len(x), DIRECTIONS, bins), np.float32)
    np.put_along_axis(member, (ranks * bins // len(x))[..., None], 1, axis=2)
    flat = member.reshape(len(x), -1)
    # Sums of zeros and ones: exact in float32, in whatever order.
    counts = [(chosen == c).astype(np.float32) @ flat for c in range(1, classes)]
    counts.append(flat.sum(axis=0) - np.sum(counts, axis=0))
    most = np.max(counts, axis=0).reshape(len(chosen), DIRECTIONS, bins)
    return np.asarray(most.sum(axis=2, dtype=np.float64).max(axis=1) / len(x))
