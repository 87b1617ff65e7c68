"""Splits of one table: the correction of Nadeau and Bengio, by its formula and what it is for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from manyseeds import ResultError
from manyseeds.stats.means import mean_interval
from manyseeds.stats.overlap import corrected_difference, corrected_interval
from manyseeds.stats.paired import paired_difference

VALUES = np.random.default_rng(2).binomial(450, 0.91, 40) / 450
OTHERS = np.random.default_rng(3).binomial(450, 0.90, 40) / 450


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_the_interval_is_t_with_the_corrected_variance(level: float) -> None:
    found = corrected_interval(VALUES, 450, 1010, level)
    error = np.sqrt((1 / 40 + 450 / 1010) * VALUES.var(ddof=1))
    expected = stats.t.interval(level, 39, VALUES.mean(), error)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-12)
    assert "Nadeau and Bengio" in found.method
    assert found.resampled == "tables of rows from the same source"


def test_the_difference_s_test_is_t_with_the_corrected_variance() -> None:
    found = corrected_difference(VALUES, OTHERS, 450, 1010)
    d = VALUES - OTHERS
    t = d.mean() / np.sqrt((1 / 40 + 450 / 1010) * d.var(ddof=1))
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(t), 39))
    assert found.mean == corrected_interval(d, 450, 1010)
    assert found.standard_deviation == pytest.approx(d.std(ddof=1))
    assert found.p_value > paired_difference(VALUES, OTHERS).p_value


@given(st.integers(2, 60), st.integers(1, 500), st.integers(1, 500))
def test_it_is_wider_than_that_about_these_rows(splits: int, test: int, train: int) -> None:
    values = np.linspace(0.8, 0.9, splits)
    wide, narrow = corrected_interval(values, test, train), mean_interval(values)
    ratio = (wide.high - wide.low) / (narrow.high - narrow.low)
    assert ratio == pytest.approx(math.sqrt(1 + splits * test / train))
    assert wide.estimate == narrow.estimate


def test_more_splits_of_the_same_rows_do_not_make_it_vanish() -> None:
    few, many = (corrected_interval(np.tile(VALUES, k), 1, 3) for k in (1, 250))
    assert many.high - many.low > 0.9 * (few.high - few.low)


def test_the_assumed_correlation_is_that_of_shared_test_rows() -> None:
    # A rule that does not learn: two random test sets of 25 of 100 rows share 6.25 on average, so
    # their accuracies are correlated by 0.25 = 25 / (25 + 75).
    rng = np.random.default_rng(0)
    right = rng.random((20_000, 100)) < 0.8
    orders = rng.permuted(np.tile(np.arange(100), (20_000, 1)), axis=1)
    second = np.take_along_axis(right, orders[:, :25], axis=1).mean(axis=1)
    correlation = np.corrcoef(right[:, :25].mean(axis=1), second)[0, 1]
    assert correlation == pytest.approx(0.25, abs=0.03)


def test_one_split_has_no_bounds_and_none_has_nothing() -> None:
    one, none = corrected_interval([0.9], 1, 3), corrected_interval([], 1, 3)
    assert one.estimate == 0.9
    assert math.isnan(one.low)
    assert math.isnan(none.estimate)
    assert (one.n, none.n) == (1, 0)


def test_equal_differences_have_no_p_value() -> None:
    found = corrected_difference([0.9, 0.8], [0.9, 0.8], 1, 3)
    assert (found.mean.low, found.mean.high) == (0, 0)
    assert math.isnan(found.p_value)


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ResultError, match="`training_rows` must be a number of rows >= 1"):
        corrected_interval(VALUES, 450, 0)
    with pytest.raises(ResultError, match="`test_rows`"):
        corrected_interval(VALUES, 0, 450)
    with pytest.raises(ResultError, match="1 of 2 that are not"):
        corrected_interval([0.9, np.nan], 1, 3)
    with pytest.raises(ResultError, match="`b` must be as long as `a`"):
        corrected_difference([0.9, 0.8], [0.9], 1, 3)
