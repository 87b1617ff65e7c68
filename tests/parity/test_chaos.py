"""Where no two roundings agree: steps so long that training is chaotic.

With momentum 0.9, Keras's default step and raw pixels, saturated units flip back and forth, and a
difference in the last digit of one weight grows to the size of the curves within ten epochs. Then
1e-4 is out of reach of any float32 program, Keras on another processor among them. What can be
asked is that the kernel is no farther from the float64 oracle than Keras is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from manyseeds import Network, Split, Study, Training
from manyseeds.engines.keras import KerasEngine
from manyseeds.engines.native import NativeEngine
from oracles import LOSSES, never, oracle, plan_of, relative

CHAOTIC = Study(
    data="digits",
    network=Network(hidden=(8, 6), activation="tanh"),
    training=Training(
        optimizer="sgd", momentum=0.9, nesterov=True, batch_size=48, epochs=10, l2=1e-3
    ),
    split=Split(test=0, validation=0.25),
)
REPLICAS = 8


@pytest.fixture(scope="module")
def plan():
    return plan_of(CHAOTIC, REPLICAS)


@pytest.fixture(scope="module")
def exact(plan):
    return oracle(plan)[0]


@pytest.fixture(scope="module")
def native(plan):
    return NativeEngine().train(plan, never)


@pytest.fixture(scope="module")
def keras(plan):
    return KerasEngine().train(plan, never)


def distance(block, exact):
    """Each replica's largest relative difference from the oracle's losses."""
    return relative(block.history[LOSSES, :], exact.history[LOSSES, :]).max(axis=(0, 2))


def test_one_unit_in_the_last_place_of_one_weight_changes_the_curves(plan, exact):
    disturbed = plan.initial_weights.copy()
    weight = 20 * 8  # of a pixel in the middle; those at the edge are blank
    disturbed[:, weight] = np.nextafter(disturbed[:, weight], np.float32(np.inf))
    far = distance(oracle(replace(plan, initial_weights=disturbed))[0], exact)
    assert np.median(far) > 0.01


def test_the_kernel_is_as_near_to_float64_as_keras(native, keras, exact, note):
    far_native, far_keras = distance(native, exact), distance(keras, exact)
    note(
        f"chaotic training, median distance from float64 after ten epochs: "
        f"kernel {np.median(far_native):.2g}, Keras {np.median(far_keras):.2g}"
    )
    # Both are draws from chaos: medians of eight that differ by a factor of three say nothing.
    assert np.median(far_native) < 3 * np.median(far_keras)


def test_until_the_difference_has_grown_the_curves_agree(native, keras):
    difference = relative(native.history[LOSSES, :], keras.history[LOSSES, :])
    assert difference[:, :, :2].max() < 1e-5
