"""Intervals of means, shares and quantiles, against scipy and by what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from manyseeds import ResultError
from manyseeds.stats.interval import Interval
from manyseeds.stats.means import bootstrap_interval, mean_interval
from manyseeds.stats.quantiles import quantile_interval, quantiles
from manyseeds.stats.shares import wilson_interval

ACCURACIES = np.random.default_rng(5).beta(80, 10, 60)


def bounds(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_the_mean_s_interval_is_student_s(level: float) -> None:
    found = mean_interval(ACCURACIES, level)
    expected = stats.t.interval(level, 59, ACCURACIES.mean(), stats.sem(ACCURACIES))
    assert bounds(found) == pytest.approx(expected, rel=1e-12)
    assert (found.level, found.n, found.resampled) == (level, 60, "replicas")
    assert "Student" in found.method


def test_one_value_has_a_mean_without_bounds_and_none_has_nothing() -> None:
    one, none = mean_interval([0.9]), mean_interval([])
    assert one.estimate == 0.9
    assert math.isnan(one.low)
    assert math.isnan(one.high)
    assert math.isnan(none.estimate)
    assert none.n == 0


def test_equal_values_have_an_interval_of_no_width() -> None:
    assert bounds(mean_interval([0.5] * 9)) == (0.5, 0.5)
    assert bounds(bootstrap_interval([0.5] * 9)) == (0.5, 0.5)


def test_the_bootstrap_s_interval_is_scipy_s_bca_and_the_seed_decides_it() -> None:
    found = bootstrap_interval(ACCURACIES, np.median, seed=7, resamples=999)
    expected = stats.bootstrap(
        (ACCURACIES,), np.median, n_resamples=999, rng=np.random.default_rng(7), method="BCa"
    ).confidence_interval
    assert bounds(found) == tuple(expected)
    assert found.method == "bootstrap BCa (Efron 1987)"
    assert bootstrap_interval(ACCURACIES, seed=1) == bootstrap_interval(ACCURACIES, seed=1)
    assert bootstrap_interval(ACCURACIES, seed=1) != bootstrap_interval(ACCURACIES, seed=2)


def test_where_bca_has_no_answer_the_method_is_another_and_is_named() -> None:
    found = bootstrap_interval([0.90, 0.92, 0.88, 0.90, 0.91, 0.89], np.median)
    assert found.method.startswith("bootstrap percentile")
    assert found.low <= 0.9 <= found.high


@pytest.mark.parametrize("function", [mean_interval, bootstrap_interval, quantiles])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_diverged_value_is_never_averaged_in(function: object, bad: float) -> None:
    with pytest.raises(ResultError, match="1 of 3 that are not"):
        function([0.9, bad, 0.8])  # type: ignore[operator]


@given(st.integers(0, 200), st.integers(1, 200), st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_s_interval_is_scipy_s(successes: int, n: int, level: float) -> None:
    successes = min(successes, n)
    found = wilson_interval(successes, n, level)
    expected = stats.binomtest(successes, n).proportion_ci(level, method="wilson")
    assert bounds(found) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert 0 <= found.low <= found.estimate <= found.high <= 1


def test_wilson_s_interval_knows_nothing_of_no_trials() -> None:
    found = wilson_interval(0, 0)
    assert math.isnan(found.estimate)
    assert bounds(found) == (0, 1)


def test_wilson_s_published_example() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, score method.
    found = wilson_interval(81, 263)
    assert bounds(found) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@pytest.mark.parametrize("successes", [-1, 4])
def test_more_successes_than_trials_are_refused(successes: int) -> None:
    with pytest.raises(ResultError, match="successes"):
        wilson_interval(successes, 3)


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0, float("nan"), "a", None, True])
def test_a_level_is_between_0_and_1(level: object) -> None:
    with pytest.raises(ResultError, match="`level` must be a number in"):
        mean_interval(ACCURACIES, level)


def test_quantiles_are_numpy_s() -> None:
    assert (
        quantiles(ACCURACIES, (0.1, 0.9)).tolist() == np.quantile(ACCURACIES, (0.1, 0.9)).tolist()
    )
    assert np.isnan(quantiles([], (0.1, 0.9))).all()
    with pytest.raises(ResultError, match="probabilities"):
        quantiles(ACCURACIES, (0.5, 1.5))


@pytest.mark.parametrize("n", [1, 5, 20, 100, 1001])
@pytest.mark.parametrize("p", [0.05, 0.5, 0.9])
def test_the_ranks_of_a_quantile_s_interval_cover_it_exactly(n: int, p: float) -> None:
    found = quantile_interval(np.arange(1.0, n + 1), p)
    low = 0 if found.low == -math.inf else int(found.low)
    high = n + 1 if found.high == math.inf else int(found.high)
    below = stats.binom(n, p)  # values below the true quantile
    # The quantile is below the lower bound if fewer than `low` values are below it.
    assert below.cdf(low - 1) <= 0.025
    assert below.cdf(low) > 0.025
    assert below.sf(high - 1) <= 0.025
    assert below.sf(high - 2) > 0.025


def test_a_quantile_of_nothing_is_nothing() -> None:
    assert math.isnan(quantile_interval([], 0.5).estimate)


def test_an_interval_contains_and_is_read() -> None:
    interval = mean_interval([0.8, 0.9])
    assert interval.estimate in interval
    assert 2.0 not in interval
    assert str(interval).startswith("0.85 [")


@pytest.mark.parametrize("repetitions", [400])
def test_the_intervals_cover_what_they_promise(repetitions: int) -> None:
    # Of 400 intervals at 95 %, fewer than 366 cover with probability 0.001; see binom.ppf.
    least = stats.binom(repetitions, 0.95).ppf(0.001)
    rng = np.random.default_rng(11)
    covered = {"mean": 0, "share": 0, "quantile": 0}
    truth = stats.beta(80, 10)
    for _ in range(repetitions):
        sample = truth.rvs(200, random_state=rng)
        covered["mean"] += truth.mean() in mean_interval(sample)
        covered["share"] += 0.3 in wilson_interval(int(rng.binomial(200, 0.3)), 200)
        covered["quantile"] += truth.ppf(0.9) in quantile_interval(sample, 0.9)
    assert min(covered.values()) >= least
