"""JAX as its documentation suggests: the whole study is jit(vmap(train)).

Nothing is tuned for the processor; `jax_vmap` and `jax_last` are the same study tuned.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from benchmarks.exercises import Exercise
from benchmarks.jax_parts import State, adam, draw, fresh
from benchmarks.outcome import Outcome, Trained


def initial(key: Array, exercise: Exercise) -> Any:
    """Glorot-uniform weights (inputs, outputs) and zero biases (outputs,), a pair a layer."""
    start = jax.nn.initializers.glorot_uniform()
    keys = jax.random.split(key, len(exercise.layers))
    pairs = zip(keys, exercise.layers, strict=True)
    return [(start(k, shape), jnp.zeros(shape[1])) for k, shape in pairs]


def loss_and_accuracy(parameters: Any, x: Array, y: Array) -> tuple[Array, Array]:
    """Mean cross-entropy and accuracy of inputs (batch, inputs) and labels (batch,)."""
    *hidden, (weight, bias) = parameters
    for w, b in hidden:
        x = jax.nn.relu(x @ w + b)  # (batch, outputs)
    logits = x @ weight + bias  # (batch, classes)
    log_p = jax.nn.log_softmax(logits)  # (batch, classes)
    loss = -jnp.take_along_axis(log_p, y[:, None], axis=1).mean()
    return loss, (logits.argmax(1) == y).mean()


def train(key: Array, exercise: Exercise) -> tuple[Array, Array]:
    """Train one replica: history (4, epochs) and test accuracy ()."""
    key_draw, key_split, key_start, key_order = jax.random.split(key, 4)
    x, y = draw(key_draw, exercise)  # (samples, inputs), (samples,)
    rows = jax.random.permutation(key_split, exercise.samples)  # (samples,)
    cuts = [exercise.test, exercise.test + exercise.validation]
    test, validation, training = jnp.split(rows, cuts)
    x_validation, y_validation = x[validation], y[validation]
    full = exercise.train // exercise.batch

    def step(state: State, batch: Array) -> tuple[State, tuple[Array, Array]]:
        both = jax.value_and_grad(loss_and_accuracy, has_aux=True)
        (loss, accuracy), gradient = both(state.parameters, x[batch], y[batch])
        return adam(state, gradient), (loss * len(batch), accuracy * len(batch))

    def epoch(state: State, key: Array) -> tuple[State, Array]:
        order = training[jax.random.permutation(key, exercise.train)]  # (train,)
        batches = order[: full * exercise.batch].reshape(full, exercise.batch)  # (full, batch)
        state, sums = jax.lax.scan(step, state, batches)  # each (full,)
        loss, accuracy = (values.sum() for values in sums)
        if rest := exercise.train % exercise.batch:
            state, (last_loss, last_accuracy) = step(state, order[-rest:])
            loss, accuracy = loss + last_loss, accuracy + last_accuracy
        after = loss_and_accuracy(state.parameters, x_validation, y_validation)
        return state, jnp.stack([loss / exercise.train, accuracy / exercise.train, *after])

    keys = jax.random.split(key_order, exercise.epochs)
    state, history = jax.lax.scan(epoch, fresh(initial(key_start, exercise)), keys)
    return history.T, loss_and_accuracy(state.parameters, x[test], y[test])[1]


def run(exercise: Exercise, replicas: int, seed: int) -> Outcome:
    """Train all replicas as one vmapped program on one device."""
    study = jax.jit(jax.vmap(partial(train, exercise=exercise)))
    keys = jax.random.split(jax.random.key(seed), replicas)  # (replicas,)
    start = time.perf_counter()
    program = study.lower(keys).compile()
    compiled = time.perf_counter()
    history, test = jax.device_get(program(keys))  # (replicas, 4, epochs), (replicas,)
    seconds = time.perf_counter() - compiled
    trained = Trained(history.transpose(1, 2, 0), test)
    return Outcome.of([trained], exercise, seconds, compiled - start)
