"""Why failed replicas fail: one kind for each, by a stated order; and the kinds of success.

A rule of the wrong shape is a trap that more training seldom leaves, though its loss may still
fall slowly. So the shape is looked at first, and a replica whose loss was still falling is called
still improving only if its shape is none of these or its loss fell fast. On noisy XOR nearly all
of these succeed when trained five times as long, and hardly any of the others. That a loss still
improves is another thing than that it had not settled, which `manyseeds.stats.convergence` judges.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import Array
from manyseeds.criteria import Criteria
from manyseeds.errors import ResultError, must_be
from manyseeds.stats.interval import Interval
from manyseeds.stats.shares import wilson_interval
from manyseeds.stats.symptoms import (
    corner_votes,
    corners_of,
    live_units,
    points_of,
    simple_shapes,
    still_falling,
    units_needed,
)

if TYPE_CHECKING:
    from manyseeds.arms import Arm
    from manyseeds.results.result import Result

__all__ = ["FailureKind", "FailureRule", "Failures", "failures_by_arm", "failures_of"]


class FailureKind(enum.Enum):
    """Why a replica failed; the first that applies. The value is the text."""

    DIVERGED = "diverged"
    DEAD_UNITS = "dead units"
    LINEAR = "a linear solution"
    CORNER = "one corner lost"
    CORNERS = "several corners lost"
    BAND = "a straight band"
    STILL_IMPROVING = "still improving"
    OTHER = "none of these"


@dataclass(frozen=True)
class FailureRule:
    """What counts as each kind.

    Parameters
    ----------
    active : float
        A unit above zero on a smaller share of points is dead.
    rarely : float
        Fewer live units than any with which this share of replicas succeeds are too few.
    linear, band : float
        Share of points on which votes must be those of a straight line, or of parallel ones.
    falling, fast : float
        Falls of the loss over the last tenth of the epochs, relative to it, that are still falling,
        and too fast to call a line or a lost corner the reason.
    """

    active: float = 0.001
    rarely: float = 0.05
    linear: float = 0.99
    band: float = 0.97
    falling: float = 0.01
    fast: float = 0.05

    @classmethod
    def of(cls, criteria: Criteria) -> FailureRule:
        """Return the rule that a study's criteria ask for."""
        return cls(
            active=criteria.unit_active,
            rarely=criteria.rare_below,
            linear=criteria.linear_above,
            band=criteria.band_above,
            falling=criteria.improving_above,
            fast=criteria.improving_fast_above,
        )

    def __str__(self) -> str:
        return (
            "each failed replica is of the first kind that applies: its loss diverged; units are "
            f"dead (active on less than {100 * self.active:g} % of points) and fewer are left than "
            f"any number with which at least {100 * self.rarely:g} % of replicas succeed; its "
            f"votes are those of a linear rule on {100 * self.linear:g} % of points; it is wrong "
            "at the very centre of one cloud of points, or of several; its votes are those of "
            f"parallel straight lines on {100 * self.band:g} % of points; its training loss still "
            f"fell by more than {100 * self.falling:g} % over the last tenth of the epochs, and "
            "its validation loss fell too; this comes before a line or a lost corner where it is "
            f"more than {100 * self.fast:g} %"
        )


@dataclass(frozen=True, eq=False)
class Failures:
    """Why the replicas of one arm that miss a target do so.

    Parameters
    ----------
    label : str
    hidden : tuple of int
    target : float
    n : int
        Replicas, diverged ones included.
    success : Interval
        Share of all replicas that reach it.
    kinds : mapping of FailureKind to Interval
        Share of all replicas that fail so.
    solutions : mapping of class to Interval
        Share of all replicas that succeed and give the middle between the corners to that class:
        which of the classes is joined through it. Empty where there are no corners.
    members : mapping of FailureKind or class to bool array (replicas,)
        Which replicas are of each kind, and of each kind of success.
    live : int array (replicas,)
        Hidden units that are not dead, of the layer with the fewest; -1 where it is not known:
        diverged, no hidden layer, or not relu.
    needed : int
        Fewest live units with which success is not rare; 0 where none is known.
    corners : float64 array (corners, features)
        Centres of the clouds that data is drawn around, where these are few.
    corner_of : int array (replicas,)
        The one that is lost, of replicas that lost one; else -1.
    middle_of : int array (replicas,)
        Index of the class at the middle; -1 where there is none.
    rule : FailureRule
    """

    label: str
    hidden: tuple[int, ...]
    target: float
    n: int
    success: Interval
    kinds: Mapping[FailureKind, Interval]
    solutions: Mapping[Any, Interval]
    members: Mapping[Any, Array] = field(repr=False)
    live: Array = field(repr=False)
    needed: int
    corners: Array = field(repr=False)
    corner_of: Array = field(repr=False)
    middle_of: Array = field(repr=False)
    rule: FailureRule

    @property
    def succeeded(self) -> Array:
        """Which replicas reach the target: bool (replicas,)."""
        return np.asarray(~np.any([self.members[kind] for kind in FailureKind], axis=0))

    @property
    def failed(self) -> int:
        """Number of replicas that miss it."""
        return int((~self.succeeded).sum())


