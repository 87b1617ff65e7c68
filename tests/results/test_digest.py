"""The hash of a result's bits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from manyseeds import Network, Study, Training

STUDY = Study(
    data={"name": "xor", "copies": 5},
    network=Network(hidden=2),
    training=Training(epochs=2),
    sweep={"network.hidden": [[1], [2]]},
    replicas=3,
)

GOLDEN = "fe27b39bdf22f62205dcb439daf03c84889a2e2af1d6ec402ee2e8e8924fe7cb"


@pytest.fixture(scope="module")
def result():
    return STUDY.run(progress=False)


def test_it_is_the_same_wherever_the_same_was_trained(result):
    # It changes only where the meaning of a study does.
    assert result.digest() == GOLDEN
    assert STUDY.run(progress=False, threads=1).digest() == GOLDEN


@pytest.mark.parametrize(
    "name", ["curves", "test_loss", "test_accuracy", "confusion", "epochs_run", "diverged_at"]
)
def test_every_array_counts(result, name):
    changed = getattr(result, name).copy()
    changed.flat[-1] += 1
    assert replace(result, **{name: changed}).digest() != result.digest()


def test_every_weight_counts(result):
    first, second = result.flat_weights
    changed = second.copy()
    changed[-1, -1] = np.nextafter(changed[-1, -1], np.float32(1))
    assert replace(result, flat_weights=(first, changed)).digest() != result.digest()
