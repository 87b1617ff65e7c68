"""The exact interval of a share, against scipy, statsmodels and published figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from manyseeds import ResultError
from manyseeds.stats.shares import clopper_pearson_interval, wilson_interval


@given(st.integers(0, 300), st.integers(1, 300), st.sampled_from([0.8, 0.95, 0.999]))
def test_the_exact_interval_is_scipy_s_and_statsmodels_s(k: int, n: int, level: float) -> None:
    k = min(k, n)
    found = clopper_pearson_interval(k, n, level)
    scipy = stats.binomtest(k, n).proportion_ci(level, method="exact")
    other = proportion_confint(k, n, 1 - level, method="beta")
    assert (found.low, found.high) == pytest.approx((scipy.low, scipy.high), abs=1e-12)
    assert (found.low, found.high) == pytest.approx(other, abs=1e-12)
    assert (found.level, found.n, found.estimate) == (level, n, k / n)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_the_exact_interval_s_published_examples(k: int, n: int, low: float, high: float) -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I, method 5.
    found = clopper_pearson_interval(k, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 60), st.integers(1, 60))
def test_exactly_the_tails_are_left_out(k: int, n: int) -> None:
    k = min(k, n)
    found = clopper_pearson_interval(k, n)
    if k > 0:
        assert stats.binom(n, found.low).sf(k - 1) == pytest.approx(0.025)
    if k < n:
        assert stats.binom(n, found.high).cdf(k) == pytest.approx(0.025)


@given(st.integers(0, 200), st.integers(1, 200))
def test_failures_are_successes_in_the_mirror(k: int, n: int) -> None:
    k = min(k, n)
    one, other = clopper_pearson_interval(k, n), clopper_pearson_interval(n - k, n)
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-12)


def test_none_and_all_have_a_bound_at_the_edge() -> None:
    assert clopper_pearson_interval(0, 10).low == 0
    assert clopper_pearson_interval(10, 10).high == 1
    assert clopper_pearson_interval(np.int64(10), 10).low > wilson_interval(0, 10).high


def test_of_no_trials_nothing_is_known() -> None:
    found = clopper_pearson_interval(0, 0)
    assert math.isnan(found.estimate)
    assert (found.low, found.high, found.n) == (0, 1, 0)


@pytest.mark.parametrize("k", [-1, 4, 1.5])
def test_successes_are_a_whole_number_up_to_n(k: int) -> None:
    with pytest.raises(ResultError, match="`successes` must be a whole number from 0 to n = 3"):
        clopper_pearson_interval(k, 3)


def test_it_says_what_it_is_about() -> None:
    found = clopper_pearson_interval(3, 4, resampled="test rows")
    assert (found.resampled, found.method) == ("test rows", "Clopper and Pearson (1934)")