def failures_of(
    result: Result,
    arm: Arm,
    accuracies: Array,
    target: float,
    *,
    live: Array | None = None,
    needed: int | None = None,
    rule: FailureRule | None = None,
) -> Failures:
    """Say of each replica of `arm` whether it reaches the target, and why not.

    Lines are looked for on points of the data's law where that is known, else on the rows; bands
    only in the plane, corners only where data is drawn around a few centres.

    Parameters
    ----------
    result : Result
    arm : Arm
    accuracies : array (replicas,)
        NaN where a replica diverged.
    target : float
        Accuracy that counts as success.
    live, needed : int array (replicas,), int, optional
        Live units, and the fewest with which success is not rare: counted here if left out.
    rule : FailureRule, optional
    """
    values, rule = np.asarray(accuracies, float), rule or FailureRule.of(result.study.criteria)
    if values.shape != result.replicas.shape:
        one = f"one number for each of {len(result.replicas)} replicas"
        raise ResultError(must_be("accuracies", one, values.shape))
    points = points_of(result.study.data)
    live = live_units(result, arm, points, rule.active) if live is None else live
    alive = result.diverged_at[arm.index] < 0
    succeeded = alive & (values >= target)
    if needed is None:
        needed = units_needed(live, succeeded, rule.rarely)
    corners, classes = corners_of(result.study.data)
    at_corners, middle = corner_votes(result, arm, alive, corners)
    lost = alive[:, None] & (at_corners != classes)
    masks = _masks(result, arm, alive & ~succeeded, lost, points, rule)
    masks[FailureKind.DEAD_UNITS] = (live >= 0) & (live < min((needed, *arm.network.hidden)))
    members = _first(masks, ~succeeded)
    # Only a class of several corners has to be joined.
    labels = result.study.data.classes if len(set(classes)) < len(classes) else ()
    members |= {label: succeeded & (middle == c) for c, label in enumerate(labels)}

    def share(mask: Array) -> Interval:
        return wilson_interval(int(mask.sum()), len(values), result.study.criteria.level)

    return Failures(
        label=arm.label,
        hidden=arm.network.hidden,
        target=target,
        n=len(values),
        success=share(succeeded),
        kinds={kind: share(members[kind]) for kind in FailureKind},
        solutions={label: share(members[label]) for label in labels},
        members=members,
        live=live,
        needed=needed,
        corners=corners,
        corner_of=np.where(members[FailureKind.CORNER], lost @ np.arange(len(corners)), -1),
        middle_of=middle,
        rule=rule,
    )


def failures_by_arm(
    result: Result, accuracies: Array, target: float, rule: FailureRule | None = None
) -> tuple[Failures, ...]:
    """Say why replicas fail, for every arm.

    How many live units are needed is told from all arms with as many hidden layers together: one
    that is too narrow for the problem cannot tell by itself.

    Parameters
    ----------
    result : Result
    accuracies : array (arms, replicas)
    target : float
    rule : FailureRule, optional
    """
    values = np.asarray(accuracies, np.float64)
    rule = rule or FailureRule.of(result.study.criteria)
    points = points_of(result.study.data)
    live = [live_units(result, arm, points, rule.active) for arm in result.arms]
    depths = [len(arm.network.hidden) for arm in result.arms]
    needed = {}
    for depth in set(depths):
        same = [place for place, other in enumerate(depths) if other == depth]
        good = np.concatenate([values[place] >= target for place in same])
        needed[depth] = units_needed(np.concatenate([live[p] for p in same]), good, rule.rarely)
    return tuple(
        failures_of(result, arm, row, target, live=alive, needed=needed[depth], rule=rule)
        for arm, row, alive, depth in zip(result.arms, values, live, depths, strict=True)
    )


def _masks(
    result: Result, arm: Arm, failed: Array, lost: Array, points: Array, rule: FailureRule
) -> dict[FailureKind, Array]:
    """Return which replicas show each kind, dead units left out; one may show several."""
    falling = still_falling(result, arm, rule.falling)
    # A network without a hidden layer is linear by nature: the reason only if it had converged.
    fast = still_falling(result, arm, rule.fast) if arm.network.hidden else falling
    lines, bands = simple_shapes(result, arm, failed, points, rule.linear, rule.band)
    count = lost.sum(axis=1)
    return {
        FailureKind.DIVERGED: result.diverged_at[arm.index] >= 0,
        FailureKind.LINEAR: lines & ~fast,
        FailureKind.CORNER: (count == 1) & ~fast,
        FailureKind.CORNERS: (count > 1) & ~fast,
        FailureKind.BAND: bands & (count == 0),
        FailureKind.STILL_IMPROVING: falling,
        FailureKind.OTHER: np.ones(len(failed), bool),
    }


def _first(masks: Mapping[FailureKind, Array], failed: Array) -> dict[Any, Array]:
    """Return which of the `failed` replicas are of each kind: the first that applies."""
    members, remaining = {}, failed
    for kind in FailureKind:
        members[kind] = remaining & masks[kind]
        remaining = remaining & ~masks[kind]
    return members
