"""How many replicas a precision needs, before and while they are added."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from manyseeds import ResultError
from manyseeds.stats.interval import Interval
from manyseeds.stats.means import mean_interval
from manyseeds.stats.precision import (
    Looks,
    deviation_interval,
    needed_interval,
    reached,
    replicas_needed,
    sequential_interval,
)

VALUES = np.random.default_rng(6).normal(0.9, 0.03, 64)


def width_of(n: int, deviation: float, level: float) -> float:
    low, high = stats.t.interval(level, n - 1, 0, deviation / math.sqrt(n))
    return float(high - low)


@given(st.floats(1e-4, 0.2), st.floats(0.001, 0.5), st.sampled_from([0.8, 0.95, 0.99]))
def test_so_many_replicas_are_enough_and_one_fewer_is_not(
    deviation: float, width: float, level: float
) -> None:
    n = replicas_needed(deviation, width, level)
    assert width_of(n, deviation, level) <= width * (1 + 1e-9)
    assert n == 2 or width_of(n - 1, deviation, level) > width * (1 - 1e-9)


def test_a_hundredfold_precision_needs_ten_thousand_times_the_replicas() -> None:
    assert replicas_needed(0.03, 0.0001) == pytest.approx((2 * 1.959964 * 300) ** 2, rel=1e-4)
    assert replicas_needed(0.0, 0.01) == 2
    assert replicas_needed(1.0, 100.0) == 2


@pytest.mark.parametrize("deviation", [-0.1, math.nan, math.inf])
def test_a_standard_deviation_is_a_number(deviation: float) -> None:
    with pytest.raises(ResultError, match="`standard_deviation` must be a finite number >= 0"):
        replicas_needed(deviation, 0.01)


@pytest.mark.parametrize("width", [0.0, -0.1, math.nan, math.inf])
def test_a_width_is_positive(width: float) -> None:
    for call in (lambda: replicas_needed(0.1, width), lambda: Looks(width)):
        with pytest.raises(ResultError, match="`width` must be a finite number > 0"):
            call()
    with pytest.raises(ResultError, match="`width`"):
        needed_interval([0.9], width)


def test_without_excess_kurtosis_the_deviation_s_interval_is_chi_square() -> None:
    # Powers of normal scores, with the power at which the estimated kurtosis is a normal's.
    scores = stats.norm.ppf((np.arange(200) + 0.5) / 200)

    def values(power: float) -> np.ndarray:
        return np.sign(scores) * np.abs(scores) ** power

    power = optimize.brentq(lambda p: stats.kurtosis(values(p), bias=False), 0.8, 1.3)
    found = deviation_interval(values(power), 0.9)
    squares = ((values(power) - values(power).mean()) ** 2).sum()
    expected = np.sqrt(squares / stats.chi2(199).ppf([0.95, 0.05]))
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-6)
    assert found.estimate == pytest.approx(values(power).std(ddof=1))


def test_heavy_tails_make_it_wider_and_short_ones_narrower() -> None:
    n = 400
    at = (np.arange(n) + 0.5) / n
    ratios = []
    for law in (stats.uniform, stats.norm, stats.laplace):
        found = deviation_interval(law.ppf(at))
        ratios.append(found.high / found.low)
    assert ratios == sorted(ratios)
    assert ratios[0] < 0.97 * ratios[1] < 0.97**2 * ratios[2]


def test_deviations_of_few_or_equal_values() -> None:
    assert math.isnan(deviation_interval([0.9]).estimate)
    assert math.isnan(needed_interval([], 0.1).high)
    same = deviation_interval([0.1] * 5)
    assert (same.estimate, same.low, same.high) == (0, 0, 0)
    assert needed_interval([0.1] * 5, 0.1).high == 2
    two = deviation_interval([0.1, 0.2])
    squares = 0.005
    assert two.high == pytest.approx(math.sqrt(squares / stats.chi2(1).ppf(0.025)))
    for values in ([0.0, 0.0, 1.0, 1.0], [0.0] * 50 + [1.0] * 50):
        assert deviation_interval(values).low > 0


def test_needed_replicas_follow_the_deviation_s_interval() -> None:
    deviation, found = deviation_interval(VALUES), needed_interval(VALUES, 0.005)
    expected = [replicas_needed(d, 0.005) for d in (deviation.low, deviation.estimate)]
    assert [found.low, found.estimate] == expected
    assert found.low < found.estimate < found.high
    assert found.n == 64


def test_looks_grow_by_whole_blocks() -> None:
    looks = Looks(0.01)
    sizes = [looks.size(look) for look in range(1, 15)]
    assert sizes[:6] == [64, 96, 144, 224, 336, 496]
    assert all(size % 16 == 0 for size in sizes)
    for look, size in enumerate(sizes):
        assert 64 * 1.5**look <= size < 64 * 1.5**look + 16
    slow = [Looks(0.01, first=2, growth=1.001).size(look) for look in range(1, 9)]
    assert slow == [16, 32, 48, 64, 80, 96, 112, 128]


@given(st.floats(0.5, 0.999), st.integers(1, 60))
def test_the_error_spent_never_exceeds_what_there_is(level: float, looks: int) -> None:
    plan = Looks(0.01, level)
    spent = [1 - plan.level_at(look) for look in range(1, looks + 1)]
    assert sum(spent) <= (1 - level) * (1 + 1e-9)
    assert all(later < earlier for earlier, later in itertools.pairwise(spent))


def test_in_the_end_all_of_the_error_is_spent() -> None:
    plan = Looks(0.01, 0.9)
    assert sum(1 - plan.level_at(look) for look in range(1, 200)) == pytest.approx(0.1)


def test_an_interval_at_a_look_is_student_s_at_that_look_s_level() -> None:
    looks = Looks(0.02)
    found = sequential_interval(VALUES, 1, looks)
    expected = mean_interval(VALUES, 1 - 0.05 * 0.15)
    assert (found.low, found.high) == (expected.low, expected.high)
    assert (found.level, found.n) == (0.95, 64)
    assert "at level 0.9925 at look 1" in found.method
    assert found.high - found.low > mean_interval(VALUES).high - mean_interval(VALUES).low


def test_diverged_replicas_make_a_look_smaller_but_never_larger() -> None:
    looks = Looks(0.02)
    assert sequential_interval(VALUES[:60], 1, looks).n == 60
    assert math.isnan(sequential_interval([], 1, looks).estimate)
    with pytest.raises(ResultError, match="at most the 64 of look 1; got 65"):
        sequential_interval(np.append(VALUES, 0.9), 1, looks)
    with pytest.raises(ResultError, match="1 of 65 that are not"):
        sequential_interval(np.append(VALUES, np.nan), 2, looks)


def test_reached_is_the_whole_width() -> None:
    interval = Interval(0.9, 0.875, 0.925, 0.95, "t", 9)
    assert reached(interval, 0.05 + 1e-12)
    assert not reached(interval, 0.049)
    assert not reached(mean_interval([0.9]), 1.0)


def test_looking_again_and_again_at_plain_intervals_errs_as_armitage_found() -> None:
    # Armitage, McPherson and Rowe (1969), normal values, known variance: 5, 10 and 20 looks.
    sums = np.random.default_rng(0).standard_normal((40_000, 20)).cumsum(axis=1)
    outside = np.abs(sums) > stats.norm.ppf(0.975) * np.sqrt(np.arange(1, 21))
    for looks, published in ((1, 0.05), (5, 0.142), (10, 0.193), (20, 0.248)):
        assert outside[:, :looks].any(axis=1).mean() == pytest.approx(published, abs=0.007)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"level": 1.0}, "`level`"),
        ({"first": 1}, "`first` must be a number of replicas >= 2; got 1"),
        ({"growth": 1.0}, "`growth` must be a finite number > 1; got 1.0"),
        ({"growth": math.inf}, "`growth`"),
    ],
)
def test_looks_that_cannot_be_are_refused(change: dict[str, float], sentence: str) -> None:
    with pytest.raises(ResultError, match=sentence):
        Looks(0.01, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize("look", [0, -1, 1.5])
def test_looks_are_counted_from_one(look: int) -> None:
    with pytest.raises(ResultError, match="`look` must be an integer >= 1"):
        Looks(0.01).level_at(look)
