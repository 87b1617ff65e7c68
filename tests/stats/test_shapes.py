"""The shape of what is learned: activity of units, and votes against rules of lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.svm import LinearSVC

import small_labs
from manyseeds import data
from manyseeds.stats.fresh import fresh_sample
from manyseeds.stats.shapes import band_agreement, layers_of, linear_agreement, unit_activity

POINTS = fresh_sample(data.xor(), 1024).x


def test_layers_are_a_replica_s_weights() -> None:
    result = small_labs.xor_result()
    arm = result.arms[4]
    layers = layers_of(result.flat_weights[4], arm.shapes)
    for layer, expected in zip(layers, result.weights(4, 7), strict=True):
        np.testing.assert_array_equal(layer[7], expected)


def test_activity_is_where_relu_passes_something_on_in_every_layer() -> None:
    rng = np.random.default_rng(0)
    shapes = [(2, 5), (5,), (5, 3), (3,), (3, 2), (2,)]
    weights = rng.normal(size=(4, sum(int(np.prod(s)) for s in shapes)))
    first, second = unit_activity(weights, shapes, POINTS)
    for k in range(4):
        w1, b1, w2, b2, _, _ = (layer[k] for layer in layers_of(weights, shapes))
        hidden = np.array([np.maximum(x @ w1 + b1, 0) for x in POINTS])
        np.testing.assert_allclose(first[k], (hidden > 0).mean(axis=0))
        np.testing.assert_allclose(second[k], (hidden @ w2 + b2 > 0).mean(axis=0), atol=2e-3)


def test_each_replica_may_have_inputs_of_its_own() -> None:
    weights = np.array([[1.0, 0.0, 1.0, 0.0]] * 2)  # one unit, max(x, 0)
    inputs = np.array([[[1.0], [1.0]], [[-1.0], [1.0]]])
    (shares,) = unit_activity(weights, [(1, 1), (1,), (1, 1), (1,)], inputs)
    assert shares.tolist() == [[1.0], [0.5]]


def test_without_hidden_layers_there_are_no_units() -> None:
    assert unit_activity(np.zeros((3, 6)), [(2, 2), (2,)], POINTS) == ()


@settings(max_examples=30)
@given(angle=st.floats(0, 2 * np.pi), offset=st.floats(-0.9, 0.9), scale=st.floats(0.01, 100))
def test_votes_of_a_line_are_linear_and_a_band(angle: float, offset: float, scale: float) -> None:
    normal = np.array([np.cos(angle), np.sin(angle)])
    votes = (((POINTS - 0.5) @ normal) > offset).astype(int)[None]
    assert linear_agreement(votes, POINTS * scale)[0] >= 0.995
    assert band_agreement(votes, POINTS * scale)[0] >= 0.98


@given(votes=hnp.arrays(np.int16, (2, 60), elements=st.integers(0, 1)))
def test_an_agreement_is_at_least_that_of_the_majority_and_names_do_not_matter(
    votes: np.ndarray,
) -> None:
    for agreement in (linear_agreement, band_agreement):
        found = agreement(votes, POINTS[:60])
        share = votes.mean(axis=1)
        assert (found >= np.maximum(share, 1 - share) - 1e-12).all()
        assert (found <= 1).all()
    np.testing.assert_allclose(
        band_agreement(1 - votes, POINTS[:60]), band_agreement(votes, POINTS[:60])
    )


def test_linear_agreement_is_about_that_of_scikit_learn_s_linear_classifiers() -> None:
    result = small_labs.xor_result()
    for arm in (2, 3, 4):
        votes = result.predict(POINTS, arm=arm)[:8].argmax(axis=2)
        found = linear_agreement(votes, POINTS)
        for k, own in enumerate(votes):
            rules = (LinearDiscriminantAnalysis(), LinearSVC(max_iter=10_000))
            best = max((rule.fit(POINTS, own).predict(POINTS) == own).mean() for rule in rules)
            assert found[k] > best - 0.03
            assert (found[k] >= 0.99) == (best >= 0.99)


def test_three_classes_in_sectors_are_linear_and_a_disc_is_not() -> None:
    x = fresh_sample(data.blobs(noise=0.5), 900).x
    sectors = np.argmax([x @ np.array([np.cos(a), np.sin(a)]) for a in (0, 2.1, 4.2)], axis=0)
    disc = np.where((x**2).sum(axis=1) < 4, 2, x[:, 0] > 0)
    found = linear_agreement(np.array([sectors, disc]), x, 3)
    assert found[0] > 0.97
    assert found[1] < 0.9


def test_a_band_is_a_band_in_any_direction_and_a_corner_is_not() -> None:
    for angle in np.linspace(0, np.pi, 11):
        along = (POINTS - 0.5) @ np.array([np.cos(angle), np.sin(angle)])
        band = (np.abs(along) < 0.4).astype(int)[None]
        assert band_agreement(band, POINTS)[0] > 0.97
        assert linear_agreement(band, POINTS)[0] < 0.9
    xor = ((POINTS[:, 0] > 0.5) != (POINTS[:, 1] > 0.5)).astype(int)[None]
    assert band_agreement(xor, POINTS)[0] < 0.9


def test_votes_for_one_class_alone_are_linear() -> None:
    votes = np.stack([np.zeros(1024, int), np.ones(1024, int)])
    assert linear_agreement(votes, POINTS).tolist() == [1, 1]
    assert band_agreement(votes, POINTS).tolist() == [1, 1]


@pytest.mark.parametrize("agreement", [linear_agreement, band_agreement])
def test_of_no_replicas_there_is_nothing(agreement) -> None:
    assert agreement(np.empty((0, 1024), int), POINTS).shape == (0,)


def test_points_whose_squares_are_beyond_float32_are_no_overflow() -> None:
    points = POINTS.astype(np.float32) * np.float32(1e38)
    votes = (points[:, 0] > 0.5e38).astype(int)[None]
    assert linear_agreement(votes, points)[0] > 0.97
