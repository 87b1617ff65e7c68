"""Templates: centring, the share that replicas have in common, on planted and real weights."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special, stats

from manyseeds import Network, Result, ResultError, Study, Training
from manyseeds.initializers import initial_weights
from manyseeds.stats.templates import centred, shared_interval, templates_of

FLOATS = st.floats(-4, 4, width=32)


@functools.cache
def digits_result() -> Result:
    training = Training(batch_size=128, epochs=40)
    return Study(data="digits", training=training, replicas=40).run(progress=False)


@given(arrays(float, (3, 4), elements=FLOATS), arrays(float, (3, 1), elements=FLOATS))
def test_what_centring_takes_off_changes_no_prediction(
    kernel: np.ndarray, constant: np.ndarray
) -> None:
    x = np.array([[1.0, 2.0, 0.5], [0.0, 3.0, 1.0]])
    expected = special.softmax(x @ kernel, axis=1)
    np.testing.assert_allclose(special.softmax(x @ centred(kernel), axis=1), expected, atol=1e-9)
    np.testing.assert_allclose(centred(kernel + constant), centred(kernel), atol=1e-9)


def test_the_shared_part_is_the_mean_product_of_two_replicas() -> None:
    weights = np.random.default_rng(0).normal(size=(6, 5)) + 1.0
    products = [weights[j] @ weights[k] for j in range(6) for k in range(6) if j != k]
    expected = np.mean(products) / np.mean(np.sum(weights**2, axis=1))
    assert shared_interval(weights).estimate == pytest.approx(expected)


def test_the_interval_is_the_jackknife_s() -> None:
    weights = np.random.default_rng(1).normal(size=(9, 4)) + 0.7
    found = shared_interval(weights, 0.9)
    left = [shared_interval(np.delete(weights, k, axis=0)).estimate for k in range(9)]
    error = np.sqrt(8 / 9 * np.sum((left - np.mean(left)) ** 2))
    margin = stats.t(8).ppf(0.95) * error
    assert found.low == pytest.approx(found.estimate - margin)
    assert found.high == pytest.approx(min(found.estimate + margin, 1.0))


def test_a_planted_share_is_recovered_and_covered() -> None:
    # 400 studies: a coverage of 0.95 is seen between 0.917 and 0.983 but once in 400.
    rng = np.random.default_rng(2)
    common = rng.normal(size=50)
    truth = common @ common / (common @ common + 50 * 1.5**2)
    found = [shared_interval(common + rng.normal(0, 1.5, (40, 50))) for _ in range(400)]
    assert np.mean([interval.estimate for interval in found]) == pytest.approx(truth, abs=0.004)
    assert 0.917 < np.mean([truth in interval for interval in found]) < 0.983


def test_the_ends_of_the_scale() -> None:
    same = shared_interval(np.tile([1.0, -2.0, 3.0], (5, 1)))
    assert (same.estimate, same.low, same.high) == pytest.approx((1, 1, 1))
    nothing = shared_interval(np.random.default_rng(3).normal(size=(200, 300)))
    assert nothing.estimate == pytest.approx(0, abs=0.002)
    assert 0.0 in nothing


@pytest.mark.parametrize("replicas", [0, 1, 2])
def test_too_few_replicas_say_nothing(replicas: int) -> None:
    found = shared_interval(np.ones((replicas, 4)))
    assert np.isfinite(found.estimate) == (replicas == 2)
    assert np.isnan(found.low)
    assert np.isnan(found.high)
    assert found.n == replicas


def test_weights_that_are_all_zero_have_no_share() -> None:
    assert np.isnan(shared_interval(np.zeros((5, 4))).estimate)


def test_the_images_are_the_weights_of_each_class() -> None:
    result = digits_result()
    found = templates_of(result, result.arms[0])
    kernels = np.stack([result.weights(replica=k)[0] for k in range(40)]).astype(np.float64)
    free = kernels - kernels.mean(axis=2, keepdims=True)
    assert found.mean.shape == found.deviation.shape == (10, 8, 8)
    for c in (0, 7):
        expected = free[:, :, c].reshape(40, 8, 8)
        np.testing.assert_allclose(found.mean[c], expected.mean(axis=0), atol=1e-12)
        np.testing.assert_allclose(found.deviation[c], expected.std(axis=0, ddof=1), atol=1e-12)
    # A zero has no ink in its middle.
    assert found.mean[0, 3:5, 3:5].max() < -0.05
    assert 0.1 < found.shared.low < found.shared.high < 0.9


def test_pixels_that_are_always_zero_stay_as_they_were_drawn() -> None:
    result = digits_result()
    found = templates_of(result, result.arms[0])
    np.testing.assert_array_equal(found.used.ravel(), result.study.data.x.any(axis=0))
    first = initial_weights(0, result.arms[0], np.arange(40))[:, :640].reshape(40, 64, 10)
    unused = ~found.used.ravel()
    trained = result.flat_weights[0][:, :640].reshape(40, 64, 10)
    np.testing.assert_array_equal(trained[:, unused], first[:, unused])
    assert (trained[:, ~unused] != first[:, ~unused]).any(axis=(0, 2)).all()
    active = centred(trained)[:, ~unused]
    assert found.shared == shared_interval(active.reshape(40, -1))
    assert found.shared_by_class[3] == shared_interval(active[:, :, 3])


def test_a_constant_pixel_is_used_unless_it_is_scaled() -> None:
    x = np.array([[0, 1, 5, 0], [0, 1, 2, 1], [0, 1, 3, 0], [0, 1, 5, 1]] * 5, float)
    from manyseeds.data import Dataset

    images = Dataset(
        name="small",
        x=x,
        y=np.arange(20, dtype=np.int32) % 2,
        classes=("a", "b"),
        features=("p", "q", "r", "s"),
        image_shape=(2, 2),
    )
    for scaling, used in (("none", [False, True, True, True]), ("minmax", [False, False, 1, 1])):
        study = Study(data=images, scaling=scaling, training=Training(epochs=2), replicas=3)
        result = study.run(progress=False)
        assert templates_of(result, result.arms[0]).used.ravel().tolist() == used


def test_hidden_layers_and_rows_that_are_no_images_have_no_templates() -> None:
    few = Training(epochs=1)
    hidden = Study(data="digits", network=Network(hidden=(3,)), training=few, replicas=1)
    result = hidden.run(progress=False)
    with pytest.raises(ResultError, match=r"without hidden layers; this one has \[3\]"):
        templates_of(result, result.arms[0])
    result = Study(data="iris", training=few, replicas=1).run(progress=False)
    with pytest.raises(ResultError, match="'iris' are none"):
        templates_of(result, result.arms[0])


def test_one_replica_has_a_mean_and_none_has_nothing() -> None:
    one = Study(data="digits", training=Training(epochs=1), replicas=1).run(progress=False)
    found = templates_of(one, one.arms[0])
    assert np.isfinite(found.mean).all()
    assert np.isnan(found.deviation).all()
    assert np.isnan(found.shared.estimate)
    training = Training(learning_rate=1e6, epochs=20, divergence_loss=10.0)
    lost = Study(data="digits", training=training, replicas=2).run(progress=False)
    found = templates_of(lost, lost.arms[0])
    assert (found.n, found.diverged) == (0, 2)
    assert np.isnan(found.mean).all()
