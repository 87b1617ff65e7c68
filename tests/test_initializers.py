"""First weights against the initializers of Keras that have the same names."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest
import scipy.stats

from manyseeds import Network, SpecificationError, Study, data, streams
from manyseeds.arms import arms_of
from manyseeds.initializers import initial_weights

NAMES = (
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal"
)  # fmt: skip

# Once in a million runs of correct initializers.
FALSE_ALARM = 1e-6


def weights_of(name: str, hidden=(5, 3), replicas=4000):
    """An arm, its replicas' first weights, and those parted into kernels and biases."""
    arm = arms_of(Study(data=data.xor(), network=Network(hidden=hidden, initializer=name)))[0]
    flat = initial_weights(0, arm, np.arange(replicas, dtype=np.uint32))
    ends = np.cumsum([math.prod(shape) for shape in arm.shapes])[:-1]
    return arm, flat, np.split(flat, ends, axis=1)


def keras_draws(name: str, shape: tuple[int, int], times: int):
    """What Keras's initializer draws for a kernel of `shape`, again and again."""
    seeds = keras.random.SeedGenerator(1)
    draw = keras.initializers.get({"class_name": name, "config": {"seed": seeds}})
    return np.concatenate([np.asarray(draw(shape)).ravel() for _ in range(times)])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("layer", [0, 2])
def test_kernels_are_distributed_as_keras_draws_them(name, layer):
    arm, _, parts = weights_of(name, hidden=(9, 30))
    drawn = keras_draws(name, arm.shapes[2 * layer], times=500 if layer == 0 else 150)
    assert scipy.stats.ks_2samp(parts[2 * layer].ravel(), drawn).pvalue > FALSE_ALARM


@pytest.mark.parametrize("name", NAMES)
def test_variance_and_bound_are_those_of_the_papers(name):
    arm, _, parts = weights_of(name)
    for inputs, outputs, kernel in zip(arm.widths, arm.widths[1:], parts[::2], strict=False):
        fan = name.partition("_")[0]
        variance = {
            "glorot": 2 / (inputs + outputs), "he": 2 / inputs, "lecun": 1 / inputs
        }[fan]  # fmt: skip
        # Keras truncates at two standard deviations of a normal that is wider by this factor.
        cut = math.sqrt(3) if name.endswith("uniform") else 2 / 0.87962566103423978
        bound = cut * math.sqrt(variance)
        assert 0.99 * bound < np.abs(kernel).max() <= bound * (1 + 1e-7)
        # The variance of n draws strays by less than sqrt(2 / n) of itself; five times that.
        assert np.var(kernel) == pytest.approx(variance, rel=5 * math.sqrt(2 / kernel.size))
        assert abs(kernel.mean()) < 5 * math.sqrt(variance / kernel.size)


def test_biases_are_zero():
    _, _, parts = weights_of("he_normal")
    assert all((bias == 0).all() for bias in parts[1::2])


@pytest.mark.parametrize("name", NAMES)
def test_layers_and_replicas_draw_from_streams_of_their_own(name):
    _, flat, (first, _, second, *_) = weights_of(name, hidden=(2, 2), replicas=50)
    assert first.shape == second.shape
    assert len(np.unique(flat, axis=0)) == 50
    assert (first != second).all()


def test_weights_do_not_depend_on_company():
    arm, together, _ = weights_of("glorot_uniform", replicas=20)
    alone = initial_weights(0, arm, np.array([13], np.uint32))
    np.testing.assert_array_equal(together[13:14], alone)


def test_uniform_weights_are_those_of_the_stream():
    arm, _, (first, *_) = weights_of("glorot_uniform", replicas=3)
    u = streams.uniforms(0, streams.INIT, np.arange(3), 10, part=0)
    expected = math.sqrt(6 / (arm.widths[0] + arm.widths[1])) * (2 * u - 1)
    np.testing.assert_array_equal(first, expected.astype(np.float32))


def test_each_layer_may_have_an_initializer_of_its_own():
    names = ("he_normal", "lecun_uniform", "glorot_normal")
    parts = weights_of(names, replicas=20)[2]
    for layer, name in enumerate(names):
        np.testing.assert_array_equal(parts[2 * layer], weights_of(name, replicas=20)[2][2 * layer])
    with pytest.raises(SpecificationError, match="`initializer` must be of one name for each of"):
        weights_of(names[:2], replicas=1)
