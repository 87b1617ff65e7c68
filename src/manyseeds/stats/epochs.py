"""How many epochs would do: what stopping earlier would have cost, and from when on it is little.

One run's curve is too noisy to tell; the curves of many replicas, each compared with its own end,
tell it for the mean and for nearly every replica.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be, one_of
from manyseeds.parts import sizes_of
from manyseeds.stats.batches import epoch_blocks, joined
from manyseeds.stats.groups import drawn_groups, group_sizes, group_sums
from manyseeds.stats.held import ROUNDING, held, settled_below
from manyseeds.stats.interval import Interval, checked_level
from manyseeds.stats.means import mean_interval

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["EpochsEnough", "epochs_enough", "epochs_of"]

BOOTSTRAP = "bootstrap percentiles (Efron 1979)"
RESAMPLES = 2000


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


def epochs_enough(
    curves: Array,
    tolerance: float = 0.005,
    level: float = 0.95,
    *,
    enough: float = 0.95,
    replica_tolerance: float = 0.02,
    resamples: int = RESAMPLES,
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
    table = held(curves)
    loss = table[:, -1:] - table  # (replicas, epochs)
    rules = _Rules(tolerance, checked_level(level), enough, replica_tolerance, resamples, seed)
    return _judged([loss], loss.shape[1], rules, metric, diverged)


@dataclass(frozen=True)
class _Rules:
    """Of `epochs_enough`."""

    tolerance: float
    level: float
    enough: float
    replica_tolerance: float
    resamples: int
    seed: int


def _judged(
    blocks: Iterable[Array], epochs: int, rules: _Rules, metric: str, diverged: int
) -> EpochsEnough:
    """Judge losses that come as blocks of epochs, each of all replicas: (replicas, block)."""
    before = max(0, epochs - 1 - max(1, round(0.1 * epochs)))
    parts, rising, first = [], np.empty(0), 0
    for block in blocks:
        parts.append(_Epochs.of(block, rules))
        if first <= before < first + block.shape[1]:
            rising = block[:, before - first].copy()
        first += block.shape[1]
    found = joined(parts)
    n, level = len(rising), rules.level
    margin = np.full(epochs, np.nan)
    if n > 1:
        margin = special.stdtrit(n - 1, (1 + level) / 2) * found.deviation / np.sqrt(n)
    sizes = group_sizes(n)
    drawn = drawn_groups(sizes, rules.resamples, rules.seed)
    loss, beyond = drawn @ found.group_loss, drawn @ (sizes[:, None] - found.group_within)
    return EpochsEnough(
        metric=metric,
        tolerance=rules.tolerance,
        replica_tolerance=rules.replica_tolerance,
        enough=rules.enough,
        epochs=np.arange(1, epochs + 1),
        shortfall=found.mean,
        low=found.mean - margin,
        high=found.mean + margin,
        within=found.within,
        most=found.most,
        mean_epoch=_first(found.mean, loss, rules.tolerance, level, n),
        replicas_epoch=_first(1 - found.within, beyond, 1 - rules.enough, level, n),
        still_rising=mean_interval(rising, level),
        n=n,
        diverged=diverged,
    )


@dataclass(frozen=True, eq=False)
class _Epochs:
    """What is asked of the losses of some epochs; sums of groups for the bootstrap."""

    mean: Array  # (epochs,)
    deviation: Array
    within: Array
    most: Array
    group_loss: Array  # (groups, epochs)
    group_within: Array

    @classmethod
    def of(cls, loss: Array, rules: _Rules) -> _Epochs:
        n, epochs = loss.shape
        none = np.full(epochs, np.nan)
        within = loss <= rules.replica_tolerance + ROUNDING
        return cls(
            mean=loss.mean(axis=0) if n else none,
            deviation=loss.std(axis=0, ddof=1) if n > 1 else none,
            within=within.mean(axis=0) if n else none,
            most=np.quantile(loss, rules.enough, axis=0, method="inverted_cdf") if n else none,
            group_loss=group_sums(loss),
            group_within=group_sums(within),
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
    kept, best = result.diverged_at[arm] < 0, result.best_epoch[arm]

    def lost(rows: Array, places: Array) -> Array:
        table = held(rows, best[places])
        return np.asarray(table[:, -1:] - table)

    criteria = study.criteria
    rules = _Rules(
        criteria.epochs_within,
        criteria.level,
        criteria.enough,
        criteria.run_within,
        RESAMPLES,
        seed,
    )
    blocks = epoch_blocks(result, metric, arm, kept, lost)
    return _judged(blocks, training.epochs, rules, metric, int((~kept).sum()))


def _first(values: Array, drawn: Array, limit: float, level: float, n: int) -> Interval:
    """Return the epoch from which on `values` stay below `limit`, with a bootstrap interval."""
    nan = float("nan")
    estimate = float(settled_below(values, limit)) if n else nan
    low = high = nan
    if len(drawn):
        tails = ((1 - level) / 2, (1 + level) / 2)
        low, high = np.quantile(settled_below(drawn, limit), tails, method="inverted_cdf")
    return Interval(estimate, float(low), float(high), level, BOOTSTRAP, n)
