"""What can be seen of a failed replica, on numbers by hand and on real trainings."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import small_labs
from manyseeds import Network, Study, Training, data
from manyseeds.splits import fit_scaling
from manyseeds.stats.symptoms import (
    corners_of,
    live_units,
    loss_fall,
    points_of,
    replica_votes,
    units_needed,
)


def test_the_fall_of_a_loss_compares_means_a_tenth_of_the_epochs_apart() -> None:
    losses = np.linspace(2.0, 1.0, 200)
    (found,) = loss_fall(losses[None])
    assert found == pytest.approx(1 - losses[195:].mean() / losses[175:180].mean())


def test_a_replica_that_stopped_early_is_judged_by_its_own_epochs() -> None:
    losses = np.full((2, 100), np.nan)
    losses[0, :40] = np.linspace(2.0, 1.0, 40)
    losses[1] = np.linspace(2.0, 1.0, 100)
    alone = loss_fall(losses[:1, :40])
    assert loss_fall(losses)[0] == alone[0]


def test_a_rising_loss_falls_by_less_than_nothing_and_few_epochs_tell_nothing() -> None:
    assert loss_fall(np.linspace(1.0, 2.0, 50)[None])[0] < 0
    assert np.isnan(loss_fall(np.array([[1.0], [np.nan]]))).all()
    assert loss_fall(np.array([[2.0, 1.0]]))[0] == 0.5
    assert np.isnan(loss_fall(np.zeros((1, 30)))).all()


def test_units_needed_is_the_first_count_with_which_success_is_not_rare() -> None:
    live = np.repeat([1, 2, 3, 4], 100)
    succeeded = np.zeros(400, bool)
    succeeded[100:104] = succeeded[200:205] = True  # 4 % with two, 5 % with three
    assert units_needed(live, succeeded) == 3
    assert units_needed(live, succeeded, rarely=0.04) == 2
    assert units_needed(live, np.zeros(400, bool)) == 0
    assert units_needed(np.full(5, -1), np.ones(5, bool)) == 0


def test_live_units_are_counted_in_the_layer_with_the_fewest() -> None:
    study = Study(
        data=data.xor(copies=20),
        network=Network(hidden=(5, 3)),
        training=Training(epochs=1),
        replicas=4,
    )
    result = study.run(progress=False)
    arm, points = result.arms[0], points_of(study.data)
    weights = result.flat_weights[0].copy()
    weights[0, :10], weights[0, 10:15] = 0, [-1, -1, 1, 1, -1]  # two of the first layer live
    weights[0, 30:33] = 9  # all of the second
    weights[1, 15:30], weights[1, 30:33] = 0, -1  # none of the second
    changed = dataclasses.replace(result, flat_weights=(weights,))
    live = live_units(changed, arm, points)
    assert live[:2].tolist() == [2, 0]
    assert ((live[2:] >= 1) & (live[2:] <= 3)).all()


def test_units_are_live_on_the_rows_as_each_replica_scaled_them() -> None:
    study = Study(
        data=data.xor(copies=20),
        network=Network(hidden=(4,)),
        training=Training(epochs=3),
        scaling="standard",
        replicas=20,
    )
    result = study.run(progress=False)
    weights = result.flat_weights[0].copy()
    weights[:, 8:12] -= 1.2  # some units are pushed off the points
    changed = dataclasses.replace(result, flat_weights=(weights,))
    points = points_of(study.data)
    found = live_units(changed, result.arms[0], points)
    assert len(set(found.tolist())) > 1
    from manyseeds.plan import plan_block

    for k in range(20):
        plan = plan_block(study, result.arms[0], np.array([k]))
        shift, scale = fit_scaling(plan.tables, plan.rows.train, "standard")
        kernel, bias, *_ = changed.weights(0, k)
        active = (((points - shift) * scale) @ kernel + bias > 0).mean(axis=0)
        assert found[k] == (active >= 0.001).sum()


def test_units_of_other_activations_and_of_diverged_replicas_are_not_counted() -> None:
    tanh = Study(
        data=data.xor(copies=20),
        network=Network(hidden=(4,), activation="tanh"),
        training=Training(epochs=1),
        replicas=3,
    ).run(progress=False)
    assert live_units(tanh, tanh.arms[0], points_of(tanh.study.data)).tolist() == [-1] * 3
    half = small_labs.half_diverged()
    live = live_units(half, half.arms[0], points_of(half.study.data))
    np.testing.assert_array_equal(live < 0, half.diverged_at[0] >= 0)


def test_corners_are_the_few_centres_that_rows_are_drawn_around() -> None:
    corners, classes = corners_of(data.xor())
    assert corners.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert classes.tolist() == [0, 1, 1, 0]
    for law in (data.xor(noise=0), data.moons(), data.digits()):
        corners, classes = corners_of(law)
        assert (len(corners), len(classes)) == (0, 0)


def test_points_are_of_the_law_or_evenly_of_the_rows() -> None:
    assert points_of(data.xor()).shape == (1024, 2)
    digits = data.digits()
    np.testing.assert_array_equal(points_of(digits), digits.x[::2].astype(np.float32))


def test_votes_are_the_most_probable_classes() -> None:
    result = small_labs.digits_result()
    points = points_of(result.study.data)
    votes = replica_votes(result, result.arms[0], np.array([3, 1]), points)
    expected = result.predict(points).argmax(axis=2)[[3, 1]]
    np.testing.assert_array_equal(votes, expected)
