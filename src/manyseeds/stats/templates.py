"""What a softmax layer on images looks for: its weights as images, alike or not over replicas.

Without hidden layers a class's logit is the sum of pixels times weights, so the weights of a class
are an image: a template. A constant added to one pixel's weights of all classes changes every
logit alike, and the softmax not at all. Training does not move that constant either, for the
gradients of the classes add up to zero: it stays as random as the first weights, and says nothing.
So the mean over classes is taken off each pixel before anything else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.errors import ResultError
from manyseeds.stats.interval import Interval, checked_level

if TYPE_CHECKING:
    from manyseeds.arms import Arm
    from manyseeds.data.dataset import Dataset
    from manyseeds.results.result import Result

__all__ = ["Templates", "centred", "shared_interval", "templates_of"]

JACKKNIFE = "jackknife (Tukey 1958)"


@dataclass(frozen=True, eq=False)
class Templates:
    """The weights of each class as an image, over the replicas of one arm.

    Parameters
    ----------
    classes : tuple
    mean, deviation : float64 arrays (classes, height, width)
        Mean and standard deviation over replicas of the centred weights, per unit of the inputs
        as the network sees them; NaN of too few replicas.
    used : bool array (height, width)
        Pixels that differ from zero in some row. The others multiply nothing: their weights stay
        as random as they were drawn, and are not counted in `shared`.
    shared : Interval
        Share of the size (mean square) of a replica's weights that all replicas have in common.
    shared_by_class : tuple of Interval
        The same of each class by itself.
    n, diverged : int
        Replicas counted, and left out because they diverged.
    level : float
    """

    classes: tuple[Any, ...]
    mean: Array = field(repr=False)
    deviation: Array = field(repr=False)
    used: Array = field(repr=False)
    shared: Interval
    shared_by_class: tuple[Interval, ...] = field(repr=False)
    n: int
    diverged: int
    level: float


def centred(kernels: Array) -> Array:
    """Take the mean over classes off the weights of each pixel: float64 (..., pixels, classes).

    Examples
    --------
    >>> centred(np.array([[[1.0, 3.0], [5.0, 5.0]]])).tolist()
    [[[-1.0, 1.0], [0.0, 0.0]]]
    """
    weights = np.asarray(kernels, np.float64)
    return np.asarray(weights - weights.mean(axis=-1, keepdims=True))


def shared_interval(weights: Array, level: float = 0.95) -> Interval:
    """Return the share of the replicas' mean square that their common part accounts for.

    The product of two replicas is, on average, the square of what they have in common, for what
    is each one's own averages out. So the share is the mean of ``w_j . w_k`` over pairs of
    different replicas, divided by the mean of ``w_k . w_k``: 1 where all are the same, 0 where
    they have nothing in common. The square of the mean alone would be too large by the n-th part
    of the spread. The interval is the jackknife's, leaving out one replica at a time [1]_.

    Parameters
    ----------
    weights : array (replicas, ...)
        Around a zero that means nothing shared.
    level : float

    Returns
    -------
    Interval
        NaN of fewer than two replicas; the bounds are NaN of fewer than three. The estimate has
        no bias, so where nothing is shared it may be a little below 0.

    References
    ----------
    .. [1] Tukey (1958). Bias and confidence in not-quite large samples. Annals of Mathematical
       Statistics 29, 614; Efron, Stein (1981). The jackknife estimate of variance. Annals of
       Statistics 9, 586-596.

    Examples
    --------
    >>> round(shared_interval(np.array([[1.0, 2.0], [2.0, 1.0], [2.0, 2.0]])).estimate, 4)
    0.8889
    """
    level, n = checked_level(level), len(weights)
    values = np.asarray(weights, np.float64).reshape(n, math.prod(weights.shape[1:]))
    squares = np.einsum("kv,kv->k", values, values)
    total = values.sum(axis=0)
    if n < 2 or not squares.any():
        return Interval(float("nan"), float("nan"), float("nan"), level, JACKKNIFE, n)

    def share(square: Array, own: Array, count: int) -> Array:
        return np.asarray((square - own) / (count - 1) / own)

    estimate = float(share(total @ total, squares.sum(), n))
    margin = float("nan")
    if n > 2:
        without = total @ total - 2 * (values @ total) + squares
        others = squares.sum() - squares
        left = share(without, others, n - 1) if others.all() else np.full(n, np.nan)
        error = np.sqrt((n - 1) / n * np.sum((left - left.mean()) ** 2))
        margin = float(special.stdtrit(n - 1, (1 + level) / 2) * error)
    high = min(estimate + margin, max(estimate, 1.0)) if np.isfinite(margin) else margin
    return Interval(estimate, estimate - margin, high, level, JACKKNIFE, n)


def templates_of(result: Result, arm: Arm) -> Templates:
    """Return the weights of each class of `arm` as images; diverged replicas are left out.

    Raises
    ------
    ResultError
        Where the network has hidden layers, or the rows are no images.
    """
    data = result.study.data
    if arm.network.hidden:
        raise ResultError(
            "Templates are the weights of a network without hidden layers; this one has "
            f"{list(arm.network.hidden)}."
        )
    if data.image_shape is None:
        raise ResultError(f"Templates are drawn of images; the rows of {data.name!r} are none.")
    pixels, classes = arm.widths
    kept = result.diverged_at[arm.index] < 0
    flat = result.flat_weights[arm.index][kept, : pixels * classes]
    weights = centred(flat.reshape(-1, pixels, classes))  # (replicas, pixels, classes)
    n, level, used = len(weights), result.study.criteria.level, _used(data, result.study.scaling)
    nothing = np.full((pixels, classes), np.nan)
    active = weights[:, used]
    shape = (classes, *data.image_shape)
    return Templates(
        classes=tuple(data.classes),
        mean=(weights.mean(axis=0) if n else nothing).T.reshape(shape),
        deviation=(weights.std(axis=0, ddof=1) if n > 1 else nothing).T.reshape(shape),
        used=used.reshape(data.image_shape),
        shared=shared_interval(active, level),
        shared_by_class=tuple(shared_interval(active[:, :, c], level) for c in range(classes)),
        n=n,
        diverged=int((~kept).sum()),
        level=level,
    )


def _used(data: Dataset, scaling: str) -> Array:
    """Return which columns are not zero in all rows: bool (features,).

    A scaled column is zero where it is constant.
    """
    if data.drawn_anew:
        return np.ones(data.x.shape[1], bool)
    shifted = data.x if scaling == "none" else data.x - data.x[:1]
    return np.asarray((shifted != 0).any(axis=0))
