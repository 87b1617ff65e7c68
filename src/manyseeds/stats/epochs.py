"""How many epochs would do: what stopping earlier would have cost, and from when on it is little.

One run's curve is too noisy to tell; the curves of many replicas, each compared with its own end,
tell it for the mean and for nearly every replica.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from manyseeds._types import METRICS, Array
from manyseeds.errors import ResultError, must_be, one_of
from manyseeds.parts import sizes_of
from manyseeds.stats.convergence import lengths_of
from manyseeds.stats.interval import Interval, checked_level
from manyseeds.stats.means import mean_interval

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["EpochsEnough", "epochs_enough", "epochs_of", "held", "settled_below"]

BOOTSTRAP = "bootstrap percentiles (Efron 1979)"

# Accuracies are whole rows over rows in float32: differences this small are no row.
ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class EpochsEnough:
    """What stopping after each epoch would have cost, against the end of the same replica.

    Parameters
    ----------
    metric : str
    tolerance, replica_tolerance : float
        Losses of accuracy that are little: of the mean, and of a single replica.
    enough : float
        Share of replicas that must lose little.
    epochs : int array (epochs,)
        From 1.
    shortfall, low, high : float64 arrays (epochs,)
        Mean accuracy at the end minus that at each epoch, with the bounds of Student's t.
    within : float64 array (epochs,)
        Share of replicas that would have lost no more than `replica_tolerance`.
    most : float64 array (epochs,)
        What a share `enough` of replicas would have lost at most.
    mean_epoch : Interval
        First epoch from which on the mean loses no more than `tolerance`.
    replicas_epoch : Interval
        First epoch from which on a share `enough` of replicas loses no more than theirs.
    still_rising : Interval
        What the last tenth of the epochs added to the mean.
    n, diverged : int
        Replicas behind it, and left out.
    """

    metric: str
    tolerance: float
    replica_tolerance: float
    enough: float
    epochs: Array = field(repr=False)
    shortfall: Array = field(repr=False)
    low: Array = field(repr=False)
    high: Array = field(repr=False)
    within: Array = field(repr=False)
    most: Array = field(repr=False)
    mean_epoch: Interval
    replicas_epoch: Interval
    still_rising: Interval
    n: int
    diverged: int = 0

    @property
    def too_few(self) -> bool:
        """Whether the last tenth of the epochs still added more than the tolerance, for sure."""
        return bool(self.still_rising.low > self.tolerance)

    def at(self, epoch: int) -> Interval:
        """Return what stopping after `epoch` would have cost the mean."""
        if not 1 <= epoch <= len(self.epochs):
            raise ResultError(must_be("epoch", f"from 1 to {len(self.epochs)}", epoch))
        place, rising = epoch - 1, self.still_rising
        return Interval(
            float(self.shortfall[place]),
            float(self.low[place]),
            float(self.high[place]),
            rising.level,
            rising.method,
            self.n,
        )


def held(curves: Array, kept: Array | None = None) -> Array:
    """Return curves in which a replica that stopped keeps its value: float64 (replicas, epochs).

    Parameters
    ----------
    curves : array (replicas, epochs)
        NaN after a replica's last epoch.
    kept : int array (replicas,), optional
        Epoch, from 0, whose weights a replica kept when it stopped early; its last if left out.

    Examples
    --------
    >>> held(np.array([[0.5, 0.8, 0.7, np.nan]])).tolist()
    [[0.5, 0.8, 0.7, 0.7]]
    >>> held(np.array([[0.5, 0.8, 0.7, np.nan]]), np.array([1])).tolist()
    [[0.5, 0.8, 0.7, 0.8]]
    """
    table = np.asarray(curves, np.float64)
    if table.ndim != 2 or not table.shape[1]:
        raise ResultError(must_be("curves", "a table of at least one epoch", table.shape))
    lengths = lengths_of(table)
    if table.size and not lengths.all():
        rule = "curves of replicas that ran; leave diverged ones out, and count them"
        raise ResultError(must_be("curves", rule, f"{(lengths == 0).sum()} without a value"))
    last = lengths - 1 if kept is None else np.asarray(kept)
    ends = table[np.arange(len(table)), last]
    after = np.arange(table.shape[1]) >= lengths[:, None]
    return np.where(after, ends[:, None], table)


def settled_below(values: Array, limit: float) -> Array:
    """Return the first epoch, from 1, from which on each row stays at or below `limit`.

    One more than there are epochs where even the last is above it.

    Parameters
    ----------
    values : array (..., epochs)
    limit : float

    Returns
    -------
    int array (...)

    Examples
    --------
    >>> settled_below(np.array([[3.0, 1.0, 2.0, 1.0], [0.0, 0.0, 0.0, 0.0]]), 1.5).tolist()
    [4, 1]
    """
    above = np.asarray(values) > limit + ROUNDING
    return np.asarray(np.where(above, np.arange(1, above.shape[-1] + 1), 0).max(axis=-1) + 1)


def epochs_enough(
    curves: Array,
    tolerance: float = 0.005,
    level: float = 0.95,
    *,
    enough: float = 0.95,
    replica_tolerance: float = 0.02,
    resamples: int = 2000,
    seed: int = 0,
    metric: str = "val_accuracy",
    diverged: int = 0,
) -> EpochsEnough:
    """Find from which epoch on training could have stopped.

    Each replica's accuracy at its end minus that at an epoch is what stopping there would have
    cost it: a paired difference, in which luck of data, split and first weights cancels. Epochs
    are compared by these, and the bounds of the answers are percentiles of the answers over
    replicas drawn anew with replacement [1]_. Nothing is beyond the last epoch: where accuracy
    still rose, the answer is close to it, and says little about what more epochs would bring.

    Parameters
    ----------
    curves : array (replicas, epochs)
        Accuracy; NaN after the last epoch of a replica that stopped early, which keeps its value.
    tolerance : float
        Loss of the mean that is little.
    level : float
    enough : float
        Share of replicas that must lose no more than `replica_tolerance`. A single replica's
        accuracy moves by whole rows from epoch to epoch, so this is not the mean's tolerance.
    replica_tolerance : float
    resamples, seed : int
        Of the bootstrap: the same seed gives the same bounds.
    metric : str
    diverged : int
        Replicas that are not among `curves`.

    References
    ----------
    .. [1] Efron (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7.

    Examples
    --------
    >>> rise = np.minimum(np.arange(10) / 5, 1)  # flat from the sixth epoch on
    >>> curves = 0.5 + 0.4 * rise + np.linspace(-0.1, 0.1, 20)[:, None]
    >>> found = epochs_enough(curves)
    >>> found.mean_epoch.estimate, round(found.at(3).estimate, 2)
    (6.0, 0.24)
    """
    level, table = checked_level(level), held(curves)
    n, epochs = table.shape
    loss = table[:, -1:] - table  # (replicas, epochs)
    within = loss <= replica_tolerance + ROUNDING
    weights = _weights(n, resamples, seed)
    margin = np.full(epochs, np.nan)
    if n > 1:
        quantile = special.stdtrit(n - 1, (1 + level) / 2)
        margin = quantile * loss.std(axis=0, ddof=1) / np.sqrt(n)
    mean, share, most = np.full((3, epochs), np.nan)
    if n:
        mean, share = loss.mean(axis=0), within.mean(axis=0)
        most = np.quantile(loss, enough, axis=0, method="inverted_cdf")
    before = max(0, epochs - 1 - max(1, round(0.1 * epochs)))
    return EpochsEnough(
        metric=metric,
        tolerance=tolerance,
        replica_tolerance=replica_tolerance,
        enough=enough,
        epochs=np.arange(1, epochs + 1),
        shortfall=mean,
        low=mean - margin,
        high=mean + margin,
        within=share,
        most=most,
        mean_epoch=_first(mean, weights @ loss, tolerance, level, n),
        replicas_epoch=_first(1 - share, weights @ ~within, 1 - enough, level, n),
        still_rising=mean_interval(loss[:, before], level),
        n=n,
        diverged=diverged,
    )


def epochs_of(
    result: Result, arm: int = 0, metric: str | None = None, *, seed: int = 0
) -> EpochsEnough:
    """Find from which epoch on the replicas of an arm could have stopped.

    Parameters
    ----------
    result : Result
    arm : int
    metric : {"val_accuracy", "accuracy"}, optional
        If left out, the validation accuracy where there are validation rows.
    seed : int
        Of the bootstrap.
    """
    study, training = result.study, result.arms[arm].training
    if metric is None:
        rows = sizes_of(study.data, study.split).validation
        metric = "val_accuracy" if rows else "accuracy"
    elif metric not in ("val_accuracy", "accuracy"):
        raise ResultError(one_of("metric", ("val_accuracy", "accuracy"), metric))
    kept = result.diverged_at[arm] < 0
    curves = result.curves[METRICS.index(metric), arm, kept, : training.epochs]
    return epochs_enough(
        held(curves, result.best_epoch[arm, kept]),
        study.criteria.epochs_within,
        study.criteria.level,
        enough=study.criteria.enough,
        replica_tolerance=study.criteria.run_within,
        seed=seed,
        metric=metric,
        diverged=int((~kept).sum()),
    )


def _weights(n: int, resamples: int, seed: int) -> Array:
    """Return how often each replica is drawn, as a share: float64 (resamples, replicas)."""
    if n < 2:
        return np.empty((0, n))
    counts = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), resamples)
    return np.asarray(counts / n)


def _first(values: Array, drawn: Array, limit: float, level: float, n: int) -> Interval:
    """Return the epoch from which on `values` stay below `limit`, with a bootstrap interval."""
    nan = float("nan")
    estimate = float(settled_below(values, limit)) if n else nan
    low = high = nan
    if len(drawn):
        tails = ((1 - level) / 2, (1 + level) / 2)
        low, high = np.quantile(settled_below(drawn, limit), tails, method="inverted_cdf")
    return Interval(estimate, float(low), float(high), level, BOOTSTRAP, n)
