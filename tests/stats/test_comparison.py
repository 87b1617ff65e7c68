"""Arms compared in pairs, against scipy and statsmodels, and on real trainings."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.descriptivestats import sign_test

from manyseeds import Network, ResultError, Study, Training, data
from manyseeds.stats.comparison import comparisons, comparisons_of
from manyseeds.stats.overview import replica_values
from manyseeds.stats.paired import paired_difference, superiority
from manyseeds.stats.shares import wilson_interval

RNG = np.random.default_rng(4)
SHARED = RNG.beta(80, 10, 50)
A, B = (RNG.binomial(160, SHARED) / 160 for _ in range(2))
TABLE = np.stack([A, B, B - 0.02, A + 0.1 * RNG.standard_normal(50)], axis=1)
LABELS = ["a", "b", "c", "d"]


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_difference_is_scipy_s_paired_t_test(level: float) -> None:
    found, expected = paired_difference(A, B, level), stats.ttest_rel(A, B)
    bounds = expected.confidence_interval(level)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-10)
    assert (found.mean.low, found.mean.high) == pytest.approx((bounds.low, bounds.high))
    assert found.standard_deviation == pytest.approx((A - B).std(ddof=1))
    assert (found.mean.n, found.mean.level) == (50, level)


def test_student_s_published_example() -> None:
    # Student (1908): additional hours of sleep by two drugs, t = 4.06.
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = paired_difference(two, one)
    assert found.mean.estimate == pytest.approx(1.58)
    assert found.standard_deviation == pytest.approx(1.23, abs=0.005)
    assert found.p_value == pytest.approx(0.00283, abs=5e-6)


def test_where_all_differences_are_equal_the_sign_test_decides() -> None:
    same, ahead = paired_difference(A, A), paired_difference(A[:6] + 0.0625, A[:6])
    assert (same.p_value, same.mean.low, same.mean.high) == (1, 0, 0)
    assert ahead.p_value == pytest.approx(sign_test(np.full(6, 0.0625))[1])
    # Accuracies are kept in single precision: 3/160 - 2/160 and 2/160 - 1/160 are not equal.
    single = (np.array([3, 2, 9]) / 160).astype(np.float32)
    less = (np.array([2, 1, 8]) / 160).astype(np.float32)
    assert paired_difference(single, less).p_value == 0.25


def test_of_fewer_than_two_replicas_nothing_is_tested() -> None:
    one, none = paired_difference([0.9], [0.8]), paired_difference([], [])
    assert one.mean.estimate == pytest.approx(0.1)
    assert math.isnan(one.mean.low)
    assert math.isnan(one.p_value)
    assert math.isnan(none.mean.estimate)
    assert superiority([], []).n == 0


def test_pairs_have_both_halves() -> None:
    for function in (paired_difference, superiority):
        with pytest.raises(ResultError, match=r"`b` must be as long as `a`, 50 replicas; got 49"):
            function(A, B[1:])
        with pytest.raises(ResultError, match="1 of 2 that are not"):
            function([0.9, np.nan], [0.8, 0.8])


def test_superiority_is_wilcoxon_s_share_of_signs() -> None:
    found = superiority(A, B)
    wins, ties = int((A > B).sum()), int((A == B).sum())
    assert ties > 0
    assert found == wilson_interval(wins + ties / 2, 50, 0.95, found.resampled)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=40))
def test_superiority_of_one_is_inferiority_of_the_other(pairs: list[tuple[int, int]]) -> None:
    a, b = np.array(pairs, float).T
    one, other = superiority(a, b), superiority(b, a)
    assert one.estimate + other.estimate == pytest.approx(1)
    assert one.low == pytest.approx(1 - other.high)
    assert superiority(a + 20, b).estimate == 1
    assert superiority(a, a).estimate == 0.5


def test_all_pairs_are_the_pairs_one_by_one_with_bonferroni_s_level() -> None:
    found = comparisons(TABLE, LABELS)
    assert [(c.label_a, c.label_b) for c in found] == [
        ("b", "a"), ("c", "a"), ("d", "a"), ("c", "b"), ("d", "b"), ("d", "c"),
    ]  # fmt: skip
    for pair in found:
        a, b = (TABLE[:, LABELS.index(label)] for label in (pair.label_a, pair.label_b))
        one = paired_difference(a, b, 1 - 0.05 / 6)
        share = superiority(a, b, 1 - 0.05 / 6)
        bounds = (pair.difference.low, pair.difference.high)
        assert bounds == pytest.approx((one.mean.low, one.mean.high))
        assert pair.p_value == pytest.approx(one.p_value)
        shares = (pair.superiority.estimate, pair.superiority.low, pair.superiority.high)
        assert shares == pytest.approx((share.estimate, share.low, share.high))
        assert pair.difference.level == pair.superiority.level == 0.95
        assert "Bonferroni over 6 pairs" in pair.difference.method
        assert (pair.n, pair.left_out) == (50, 0)
        assert pair.adjusted_p_value >= pair.p_value


def test_a_single_pair_needs_no_correction() -> None:
    (found,) = comparisons(TABLE[:, :2], LABELS[:2])
    assert found.difference == paired_difference(B, A).mean
    assert found.superiority == superiority(B, A)
    assert found.adjusted_p_value == found.p_value


def test_each_arm_against_one() -> None:
    found = comparisons(TABLE, LABELS, baseline=2)
    assert [(c.label_a, c.label_b) for c in found] == [("a", "c"), ("b", "c"), ("d", "c")]
    assert found[1].difference.estimate == pytest.approx(0.02)
    assert comparisons(TABLE[:, :1], ["a"]) == ()
    with pytest.raises(ResultError, match="`baseline` must be from 0 to 3; got 4"):
        comparisons(TABLE, LABELS, baseline=4)
    with pytest.raises(ResultError, match=r"`values` must be \(replicas, 3 arms\)"):
        comparisons(TABLE, LABELS[:3])


def test_a_replica_that_diverged_in_either_arm_is_left_out_and_counted() -> None:
    table = TABLE.copy()
    table[:5, 0], table[3:9, 1] = np.nan, np.nan
    first, second, *_ = comparisons(table, LABELS)
    assert (first.n, first.left_out, first.difference.n) == (41, 9, 41)
    assert (second.n, second.left_out) == (45, 5)
    expected = paired_difference(B[9:], A[9:], 1 - 0.05 / 6).mean
    assert first.difference.low == pytest.approx(expected.low)
    table[:, 0] = np.nan
    nothing = comparisons(table, LABELS)[0]
    assert (nothing.n, nothing.left_out) == (0, 50)
    assert math.isnan(nothing.difference.estimate)
    assert math.isnan(nothing.adjusted_p_value)
    assert (nothing.superiority.low, nothing.superiority.high) == (0, 1)


def test_replicas_that_share_levels_count_as_one() -> None:
    groups = np.repeat(np.arange(25), 2)
    (found,) = comparisons(TABLE[:, :2], LABELS[:2], groups=groups)
    means = (B - A).reshape(25, 2).mean(axis=1)
    expected = paired_difference(means, np.zeros(25)).mean
    assert found.difference.low == pytest.approx(expected.low)
    assert (found.difference.n, found.n, found.superiority.n) == (25, 50, 25)
    assert found.superiority.estimate == pytest.approx(superiority(B, A).estimate)
    # A group is as good as its replicas that are left.
    table = TABLE[:, :2].copy()
    table[0, 0] = table[2, 0] = table[3, 1] = np.nan
    (less,) = comparisons(table, LABELS[:2], groups=groups)
    assert (less.difference.n, less.n, less.left_out) == (24, 47, 3)


def test_fifty_arms_are_compared_at_once() -> None:
    table = np.random.default_rng(1).normal(0.9, 0.02, (500, 50))
    found = comparisons(table, [str(arm) for arm in range(50)])
    assert len(found) == 50 * 49 / 2
    # Ahead by chance alone: none is told apart (this fails for one seed in twenty).
    assert not [pair for pair in found if 0 not in pair.difference]
    assert min(pair.p_value for pair in found) < 0.001


def trained(**changes: object) -> Study:
    sweep = {"network.hidden": [[1], [8], [16]]}
    fields = {"training": Training(epochs=150), "replicas": 64, "seed": 3, "sweep": sweep}
    return Study(data=data.xor(copies=50), **{**fields, **changes})


RESULT = trained().run(progress=False)


def test_more_neurons_are_told_from_one_on_real_trainings() -> None:
    found, *others = comparisons_of(RESULT)
    one, eight = (replica_values(RESULT, "test_accuracy", arm=arm) for arm in (0, 1))
    assert (found.label_a, found.label_b) == ("hidden=8", "hidden=1")
    expected = paired_difference(eight, one, 1 - 0.05 / 3).mean
    assert found.difference.low == pytest.approx(expected.low)
    assert found.difference.low > 0.1
    assert found.superiority.low > 0.5
    assert found.adjusted_p_value < 1e-6
    assert len(others) == 2
    loss, _ = comparisons_of(RESULT, "val_loss", baseline="hidden=8", level=0.9)
    assert (loss.label_a, loss.difference.level) == ("hidden=1", 0.9)
    assert loss.difference.low > 0


def test_pairing_makes_the_difference_more_exact_than_two_studies() -> None:
    eight, sixteen = (replica_values(RESULT, "test_accuracy", arm=arm) for arm in (1, 2))
    paired = paired_difference(sixteen, eight).mean
    unpaired = stats.ttest_ind(sixteen, eight, equal_var=False).confidence_interval()
    assert paired.high - paired.low < 0.8 * (unpaired.high - unpaired.low)


def test_arms_that_are_trained_alike_are_not_told_apart() -> None:
    # Keras's default written out: the same replicas.
    sweep = {"training.learning_rate": [None, 0.001]}
    (found,) = comparisons_of(trained(sweep=sweep, replicas=16).run(progress=False))
    assert (found.difference.low, found.difference.high, found.p_value) == (0, 0, 1)
    assert found.superiority.estimate == 0.5


def test_diverged_replicas_of_real_trainings_are_left_out() -> None:
    sweep = {"training.learning_rate": [0.1, 30.0]}
    training = Training(optimizer="sgd", epochs=12, divergence_loss=20.0)
    network = Network(hidden=(4,))
    result = trained(sweep=sweep, training=training, network=network).run(progress=False)
    diverged = int((result.diverged_at >= 0).any(axis=0).sum())
    (found,) = comparisons_of(result)
    assert 0 < diverged < 64
    assert (found.n, found.left_out) == (64 - diverged, diverged)


def test_in_a_crossed_design_groups_are_counted() -> None:
    result = trained(design="crossed", vary=["data", "init"]).run(progress=False)
    found, *_ = comparisons_of(result)
    assert (found.n, found.difference.n) == (64, 16)


def test_a_baseline_that_is_no_arm_is_refused() -> None:
    with pytest.raises(ResultError, match="Did you mean 'hidden=16'"):
        comparisons_of(RESULT, baseline="hidden=166")
