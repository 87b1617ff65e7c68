"""Intervals that hold together, and p values of many tests, against statsmodels and known laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from manyseeds import ResultError
from manyseeds.stats.interval import Interval
from manyseeds.stats.means import mean_interval
from manyseeds.stats.simultaneous import (
    bonferroni_level,
    holm_adjusted,
    simultaneous_means,
    simultaneous_shares,
)

RNG = np.random.default_rng(8)
INDEPENDENT = RNG.standard_normal((4000, 6))


def critical(interval: Interval, values: np.ndarray) -> float:
    """Half the width of an interval in standard errors."""
    return (interval.high - interval.low) / 2 / stats.sem(values)


@settings(max_examples=12)  # statsmodels takes 60 ms each time
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_s_p_values_are_statsmodels_s(p_values: list[float]) -> None:
    expected = multipletests(p_values, method="holm")[1]
    np.testing.assert_allclose(holm_adjusted(p_values), expected, rtol=1e-12)


def test_a_test_that_could_not_be_made_still_counts() -> None:
    assert holm_adjusted([0.02, np.nan]).tolist() == [0.04, pytest.approx(np.nan, nan_ok=True)]
    assert holm_adjusted([]).tolist() == []


def test_shares_are_wilson_s_at_bonferroni_s_level() -> None:
    found = simultaneous_shares([90, 0, 33.5], [100, 50, 200])
    low, high = proportion_confint([90, 0, 33.5], [100, 50, 200], 0.05 / 3, method="wilson")
    np.testing.assert_allclose([i.low for i in found], low, atol=1e-12)
    np.testing.assert_allclose([i.high for i in found], high, atol=1e-12)
    assert {i.level for i in found} == {0.95}
    assert all("Bonferroni over 3" in i.method for i in found)
    assert [i.n for i in found] == [100, 50, 200]


def test_one_share_or_none_needs_no_correction() -> None:
    (found,) = simultaneous_shares([81], 263)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert found.method == "Wilson (1927)"
    assert simultaneous_shares([], 10) == ()
    assert bonferroni_level(0.95, 1) == 0.95
    (nothing,) = simultaneous_shares([0], 0)
    assert (nothing.low, nothing.high) == (0, 1)


def test_one_column_is_student_s_interval() -> None:
    (found,) = simultaneous_means(INDEPENDENT[:50, :1])
    expected = mean_interval(INDEPENDENT[:50, 0])
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.method == expected.method


def test_independent_columns_are_widened_as_sidak_says() -> None:
    sidak = stats.norm.ppf((1 + 0.95 ** (1 / 6)) / 2)
    for interval, values in zip(simultaneous_means(INDEPENDENT), INDEPENDENT.T, strict=True):
        assert critical(interval, values) == pytest.approx(sidak, abs=0.03)
        assert "max-t over 6 means" in interval.method


def test_copies_of_one_column_are_not_widened() -> None:
    table = INDEPENDENT[:300, :1] * np.arange(1.0, 9.0) + 7
    for interval, values in zip(simultaneous_means(table), table.T, strict=True):
        single = mean_interval(values)
        # Half a per cent for the draws of the maximum.
        assert interval.high - interval.low == pytest.approx(single.high - single.low, rel=5e-3)


def test_the_maximum_is_that_of_the_multivariate_normal() -> None:
    shared = RNG.standard_normal((20_000, 1))
    table = np.sqrt(0.7) * shared + np.sqrt(0.3) * RNG.standard_normal((20_000, 4))
    at = critical(simultaneous_means(table)[0], table[:, 0])
    law = stats.multivariate_normal(np.zeros(4), np.full((4, 4), 0.7) + 0.3 * np.eye(4))
    rng = np.random.default_rng(0)
    inside = law.cdf(np.full(4, at), lower_limit=np.full(4, -at), rng=rng)
    assert inside == pytest.approx(0.95, abs=0.005)


@given(st.integers(2, 6), st.integers(3, 30), st.integers(0, 99))
def test_never_narrower_than_one_at_a_time_nor_wider_than_bonferroni_s(
    k: int, n: int, seed: int
) -> None:
    table = np.random.default_rng(seed).standard_normal((n, k))
    for interval, values in zip(simultaneous_means(table, draws=500), table.T, strict=True):
        least, most = mean_interval(values), mean_interval(values, bonferroni_level(0.95, k))
        width = interval.high - interval.low
        assert (least.high - least.low) * (1 - 1e-9) <= width
        assert width <= (most.high - most.low) * (1 + 1e-9)


def test_a_cell_without_a_value_is_left_out_of_its_column_alone() -> None:
    table = INDEPENDENT[:40, :3].copy()
    table[5:, 1], table[1:, 2] = np.nan, np.nan
    table = np.column_stack([table, np.full(40, np.nan), np.full(40, 0.5)])
    found = simultaneous_means(table)
    assert [i.n for i in found] == [40, 5, 1, 0, 40]
    assert found[1].estimate == pytest.approx(INDEPENDENT[:5, 1].mean())
    assert math.isnan(found[2].low)
    assert found[2].estimate == INDEPENDENT[0, 2]
    assert math.isnan(found[3].estimate)
    assert (found[4].low, found[4].high) == (0.5, 0.5)


def test_columns_seen_in_different_replicas_count_as_independent() -> None:
    values = INDEPENDENT[:2000, 0]
    apart = np.full((2000, 2), np.nan)
    apart[:1000, 0], apart[1000:, 1] = values[:1000], values[1000:]
    at = critical(simultaneous_means(apart)[0], values[:1000])
    assert at == pytest.approx(stats.norm.ppf((1 + 0.95**0.5) / 2), abs=0.03)


def test_the_seed_decides_the_bounds() -> None:
    table = INDEPENDENT[:50]
    assert simultaneous_means(table, seed=1) == simultaneous_means(table, seed=1)
    assert simultaneous_means(table, seed=1) != simultaneous_means(table, seed=2)


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ResultError, match=r"`table` must be of shape \(replicas, columns\)"):
        simultaneous_means([0.9, 0.8])  # type: ignore[list-item]
    with pytest.raises(ResultError, match="`table` must be finite, or NaN"):
        simultaneous_means([[0.9, math.inf]])
    with pytest.raises(ResultError, match="`level`"):
        simultaneous_means([[0.9, 0.8]], 1.0)
    assert simultaneous_means(np.empty((5, 0))) == ()
