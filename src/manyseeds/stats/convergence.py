"""When a replica's loss had settled, and whether it did; whether it rose again."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from manyseeds._types import Array
from manyseeds.criteria import Criteria
from manyseeds.stats.distribution import Distribution, distribution_of
from manyseeds.stats.interval import Interval
from manyseeds.stats.shares import wilson_interval

__all__ = ["Convergence", "ConvergenceRule", "convergence_of", "settled_epochs"]

MUCH = 0.1
"""A share of replicas this far from another is told beside it."""


@dataclass(frozen=True)
class ConvergenceRule:
    """What counts as settled.

    A replica's end level is the mean of its loss over the last `window` of its epochs. It settled
    at the first epoch from which on its loss stays within `tolerance` of that level, relative to
    the level, or to `floor` where the level is below. It converged if it had settled with at
    least `hold` of its epochs still to come: it was seen to stay.

    Parameters
    ----------
    tolerance : float
        Largest distance from the end level, relative to it.
    window : float
        Share of the epochs, the last ones, whose mean is the end level.
    hold : float
        Share of the epochs for which the loss must have stayed.
    floor : float
        Levels below this, in nats, count as this: noise around zero is not a failure to settle.
    """

    tolerance: float = 0.05
    window: float = 0.05
    hold: float = 0.1
    floor: float = 0.01

    @classmethod
    def of(cls, criteria: Criteria) -> ConvergenceRule:
        """Return the rule that a study's criteria ask for."""
        return cls(
            tolerance=criteria.settled_within,
            window=criteria.end_window,
            hold=criteria.hold,
            floor=criteria.loss_floor,
        )

    def __str__(self) -> str:
        window = f"its mean over the last {100 * self.window:g} % of the epochs"
        hold = f"at least {100 * self.hold:g} % of the epochs"
        return (
            f"the first epoch from which the loss stays within {100 * self.tolerance:g} % of its "
            f"end level ({window if self.window else 'its last value'}); converged if it had "
            f"settled with {hold if self.hold else 'at least one epoch'} still to come"
        )


@dataclass(frozen=True)
class Convergence:
    """Convergence of the replicas of one arm.

    Parameters
    ----------
    rule : ConvergenceRule
    share : Interval
        Replicas that converged, of all, diverged ones included.
    epoch : Distribution
        Settling epoch of the replicas that converged.
    nearby : tuple of pairs of float
        Half the `hold` of the rule, and twice as much, each with the share that would have
        converged by it.
    still_falling : Distribution
        By which share the loss fell over the last `hold` of the epochs, of all that did not
        diverge; negative where it rose.
    diverged : int
    """

    rule: ConvergenceRule
    share: Interval
    epoch: Distribution
    nearby: tuple[tuple[float, float], ...]
    still_falling: Distribution = field(repr=False)
    diverged: int

    @property
    def hangs_on_hold(self) -> bool:
        """Whether the share would be another by more than `MUCH` with half or twice the `hold`."""
        return any(abs(share - self.share.estimate) > MUCH for _, share in self.nearby)


def lengths_of(losses: Array) -> Array:
    """Return for how many epochs, from the first, each loss is finite: int (replicas,)."""
    return np.asarray(np.isfinite(losses).cumprod(axis=1).sum(axis=1))


def settled_epochs(losses: Array, rule: ConvergenceRule | None = None) -> Array:
    """Return the epoch, from 1, from which each replica's loss stays near its end level.

    Parameters
    ----------
    losses : array (replicas, epochs)
        NaN after a replica's last epoch.
    rule : ConvergenceRule, optional

    Returns
    -------
    int array (replicas,)
        0 where a replica has no finite loss at all.

    Examples
    --------
    >>> settled_epochs(np.array([[3.0, 2.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 2.0, 1.0]])).tolist()
    [3, 5]
    """
    rule = rule or ConvergenceRule()
    table = np.asarray(losses, np.float64)
    lengths = lengths_of(table)
    at = np.arange(table.shape[1])
    windows = np.maximum(1, np.floor(rule.window * lengths)).astype(int)
    last = (at < lengths[:, None]) & (at >= (lengths - windows)[:, None])
    level = np.where(last, table, 0.0).sum(axis=1) / windows  # (replicas,)
    margin = rule.tolerance * np.maximum(level, rule.floor)
    outside = (np.abs(table - level[:, None]) > margin[:, None]) & (at < lengths[:, None])
    last_outside = np.where(outside, at + 1, 0).max(axis=1, initial=0)
    return np.asarray(np.where(lengths > 0, last_outside + 1, 0))


