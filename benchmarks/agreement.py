"""Do the contenders reach the same distribution of test accuracy?

Each is compared with a reference by the two-sample Anderson-Darling statistic (Pettitt, 1976),
which sees location, spread and tails. Accuracies are multiples of one over the test samples, so
ties abound: the p-value comes from random relabelling of the pooled replicas, exact up to the
number of relabellings, and Holm's procedure (1979) keeps the family's false-alarm rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FALSE_ALARM = 0.005
"""Of all tests of one look together. `compare` looks twice, so 1 % for an exercise."""

RELABELLINGS = 20_000
_SEED = 20_231


@dataclass(frozen=True)
class Agreement:
    """One contender's accuracies against the reference's.

    Parameters
    ----------
    replicas, mean
        Sample size and mean test accuracy.
    difference, margin
        Mean minus the reference's, and the half-width of its 95 % interval (normal).
    p
        Holm-adjusted over the contenders of the exercise.
    """

    replicas: int
    mean: float
    difference: float
    margin: float
    p: float

    @property
    def agrees(self) -> bool:
        """Whether the test finds no difference at the stated rate."""
        return self.p > FALSE_ALARM


def statistic(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
    """Anderson-Darling distance of two histograms over the same sorted values (..., values)."""
    n, m = first.sum(-1, keepdims=True), second.sum(-1, keepdims=True)
    pooled = (first + second)[..., :-1]  # (..., values - 1)
    below = np.cumsum(first + second, -1)[..., :-1] / (n + m)  # (..., values - 1)
    gap = np.cumsum(first / n - second / m, -1)[..., :-1]  # (..., values - 1)
    return np.asarray((gap**2 * pooled / (below * (1 - below))).sum(-1))


def p_value(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Probability of a distance this large if both samples came from one distribution."""
    generator = np.random.default_rng(_SEED)
    pooled = np.round(np.concatenate([first, second]), 6)  # (n + m,)
    _, place = np.unique(pooled, return_inverse=True)
    total = np.bincount(place)  # (values,)
    if len(total) == 1:
        return 1.0
    one = np.bincount(place[: len(first)], minlength=len(total))  # (values,)
    seen = float(statistic(one, total - one))
    drawn = generator.multivariate_hypergeometric(
        total, len(first), size=RELABELLINGS, method="marginals"
    )  # (relabellings, values)
    as_large = int((statistic(drawn, total - drawn) >= seen * (1 - 1e-9)).sum())
    return (1 + as_large) / (1 + RELABELLINGS)


def holm(p_values: dict[str, float]) -> dict[str, float]:
    """Adjust p-values for the number of tests."""
    adjusted, highest = {}, 0.0
    for rank, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p))
        adjusted[name] = highest
    return adjusted


def agreements(accuracies: dict[str, list[float]], reference: str) -> dict[str, Agreement]:
    """Compare every contender's accuracies with the reference's."""
    samples = {name: np.asarray(values, np.float64) for name, values in accuracies.items()}
    base = samples.pop(reference)
    p = holm({name: p_value(sample, base) for name, sample in samples.items()})
    return {
        name: Agreement(
            len(sample),
            float(sample.mean()),
            float(sample.mean() - base.mean()),
            1.96 * float(np.sqrt(_error(sample) ** 2 + _error(base) ** 2)),
            p[name],
        )
        for name, sample in samples.items()
    }


def _error(sample: NDArray[np.float64]) -> float:
    return float(sample.std(ddof=1) / np.sqrt(len(sample))) if len(sample) > 1 else 0.0
