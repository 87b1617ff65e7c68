"""How much better replicas are together: scores against the number that are averaged."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from manyseeds._types import Array
from manyseeds.errors import ResultError, must_be
from manyseeds.stats.calibration import (
    Calibration,
    brier_scores,
    calibration_of,
    log_losses,
)
from manyseeds.stats.interval import Interval, bounded, checked_level
from manyseeds.stats.means import mean_interval
from manyseeds.stats.unseen import Unseen

__all__ = ["FEWEST", "EnsembleGrowth", "ensemble_growth"]

FEWEST = 16
"""Replicas that it takes to say something about several together."""

GROUPS = 8
"""Least number of ensembles without a common member that an interval rests on."""

DRAWS = 16


@dataclass(frozen=True, eq=False)
class EnsembleGrowth:
    """Scores of ensembles of several sizes.

    Parameters
    ----------
    sizes : tuple of int
        Numbers of members, from 1.
    accuracy, log_loss, brier : tuple of Interval, one a size
    calibration : tuple of Calibration, one a size
    best : tuple of Interval, one a size
        Accuracy of the one member with the best validation accuracy; empty without validation.
    gain, remaining : tuple of Interval, one a size
        Accuracy above that of one network, and below that of the largest ensemble, in pairs.
    where : str
        What it was measured on.
    """

    sizes: tuple[int, ...]
    accuracy: tuple[Interval, ...]
    log_loss: tuple[Interval, ...]
    brier: tuple[Interval, ...]
    calibration: tuple[Calibration, ...]
    best: tuple[Interval, ...]
    gain: tuple[Interval, ...]
    remaining: tuple[Interval, ...]
    where: str

    @property
    def error(self) -> tuple[Interval, ...]:
        """Calibration error of each size."""
        return tuple(found.error for found in self.calibration)

    def enough(self, within: float) -> int | None:
        """Return the least size that is certainly at most `within` below the largest.

        None where only the largest is.
        """
        for size, rest in zip(self.sizes[:-1], self.remaining[:-1], strict=True):
            if rest.high <= within:
                return size
        return None


def ensemble_growth(
    unseen: Unseen, level: float = 0.95, *, draws: int = DRAWS, seed: int = 0
) -> EnsembleGrowth:
    """Score ensembles of 1, 2, 4, 8 ... members on rows that none of them used.

    On fresh points, replicas in random order are parted into ensembles without a common member;
    their scores are independent, and intervals are Student's t over them. Rows of a given table
    are judged out-of-bag [1]_: for each row the first of a random order of those replicas that
    left it out, averaged over `draws` orders; intervals are Student's t over rows, so they are
    about other rows from the same source, and wider by what so few orders leave open.

    Parameters
    ----------
    unseen : Unseen
    level : float
    draws, seed : int
        Of the random orders.

    Raises
    ------
    ResultError
        Where there are fewer than 16 replicas.

    References
    ----------
    .. [1] Breiman (1996). Out-of-bag estimation. Technical report, University of California.
    """
    if unseen.replicas < FEWEST:
        raise ResultError(must_be("replicas", f"at least {FEWEST}", unseen.replicas))
    level, rng = checked_level(level), np.random.default_rng(seed)
    scored = _parted(unseen, rng) if unseen.fresh else _out_of_bag(unseen, rng, draws)
    what = "ensembles without a common member" if unseen.fresh else "rows"

    def means(table: list[Array], orders: Array) -> tuple[Interval, ...]:
        found = (mean_interval(values, level, what) for values in table)
        return tuple(map(_widened, found, orders))

    def shares(table: list[Array], orders: Array) -> tuple[Interval, ...]:
        return tuple(map(bounded, means(table, orders)))

    right, orders = scored.right, scored.orders
    known = bool(np.isfinite(unseen.validation).all())
    return EnsembleGrowth(
        sizes=scored.sizes,
        accuracy=shares(right, orders[0]),
        log_loss=means(scored.log_loss, orders[1]),
        brier=means(scored.brier, orders[2]),
        calibration=tuple(calibration_of(*c, level=level, resampled=what) for c in scored.sure),
        best=shares(scored.best, orders[3]) if known else (),
        gain=means([r - s for r, s in zip(right, scored.single, strict=True)], orders[0]),
        remaining=_remaining(scored, level, what),
        where=unseen.where,
    )


@dataclass(frozen=True, eq=False)
class _Scored:
    """Scores of each size: one a row, or one an ensemble."""

    sizes: tuple[int, ...]
    right: list[Array]
    single: list[Array]
    log_loss: list[Array]
    brier: list[Array]
    best: list[Array]
    sure: list[tuple[Array, Array, Array, Array]]
    orders: Array  # (4, sizes, draws): mean right, log-loss, Brier score, best in each order


def _widened(found: Interval, orders: Array) -> Interval:
    """Add to an interval over rows what the mean over random orders, (draws,), may be off."""
    draws = len(orders)
    error = orders.std(ddof=1) / np.sqrt(draws)
    off = np.hypot(
        (found.high - found.low) / 2, special.stdtrit(draws - 1, (1 + found.level) / 2) * error
    )
    return replace(found, low=found.estimate - off, high=found.estimate + off)


def _remaining(scored: _Scored, level: float, what: str) -> tuple[Interval, ...]:
    """Return how far each size is below the largest: pairs share rows, or members."""
    found = []
    largest = scored.right[-1]
    for values, orders in zip(scored.right, scored.orders[0], strict=True):
        inside = values
        if len(values) > len(largest):  # the ensembles that make up each of the largest
            each = len(values) // len(largest)
            inside = values[: each * len(largest)].reshape(len(largest), each).mean(axis=1)
        below = mean_interval(largest - inside, level, what)
        found.append(_widened(below, scored.orders[0, -1] - orders))
    return tuple(found)


def _sizes(most: int) -> tuple[int, ...]:
    return tuple(2**k for k in range(max(most, 1).bit_length()))


def _parted(unseen: Unseen, rng: np.random.Generator) -> _Scored:
    """Score ensembles without a common member on fresh points."""
    order = rng.permutation(unseen.replicas)
    p, weights = unseen.probabilities[order], unseen.weights / unseen.weights.sum()
    validation = unseen.validation[order]
    alone = (p.argmax(axis=2) == unseen.labels) @ weights  # (replicas,)
    sizes = _sizes(unseen.replicas // GROUPS)
    scored = _Scored(sizes, [], [], [], [], [], [], np.zeros((4, len(sizes), 2)))
    for size in scored.sizes:
        groups = unseen.replicas // size
        used = groups * size
        mean = p[:used].reshape(groups, size, *p.shape[1:]).mean(axis=1, dtype=np.float64)
        right = mean.argmax(axis=2) == unseen.labels
        choice = np.where(np.isfinite(validation), validation, 0)[:used].reshape(groups, size)
        inside = alone[:used].reshape(groups, size)
        scored.right.append(right @ weights)
        scored.single.append(inside.mean(axis=1))
        scored.log_loss.append(log_losses(mean, unseen.labels) @ weights)
        scored.brier.append(brier_scores(mean, unseen.labels) @ weights)
        scored.best.append(inside[np.arange(groups), choice.argmax(axis=1)])
        unit = np.repeat(np.arange(groups), mean.shape[1])
        scored.sure.append((mean.max(axis=2), right, unit, np.tile(weights, groups)))
    return scored


def _out_of_bag(unseen: Unseen, rng: np.random.Generator, draws: int) -> _Scored:
    """Score each row by replicas that left it out, in random orders."""
    times = np.bincount(unseen.rows.ravel(), minlength=len(unseen.labels))
    sizes = _sizes(int(np.quantile(times[times > 0], 0.05)))
    kept = np.flatnonzero(times >= sizes[-1])
    labels = unseen.labels[kept]
    alone = np.zeros((3, len(unseen.labels)))
    for rows, p in zip(unseen.rows, unseen.probabilities, strict=True):
        truth = unseen.labels[rows]
        alone[:, rows] += p.argmax(axis=1) == truth, log_losses(p, truth), brier_scores(p, truth)
    single = alone[:, kept] / times[kept]
    totals = np.zeros((len(sizes), 4, len(kept)))
    orders = np.zeros((4, len(sizes), draws))
    first: list[tuple[Array, Array, Array, Array]] = []
    for draw in range(draws):
        means, best = _grown(unseen, rng.permutation(unseen.replicas), sizes)
        for at, mean in enumerate(means[:, kept]):
            right = mean.argmax(axis=1) == labels
            scores = (right, log_losses(mean, labels), brier_scores(mean, labels), best[at, kept])
            totals[at] += np.array(scores) / draws
            orders[:, at, draw] = np.mean(scores, axis=1)
            if draw == 0:
                first.append((mean.max(axis=1), right, np.arange(len(kept)), np.ones(len(kept))))
    # One network's scores are known from all replicas that left the row out, not a few of them.
    totals[0], orders[:, 0] = single[[0, 1, 2, 0]], 0
    first[0] = _singles(unseen)
    right, log_loss, brier, chosen = (list(totals[:, k]) for k in range(4))
    alone_right = [single[0]] * len(sizes)
    return _Scored(sizes, right, alone_right, log_loss, brier, chosen, first, orders)


def _singles(unseen: Unseen) -> tuple[Array, Array, Array, Array]:
    """Return what single networks give to rows they left out; those of a row are one unit."""
    p, rows = unseen.probabilities, unseen.rows
    right = p.argmax(axis=2) == unseen.labels[rows]
    return p.max(axis=2), right, rows, np.ones(rows.shape)


def _grown(unseen: Unseen, order: Array, sizes: tuple[int, ...]) -> tuple[Array, Array]:
    """Return each row's mean probabilities over its first replicas in `order`, at each size.

    Beside them, whether the one of these with the best validation accuracy is right.
    """
    rows, classes = len(unseen.labels), unseen.probabilities.shape[2]
    sums, count = np.zeros((rows, classes)), np.zeros(rows, np.int64)
    top, hit = np.full(rows, -np.inf), np.zeros(rows)
    means, best = np.zeros((len(sizes), rows, classes)), np.zeros((len(sizes), rows))
    for replica in order:
        at, p = unseen.rows[replica], unseen.probabilities[replica]
        sums[at] += p
        count[at] += 1
        better = unseen.validation[replica] > top[at]
        top[at[better]] = unseen.validation[replica]
        hit[at[better]] = (p.argmax(axis=1) == unseen.labels[at])[better]
        for k, size in enumerate(sizes):
            full = at[count[at] == size]
            if len(full):
                means[k, full], best[k, full] = sums[full] / size, hit[full]
    return means, best
