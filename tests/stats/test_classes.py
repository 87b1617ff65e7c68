"""Classes compared: the test of equal means, pooled shares, pairs; on planted and real results."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.multivariate import test_mvmean as mean_test

from manyseeds import Network, Result, ResultError, Split, Study, Training
from manyseeds.stats.classes import Classes, classes_from, classes_of, equal_means
from manyseeds.stats.confusion import (
    confused_pairs,
    confusion_of,
    pooled_bounds,
    pooled_interval,
    row_shares,
)
from manyseeds.stats.means import mean_interval
from manyseeds.stats.shares import wilson_interval


@functools.cache
def result_of(name: str) -> Result:
    network = Network(hidden=(6,) if name == "xor" else ())
    training = Training(batch_size=64, epochs=60)
    return Study(data=name, network=network, training=training, replicas=96).run(progress=False)


def compared(counts: np.ndarray, labels: str = "abc") -> Classes:
    counts = np.asarray(counts)
    classes = tuple(labels[: counts.shape[1]])
    confusion = confusion_of(counts, np.zeros(len(counts), bool), classes)
    return classes_from(confusion, counts)


def test_equality_is_tested_as_statsmodels_does() -> None:
    rng = np.random.default_rng(0)
    table = rng.normal(size=(30, 4)) @ rng.normal(size=(4, 4)) + [0.0, 0.3, 0.1, 0.0]
    found = equal_means(table)
    expected = mean_test(table[:, 1:] - table[:, :1])  # other contrasts, the same hypothesis
    assert found.statistic == pytest.approx(expected.t2)
    assert found.p_value == pytest.approx(expected.pvalue)
    assert found.n == 30


def test_columns_of_one_mean_and_different_spread_are_rarely_called_different() -> None:
    # 1,000 tables; 5 % are rejected by chance, 7.1 % (three deviations more) never in practice.
    rng = np.random.default_rng(1)
    tables = rng.normal(size=(1000, 25, 3)) * [0.2, 1.0, 3.0] + rng.normal(size=(1000, 25, 1))
    rejected = np.mean([equal_means(table).p_value < 0.05 for table in tables])
    assert 0.029 < rejected < 0.071


def test_differences_that_never_vary_are_zero_or_not() -> None:
    shared = np.random.default_rng(2).random((8, 1))
    same, apart = shared + np.zeros(3), shared + np.array([0.0, 0.1, 0.1])
    assert equal_means(same).p_value == 1
    assert equal_means(apart).p_value == 0
    # One column varies freely, the other two are always 0.1 apart.
    free = np.column_stack([apart, np.random.default_rng(3).random(8)])
    assert equal_means(free).p_value == 0


@pytest.mark.parametrize("rows", [0, 1, 2, 3])
def test_too_few_replicas_cannot_be_tested(rows: int) -> None:
    table = np.random.default_rng(4).random((rows, 4))
    assert np.isnan(equal_means(table).p_value)


@given(arrays(int, (12, 2), elements=st.integers(0, 20)))
def test_shares_of_equal_wholes_have_student_s_interval(parts: np.ndarray) -> None:
    low, high = pooled_bounds(parts, np.full((12, 2), 20))
    for c in range(2):
        expected = mean_interval(parts[:, c] / 20)
        if 0 < parts[:, c].sum() < 240:
            bounds = max(expected.low, 0.0), min(expected.high, 1.0)
            assert (low[c], high[c]) == pytest.approx(bounds, abs=1e-7)


def test_where_none_or_all_have_it_the_other_bound_is_wilson_s() -> None:
    wholes = np.full(50, 7)
    expected = wilson_interval(0, 50)
    none, every = pooled_interval(np.zeros(50, int), wholes), pooled_interval(wholes, wholes)
    assert (none.low, none.high) == (0, pytest.approx(expected.high))
    assert (every.low, every.high) == (pytest.approx(1 - expected.high), 1)


def test_pooled_shares_of_one_replica_and_of_none() -> None:
    one = pooled_interval(np.array([3]), np.array([4]))
    assert one.estimate == 0.75
    assert np.isnan([one.low, one.high]).all()
    for nothing in (np.zeros(0, int), np.zeros(3, int)):
        none = pooled_interval(nothing, nothing)
        assert np.isnan(none.estimate)
        assert (none.low, none.high, none.n) == (0, 1, 0)


def test_a_replica_without_rows_of_a_class_says_nothing_on_it() -> None:
    parts, wholes = np.array([3, 5, 4, 0]), np.array([10, 11, 9, 0])
    with_it, without = pooled_interval(parts, wholes), pooled_interval(parts[:3], wholes[:3])
    assert with_it == without


def test_pooled_intervals_cover_where_rows_of_a_replica_go_together() -> None:
    # Replicas differ in quality, so their rows are no independent sample; 400 studies of 60.
    rng = np.random.default_rng(5)
    wholes = rng.integers(20, 60, (400, 60))
    parts = rng.binomial(wholes, rng.beta(2, 18, (400, 60)))
    low, high = pooled_bounds(parts.T, wholes.T)
    covered = np.mean((low <= 0.1) & (high >= 0.1))
    assert 0.915 < covered < 0.98


def test_the_matrix_has_bounds_around_each_share() -> None:
    counts = result_of("digits").confusion[0]
    found = confusion_of(counts, np.zeros(96, bool), range(10))
    assert ((found.share_low <= found.shares) & (found.shares <= found.share_high)).all()
    wholes = counts[:, 8].sum(axis=1)
    assert found.share_high[8, 1] == pooled_interval(counts[:, 8, 1], wholes).high
    for mean, recall in zip(found.recall_means, found.recall, strict=True):
        assert mean.estimate == pytest.approx(recall.mean.estimate)
        # Wider than by itself, for it holds for all classes at once.
        assert mean.low < recall.mean.low < recall.mean.high < mean.high


def test_pairs_are_ordered_shares_of_the_true_class() -> None:
    counts = result_of("digits").confusion[0]
    pairs = confused_pairs(counts, tuple("abcdefghij"))
    shares = row_shares(counts.sum(axis=0))
    np.fill_diagonal(shares, -1)
    first, second = np.unravel_index(shares.argmax(), shares.shape)
    top = pairs[0]
    assert (top.true, top.predicted) == ("abcdefghij"[first], "abcdefghij"[second])
    assert top.share.estimate == shares[first, second]
    assert top.mean_count == counts[:, first, second].mean()
    wholes = counts[:, first].sum(axis=1)
    alone = pooled_interval(counts[:, first, second], wholes, 1 - 0.05 / 90)
    assert (top.share.low, top.share.high) == (alone.low, alone.high)
    assert top.share.level == 0.95
    estimates = [pair.share.estimate for pair in pairs]
    assert estimates == sorted(estimates, reverse=True)
    assert len(pairs) == (shares > 0).sum()


def test_nobody_confused_makes_no_pair() -> None:
    assert confused_pairs(np.array([[[3, 0], [0, 4]]] * 5), ("a", "b")) == ()


def test_digits_differ_and_eight_is_the_worst() -> None:
    result = result_of("digits")
    found = classes_of(result, result.arms[0])
    assert not found.equal
    assert found.equality.p_value < 1e-6
    assert (found.worst, found.best) == (8, 0)
    assert found.separated
    assert found.worst_in_a_run == found.confusion.worst[8]
    recall = np.diagonal(row_shares(result.confusion[0]), axis1=1, axis2=2)
    second = found.order[1]
    assert found.gap.estimate == pytest.approx((recall[:, second] - recall[:, 8]).mean())
    assert found.gap.n == found.complete == 96
    away = recall - recall.mean(axis=1, keepdims=True)
    estimates = [interval.estimate for interval in found.differences]
    np.testing.assert_allclose(estimates, away.mean(axis=0), atol=1e-12)
    assert sum(estimates) == pytest.approx(0)
    assert found.differences[8].high < 0 < found.differences[0].low


def test_the_classes_of_xor_are_alike() -> None:
    result = result_of("xor")
    found = classes_of(result, result.arms[0])
    assert found.equal
    assert not found.separated
    assert all(0 in interval for interval in found.differences)
    assert {(pair.true, pair.predicted) for pair in found.pairs} == {(0, 1), (1, 0)}


def test_the_gap_is_wide_enough_for_any_two_classes() -> None:
    rng = np.random.default_rng(6)
    right = rng.binomial(40, 0.8, (30, 3))
    counts = np.zeros((30, 3, 3), int)
    counts[:, range(3), range(3)] = right
    counts[:, [0, 1, 2], [1, 2, 0]] = 40 - right
    found = compared(counts)
    steps = (right[:, found.order[1]] - right[:, found.order[0]]) / 40
    expected = mean_interval(steps, 1 - 0.05 / 3)
    assert (found.gap.low, found.gap.high) == pytest.approx((expected.low, expected.high))
    assert found.gap.level == 0.95
    assert "3 pairs" in found.gap.method


def test_a_class_that_never_has_rows_is_not_judged() -> None:
    counts = np.array([[[4, 1, 0], [2, 3, 0], [0, 0, 0]], [[5, 0, 0], [1, 4, 0], [0, 0, 0]]])
    found = compared(counts)
    assert found.order == (1, 0)
    assert np.isnan(found.differences[2].estimate)
    assert [interval.estimate for interval in found.differences[:2]] == pytest.approx([0.1, -0.1])
    assert found.complete == 2


def test_replicas_that_lack_a_class_are_not_compared() -> None:
    counts = np.array([[[4, 1], [2, 3]], [[5, 0], [0, 0]], [[3, 2], [1, 4]]])
    found = compared(counts)
    assert (found.n, found.complete, found.gap.n) == (3, 2, 2)


def test_when_nothing_is_left_nothing_is_said() -> None:
    found = compared(np.zeros((0, 3, 3), int))
    assert found.worst is found.best is found.worst_in_a_run is None
    assert found.order == found.pairs == ()
    assert found.equal
    assert not found.separated
    assert np.isnan(found.equality.p_value)


def test_diverged_replicas_are_left_out() -> None:
    training = Training(learning_rate=1e6, epochs=40, divergence_loss=10.0)
    result = Study(data="iris", training=training, replicas=2).run(progress=False)
    found = classes_of(result, result.arms[0])
    assert (found.n, found.confusion.diverged) == (0, 2)


def test_without_test_rows_classes_cannot_be_compared() -> None:
    study = Study(data="iris", training=Training(epochs=1), split=Split(test=0), replicas=2)
    result = study.run(progress=False)
    with pytest.raises(ResultError, match="`split.test` must be above 0"):
        classes_of(result, result.arms[0])
