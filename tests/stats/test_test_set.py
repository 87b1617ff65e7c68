"""What a finite test set adds: planted truths, and the exact interval of a run's accuracy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from manyseeds import Network, ResultError, Split, Study, Training, data
from manyseeds.stats import test_set
from manyseeds.stats.overview import replica_values
from manyseeds.stats.test_set import Floor, floor_of, floor_of_test_set, run_interval


def test_the_module_is_read_and_not_run_as_a_test() -> None:
    assert not [name for name in test_set.__all__ if name.lower().startswith("test")]


def test_all_of_the_variance_is_the_test_set_s_where_replicas_are_equally_good() -> None:
    values = np.random.default_rng(0).binomial(160, 0.9, 4000) / 160
    floor = floor_of_test_set(values, 160)
    assert floor.variance == pytest.approx(0.9 * 0.1 / 160, rel=0.01)
    assert floor.standard_deviation == pytest.approx(0.0237, abs=2e-4)
    assert 1.0 in floor.share
    assert floor.share.low > 0.9
    assert floor.share.n == 4000


def test_a_planted_share_is_found() -> None:
    rng = np.random.default_rng(1)
    true = rng.normal(0.9, 0.02, 4000).clip(0, 1)
    values = rng.binomial(160, true) / 160
    floor = floor_of_test_set(values, 160)
    luck = 0.0896 / 160  # E p (1 - p) = 0.09 - 0.02^2
    assert luck / (luck + 0.02**2) in floor.share
    assert floor.total == pytest.approx(luck + 0.02**2, rel=0.1)
    assert not floor.exceeds


@pytest.mark.parametrize("rows", [2, 3, 10])
def test_the_floor_is_unbiased_however_few_the_rows(rows: int) -> None:
    law = stats.binom(rows, 0.8)
    right = np.arange(rows + 1)
    floors = [floor_of_test_set([k / rows], rows).variance for k in right]
    assert law.pmf(right) @ floors == pytest.approx(0.8 * 0.2 / rows)


def test_of_rows_of_one_table_the_floor_is_that_of_drawing_without_replacement() -> None:
    # 90 of 120 rows are right; 40 are drawn: the variance of the hypergeometric law.
    law = stats.hypergeom(120, 90, 40)
    right = np.arange(41)
    floors = [floor_of_test_set([k / 40], 40, table_rows=120).variance for k in right]
    assert law.pmf(right) @ floors == pytest.approx(law.var() / 40**2)


def test_the_same_rows_for_all_make_more_floor_than_variance() -> None:
    # Fifty networks that differ little, all tested on the same 160 rows.
    values = 0.9 + np.random.default_rng(2).integers(-1, 2, 50) / 160
    floor = floor_of_test_set(values, 160)
    assert floor.exceeds
    assert (floor.share.estimate, floor.share.high) == (1, 1)
    assert floor.variance > floor.total
    fixed = floor_of_test_set(values, 160, table_rows=160)
    assert (fixed.variance, fixed.share.estimate, fixed.share.high) == (0, 0, 0)
    assert not fixed.exceeds


def test_few_equal_and_no_accuracies() -> None:
    none, one = floor_of_test_set([], 100), floor_of_test_set([0.9], 100)
    assert math.isnan(none.variance)
    assert math.isnan(none.share.estimate)
    assert one.variance == pytest.approx(0.09 / 99)
    assert math.isnan(one.total)
    assert math.isnan(one.share.low)
    few = floor_of_test_set([0.8, 0.9, 0.85], 100).share
    assert (few.low, few.high) == (0, 1)
    equal = floor_of_test_set([0.9] * 20, 100)
    assert (equal.share.estimate, equal.exceeds) == (1, True)
    perfect = floor_of_test_set([1.0] * 20, 100)
    assert (perfect.variance, perfect.share.estimate, perfect.exceeds) == (0, 0, False)
    nearly = floor_of_test_set([1.0] * 19 + [0.99], 100)
    assert 0 <= nearly.share.low <= nearly.share.estimate <= nearly.share.high <= 1


def test_the_seed_decides_the_bounds() -> None:
    values = np.random.default_rng(3).binomial(50, 0.8, 40) / 50

    def floor(seed: int) -> Floor:
        return floor_of_test_set(values, 50, seed=seed)

    assert floor(1) == floor(1)
    assert floor(1) != floor(2)


@pytest.mark.parametrize(
    ("values", "rows", "table", "sentence"),
    [
        ([0.9, np.nan], 10, None, "1 of 2 that are not"),
        ([0.9, 1.1], 10, None, r"`accuracies` must be numbers in \[0, 1\]"),
        ([0.9], 1, None, "`test_rows` must be a number of rows >= 2; got 1"),
        ([0.9], 10, 9, "`table_rows` must be at least the 10 tested; got 9"),
    ],
)
def test_wrong_input_is_refused(
    values: list[float], rows: int, table: int | None, sentence: str
) -> None:
    with pytest.raises(ResultError, match=sentence):
        floor_of_test_set(values, rows, table_rows=table)


def study(**changes: object) -> Study:
    fields = {"network": Network(hidden=(8,)), "training": Training(epochs=80), "replicas": 48}
    return Study(**{"data": data.xor(copies=50), **fields, **changes})


def test_on_real_trainings_the_table_is_what_replicas_share() -> None:
    result = study().run(progress=False)
    floor = floor_of(result)
    values = replica_values(result, "test_accuracy")
    assert floor == floor_of_test_set(values, 40)
    # Points drawn anew, eight neurons: some of the spread is the luck of 40 test points.
    assert floor.share.low > 0.1
    assert floor_of(result, level=0.5).share.low > floor.share.low


def test_of_given_rows_the_split_decides_what_is_drawn() -> None:
    split = Split(test=300)
    given = {"data": "digits", "network": Network(), "training": Training(epochs=2), "split": split}
    assert floor_of(study(**given).run(progress=False)).table_rows == 1797
    held = study(**given, vary=("init", "order")).run(progress=False)
    assert (floor_of(held).table_rows, floor_of(held).variance) == (300, 0)


@given(st.integers(1, 500), st.integers(0, 500))
def test_a_run_s_interval_is_the_exact_one_of_its_rows(rows: int, right: int) -> None:
    right = min(right, rows)
    found = run_interval(round(right / rows, 4), rows)
    low, high = proportion_confint(right, rows, method="beta")
    assert (found.low, found.high) == pytest.approx((low, high))
    assert (found.n, found.resampled) == (rows, "test rows")


@pytest.mark.parametrize(("accuracy", "rows"), [(0.9, 7), (1.2, 10), (-0.1, 10), (math.nan, 10)])
def test_an_accuracy_is_a_share_of_the_rows(accuracy: float, rows: int) -> None:
    with pytest.raises(ResultError, match=f"`accuracy` must be a share of {rows} rows"):
        run_interval(accuracy, rows)
    with pytest.raises(ResultError, match="`test_rows`"):
        run_interval(0.9, 0)
