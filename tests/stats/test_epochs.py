"""How many epochs would do: by hand, against SciPy's bootstrap, and on real trainings."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

import small_labs
from manyseeds import Network, Result, ResultError, Split, Study, Training, data
from manyseeds.stats.epochs import epochs_enough, epochs_of
from manyseeds.stats.held import held, settled_below
from manyseeds.stats.means import mean_interval
from manyseeds.training import EarlyStopping


def rising(replicas: int, rng: np.random.Generator, epochs: int = 60) -> np.ndarray:
    """Curves that approach their end as exp(-epoch / 8), with noise of a run and of an epoch."""
    level = 0.9 + 0.02 * rng.standard_normal((replicas, 1))
    height = 0.4 * (1 + 0.2 * rng.standard_normal((replicas, 1)))
    noise = 0.003 * rng.standard_normal((replicas, epochs))
    return level - height * np.exp(-np.arange(1, epochs + 1) / 8) + noise


def test_by_hand() -> None:
    curves = np.array([[0.50, 0.80, 0.90, 0.89, 0.90], [0.70, 0.70, 0.86, 0.90, 0.90]])
    found = epochs_enough(curves, tolerance=0.006, replica_tolerance=0.01, enough=1.0)
    np.testing.assert_allclose(found.shortfall, [0.3, 0.15, 0.02, 0.005, 0], atol=1e-12)
    assert found.within.tolist() == [0, 0, 0.5, 1, 1]
    np.testing.assert_allclose(found.most, [0.4, 0.2, 0.04, 0.01, 0], atol=1e-12)
    assert (found.mean_epoch.estimate, found.replicas_epoch.estimate) == (4, 4)
    assert found.epochs.tolist() == [1, 2, 3, 4, 5]
    # From the third epoch on too, were it not for the dip of the first replica.
    assert epochs_enough(curves[:1], tolerance=0.006).mean_epoch.estimate == 5


def test_the_cost_of_stopping_is_a_paired_difference_with_student_s_t() -> None:
    curves = rising(30, np.random.default_rng(0))
    found = epochs_enough(curves)
    for epoch in (1, 17, 60):
        expected = mean_interval(curves[:, -1] - curves[:, epoch - 1])
        at = found.at(epoch)
        assert (at.estimate, at.low, at.high) == pytest.approx(
            (expected.estimate, expected.low, expected.high)
        )
    assert found.at(60).high == 0
    for epoch in (0, 61):
        with pytest.raises(ResultError, match="`epoch` must be from 1 to 60"):
            found.at(epoch)


def test_bounds_are_those_of_scipy_s_bootstrap() -> None:
    curves = rising(80, np.random.default_rng(1))
    loss = curves[:, -1:] - curves
    found = epochs_enough(curves, tolerance=0.01, resamples=4000)

    def mean_epoch(places: np.ndarray) -> float:
        return float(settled_below(loss[places.astype(int)].mean(axis=0), 0.01))

    def replicas_epoch(places: np.ndarray) -> float:
        within = loss[places.astype(int)] <= 0.02
        return float(settled_below(1 - within.mean(axis=0), 0.05))

    for statistic, interval in (
        (mean_epoch, found.mean_epoch),
        (replicas_epoch, found.replicas_epoch),
    ):
        expected = stats.bootstrap(
            (np.arange(80.0),),
            statistic,
            n_resamples=3000,
            method="percentile",
            vectorized=False,
            rng=np.random.default_rng(2),
        ).confidence_interval
        assert abs(interval.low - expected.low) <= 1
        assert abs(interval.high - expected.high) <= 1
        assert interval.low <= interval.estimate <= interval.high


def coverage(repetitions: int) -> float:
    rng = np.random.default_rng(3)
    truth = settled_below(0.4 * (np.exp(-np.arange(1, 61) / 8) - np.exp(-60 / 8)), 0.02)
    found = (
        epochs_enough(rising(100, rng), tolerance=0.02, resamples=200).mean_epoch
        for _ in range(repetitions)
    )
    return float(np.mean([truth in interval for interval in found]))


def test_intervals_cover_the_true_epoch() -> None:
    # Whole epochs make the interval cover more than asked for. Of 60 that cover with 0.93, fewer
    # than 48 cover once in 4,000 times.
    assert stats.binom.cdf(47, 60, 0.93) < 2.5e-4
    assert coverage(60) >= 0.8


@pytest.mark.slow
def test_intervals_cover_the_true_epoch_at_least_as_often_as_they_say() -> None:
    assert coverage(1000) >= 0.93


@given(values=hnp.arrays(np.float64, (3, 12), elements=st.floats(0, 1)), limit=st.floats(0, 1))
def test_settled_is_the_first_epoch_with_none_above_after_it(
    values: np.ndarray, limit: float
) -> None:
    found = settled_below(values, limit)
    for row, epoch in zip(values > limit + 1e-6, found, strict=True):
        assert not row[epoch - 1 :].any()
        assert epoch == 1 or row[epoch - 2]


@given(curves=hnp.arrays(np.float64, (6, 9), elements=st.floats(0, 1)), shift=st.floats(-1, 1))
def test_where_accuracy_is_high_or_low_does_not_matter(curves: np.ndarray, shift: float) -> None:
    found = epochs_enough(np.round(curves, 3), tolerance=0.0105, resamples=50)
    moved = epochs_enough(np.round(curves, 3) + shift, tolerance=0.0105, resamples=50)
    assert moved.mean_epoch == found.mean_epoch
    np.testing.assert_allclose(moved.shortfall, found.shortfall, atol=1e-12)
    np.testing.assert_array_equal(found.most <= 0.02 + 1e-6, found.within >= 0.95)
    assert found.mean_epoch.estimate <= 9


def test_the_seed_decides_the_bounds() -> None:
    curves = rising(40, np.random.default_rng(4))
    one, two = (epochs_enough(curves, seed=seed, resamples=300) for seed in (1, 1))
    assert one.mean_epoch == two.mean_epoch
    assert one.replicas_epoch == two.replicas_epoch


def test_a_stopped_replica_keeps_what_it_had() -> None:
    curves = np.array([[0.5, 0.9, 0.8, np.nan, np.nan], [0.5, 0.6, 0.7, 0.8, 0.9]])
    found = epochs_enough(curves)
    np.testing.assert_allclose(found.shortfall, [0.35, 0.1, 0.1, 0.05, 0])
    kept = epochs_enough(held(curves, np.array([1, 4])))
    np.testing.assert_allclose(kept.shortfall, [0.4, 0.15, 0.15, 0.05, 0])


def test_no_replica_and_one_replica() -> None:
    none = epochs_enough(np.empty((0, 5)))
    assert none.n == 0
    assert np.isnan([none.mean_epoch.estimate, none.replicas_epoch.low]).all()
    assert np.isnan(none.shortfall).all()
    assert not none.too_few
    one = epochs_enough(np.array([[0.5, 0.9, 0.9]]))
    assert one.mean_epoch.estimate == 2
    assert np.isnan([one.mean_epoch.low, one.at(1).low]).all()


def test_all_equal_curves_need_one_epoch() -> None:
    found = epochs_enough(np.full((20, 8), 0.9))
    for epoch in (found.mean_epoch, found.replicas_epoch):
        assert (epoch.estimate, epoch.low, epoch.high) == (1, 1, 1)


def test_a_replica_without_a_value_and_curves_without_an_epoch_are_refused() -> None:
    with pytest.raises(ResultError, match="1 without a value"):
        epochs_enough(np.array([[0.5, 0.9], [np.nan, np.nan]]))
    with pytest.raises(ResultError, match="at least one epoch"):
        epochs_enough(np.empty((3, 0)))


@functools.cache
def main_xor() -> Result:
    study = small_labs.xor_result().study
    return Study(data=study.data, network=study.network, training=study.training, replicas=200).run(
        progress=False
    )


def test_xor_needs_more_epochs_than_were_once_thought_and_digits_are_still_rising() -> None:
    short = Study(data="digits", training=Training(epochs=40, batch_size=128), replicas=32)
    xor, digits = epochs_of(main_xor()), epochs_of(short.run(progress=False))
    assert xor.metric == digits.metric == "val_accuracy"
    assert 100 < xor.mean_epoch.low < xor.mean_epoch.high < 170
    assert xor.at(75).low > 0.01  # "flat after 75"
    assert not xor.too_few
    assert digits.too_few
    assert digits.mean_epoch.estimate > 38


def test_early_stopping_counts_the_weights_that_were_kept() -> None:
    stopping = EarlyStopping(patience=3)
    study = Study(
        data=data.xor(copies=50),
        network=Network(hidden=(8,)),
        training=Training(epochs=80, learning_rate=0.02, early_stopping=stopping),
        replicas=20,
    )
    result = study.run(progress=False)
    assert (result.epochs_run[0] < 80).all()
    found = epochs_of(result, metric="val_accuracy")
    ends = result.curves[3, 0, np.arange(20), result.best_epoch[0]].astype(float)
    first = result.curves[3, 0, :, 0].astype(float)
    assert found.shortfall[0] == pytest.approx((ends - first).mean())
    assert found.shortfall[-1] == 0


def test_diverged_replicas_are_left_out_and_may_be_all() -> None:
    half = small_labs.half_diverged()
    found = epochs_of(half)
    assert found.diverged == (half.diverged_at[0] >= 0).sum()
    assert found.n + found.diverged == 40
    empty = epochs_of(small_labs.all_diverged())
    assert (empty.n, empty.diverged) == (0, 5)


def test_without_validation_rows_training_accuracy_tells() -> None:
    found = epochs_of(small_labs.no_held_out_rows())
    assert found.metric == "accuracy"
    with pytest.raises(ResultError, match="`metric` must be one of"):
        epochs_of(small_labs.no_held_out_rows(), metric="loss")


def test_the_thresholds_are_those_of_the_study() -> None:
    study = Study(
        data=data.xor(copies=20),
        training=Training(epochs=5),
        split=Split(test=0),
        criteria={"epochs_within": 0.1, "enough": 0.5, "level": 0.8},
        replicas=10,
    )
    found = epochs_of(study.run(progress=False))
    assert (found.tolerance, found.enough, found.mean_epoch.level) == (0.1, 0.5, 0.8)