@dataclass(frozen=True, eq=False)
class Settling:
    """How the loss of each replica came to rest.

    Parameters
    ----------
    lengths : int array (replicas,)
        Epochs with a finite loss.
    epochs : int array (replicas,)
        See `settled_epochs`.
    fall : float64 array (replicas,)
        By which share the loss fell while it should have stayed; NaN of those with one epoch.
    """

    lengths: Array
    epochs: Array
    fall: Array


def settling_of(losses: Array, rule: ConvergenceRule | None = None) -> Settling:
    """Follow each replica's loss to its end.

    Parameters
    ----------
    losses : array (replicas, epochs)
        NaN after a replica's last epoch.
    rule : ConvergenceRule, optional

    Examples
    --------
    >>> settling_of(np.array([[3.0, 2.0, 1.0, 1.0, 1.0]])).fall.tolist()
    [0.0]
    """
    rule = rule or ConvergenceRule()
    table = np.asarray(losses, np.float64)
    lengths = lengths_of(table)
    fall = _fall(table, lengths, _held(rule.hold, lengths))
    return Settling(lengths, settled_epochs(table, rule), fall)


def convergence_of(
    losses: Array, diverged: Array, rule: ConvergenceRule | None = None, level: float = 0.95
) -> Convergence:
    """Judge the convergence of replicas.

    Parameters
    ----------
    losses : array (replicas, epochs)
        Validation losses; training losses where there are no validation rows.
    diverged : bool array (replicas,)
        They have not converged.
    rule : ConvergenceRule, optional
    level : float

    Examples
    --------
    >>> losses = np.array([np.r_[np.linspace(3, 1, 20), np.ones(20)], np.linspace(3, 1, 40)])
    >>> found = convergence_of(losses, np.array([False, False]))
    >>> found.share.estimate, found.epoch.values.tolist()
    (0.5, [20.0])
    """
    rule = rule or ConvergenceRule()
    return judged_settling(settling_of(losses, rule), diverged, rule, level)


def judged_settling(
    settling: Settling, diverged: Array, rule: ConvergenceRule, level: float = 0.95
) -> Convergence:
    """Judge the convergence of replicas by how their losses came to rest; see `convergence_of`."""
    lengths, epochs = settling.lengths[~diverged], settling.epochs[~diverged]
    converged = (lengths > 1) & (epochs <= lengths - _held(rule.hold, lengths))
    others = (rule.hold / 2, min(2 * rule.hold, (1 + rule.hold) / 2)) if rule.hold else ()
    stayed = [(lengths > 1) & (epochs <= lengths - _held(other, lengths)) for other in others]
    counts = [float(many.sum()) / max(len(diverged), 1) for many in stayed]
    return Convergence(
        rule=rule,
        share=wilson_interval(int(converged.sum()), len(diverged), level),
        epoch=distribution_of(epochs[converged], level),
        nearby=tuple(zip(others, counts, strict=True)),
        still_falling=distribution_of(settling.fall[~diverged], level),
        diverged=int(diverged.sum()),
    )


def _held(share: float, lengths: Array) -> Array:
    """For how many epochs a loss must have stayed: int (replicas,)."""
    return np.asarray(np.maximum(1, np.floor(share * lengths)).astype(int))


def _fall(losses: Array, lengths: Array, hold: Array) -> Array:
    """By which share each loss fell over its last `hold` epochs; NaN of those with one epoch."""
    long = lengths > hold
    rows = np.flatnonzero(long)
    fall = np.full(len(losses), np.nan)
    before = losses[rows, (lengths - 1 - hold)[rows]]
    after = losses[rows, (lengths - 1)[rows]]
    fall[rows] = 1 - after / np.maximum(before, np.finfo(float).tiny)
    return fall
