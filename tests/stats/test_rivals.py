"""Two results against each other, in pairs or not, held against SciPy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from manyseeds import Network, ResultError, Split, Study, Training, data
from manyseeds.stats.rivals import (
    independent_difference,
    independent_superiority,
    rivals_of,
    unpaired,
)


def result_of(**fields: object):
    settings = {"data": "xor", "training": Training(epochs=10), "replicas": 48, **fields}
    return Study(**settings).run(progress=False)  # type: ignore[arg-type]


def test_the_difference_is_welch_s() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(1.0, 2.0, 40), rng.normal(0.5, 0.5, 25)
    found = independent_difference(a, b)
    oracle = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((oracle.low, oracle.high))


def test_the_superiority_is_mann_whitney_s() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.integers(0, 8, 50) / 8, rng.integers(0, 9, 30) / 8
    found = independent_superiority(a, b)
    assert found.estimate == pytest.approx(stats.mannwhitneyu(a, b).statistic / (50 * 30))
    # Brunner and Munzel's statistic is the distance from a half in the same standard errors.
    bm = stats.brunnermunzel(a, b)
    error = (found.high - found.low) / 2
    level_at_half = abs(found.estimate - 0.5) / error
    assert (bm.pvalue < 0.05) == (level_at_half > 1)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20), st.floats(-1, 1))
def test_swapping_turns_everything_round(values: list[float], shift: float) -> None:
    a = np.array(values)
    b = a[::-1] + shift
    one, two = independent_superiority(a, b), independent_superiority(b, a)
    assert one.estimate == pytest.approx(1 - two.estimate)
    assert one.low == pytest.approx(1 - two.high)


def test_too_little_is_no_interval() -> None:
    alone = independent_difference(np.array([1.0]), np.array([2.0, 3.0]))
    assert alone.estimate == -1.5
    assert np.isnan(alone.low)
    nothing = independent_superiority(np.array([]), np.array([1.0]))
    assert (nothing.low, nothing.high) == (0, 1)


def test_equal_values_leave_no_doubt() -> None:
    found = independent_difference(np.ones(5), np.ones(4))
    assert (found.low, found.high) == (0, 0)
    assert independent_superiority(np.ones(5), np.ones(4)).estimate == 0.5


def test_the_same_rows_are_compared_in_pairs() -> None:
    narrow = result_of(network=Network(hidden=(2,)))
    wide = result_of(network=Network(hidden=(16,)), replicas=40)
    found = rivals_of(wide, narrow)
    assert found.why_unpaired == ""
    assert (found.n_first, found.n_second) == (40, 40)
    assert found.difference.low > 0
    assert found.superiority.low > 0.5
    differences = wide.test_accuracy[0] - narrow.test_accuracy[0, :40]
    assert found.difference.estimate == pytest.approx(float(differences.mean()), abs=1e-6)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"seed": 1}, "differ in seed"),
        ({"data": data.xor(noise=0.2)}, "differ in data"),
        ({"split": {"test": 0.3}}, "differ in split"),
        ({"vary": ("init", "order")}, "holds the source data fixed"),
    ],
)
def test_why_results_are_not_pairs(fields: dict[str, object], words: str) -> None:
    first, second = result_of(), result_of(**fields)
    assert words in unpaired(first, second)
    found = rivals_of(first, second)
    assert words in found.why_unpaired
    assert found.difference.method.startswith("Welch")
    oracle = stats.ttest_ind(first.test_accuracy[0], second.test_accuracy[0], equal_var=False)
    assert found.p_value == pytest.approx(oracle.pvalue, rel=1e-4)


def test_a_result_against_itself_does_not_differ() -> None:
    found = rivals_of(result_of(), result_of())
    assert found.difference.estimate == 0
    assert found.superiority.estimate == 0.5


def test_diverged_replicas_are_left_out_of_both() -> None:
    training = Training(optimizer="sgd", learning_rate=30.0, epochs=12, divergence_loss=20.0)
    study = {"data": data.xor(copies=20), "network": Network(hidden=(4,)), "replicas": 40}
    wild = result_of(**study, training=training)
    calm = result_of(**study)
    found = rivals_of(calm, wild)
    assert 0 < found.n_first == int((wild.diverged_at[0] < 0).sum()) < 40


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"design": "crossed"}, "`design` must be 'independent' in the second result"),
        ({"split": Split(test=0)}, "No replica of the second result has a test_accuracy"),
    ],
)
def test_what_cannot_be_compared_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ResultError, match=words):
        rivals_of(result_of(replicas=32), result_of(replicas=32, **fields))
