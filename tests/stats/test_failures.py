"""Kinds of failure: on networks made by hand to fail so, and on real trainings."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pytest

import small_labs
from manyseeds import Network, Result, ResultError, Study, Training, data
from manyseeds.stats.failures import (
    FailureKind,
    FailureRule,
    Failures,
    failures_by_arm,
    failures_of,
)
from manyseeds.stats.fresh import fresh_accuracy, fresh_sample
from manyseeds.stats.solutions import solutions_of

FAR = 50.0


def network(kernel: list[list[float]], bias: list[float], out: list[float], last: float) -> list:
    """Flat weights of three relu units and the margin of class 1, ``out @ h + last``."""
    second = np.array([[0.0, weight] for weight in out])
    return [*np.ravel(kernel), *bias, *second.ravel(), 0.0, last]


# Each is wrong in its own way. The corners (0, 1) and (1, 0) are of class 1.
WEIGHTS = {
    FailureKind.LINEAR: network(
        [[1, 0, 0], [0, 1, 1]], [FAR, FAR, FAR], [1, 0.2, 0], -FAR * 1.2 - 0.6
    ),
    FailureKind.CORNER: network([[1, 0, 0], [0, 1, 0]], [-0.4, -0.4, 1], [1, 1, 0], -0.1),
    FailureKind.CORNERS: network([[1, 0, 0], [0, 1, 1]], [-0.4, -0.4, 0], [-1, -1, 0], 0.1),
    FailureKind.BAND: network([[1, -1, 0], [1, -1, 1]], [-1, 1, 0], [-1, -1, 0], 0.5),
    FailureKind.DEAD_UNITS: network([[0, 0, 1], [0, 0, 0]], [-1, -1, FAR], [1, 1, 1], -FAR - 0.5),
}


@functools.cache
def trained() -> Result:
    return Study(
        data=data.xor(),
        network=Network(hidden=(3,)),
        training=Training(epochs=40),
        replicas=len(WEIGHTS) + 3,
    ).run(progress=False)


def by_hand(needed: int = 0, target: float = 0.95, slope: float = 0.0) -> Failures:
    """The kinds of the networks above, then three copies of the band; the last one diverged."""
    result = trained()
    flat = np.array([*WEIGHTS.values(), *[WEIGHTS[FailureKind.BAND]] * 3], np.float32)
    losses = 2.0 - slope * np.linspace(0, 1, 40)
    diverged = np.full((1, len(flat)), -1)
    diverged[0, -1] = 3
    made = dataclasses.replace(
        result,
        flat_weights=(flat,),
        curves=np.broadcast_to(losses.astype(np.float32), result.curves.shape),
        diverged_at=diverged,
    )
    accuracies = fresh_accuracy(made, made.arms[0], np.arange(len(flat)), fresh_sample(data.xor()))
    accuracies[-1] = np.nan
    return failures_of(made, made.arms[0], accuracies, target, needed=needed)


def kinds(found: Failures) -> list[FailureKind | None]:
    of_each = [[kind for kind in FailureKind if found.members[kind][k]] for k in range(found.n)]
    assert all(len(each) <= 1 for each in of_each)
    return [each[0] if each else None for each in of_each]


def test_each_network_fails_as_it_was_made_to() -> None:
    found = by_hand(needed=3)
    assert kinds(found) == [*WEIGHTS, *[FailureKind.BAND] * 2, FailureKind.DIVERGED]
    assert (found.n, found.failed, found.needed) == (8, 8, 3)
    assert found.kinds[FailureKind.BAND].estimate == 3 / 8
    assert found.live.tolist() == [3, 3, 3, 3, 1, 3, 3, -1]


def test_the_lost_corner_is_named() -> None:
    found = by_hand()
    assert found.corner_of.tolist() == [-1, 3, -1, -1, -1, -1, -1, -1]
    assert found.corners[3].tolist() == [1, 1]


def test_dead_units_are_a_reason_only_where_too_few_are_left() -> None:
    # With no need of more than one unit, the same network is what its votes are: a line.
    assert kinds(by_hand(needed=1))[4] is FailureKind.LINEAR
    # And a need that the arm cannot meet does not make whole networks dead ones.
    assert kinds(by_hand(needed=9))[0] is FailureKind.LINEAR


def test_a_wrong_shape_comes_before_a_loss_that_falls_slowly_but_not_fast() -> None:
    assert kinds(by_hand(slope=0.5))[:4] == [*WEIGHTS][:4]
    late = FailureKind.STILL_IMPROVING
    assert kinds(by_hand(slope=1.0))[:4] == [late, late, late, FailureKind.BAND]


def test_where_the_target_is_low_a_band_succeeds() -> None:
    found = by_hand(target=0.8)
    assert found.success.estimate == 3 / 8
    # The band joins the corners of class 1: the middle between all corners is of class 1.
    assert {label: share.estimate for label, share in found.solutions.items()} == {0: 0, 1: 3 / 8}
    assert (found.failed, found.succeeded.tolist()[3]) == (5, True)


def test_failed_without_a_simple_shape_is_not_yet_converged_or_none_of_these() -> None:
    result = trained()
    accuracies = np.full(len(result.replicas), 0.5)
    good = network([[1, 0, 1], [0, 1, 1]], [0, 0, -0.9], [1, 1, -2.4], -0.45)
    flat = np.tile(np.array(good, np.float32), (len(result.replicas), 1))
    for slope, kind in ((1.0, FailureKind.STILL_IMPROVING), (0.0, FailureKind.OTHER)):
        losses = (2.0 - slope * np.linspace(0, 1, 40)).astype(np.float32)
        curves = np.broadcast_to(losses, result.curves.shape)
        made = dataclasses.replace(result, flat_weights=(flat,), curves=curves)
        rule = FailureRule(band=0.99)
        found = failures_of(made, made.arms[0], accuracies, 0.9, rule=rule)
        assert {*kinds(found)} == {kind}
        # Overfitting is not a failure to converge: the validation loss rises.
        rising = curves.copy()
        rising[2] = 2 + slope * np.linspace(0, 1, 40)
        made = dataclasses.replace(made, curves=rising)
        found = failures_of(made, made.arms[0], accuracies, 0.9, rule=rule)
        assert {*kinds(found)} == {FailureKind.OTHER}


@functools.cache
def real() -> tuple[Result, np.ndarray, tuple[Failures, ...]]:
    result, sample = small_labs.xor_result(), fresh_sample(data.xor())
    places = np.arange(len(result.replicas))
    accuracies = np.stack([fresh_accuracy(result, arm, places, sample) for arm in result.arms])
    return result, accuracies, failures_by_arm(result, accuracies, 0.889)


def test_every_replica_of_a_real_study_has_one_kind_or_succeeded() -> None:
    _, accuracies, found = real()
    for arm, row in zip(found, accuracies, strict=True):
        np.testing.assert_array_equal(arm.succeeded, row >= 0.889)
        shares = [arm.success.estimate, *(share.estimate for share in arm.kinds.values())]
        assert sum(shares) == pytest.approx(1)
        assert sum(s.estimate for s in arm.solutions.values()) == pytest.approx(shares[0])
        assert sum(members.sum() for members in arm.members.values()) == arm.n
        np.testing.assert_array_equal(arm.corner_of >= 0, arm.members[FailureKind.CORNER])


def test_a_network_without_bends_is_linear_and_one_with_one_is_hardly_more() -> None:
    _, _, (none, one, two, three, six) = real()
    assert none.kinds[FailureKind.LINEAR].estimate == 1
    both = one.kinds[FailureKind.LINEAR].estimate + one.kinds[FailureKind.DEAD_UNITS].estimate
    assert both == 1
    traps = (FailureKind.LINEAR, FailureKind.CORNER, FailureKind.BAND, FailureKind.DEAD_UNITS)
    assert sum(two.kinds[kind].estimate for kind in traps) > 0.9
    assert two.needed == three.needed == six.needed == 3
    assert six.success.estimate > three.success.estimate > two.success.estimate == 0


def test_a_network_without_hidden_layer_that_still_learns_is_not_yet_converged() -> None:
    training = Training(epochs=20, learning_rate=0.005)
    study = Study(data=data.blobs(), training=training, replicas=16)
    result = study.run(progress=False)
    found = failures_of(result, result.arms[0], result.test_accuracy[0], 1.0)
    assert found.kinds[FailureKind.STILL_IMPROVING].estimate + found.success.estimate > 0.5
    assert found.kinds[FailureKind.LINEAR].estimate == 0
    assert found.solutions == {}  # each class has one corner: nothing to join


def test_digits_have_neither_corners_nor_bands() -> None:
    result = small_labs.digits_result()
    found = failures_of(result, result.arms[0], result.test_accuracy[0], 0.92)
    assert 0 < found.failed < found.n
    assert {*kinds(found)} <= {None, FailureKind.STILL_IMPROVING, FailureKind.LINEAR}
    assert (len(found.corners), found.solutions) == (0, {})


def test_diverged_replicas_failed_so_and_may_be_all() -> None:
    half = small_labs.half_diverged()
    accuracies = half.test_accuracy[0]
    found = failures_of(half, half.arms[0], accuracies, 0.85)
    np.testing.assert_array_equal(found.members[FailureKind.DIVERGED], half.diverged_at[0] >= 0)
    every = small_labs.all_diverged()
    found = failures_of(every, every.arms[0], every.test_accuracy[0], 0.85)
    assert found.kinds[FailureKind.DIVERGED].estimate == 1
    assert found.needed == 0


def test_one_number_a_replica_is_needed() -> None:
    result = trained()
    with pytest.raises(ResultError, match="one number for each of 8 replicas"):
        failures_of(result, result.arms[0], np.zeros(3), 0.9)


def test_the_rule_says_its_thresholds() -> None:
    assert "98 % of points" in str(FailureRule(linear=0.98))
    assert "more than 2 %" in str(FailureRule(falling=0.02))


@pytest.mark.slow
def test_those_not_yet_converged_succeed_when_trained_longer_and_the_others_do_not() -> None:
    def study(epochs: int) -> Study:
        return Study(
            data=data.xor(),
            network=Network(hidden=(4,)),
            training=Training(epochs=epochs),
            replicas=1000,
        )

    short, long = (study(epochs).run(progress=False) for epochs in (200, 1000))
    sample, places = fresh_sample(data.xor()), np.arange(1000)
    before, after = (fresh_accuracy(r, r.arms[0], places, sample) for r in (short, long))
    found = failures_of(short, short.arms[0], before, 0.889)
    patient = found.members[FailureKind.STILL_IMPROVING]
    trapped = ~found.succeeded & ~patient
    assert min(patient.sum(), trapped.sum()) > 50
    assert (after[patient] >= 0.889).mean() > 0.95
    assert (after[trapped] >= 0.889).mean() < 0.12


def test_a_typical_replica_of_each_kind_is_the_middle_one() -> None:
    result, accuracies, found = real()
    arm, failures = result.arms[3], found[3]
    shown = solutions_of(result, arm, failures, accuracies[3], steps=20)
    shares = [kind.share.estimate for kind in shown.kinds]
    assert len(shown.kinds) <= 6
    assert [kind.succeeded for kind in shown.kinds] == sorted(
        (kind.succeeded for kind in shown.kinds), reverse=True
    )
    assert sum(shares) <= 1 + 1e-9
    for kind in shown.kinds:
        assert kind.accuracy == accuracies[3, kind.replica]
        assert (kind.accuracy >= 0.889) == kind.succeeded
        assert kind.margins.shape == (2, 20, 20)
        points = np.array([[shown.x0[3], shown.x1[16]]])
        probability = result.predict(points, arm=3, replica=kind.replica)[0]
        margin = kind.margins[0, 16, 3]
        assert margin == pytest.approx(probability[0] - probability[1], abs=1e-6)
    (band,) = [k for k in shown.kinds if k.name == FailureKind.BAND.value]
    members = np.flatnonzero(failures.members[FailureKind.BAND])
    ordered = np.sort(accuracies[3][members])
    assert band.accuracy == ordered[(len(ordered) - 1) // 2]


def test_without_corners_success_is_one_kind_and_more_features_have_no_regions() -> None:
    moons = Study(
        data=data.moons(),
        network=Network(hidden=(8,)),
        training=Training(epochs=60, learning_rate=0.02),
        replicas=4,
    ).run(progress=False)
    found = failures_of(moons, moons.arms[0], moons.test_accuracy[0], 0.5)
    shown = solutions_of(moons, moons.arms[0], found, moons.test_accuracy[0], steps=5)
    assert [kind.name for kind in shown.kinds] == ["successful"]
    digits = small_labs.digits_result()
    found = failures_of(digits, digits.arms[0], digits.test_accuracy[0], 0.5)
    with pytest.raises(ResultError, match="two features; this data has 64"):
        solutions_of(digits, digits.arms[0], found, digits.test_accuracy[0])
