"""Schedules against Keras's of the same names, and bounds of the gradient that are refused."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from manyseeds import CosineDecay, ExponentialDecay, SpecificationError, Study, Training
from manyseeds.schedules import _exp, _half_cosine

SCHEDULES = [
    ExponentialDecay(decay_steps=7, decay_rate=0.9),
    ExponentialDecay(decay_steps=10, decay_rate=0.5, staircase=True),
    ExponentialDecay(decay_steps=3, decay_rate=1),
    CosineDecay(decay_steps=100),
    CosineDecay(decay_steps=60, alpha=0.2),
    CosineDecay(decay_steps=60, warmup_target=0.5, warmup_steps=20),
    CosineDecay(decay_steps=60, warmup_target=0.001, warmup_steps=0),
]


@pytest.mark.parametrize("schedule", SCHEDULES, ids=repr)
def test_every_step_is_keras_s(schedule):
    kind = getattr(keras.optimizers.schedules, type(schedule).__name__)
    settings = schedule.model_dump()
    del settings["kind"]
    theirs = kind(0.01, **settings)
    expected = [float(theirs(step)) for step in range(120)]
    training = Training(learning_rate=0.01, schedule=schedule, batch_size=5, epochs=12)
    found = training.step_sizes(samples=48)
    assert found.shape == (120,)
    np.testing.assert_allclose(found, expected, rtol=2e-5, atol=2e-9)
    np.testing.assert_array_equal(found, found.astype(np.float32))


def test_the_series_are_the_functions():
    x = np.linspace(-700, 0, 10_001)
    np.testing.assert_allclose(_exp(x), np.exp(x), rtol=3e-13)
    share = np.linspace(0, 1, 10_001)
    np.testing.assert_allclose(_half_cosine(share), (1 + np.cos(np.pi * share)) / 2, atol=1e-15)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=repr)
def test_a_file_keeps_the_schedule(schedule):
    study = Study(data="xor", training=Training(schedule=schedule))
    assert Study.from_toml(study.to_toml()) == study


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"schedule": {"kind": "cosin", "decay_steps": 5}}, "`schedule` must be an ExponentialDec"),
        ({"schedule": {"decay_steps": 5}}, "`schedule` must be an ExponentialDecay or a CosineDec"),
        ({"schedule": {"kind": "exponential", "decay_steps": 5}}, "`decay_rate` is missing."),
        ({"clipnorm": 1, "clipvalue": 1}, "`clipnorm` must be left out where `clipvalue` is given"),
        ({"clipvalue": 0}, "`clipvalue` must be a finite number > 0; got 0."),
    ],
)
def test_what_cannot_be_is_refused(fields, words):
    with pytest.raises(SpecificationError) as refused:
        Training(**fields)
    assert words in str(refused.value)
