"""What can be seen of a replica that failed: its live units, its loss, its votes, its corners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.parts import sizes_of
from manyseeds.plan import blocks_of, plan_block
from manyseeds.results.prediction import predicted
from manyseeds.stats.batches import by_replica
from manyseeds.stats.convergence import lengths_of
from manyseeds.stats.fresh import fresh_sample
from manyseeds.stats.shapes import band_agreement, linear_agreement, unit_activity

if TYPE_CHECKING:
    from manyseeds.arms import Arm
    from manyseeds.data.dataset import Dataset
    from manyseeds.results.result import Result

__all__ = [
    "corner_votes",
    "corners_of",
    "live_units",
    "loss_fall",
    "points_of",
    "replica_votes",
    "simple_shapes",
    "still_falling",
    "units_needed",
]

POINTS, MOST_CORNERS = 1024, 16

VOTERS = 2048
"""Replicas whose votes are judged at once."""


def loss_fall(losses: Array, hold: float = 0.1, window: float = 0.025) -> Array:
    """Return by which share each loss fell over its last epochs: float64 (replicas,).

    Means of `window` of the epochs, `hold` of them apart, are compared: single epochs are noisy.
    NaN where a replica has too few epochs.

    Examples
    --------
    >>> loss_fall(np.array([np.linspace(2.0, 1.0, 41), np.ones(41)])).round(3).tolist()
    [0.091, 0.0]
    """
    table = np.asarray(losses, np.float64)
    lengths = lengths_of(table)[:, None]
    apart, width = (np.maximum(1, np.round(share * lengths)) for share in (hold, window))
    at = np.arange(table.shape[1])
    late = (at < lengths) & (at >= lengths - width)
    early = (at < lengths - apart) & (at >= lengths - apart - width)
    known = np.where(np.isfinite(table), table, 0.0)
    after, before = ((known * part).sum(axis=1) / width[:, 0] for part in (late, early))
    enough = (lengths >= apart + width)[:, 0] & (before > 0)
    return np.where(enough, 1 - after / np.where(enough, before, 1.0), np.nan)


def units_needed(live: Array, succeeded: Array, rarely: float = 0.05) -> int:
    """Return the fewest live units with which at least a share `rarely` of replicas succeed.

    0 where there is no such number.

    Examples
    --------
    >>> units_needed(np.array([1, 2, 2, 3, 3]), np.array([0, 0, 0, 1, 0], bool))
    3
    """
    for count in np.unique(live[live >= 0]):
        if succeeded[live == count].mean() >= max(rarely, 1e-12):
            return int(count)
    return 0


def live_units(result: Result, arm: Arm, points: Array, active: float = 0.001) -> Array:
    """Return each replica's live units, of its hidden layer with the fewest: int (replicas,)."""
    live = np.full(len(result.replicas), -1)
    if not arm.network.hidden or arm.network.activation != "relu":
        return live
    for places in blocks_of(np.flatnonzero(result.diverged_at[arm.index] < 0).tolist()):
        inputs = points.astype(np.float32)
        if result.study.scaling != "none":
            scaling = plan_block(result.study, arm, result.replicas[places]).scaling
            assert scaling is not None
            inputs = (inputs - scaling[0][:, None]) * scaling[1][:, None]
        shares = unit_activity(result.flat_weights[arm.index][places], arm.shapes, inputs)
        live[places] = np.min([(share >= active).sum(axis=1) for share in shares], axis=0)
    return live


def corners_of(data: Dataset) -> tuple[Array, Array]:
    """Return the centres that rows are drawn around and their classes; none where not few."""
    rows = np.unique(np.column_stack([data.x, data.y]), axis=0)
    if not data.drawn_anew or len(rows) > MOST_CORNERS:
        rows = rows[:0]
    return rows[:, :-1], rows[:, -1].astype(int)


def points_of(data: Dataset) -> Array:
    """Return points to judge a network's shape on: of the law where known, else evenly of rows."""
    if data.drawn_anew:
        return fresh_sample(data, POINTS).x
    return np.asarray(data.whole_x[:: -(-len(data.x) // POINTS)], np.float32)


def replica_votes(
    result: Result, arm: Arm, places: Array, points: Array, threads: int | None = None
) -> Array:
    """Return the class that each replica at `places` gives each point: int16 (places, points)."""
    votes = np.empty((len(places), len(points)), np.int16)

    def winners(probabilities: Array, _: Array) -> Array:
        return np.asarray(probabilities.argmax(axis=2))

    for at, found in predicted(result, arm, places, points, winners, threads):
        votes[at] = found
    return votes


def corner_votes(result: Result, arm: Arm, alive: Array, corners: Array) -> tuple[Array, Array]:
    """Return the votes at the corners and at the middle between them; -1 where there is none."""
    votes = np.full((len(alive), len(corners) + 1), -1)
    if len(corners):
        centres = np.vstack([corners, corners.mean(axis=0)])
        votes[alive] = replica_votes(result, arm, np.flatnonzero(alive), centres)
    return votes[:, :-1], votes[:, -1]


def simple_shapes(
    result: Result, arm: Arm, chosen: Array, points: Array, linear: float, band: float
) -> tuple[Array, Array]:
    """Return which of the `chosen` replicas vote by one line, and which by parallel ones.

    On shares `linear` and `band` of the points at the least. A network without a hidden layer is
    linear by nature.
    """
    lines, bands = chosen.copy(), np.zeros(len(chosen), bool)
    if arm.network.hidden:
        for places in np.array_split(np.flatnonzero(chosen), -(-chosen.sum() // VOTERS) or 1):
            votes = replica_votes(result, arm, places, points)
            lines[places] = linear_agreement(votes, points, arm.classes) >= linear
            if points.shape[1] == 2:
                bent = ~lines[places]
                agreement = band_agreement(votes[bent], points, arm.classes)
                bands[places[bent]] = agreement >= band
    return lines, bands


def still_falling(result: Result, arm: Arm, by: float) -> Array:
    """Return whose training loss still fell by more than `by`, and whose validation loss fell."""
    falling = by_replica(result, "loss", arm.index, lambda rows, _: loss_fall(rows)) > by
    if sizes_of(result.study.data, result.study.split).validation:
        falling &= by_replica(result, "val_loss", arm.index, lambda rows, _: loss_fall(rows)) > 0
    return np.asarray(falling)
