"""Datasets drawn anew: their points, their noise, and what is known of them.

Every statistical test states the chance that it fails although the code is right. The seeds are
fixed, so a test that has passed once passes always.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sklearn.datasets
from scipy import stats

from manyseeds import DataError, data
from manyseeds.data import Dataset

FALSE_ALARM = 1e-6
PLANE = [data.xor, data.moons, data.circles, data.spirals, data.blobs]


def rows(dataset: Dataset, replicas: int, seed: int = 11) -> np.ndarray:
    """Draw (replicas, samples, features)."""
    return dataset.draw(seed, np.arange(replicas, dtype=np.uint32))


def test_xor_s_truth_table() -> None:
    dataset = data.xor(copies=1, noise=0)
    np.testing.assert_array_equal(dataset.x, [[0, 0], [0, 1], [1, 0], [1, 1]])
    assert dataset.y.tolist() == [0, 1, 1, 0]
    assert dataset.bayes_accuracy == 1.0
    exercise = data.xor()
    assert exercise.x.shape == (800, 2)
    assert np.bincount(exercise.y).tolist() == [400, 400]


@pytest.mark.parametrize("noise", [0.2, 0.3, 0.6])
def test_the_best_rule_of_xor_is_as_accurate_as_stated(noise: float) -> None:
    dataset = data.xor(copies=250, noise=noise)
    points = rows(dataset, 400)
    right = ((points > 0.5).sum(axis=2) == 1) == dataset.y  # (replicas, samples)
    stated = dataset.bayes_accuracy or 0.0
    # The chance of a false alarm is one in a million, by the binomial distribution itself.
    test = stats.binomtest(int(right.sum()), right.size, stated)
    assert test.pvalue > FALSE_ALARM
    p = stats.norm.cdf(0.5 / noise)
    assert stated == pytest.approx(p**2 + (1 - p) ** 2, abs=1e-12)


@pytest.mark.parametrize("make", PLANE)
def test_noise_is_normal_and_independent(make: Callable[..., Dataset]) -> None:
    dataset = make(noise=0.3)
    errors = (rows(dataset, 200) - dataset.x) / 0.3  # (replicas, samples, 2)
    assert stats.kstest(errors.ravel(), "norm").pvalue > FALSE_ALARM
    x0, x1 = errors.reshape(-1, 2).T
    assert stats.pearsonr(x0, x1).pvalue > FALSE_ALARM
    first, second = errors[:-1].ravel(), errors[1:].ravel()
    assert stats.pearsonr(first, second).pvalue > FALSE_ALARM


@pytest.mark.parametrize("make", PLANE)
def test_replicas_draw_their_own_rows_and_nothing_without_noise(
    make: Callable[..., Dataset],
) -> None:
    noisy, still = make(noise=0.1), make(noise=0)
    drawn = rows(noisy, 3)
    assert noisy.drawn_anew
    assert drawn.dtype == np.float32
    assert not np.array_equal(drawn[0], drawn[1])
    np.testing.assert_array_equal(noisy.draw(11, np.array([2], np.uint32))[0], drawn[2])
    assert not np.array_equal(rows(noisy, 1, seed=12)[0], drawn[0])
    assert not still.drawn_anew
    np.testing.assert_array_equal(rows(still, 3), still.x[None].astype(np.float32))


@pytest.mark.parametrize("samples", [2, 3, 10, 401])
def test_moons_and_circles_are_scikit_learn_s(samples: int) -> None:
    for ours, theirs in [
        (data.moons(samples, noise=0), sklearn.datasets.make_moons(samples, shuffle=False)),
        (
            data.circles(samples, noise=0, factor=0.3),
            sklearn.datasets.make_circles(samples, shuffle=False, factor=0.3),
        ),
    ]:
        np.testing.assert_allclose(ours.x, theirs[0], atol=2**-20)
        np.testing.assert_array_equal(ours.y, theirs[1])


def test_spirals_run_from_near_the_origin_to_radius_two() -> None:
    dataset = data.spirals(samples=303, noise=0, classes=3)
    radius = np.hypot(*dataset.x.T)
    for c in range(3):
        own = radius[dataset.y == c]
        assert len(own) == 101
        assert (np.diff(own) > 0).all()
        assert (own[0], own[-1]) == pytest.approx((0.2, 2.0), abs=1e-5)
    angles = np.unwrap(np.arctan2(dataset.x[:101, 1], dataset.x[:101, 0]))
    assert angles[-1] - angles[0] == pytest.approx(1.8 * math.pi, abs=1e-4)


def test_blobs_are_evenly_on_a_circle() -> None:
    dataset = data.blobs(samples=302, noise=0, classes=4)
    centres = np.unique(dataset.x, axis=0)
    assert np.bincount(dataset.y).tolist() == [75, 75, 76, 76]
    np.testing.assert_allclose(np.hypot(*centres.T), 2.5, atol=1e-5)
    np.testing.assert_allclose(centres.mean(axis=0), 0, atol=1e-5)


@pytest.mark.parametrize("make", PLANE)
def test_coordinates_are_the_same_with_any_mathematical_library(
    make: Callable[..., Dataset],
) -> None:
    scaled = make().x * 2**20
    np.testing.assert_array_equal(scaled, np.round(scaled))


REFUSED: list[tuple[Callable[..., Dataset], dict[str, Any], str]] = [
    (data.xor, {"copies": 0}, "`copies` must be an integer in [1, 2500000]; got 0."),
    (data.xor, {"copies": 2.5}, "`copies` must be an integer in [1, 2500000]; got 2.5."),
    (data.xor, {"copies": True}, "`copies` must be an integer in [1, 2500000]; got True."),
    (data.xor, {"noise": -0.1}, "`noise` must be a number in [0, 1e6); got -0.1."),
    (data.xor, {"noise": math.nan}, "`noise` must be a number in [0, 1e6); got nan."),
    (data.xor, {"noise": math.inf}, "`noise` must be a number in [0, 1e6); got inf."),
    (data.xor, {"noise": "0.3"}, "`noise` must be a number in [0, 1e6); got '0.3'."),
    (data.xor, {"noise": False}, "`noise` must be a number in [0, 1e6); got False."),
    (data.moons, {"samples": 1}, "`samples` must be an integer in [2, 10000000]; got 1."),
    (
        data.circles,
        {"samples": "many"},
        "`samples` must be an integer in [2, 10000000]; got 'many'.",
    ),
    (data.circles, {"factor": 1.0}, "`factor` must be a number in (0, 1); got 1.0."),
    (data.circles, {"factor": "half"}, "`factor` must be a number in (0, 1); got 'half'."),
    (data.spirals, {"classes": 1}, "`classes` must be an integer in [2, 10000000]; got 1."),
    (data.spirals, {"classes": "two"}, "`classes` must be an integer in [2, 10000000]; got 'two'."),
    (data.spirals, {"turns": math.nan}, "`turns` must be a number in (0, 100); got nan."),
    (
        data.blobs,
        {"samples": 2, "classes": 3},
        "`samples` must be an integer in [3, 10000000]; got 2.",
    ),
]


@pytest.mark.parametrize(("make", "options", "words"), REFUSED)
def test_options_that_cannot_be_are_refused(
    make: Callable[..., Dataset], options: dict[str, Any], words: str
) -> None:
    with pytest.raises(DataError) as caught:
        make(**options)
    assert str(caught.value) == words


def test_the_most_noise_there_is_stays_finite() -> None:
    assert np.isfinite(rows(data.xor(noise=999_999), 100)).all()
    assert data.xor(noise=1e-320).bayes_accuracy == 1.0
