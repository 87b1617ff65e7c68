"""What the formulas print, evaluated from their plain text, is what the code computes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import optimize, special, stats

from formula_reader import sides, value
from manyseeds import data
from manyseeds.engines.reference import class_logits, log_softmax, loss_and_hits
from manyseeds.report.formulas import FORMULAS, STATISTICS
from manyseeds.stats.classes import equal_means
from manyseeds.stats.confusion import pooled_bounds, row_shares
from manyseeds.stats.fresh import lattice
from manyseeds.stats.jackknife import ratio_interval
from manyseeds.stats.means import bootstrap_interval, mean_interval
from manyseeds.stats.overlap import corrected_interval
from manyseeds.stats.paired import paired_difference, superiority
from manyseeds.stats.precision import Looks, deviation_interval, replicas_needed
from manyseeds.stats.quantiles import quantile_interval, quantiles
from manyseeds.stats.rivals import independent_difference, independent_superiority
from manyseeds.stats.shares import clopper_pearson_interval, wilson_interval
from manyseeds.stats.simultaneous import bonferroni_level, holm_adjusted, simultaneous_means
from manyseeds.stats.sources import variance_components, variance_shares
from manyseeds.stats.test_set import floor_of_test_set

VALUES = np.array([0.90, 0.92, 0.88, 0.91, 0.80, 0.89, 0.93])
LEVEL = 0.9
N = len(VALUES)
DEVIATION = float(VALUES.std(ddof=1))


def t(freedom: int) -> float:
    return float(stats.t.ppf((1 + LEVEL) / 2, freedom))


def average(values: np.ndarray) -> float:
    return float(values.mean())


def bounds(text: str, **names: Any) -> list[float]:
    return [value(text, side, **names) for side in (-1, 1)]


def near(found: Any) -> Any:
    return pytest.approx(found, rel=1e-9, abs=1e-12)


CHECKS: dict[str, Callable[[list[str]], None]] = {}


def of(term: str) -> Callable[[Callable[[list[str]], None]], Callable[[list[str]], None]]:
    def kept(check: Callable[[list[str]], None]) -> Callable[[list[str]], None]:
        CHECKS[term] = check
        return check

    return kept


@pytest.mark.parametrize("term", [definition.term for definition in STATISTICS])
def test_what_is_printed_is_what_is_computed(term: str) -> None:
    CHECKS[term](sides(FORMULAS[term].text))


@of("Interval of a mean")
def _(parts: list[str]) -> None:
    found = mean_interval(VALUES, LEVEL)
    assert bounds(parts[0], mean=average, x=VALUES, t=t, s=DEVIATION, n=N) == near(
        [found.low, found.high]
    )


@of("Interval of a share")
def _(parts: list[str]) -> None:
    found = wilson_interval(13, 40, LEVEL)
    z = stats.norm.ppf((1 + LEVEL) / 2)
    assert bounds(parts[0], p=13 / 40, n=40, z=z) == near([found.low, found.high])


@of("Exact interval of a share")
def _(parts: list[str]) -> None:
    found = clopper_pearson_interval(13, 40, LEVEL)
    names = {"B": lambda q: lambda a, b: stats.beta.ppf(q, a, b), "α": 1 - LEVEL, "k": 13, "n": 40}
    assert [value(part, **names) for part in parts] == near([found.low, found.high])


@of("Bootstrap interval")
def _(parts: list[str]) -> None:
    found = bootstrap_interval(VALUES, level=LEVEL, seed=3)
    draws = stats.bootstrap(
        (VALUES,), np.mean, n_resamples=9999, rng=np.random.default_rng(3), method="percentile"
    ).bootstrap_distribution
    below = ((draws < VALUES.mean()).mean() + (draws <= VALUES.mean()).mean()) / 2
    without = np.array([np.delete(VALUES, k).mean() for k in range(N)])
    away = without.mean() - without
    skewness = (away**3).sum() / (6 * (away**2).sum() ** 1.5)
    at = [
        value(parts[0], Φ=special.ndtr, z=Plain(z, special.ndtri(below)), a=skewness)
        for z in special.ndtri([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    ]
    assert np.quantile(draws, at) == pytest.approx([found.low, found.high], abs=1e-4)


class Plain(float):
    """A number z that has a z(0) beside it."""

    zero: float

    def __new__(cls, number: float, zero: float) -> Plain:
        made = super().__new__(cls, number)
        made.zero = float(zero)
        return made

    def __call__(self, index: int) -> float:
        assert index == 0
        return self.zero


@of("Quantile")
def _(parts: list[str]) -> None:
    ordered = np.sort(VALUES)
    for q in (0.05, 0.5, 0.72):
        whole = value(parts[1].replace("j + γ", "h"), n=N, q=q)
        names = {"j": int(whole), "γ": whole % 1, "x": lambda k: ordered[k - 1]}
        assert value(parts[0], **names) == near(quantiles(VALUES, (q,))[0])


@of("Interval of a quantile")
def _(parts: list[str]) -> None:
    numbers, q = np.arange(1.0, 61.0), 0.3
    found = quantile_interval(numbers, q, LEVEL)
    low, high = int(found.low), int(found.high)

    def covered(r: int, s: int) -> float:
        names = {"r": r, "s": s, "n": 60, "q": q, "choose": math.comb}
        return float(value(parts[0].split(" ≥ ")[1], **names))

    assert covered(low, high) >= LEVEL
    tail = (1 - LEVEL) / 2
    assert covered(0, low) <= tail < covered(0, low + 1)
    assert covered(high, 61) <= tail < covered(high - 1, 61)


@of("Overlapping splits")
def _(parts: list[str]) -> None:
    found = corrected_interval(VALUES, 25, 75, LEVEL)
    rows = {25: 25, 75: 75}
    names = {"mean": average, "x": VALUES, "t": t, "s": DEVIATION, "J": N}
    names |= {"n": rows.__getitem__, "test": 25, "train": 75}
    assert bounds(parts[0], **names) == near([found.low, found.high])


@of("Share pooled over replicas")
def _(parts: list[str]) -> None:
    some, all_ = np.array([6, 5, 6, 7]), np.array([10, 9, 12, 10])
    names = {"x": some.__getitem__, "w": all_.__getitem__, "each_k": range(4), "n": 4, "t": t}
    share = value(parts[1], **names)
    assert bounds(parts[0], R=share, **names) == near(
        [float(b) for b in pooled_bounds(some, all_, LEVEL)]
    )


@of("Interval of a standard deviation")
def _(parts: list[str]) -> None:
    found = deviation_interval(VALUES, LEVEL)
    freedom = value(parts[2], n=N, g=stats.kurtosis(VALUES, bias=False))
    names = {"χ_2": lambda q: stats.chi2.ppf(q, freedom), "α": 1 - LEVEL, "ν": freedom}
    assert [value(p, s=DEVIATION, **names) for p in parts[:2]] == near([found.low, found.high])


@of("Replicas needed for a width")
def _(parts: list[str]) -> None:
    n = replicas_needed(0.03, 0.01, LEVEL)
    enough = [value(parts[0], t=t, s=0.03, n=k, width=0.01) for k in (n - 1, n)]
    assert enough == [False, True]


@of("Replicas added until the interval is narrow")
def _(parts: list[str]) -> None:
    looks = Looks(width=0.01, level=LEVEL)
    levels = [value(parts[0], level=LEVEL, k=k) for k in range(1, 200)]
    assert levels[:9] == near([looks.level_at(k) for k in range(1, 10)])
    assert sum(1 - level for level in levels) == near(1 - LEVEL)


@of("Paired difference")
def _(parts: list[str]) -> None:
    others = VALUES[::-1] - 0.03
    found = paired_difference(VALUES, others, LEVEL).mean
    d = VALUES - others
    names = {"mean": average, "d": d, "t": t, "s": lambda x: x.std(ddof=1), "n": N}
    assert bounds(parts[0], **names) == near([found.low, found.high])


@of("Probability of superiority")
def _(parts: list[str]) -> None:
    a, b = np.array([0.9, 0.8, 0.7, 0.9]), np.array([0.8, 0.8, 0.6, 0.95])
    text = parts[0].replace("A = B", "A == B")
    assert value(text, P=np.mean, A=a, B=b) == superiority(a, b).estimate


def two_samples(a: np.ndarray, b: np.ndarray) -> dict[str, Any]:
    """What the formulas of two samples A and B name, with v and f by their own formulas."""
    text = sides(FORMULAS["Difference without pairs"].text)
    variance, n = {"A": a.var(ddof=1), "B": b.var(ddof=1)}, {"A": len(a), "B": len(b)}
    names: dict[str, Any] = {"A": "A", "B": "B", "n": n.__getitem__, "t": t}
    names |= {"s_2": variance.__getitem__, "s_4": lambda k: variance[k] ** 2}
    names |= {"n_2": lambda k: n[k] ** 2, "v": value(text[1], **names)}
    return {**names, "f": value(text[2], **names)}


@of("Difference without pairs")
def _(parts: list[str]) -> None:
    others = VALUES[:4] * 0.7
    found = independent_difference(VALUES, others, LEVEL)
    means = {"A": VALUES.mean(), "B": others.mean()}
    names = two_samples(VALUES, others)
    assert names["f"] == near(stats.ttest_ind(VALUES, others, equal_var=False).df)
    assert bounds(parts[0], m=means.__getitem__, **names) == near([found.low, found.high])


@of("Superiority without pairs")
def _(parts: list[str]) -> None:
    others = np.array([0.90, 0.89, 0.87, 0.95, 0.90, 0.94, 0.86])
    found = independent_superiority(VALUES, others, LEVEL)
    ahead = np.sign(VALUES[:, None] - others) / 2 + 0.5
    u, w = ahead.mean(axis=1), 1 - ahead.mean(axis=0)
    names = two_samples(u, w) | {"mean": average, "u": u, "w": w, "s_2": lambda x: x.var(ddof=1)}
    assert 0 < found.low < found.high < 1
    assert bounds(parts[0], **names) == near([found.low, found.high])


@of("p values of several comparisons")
def _(parts: list[str]) -> None:
    p = [0.011, 0.012, 0.2, 0.7]
    found = [value(parts[0], p=lambda j: p[j - 1], i=i, m=4) for i in (1, 2, 3, 4)]
    assert found == near(holm_adjusted(p).tolist())


@of("Several intervals at once")
def _(parts: list[str]) -> None:
    assert value(parts[0], level=LEVEL, m=7) == near(bonferroni_level(LEVEL, 7))


@of("Several means at once")
def _(parts: list[str]) -> None:
    table = np.array(list(itertools.product((0.8, 0.9), repeat=3)))  # columns are uncorrelated
    found = simultaneous_means(table, LEVEL)[0]
    size = (found.high - found.low) / 2 * math.sqrt(8) / table[:, 0].std(ddof=1)
    each = 2 * stats.t.cdf(size, 7) - 1
    quantile = optimize.brentq(lambda q: special.ndtr(q) * 2 - 1 - LEVEL ** (1 / 3), 1, 4)
    assert value(parts[0], Φ=special.ndtr, q=quantile) == pytest.approx(each, abs=0.003)
    z = stats.norm.rvs(size=(200_000, 3), random_state=1)
    largest = parts[1].split(" = ")[0].replace("max over c of |Z(c)|", "largest")
    assert value(largest, P=np.mean, largest=np.abs(z).max(axis=1), q=quantile) == pytest.approx(
        LEVEL, abs=0.005
    )


@of("Whether all classes are predicted equally well")
def _(parts: list[str]) -> None:
    table = np.array(
        [[0.9, 0.8, 0.7], [0.8, 0.9, 0.8], [0.9, 0.7, 0.6], [0.7, 0.6, 0.9], [1, 0.9, 0.9]]
    )
    d = np.diff(table, axis=1)
    matrices = {"a": d.mean(axis=0), "b": np.linalg.inv(np.cov(d.T))}
    text = parts[1].replace("d^⊤ S⁻¹ d", "(a @ b @ a)")
    assert text != parts[1]
    statistic, found = value(text, n=5, **matrices), equal_means(table)
    assert statistic == near(found.statistic)
    ratio = value(parts[0], T=math.sqrt(statistic), n=5, r=2)
    assert stats.f.sf(ratio, 2, 3) == near(found.p_value)


@of("Luck of the test rows")
def _(parts: list[str]) -> None:
    found = floor_of_test_set([0.9, 0.9], 101, table_rows=400)
    assert value(parts[1], n=101, N=400, a=0.9) == near(found.variance)
    hits = stats.binom(160, 0.9)
    assert value(parts[0], p=0.9, n=160) == near(hits.var() / 160**2)


GROUPS = np.random.default_rng(5).normal(size=(3, 2, 2, 2))
SUBSETS = [frozenset(c) for k in range(4) for c in itertools.combinations(range(3), k)]


class Choice(tuple[int, ...]):
    """One level of each source: v(i)."""

    def __call__(self, source: int) -> int:
        return self[source]


def contrasts(subset: frozenset[int]) -> np.ndarray:
    text = sides(FORMULAS["Contrast of a crossed group"].text)[0]
    choices = [Choice(v) for v in itertools.product((0, 1), repeat=3)]
    names = {"m": 3, "each_v": choices, "T": subset, "y": lambda v: GROUPS[(slice(None), *v)]}
    return np.asarray(value(text, **names))


def component(subset: frozenset[int]) -> float:
    text = sides(FORMULAS["Where the variance comes from"].text)[0]
    names = {"c_2": lambda T: contrasts(T) ** 2, "E": np.mean, "subsets": SUBSETS, "S": subset}  # noqa: N803
    return float(value(text, **names))


@of("Contrast of a crossed group")
def _(parts: list[str]) -> None:
    assert contrasts(frozenset()) == near(GROUPS.mean(axis=(1, 2, 3)))
    halves = GROUPS.mean(axis=(2, 3))
    assert contrasts(frozenset({0})) == near((halves[:, 0] - halves[:, 1]) / 2)


@of("Where the variance comes from")
def _(parts: list[str]) -> None:
    found = variance_components(GROUPS).mean(axis=0)
    for subset in SUBSETS[1:]:
        assert component(subset) == near(found[tuple(int(i in subset) for i in range(3))])


@of("Share of a source")
def _(parts: list[str]) -> None:
    found = variance_shares(GROUPS, ("data", "split", "init"))
    names = {"each_S": SUBSETS[1:], "σ_2": component}
    for i, share in enumerate(found.own):
        assert value(parts[0], i=frozenset({i}), **names) == near(share.estimate)


@of("Total share of a source")
def _(parts: list[str]) -> None:
    found = variance_shares(GROUPS, ("data", "split", "init"))
    names = {"each_S": SUBSETS[1:], "subsets": SUBSETS, "σ_2": component}
    for i, share in enumerate(found.total):
        assert value(parts[0], i=i, **names) == near(share.estimate)


@of("Interval of a share of variance")
def _(parts: list[str]) -> None:
    some, all_ = np.array([1.0, 2.5, 3.0, 1.1]), np.array([2.0, 4.0, 7.0, 2.9])
    found = ratio_interval(some, all_, LEVEL)
    shares = Shares(some.sum() / all_.sum())
    shares.without = ((some.sum() - some) / (all_.sum() - all_)).tolist()
    names = {"R": shares, "G": 4, "t": t, "each_g": range(4), "each_h": range(4)}
    assert bounds(parts[0], **names) == near([found.low, found.high])


class Shares(float):
    """A share R, and R(g) without group g."""

    without: list[float]

    def __call__(self, group: int) -> float:
        return self.without[group]


LOGITS = [0.3, -1.2, 2.5]


@of("Probabilities")
def _(parts: list[str]) -> None:
    found = np.exp(log_softmax(np.array([LOGITS])))[0]
    names = {"z": LOGITS.__getitem__, "each_k": range(3)}
    assert [value(parts[0], c=c, **names) for c in range(3)] == near(found.tolist())


@of("Categorical cross-entropy")
def _(parts: list[str]) -> None:
    found = loss_and_hits(np.array([LOGITS]), np.array([1]))[0][0]
    assert value(parts[0], z=LOGITS.__getitem__, y=1, each_k=range(3)) == near(float(found))


@of("Sigmoid")
def _(parts: list[str]) -> None:
    both = class_logits(np.array([[LOGITS[0]]]))
    assert value(parts[0], z=LOGITS[0]) == near(float(np.exp(log_softmax(both))[0, 1]))


@of("Binary cross-entropy")
def _(parts: list[str]) -> None:
    both = class_logits(np.array([[LOGITS[0]], [LOGITS[0]]]))
    found, _hits = loss_and_hits(both, np.array([0, 1]))
    assert [value(parts[0], z=LOGITS[0], y=y) for y in (0, 1)] == near(found.tolist())


@of("Label smoothing")
def _(parts: list[str]) -> None:
    found = loss_and_hits(np.array([LOGITS]), np.array([1]), smoothing=0.1)[0][0]
    p = np.exp(log_softmax(np.array([LOGITS])))[0]
    names = {"p": p.__getitem__, "each_k": range(3), "s": 0.1, "K": 3, "y": 1}
    assert value(parts[0], **names) == near(float(found))


@of("Confusion matrix as shares")
def _(parts: list[str]) -> None:
    counts = np.array([[78, 9], [4, 69]])
    names = {"c": lambda t, p: counts[t, p], "each_k": range(2)}
    found = [[value(parts[0].split(" = ")[1], t=t, p=p, **names) for p in (0, 1)] for t in (0, 1)]
    assert np.array(found) == near(row_shares(counts))


@of("Best possible accuracy on noisy XOR")
def _(parts: list[str]) -> None:
    p = value(parts[1], Φ=special.ndtr, σ=0.3)
    assert value(parts[0], p=p) == near(data.xor().bayes_accuracy)


@of("Accuracy on fresh points")
def _(parts: list[str]) -> None:
    root = optimize.brentq(lambda g: g**3 - g - 1, 1, 2)
    left, right = (value(part, g=root, D=2) for part in parts[2].split(" = "))
    assert left == pytest.approx(right)
    points = lattice(5, 2)
    for k, d in itertools.product(range(1, 6), (1, 2)):
        u = value(parts[1].split(" = ")[1], g=root, k=k, d=d)
        assert u == pytest.approx(points[k - 1, d - 1])
    shifted = value(parts[0], σ=0.3, u=points[:, 0].__getitem__, k=2, Φinverse=special.ndtri)
    assert shifted == near(stats.norm(0, 0.3).ppf(points[2, 0]))
