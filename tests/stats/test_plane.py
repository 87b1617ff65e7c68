"""The vote over the plane and the accuracy on fresh points, on real trainings."""

from __future__ import annotations

import numpy as np
import pytest

import small_labs
from manyseeds import DataError, ResultError, Study, Training, data
from manyseeds.results import prediction
from manyseeds.stats.boundary import boundary_of, margins, plane_grid, votes
from manyseeds.stats.fresh import fresh_accuracy, fresh_sample, lattice

MAIN = 4


def test_the_grid_runs_along_x0_first() -> None:
    axis, points = plane_grid(-1, 2, 4)
    assert axis.tolist() == [-1, 0, 1, 2]
    assert points[:2].tolist() == [[-1, -1], [0, -1]]
    assert points.dtype == np.float32


def test_votes_and_margins_by_hand() -> None:
    probabilities = np.array([[[0.6, 0.3, 0.1]], [[0.2, 0.3, 0.5]]])
    assert votes(probabilities).tolist() == [[1], [0], [1]]
    assert margins(probabilities)[0, 0].tolist() == pytest.approx([0.3, -0.3, -0.5])


def test_the_vote_is_the_count_of_what_each_replica_predicts() -> None:
    result = small_labs.xor_result()
    found = boundary_of(result, result.arms[MAIN], steps=20, singles=3)
    _, points = plane_grid(-1, 2, 20)
    probabilities = result.predict(points, arm=MAIN)
    expected = (probabilities.argmax(axis=2) == 1).mean(axis=0).reshape(20, 20)
    np.testing.assert_array_equal(found.shares[1], expected)
    np.testing.assert_allclose(found.shares.sum(axis=0), 1)
    single = (probabilities[1, :, 0] - probabilities[1, :, 1]).reshape(20, 20)
    np.testing.assert_allclose(found.margins[1, 0], single, atol=1e-6)
    assert (found.singles, found.n, found.diverged) == ((0, 1, 2), 48, 0)


def test_the_corners_of_the_plane_are_voted_as_the_truth_table_says() -> None:
    result = small_labs.xor_result()
    found = boundary_of(result, result.arms[MAIN], low=0, high=1, steps=2)
    assert found.shares.argmax(axis=0).tolist() == [[0, 1], [1, 0]]
    assert found.agreement.min() > 0.6


def test_memory_is_bounded_and_the_bounds_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    result = small_labs.xor_result()
    arm, sample = result.arms[MAIN], fresh_sample(result.study.data, 400)
    whole = boundary_of(result, arm, steps=10), fresh_accuracy(result, arm, np.arange(48), sample)
    monkeypatch.setattr(prediction, "CHUNK", 1300)
    parts = boundary_of(result, arm, steps=10), fresh_accuracy(result, arm, np.arange(48), sample)
    np.testing.assert_array_equal(whole[0].shares, parts[0].shares)
    np.testing.assert_array_equal(whole[1], parts[1])


def test_diverged_replicas_do_not_vote() -> None:
    result = small_labs.half_diverged()
    found = boundary_of(result, result.arms[0], steps=5)
    assert 0 < found.diverged < 40
    assert found.n + found.diverged == 40
    assert not {*found.singles} & {*np.flatnonzero(result.diverged_at[0] >= 0).tolist()}
    empty = boundary_of(small_labs.all_diverged(), small_labs.all_diverged().arms[0], steps=5)
    assert (empty.n, empty.diverged, empty.singles) == (0, 5, ())
    assert np.isnan(empty.shares).all()


def test_three_classes_each_have_their_votes() -> None:
    study = Study(data=data.blobs(), training=Training(epochs=15, learning_rate=0.02), replicas=8)
    result = study.run(progress=False)
    found = boundary_of(result, result.arms[0], low=-4, high=4, steps=15)
    assert found.shares.shape == (3, 15, 15)
    assert {*found.shares.argmax(axis=0).ravel().tolist()} == {0, 1, 2}


def test_more_than_two_features_have_no_plane() -> None:
    result = small_labs.digits_result()
    with pytest.raises(ResultError, match="two features; this data has 64"):
        boundary_of(result, result.arms[0])


@pytest.mark.parametrize("noise", [0.15, 0.3, 0.6])
def test_the_best_rule_has_the_bayes_rate_on_fresh_points(noise: float) -> None:
    law = data.xor(noise=noise)
    sample = fresh_sample(law)
    best = (sample.x[:, 0] > 0.5) != (sample.x[:, 1] > 0.5)
    accuracy = sample.weights[best == sample.y].sum() / sample.weights.sum()
    assert accuracy == pytest.approx(law.bayes_accuracy, abs=1e-3)


def test_the_accuracy_on_fresh_points_is_that_on_many_new_draws() -> None:
    result = small_labs.xor_result()
    arm, law = result.arms[MAIN], result.study.data
    found = fresh_accuracy(result, arm, np.arange(4), fresh_sample(law))
    keys = np.arange(2**31, 2**31 + 50, dtype=np.uint32)  # replicas that nobody trained
    points = law.draw(99, keys).reshape(-1, 2)
    labels = np.tile(law.y, 50)
    drawn = [
        (result.predict(points, arm=MAIN, replica=k).argmax(1) == labels).mean() for k in range(4)
    ]
    # 40,000 points: a standard deviation of 0.0015 where the accuracy is 0.9.
    np.testing.assert_allclose(found, drawn, atol=0.007)


def test_the_lattice_is_even_in_every_corner() -> None:
    points = lattice(2048, 2)
    for a, b in ((0.3, 0.7), (0.5, 0.1), (0.95, 0.95)):
        share = ((points[:, 0] < a) & (points[:, 1] < b)).mean()
        assert share == pytest.approx(a * b, abs=0.003)


def test_rows_that_are_given_have_no_law() -> None:
    with pytest.raises(DataError, match="not drawn anew"):
        fresh_sample(data.digits())
