"""Whether the validation loss rose again after its lowest point, and the gap to training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from manyseeds._types import Array
from manyseeds.criteria import Criteria
from manyseeds.stats.distribution import Distribution, distribution_of
from manyseeds.stats.interval import Interval
from manyseeds.stats.shares import wilson_interval

__all__ = ["Overfitting", "OverfittingRule", "judged_rise", "lowest_losses", "overfitting_of"]


@dataclass(frozen=True)
class OverfittingRule:
    """What counts as overfitted.

    A replica overfitted if its validation loss, where its weights were kept, is more than
    `tolerance` above the lowest it had until then, relative to that, or to `floor` where it is
    below.

    Parameters
    ----------
    tolerance : float
    floor : float
        In nats.
    """

    tolerance: float = 0.05
    floor: float = 0.01

    @classmethod
    def of(cls, criteria: Criteria) -> OverfittingRule:
        """Return the rule that a study's criteria ask for."""
        return cls(tolerance=criteria.overfitted_above, floor=criteria.loss_floor)

    @property
    def above(self) -> str:
        """How far above the lowest, in words."""
        return f"more than {100 * self.tolerance:g} % above" if self.tolerance else "above"

    def __str__(self) -> str:
        return f"the validation loss at the end is {self.above} its lowest value until then"


@dataclass(frozen=True)
class Overfitting:
    """Overfitting of the replicas of one arm.

    Parameters
    ----------
    rule : OverfittingRule
    share : Interval
        Replicas that overfitted, of those that did not diverge.
    rise : Distribution
        Validation loss at the end relative to its lowest, minus one.
    gap : Distribution
        Training accuracy minus validation accuracy at the end.
    """

    rule: OverfittingRule
    share: Interval
    rise: Distribution
    gap: Distribution


def overfitting_of(
    validation_losses: Array,
    at_end: Array,
    gaps: Array,
    rule: OverfittingRule | None = None,
    level: float = 0.95,
) -> Overfitting:
    """Judge the overfitting of replicas that did not diverge.

    Parameters
    ----------
    validation_losses : array (replicas, epochs)
        NaN after the epoch whose weights a replica kept.
    at_end : array (replicas,)
        Validation loss at the epoch whose weights are kept.
    gaps : array (replicas,)
        Training accuracy minus validation accuracy there.
    rule : OverfittingRule, optional
    level : float

    Examples
    --------
    >>> losses = np.array([[1.0, 0.5, 0.5], [1.0, 0.5, 0.8]])
    >>> found = overfitting_of(losses, losses[:, -1], np.array([0.0, 0.1]))
    >>> found.share.estimate, found.rise.values.round(6).tolist()
    (0.5, [0.0, 0.6])
    """
    return judged_rise(lowest_losses(validation_losses), at_end, gaps, rule, level)


def lowest_losses(losses: Array) -> Array:
    """Return the lowest finite value of each replica: float64 (replicas,)."""
    table = np.asarray(losses, np.float64)
    return np.asarray(np.where(np.isfinite(table), table, np.inf).min(axis=1, initial=np.inf))


def judged_rise(
    lowest: Array,
    at_end: Array,
    gaps: Array,
    rule: OverfittingRule | None = None,
    level: float = 0.95,
) -> Overfitting:
    """Judge overfitting by the lowest validation losses; see `overfitting_of`."""
    rule = rule or OverfittingRule()
    rise = np.asarray(at_end, np.float64) / np.maximum(lowest, rule.floor) - 1
    return Overfitting(
        rule=rule,
        share=wilson_interval(int((rise > rule.tolerance).sum()), len(rise), level),
        rise=distribution_of(rise, level),
        gap=distribution_of(gaps, level),
    )
