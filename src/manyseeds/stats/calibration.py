"""Whether probabilities are to be trusted: of rows given 0.8, eight in ten should be right.

Only the most probable class is judged: its probability is the confidence, and the row is right if
it is the true class. Rows (or replicas) whose values depend on one another are one unit, and units
are what is resampled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.stats.interval import Interval, checked_level

__all__ = ["Calibration", "brier_scores", "calibration_of", "log_losses"]

DEBIASED = "debiased (Kumar, Liang and Ma 2019), basic bootstrap (Davison and Hinkley 1997)"
BASIC = "basic bootstrap (Davison and Hinkley 1997)"


def brier_scores(probabilities: Array, labels: Array) -> Array:
    """Return ``sum over classes of (p - [class is true])^2`` of each row [1]_.

    Parameters
    ----------
    probabilities : float array (..., rows, classes)
    labels : int array (rows,)

    Returns
    -------
    float64 array (..., rows)
        From 0, the best, to 2.

    References
    ----------
    .. [1] Brier (1950). Verification of forecasts expressed in terms of probability. Monthly
       Weather Review 78, 1-3, equation 2.

    Examples
    --------
    >>> import numpy as np
    >>> brier_scores(np.array([[0.5, 0.5], [1.0, 0.0]]), np.array([0, 1])).tolist()
    [0.5, 2.0]
    """
    p = np.asarray(probabilities, np.float64)
    hit = np.take_along_axis(p, _index(p, labels), axis=-1)[..., 0]
    return np.asarray((p**2).sum(axis=-1) - 2 * hit + 1)


def log_losses(probabilities: Array, labels: Array) -> Array:
    """Return ``-log p`` of the true class of each row, in nats: float64 (..., rows).

    A probability of zero counts as the smallest positive one of single precision, in which it was
    computed.

    Examples
    --------
    >>> import numpy as np
    >>> log_losses(np.array([[0.5, 0.5]]), np.array([0])).round(4).tolist()
    [0.6931]
    """
    p = np.asarray(probabilities, np.float64)
    hit = np.take_along_axis(p, _index(p, labels), axis=-1)[..., 0]
    return np.asarray(-np.log(np.maximum(hit, np.finfo(np.float32).tiny)))


def _index(probabilities: Array, labels: Array) -> Array:
    shape = (*probabilities.shape[:-1], 1)
    return np.broadcast_to(np.asarray(labels, np.int64)[..., None], shape)


@dataclass(frozen=True, eq=False)
class Calibration:
    """Confidence against accuracy, in bins of equally many rows.

    Parameters
    ----------
    confidence, accuracy : float64 arrays (bins,)
        Means in each bin, by rising confidence.
    low, high : float64 arrays (bins,)
        Bounds of the accuracy of each bin.
    share : float64 array (bins,)
        Of all rows.
    error : Interval
        Root mean square of the distance between both, debiased.
    plain : float
        The expected calibration error as other tools give it, with its upward bias.
    overconfidence : Interval
        Mean confidence minus accuracy.
    """

    confidence: Array
    accuracy: Array
    low: Array
    high: Array
    share: Array
    error: Interval
    plain: float
    overconfidence: Interval


def calibration_of(
    confidence: Array,
    right: Array,
    units: Array | None = None,
    weights: Array | None = None,
    *,
    bins: int = 10,
    level: float = 0.95,
    resamples: int = 499,
    seed: int = 0,
    resampled: str = "rows",
) -> Calibration:
    """Compare confidence with accuracy.

    In bins k of equal mass, with share w_k and gap g_k = accuracy - confidence, the expected
    calibration error is ``sum w_k |g_k|`` [1]_. Even perfect probabilities have one above zero, as
    each g_k is off by chance, with standard error s_k. Its square mean form is free of this bias:
    ``sum w_k (g_k^2 - s_k^2)`` has the mean that ``sum w_k g_k^2`` would have of endlessly many
    rows [2]_. The root of it is taken, zero where it is negative. Its interval is the basic
    bootstrap [3]_ of the square, over units.

    Parameters
    ----------
    confidence : array-like (n,)
        Probability of the predicted class.
    right : array-like of bool (n,)
    units : int array (n,), optional
        What each value belongs to; each is a unit of its own if left out.
    weights : array-like (n,), optional
        How often each counts.
    bins, level, resamples, seed, resampled
        `resampled` says what the units are.

    Raises
    ------
    ResultError
        Where there is no value, or the arrays differ in length.

    References
    ----------
    .. [1] Naeini, Cooper, Hauskrecht (2015). Obtaining well calibrated probabilities using
       Bayesian binning. AAAI, equation 3.
    .. [2] Kumar, Liang, Ma (2019). Verified uncertainty calibration. NeurIPS, definition 5.1; here
       s_k is the standard error of the gap, not that of the accuracy alone.
    .. [3] Davison, Hinkley (1997). Bootstrap methods and their application, equation 5.6.

    Examples
    --------
    >>> import numpy as np
    >>> sure = np.full(200, 0.9)
    >>> found = calibration_of(sure, np.arange(200) % 2 == 0)
    >>> round(found.overconfidence.estimate, 2), round(found.error.estimate, 2)
    (0.4, 0.4)
    """
    conf, hits = np.asarray(confidence, np.float64).ravel(), np.asarray(right).ravel()
    mass = np.ones(len(conf)) if weights is None else np.asarray(weights, np.float64).ravel()
    unit = (
        np.arange(len(conf))
        if units is None
        else np.unique(np.ravel(units), return_inverse=True)[1]
    )
    if not len(conf) or len({len(conf), len(hits), len(mass), len(unit)}) > 1:
        raise ResultError(must_be("confidence", "as long as the others, and not empty", len(conf)))
    level = checked_level(level)
    place, count = _bins(conf, bins)
    sums = np.stack(
        [_per_unit(unit, place, count, v) for v in (mass, mass * hits, mass * conf)]
    )  # (3, units, bins)
    n = sums.shape[1]
    drawn = _resampled(sums, resamples, np.random.default_rng(seed))
    plain, error, over = (float(value[0]) for value in _statistics(sums, np.ones((1, n))))
    # A resample's debiased square estimates what is plain here: that of the sample.
    square = _basic(error, drawn[1] - plain, level, DEBIASED, n, resampled)
    within, right_in, confident = sums.sum(axis=1)
    spread = special.ndtri((1 + level) / 2) * _errors(sums, np.ones((1, n)))[0]
    accuracy = right_in / within
    return Calibration(
        confidence=confident / within,
        accuracy=accuracy,
        low=np.maximum(accuracy - spread, 0),
        high=np.minimum(accuracy + spread, 1),
        share=within / within.sum(),
        error=_root(square),
        plain=float(within @ np.abs(accuracy - confident / within) / within.sum()),
        overconfidence=_basic(over, drawn[2] - over, level, BASIC, n, resampled),
    )


def _bins(confidence: Array, bins: int) -> tuple[Array, int]:
    """Return the bin of each value, bins being of equal mass, and how many there are."""
    edges = np.unique(np.quantile(confidence, np.linspace(0, 1, bins + 1)[1:-1]))
    place = np.searchsorted(edges, confidence, side="left")
    present, place = np.unique(place, return_inverse=True)
    return place, len(present)


def _per_unit(unit: Array, place: Array, bins: int, values: Array) -> Array:
    """Return sums of `values`: float64 (units, bins)."""
    units = int(unit.max()) + 1
    flat = np.bincount(unit * bins + place, weights=values, minlength=units * bins)
    return np.asarray(flat.reshape(units, bins))


def _resampled(sums: Array, resamples: int, rng: np.random.Generator) -> Array:
    """Return the statistics of resampled units: float64 (3, resamples)."""
    n = sums.shape[1]
    at_a_time = max(1, 2**21 // n)  # 16 MB
    found = []
    for start in range(0, resamples, at_a_time):
        size = min(at_a_time, resamples - start)
        found.append(_statistics(sums, rng.multinomial(n, np.full(n, 1 / n), size).astype(float)))
    return np.concatenate(found, axis=1)


def _errors(sums: Array, counts: Array) -> Array:
    """Return the standard error of each bin's gap, units being drawn: float64 (resamples, bins).

    That of a ratio of sums over units, linearised (Cochran 1977, equation 6.13).
    """
    within, right, confident = sums
    off, n = right - confident, sums.shape[1]
    total = counts @ within
    safe = np.where(total > 0, total, 1)
    gaps = counts @ off / safe
    squares = (
        counts @ off**2 - 2 * gaps * (counts @ (off * within)) + gaps**2 * (counts @ within**2)
    )
    return np.asarray(np.sqrt(np.maximum(squares, 0) * n / max(n - 1, 1)) / safe)


def _statistics(sums: Array, counts: Array) -> Array:
    """Return the mean square gap, the same debiased, and mean confidence minus accuracy.

    Of each resample, in which unit u is `counts` [resample, u] times: float64 (3, resamples).
    """
    within, right, confident = (counts @ part for part in sums)  # (resamples, bins) each
    gaps = (right - confident) / np.where(within > 0, within, 1)
    share = within / within.sum(axis=1, keepdims=True)
    plain = (share * gaps**2).sum(axis=1)
    chance = (share * _errors(sums, counts) ** 2).sum(axis=1)
    return np.stack([plain, plain - chance, -(share * gaps).sum(axis=1)])


def _basic(value: float, off: Array, level: float, method: str, n: int, resampled: str) -> Interval:
    """Return the basic bootstrap's interval: `value` minus quantiles of what resamples are off."""
    if n < 2:
        return Interval(value, float("nan"), float("nan"), level, method, n, resampled)
    high, low = value - np.quantile(off, [(1 - level) / 2, (1 + level) / 2])
    bounds = min(float(low), value), max(float(high), value)
    return Interval(value, *bounds, level, method, n, resampled)


def _root(square: Interval) -> Interval:
    """Return the interval of the root, zero where the square is negative."""
    estimate, low, high = np.sqrt(np.maximum([square.estimate, square.low, square.high], 0.0))
    return replace(square, estimate=float(estimate), low=float(low), high=float(high))
