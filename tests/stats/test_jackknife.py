"""The jackknife over groups, against Student's t where the two are the same."""

from __future__ import annotations

import numpy as np
import pytest

from manyseeds import ResultError
from manyseeds.stats.jackknife import ratio_interval, root_mean_interval
from manyseeds.stats.means import mean_interval


def test_a_ratio_to_ones_is_the_mean_with_student_s_t() -> None:
    values = np.random.default_rng(0).exponential(size=37)
    found, expected = ratio_interval(values, np.ones(37), 0.9), mean_interval(values, 0.9)
    assert (found.estimate, found.low, found.high) == pytest.approx(
        (expected.estimate, expected.low, expected.high)
    )
    assert (found.n, found.level, found.resampled) == (37, 0.9, "groups")


def test_the_standard_error_is_that_of_the_delta_method_for_many_groups() -> None:
    rng = np.random.default_rng(1)
    wholes = rng.gamma(4.0, size=5000)
    parts = 0.3 * wholes + rng.normal(size=5000)
    found = ratio_interval(parts, wholes)
    residuals = parts - found.estimate * wholes
    error = residuals.std(ddof=1) / np.sqrt(5000) / wholes.mean()
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * error, rel=0.01)


def test_a_root_is_the_root_of_the_mean_between_bounds_by_one_factor() -> None:
    squares = np.random.default_rng(2).chisquare(3, size=200)
    found = root_mean_interval(squares)
    assert found.estimate == pytest.approx(np.sqrt(squares.mean()))
    assert found.high / found.estimate == pytest.approx(found.estimate / found.low)
    assert np.sqrt(3) in found


def test_too_few_groups_have_no_bounds() -> None:
    one = ratio_interval(np.array([1.0]), np.array([2.0]))
    assert one.estimate == 0.5
    assert np.isnan([one.low, one.high]).all()
    none = ratio_interval(np.array([]), np.array([]))
    assert np.isnan([none.estimate, none.low, none.high]).all()
    assert np.isnan(root_mean_interval(np.array([])).estimate)
    assert np.isnan(root_mean_interval(np.array([4.0])).low)


def test_where_nothing_varies() -> None:
    nothing = ratio_interval(np.zeros(5), np.zeros(5))
    assert np.isnan([nothing.estimate, nothing.low, nothing.high]).all()
    still = root_mean_interval(np.zeros(5))
    assert (still.estimate, still.low, still.high) == (0, 0, 0)


def test_one_group_that_holds_everything_leaves_no_bounds() -> None:
    found = ratio_interval(np.array([1.0, 0.0, 0.0]), np.array([2.0, 0.0, 0.0]))
    assert found.estimate == 0.5
    assert np.isnan([found.low, found.high]).all()


def test_nan_is_refused() -> None:
    with pytest.raises(ResultError, match="1 of 2"):
        ratio_interval(np.array([1.0, np.nan]), np.ones(2))
