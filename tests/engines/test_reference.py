"""The reference engine against finite differences, automatic differentiation and itself."""

from __future__ import annotations

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyseeds import EarlyStopping, Network, Study, Training
from manyseeds.engines import reference
from manyseeds.engines.early_stopping import EarlyStopper
from manyseeds.engines.reference import ReferenceEngine, forward, gradients
from oracles import LOSSES, growth, never, oracle, patched, plan_of, relative, turned
from strategies import studies

ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu")
RULES = {
    "linear": lambda z: z,
    "relu": jax.nn.relu,
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "leaky_relu": lambda z: jax.nn.leaky_relu(z, 0.2),
    "elu": jax.nn.elu,
    "gelu": lambda z: jax.nn.gelu(z, approximate=False),
    "silu": jax.nn.silu,
}


def problem(activation, depth, seed=0):
    """Weights, activations, rows and labels of a network of some depth, in float64."""
    random = np.random.default_rng(seed)
    widths = (3, *(5, 4, 6, 2)[:depth], 3)
    weights = []
    for inputs, outputs in pairwise(widths):
        weights += [random.normal(size=(inputs, outputs)), random.normal(size=outputs)]
    activations = (activation,) * depth + ("linear",)
    return weights, activations, random.normal(size=(7, 3)), random.integers(0, 3, size=7)


def mean_loss(weights, activations, x, labels):
    logits = forward(weights, activations, x)[-1]
    return reference.loss_and_hits(logits, labels)[0].mean()


@pytest.mark.parametrize("depth", range(5))
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_finite_differences(activation, depth):
    weights, activations, x, labels = problem(activation, depth)
    found = gradients(weights, activations, forward(weights, activations, x), labels)
    step = 1e-6
    for w, g in zip(weights, found, strict=True):
        for place in np.ndindex(w.shape):
            sides = []
            for sign in (1, -1):
                w[place] += sign * step
                sides.append(mean_loss(weights, activations, x, labels))
                w[place] -= sign * step
            assert (sides[0] - sides[1]) / (2 * step) == pytest.approx(g[place], rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("depth", range(5))
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_loss_and_gradients_are_those_of_automatic_differentiation(activation, depth):
    weights, activations, x, labels = problem(activation, depth, seed=1)

    def loss(parameters):
        value = jnp.asarray(x)
        for k, name in enumerate(activations):
            value = RULES[name](value @ parameters[2 * k] + parameters[2 * k + 1])
        return -jax.nn.log_softmax(value)[jnp.arange(len(labels)), labels].mean()

    with jax.enable_x64(True):
        expected, expected_gradients = jax.value_and_grad(loss)([jnp.asarray(w) for w in weights])
    found = gradients(weights, activations, forward(weights, activations, x), labels)
    assert mean_loss(weights, activations, x, labels) == pytest.approx(float(expected), rel=1e-14)
    for g, e in zip(found, expected_gradients, strict=True):
        np.testing.assert_allclose(g, np.asarray(e), rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("scale", [1.0, 1e3, 1e6])
def test_the_loss_of_large_logits_is_finite_and_exact(scale):
    logits = np.array([[0.0, scale, -scale], [scale, scale, scale]])
    losses, hits = reference.loss_and_hits(logits, np.array([0, 2]))
    expected = [scale + np.log1p(np.exp(-scale) + np.exp(-2 * scale)), np.log(3)]
    np.testing.assert_allclose(losses, expected, rtol=1e-14)
    assert hits.tolist() == [False, False]  # of equal logits the first class is predicted


def test_regularisation_and_decay_are_added_to_the_plain_step():
    weights = [np.array([[2.0]]), np.array([3.0])]
    gradient = [np.array([[0.5]]), np.array([0.25])]
    training = Training(optimizer="sgd", learning_rate=0.1, l2=0.01, weight_decay=0.2)
    reference.Optimizer(training).step(weights, gradient)
    # Kernel: decays by 2 * 0.2 * 0.1, moves by 0.1 * (0.5 + 2 * 0.01 * 2); bias: no penalty.
    np.testing.assert_allclose(weights[0], [[2.0 - 0.04 - 0.1 * 0.54]])
    np.testing.assert_allclose(weights[1], [3.0 - 0.06 - 0.025])


@settings(max_examples=40)
@given(studies())
def test_float32_stays_as_near_to_float64_as_rounding_explains(study):
    plan = plan_of(study)
    exact, ties = oracle(plan)
    single = ReferenceEngine(np.float32).train(plan, never)
    difference = relative(single.history[LOSSES, :], exact.history[LOSSES, :]).max(axis=0)
    assert np.all(difference <= 40 * growth(plan, exact) + 4e-6)
    assert np.all(turned(single, exact, plan) <= ties)


def test_float32_is_float32_throughout():
    """No step may quietly compute in float64."""
    seen = set()
    plain = reference.Optimizer.step

    def recording(self, weights, gradient):
        plain(self, weights, gradient)
        seen.update(a.dtype for a in [*weights, *gradient, *self.first.values()])
        seen.update(a.dtype for a in self.second.values())
        update = getattr(self, "_" + self.training.optimizer.removesuffix("w"))
        seen.add(update(0, gradient[0]).dtype)

    for optimizer in ("sgd", "rmsprop", "adam", "adamw"):
        training = Training(optimizer=optimizer, epochs=1, momentum=0.5, l2=0.1)
        study = Study(data="iris", network=Network(hidden=(3,)), training=training)
        with patched("Optimizer", type("R", (reference.Optimizer,), {"step": recording})):
            ReferenceEngine(np.float32).train(plan_of(study), never)
    assert seen == {np.dtype(np.float32)}


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=12),
    st.integers(0, 4),
    st.integers(0, 5),
    st.booleans(),
    st.sampled_from(["accuracy", "val_loss"]),
    st.sampled_from([0.0, 1.5]),
)
def test_early_stopping_is_that_of_keras(values, patience, start, restore, monitor, min_delta):
    import keras

    class Model:
        """Stands in for a model; its weights are the number of the epoch."""

        stop_training = False
        epoch = -1

        def get_weights(self):
            return self.epoch

        def set_weights(self, weights):
            self.epoch = weights

    rule = EarlyStopping(
        monitor=monitor,
        patience=patience,
        min_delta=min_delta,
        restore_best_weights=restore,
        start_from_epoch=start,
    )
    callback = keras.callbacks.EarlyStopping(
        **rule.model_dump(), mode="max" if monitor == "accuracy" else "min"
    )
    callback.set_model(Model())
    callback.on_train_begin()
    stopper = EarlyStopper(rule)
    stopped = False
    for epoch, value in enumerate(values):
        weights = [np.array([epoch])]
        stopped = stopper.stop(epoch, [value] * 4, weights)
        callback.model.epoch = epoch
        callback.on_epoch_end(epoch, {monitor: value})
        assert callback.model.stop_training == stopped
        if stopped:
            break
    callback.on_train_end()
    assert stopper.restored(weights)[0].tolist() == [callback.model.epoch]
    assert (stopper.best_epoch or 0) == callback.best_epoch
