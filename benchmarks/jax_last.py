"""JAX with the replica axis last, written by hand for XOR: arrays are (..., replicas).

Every operation runs along contiguous replicas and XLA fuses them into vector loops. Gradients are
written out; of the two logits only the difference is needed for the loss; the shuffle is a sorting
network, which vectorises over replicas where ``jnp.sort`` does not; an epoch's steps are unrolled.

For digits this layout was measured and rejected: the 64 by 10 products do not fuse into anything
near XLA's own small matmul (at least twice as slow as `jax_vmap`, whether einsum or broadcast).
"""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from benchmarks.exercises import XOR_NOISE, Exercise
from benchmarks.jax_parts import State, adam, compile_and_run, corners, fresh, tagged_bits
from benchmarks.outcome import Outcome

CHUNK = 64
Parameters = tuple[Array, Array, Array, Array]


def sorting_network(values: Array) -> Array:
    """Sort values (a power of two, replicas) along axis 0 by Batcher's bitonic network (1968)."""
    number, replicas = values.shape
    run = 2
    while run <= number:
        up = (np.arange(number // run) % 2 == 0)[:, None, None, None]  # (runs, 1, 1, 1)
        apart = run // 2
        while apart:
            pairs = values.reshape(number // run, run // (2 * apart), 2, apart, replicas)
            low = jnp.minimum(pairs[:, :, 0], pairs[:, :, 1])  # (runs, pairs, apart, replicas)
            high = jnp.maximum(pairs[:, :, 0], pairs[:, :, 1])  # (runs, pairs, apart, replicas)
            ordered = [jnp.where(up, low, high), jnp.where(up, high, low)]
            values = jnp.stack(ordered, 2).reshape(number, replicas)
            apart //= 2
        run *= 2
    return values


def rows_of(sorted_bits: Array) -> Array:
    """Row numbers (samples, replicas) out of sorted tagged bits."""
    low = jnp.uint32((1 << (sorted_bits.shape[0] - 1).bit_length()) - 1)
    return (sorted_bits & low).astype(jnp.int32)


def forward(parameters: Parameters, x: Array) -> tuple[Array, Array]:
    """Hidden activations (batch, 6, replicas) and logit differences (batch, replicas)."""
    w1, b1, w2, b2 = parameters
    h = jax.nn.relu(x[:, 0, None] * w1[0] + x[:, 1, None] * w1[1] + b1)  # (batch, 6, replicas)
    return h, (h * (w2[:, 1] - w2[:, 0])).sum(1) + (b2[1] - b2[0])  # (batch, replicas)


def metrics(difference: Array, y: Array) -> tuple[Array, Array]:
    """Mean loss and accuracy, each (replicas,), from differences and labels (batch, replicas)."""
    wrong = jnp.where(y > 0, -difference, difference)  # (batch, replicas)
    loss = jnp.maximum(wrong, 0) + jnp.log1p(jnp.exp(-jnp.abs(wrong)))  # (batch, replicas)
    return loss.mean(0), ((difference > 0) == (y > 0)).astype(jnp.float32).mean(0)


def step(state: State, batch: tuple[Array, Array]) -> tuple[State, tuple[Array, Array]]:
    """Take one optimizer step on inputs (batch, 2, replicas) and labels (batch, replicas)."""
    x, y = batch
    h, difference = forward(state.parameters, x)
    w2 = state.parameters[2]  # (6, 2, replicas)
    g = (jax.nn.sigmoid(difference) - y) / len(y)  # (batch, replicas)
    g_w2, g_b2 = (h * g[:, None]).sum(0), g.sum(0)  # (6, replicas), (replicas,)
    g_h = jnp.where(h > 0, g[:, None] * (w2[:, 1] - w2[:, 0]), 0)  # (batch, 6, replicas)
    g_w1 = jnp.stack([(x[:, i, None] * g_h).sum(0) for i in range(2)])  # (2, 6, replicas)
    gradient = (g_w1, g_h.sum(0), jnp.stack([-g_w2, g_w2], 1), jnp.stack([-g_b2, g_b2]))
    return adam(state, gradient), metrics(difference, y)


def initial(key: Array, exercise: Exercise, replicas: int) -> Parameters:
    """Glorot-uniform weights (inputs, outputs, replicas), zero biases (outputs, replicas)."""
    arrays = []
    for k, (i, o) in zip(jax.random.split(key), exercise.layers, strict=True):
        limit = float(np.sqrt(6 / (i + o)))
        arrays += [jax.random.uniform(k, (i, o, replicas), minval=-limit, maxval=limit)]
        arrays += [jnp.zeros((o, replicas))]
    return arrays[0], arrays[1], arrays[2], arrays[3]


def train(key: Array, exercise: Exercise, replicas: int) -> tuple[Array, Array]:
    """Train replicas together: history (4, epochs, replicas), test accuracy (replicas,)."""
    key_draw, key_split, key_start, key_order = jax.random.split(key, 4)
    x, y = corners()
    noise = jax.random.normal(key_draw, (*x.shape, replicas))  # (samples, 2, replicas)
    rows = rows_of(jnp.sort(tagged_bits(key_split, (exercise.samples, replicas)), axis=0))
    x = jnp.take_along_axis(x[:, :, None] + XOR_NOISE * noise, rows[:, None], 0)
    y = y.astype(jnp.float32)[rows]  # (samples, replicas)
    cuts = [exercise.test, exercise.test + exercise.validation]
    (x_test, x_validation, x), (y_test, y_validation, y) = jnp.split(x, cuts), jnp.split(y, cuts)

    def epoch(state: State, key: Array) -> tuple[State, Array]:
        order = rows_of(sorting_network(tagged_bits(key, (exercise.train, replicas))))
        x_order = jnp.take_along_axis(x, order[:, None], 0)  # (train, 2, replicas)
        y_order = jnp.take_along_axis(y, order, 0)  # (train, replicas)
        batches = (
            x_order.reshape(exercise.steps, exercise.batch, 2, replicas),
            y_order.reshape(exercise.steps, exercise.batch, replicas),
        )
        state, (loss, accuracy) = jax.lax.scan(step, state, batches, unroll=True)
        after = metrics(forward(state.parameters, x_validation)[1], y_validation)
        return state, jnp.stack([loss.mean(0), accuracy.mean(0), *after])  # (4, replicas)

    state = fresh(initial(key_start, exercise, replicas))
    state, history = jax.lax.scan(epoch, state, jax.random.split(key_order, exercise.epochs))
    test = metrics(forward(state.parameters, x_test)[1], y_test)[1]  # (replicas,)
    return history.transpose(1, 0, 2), test


def run(exercise: Exercise, replicas: int, seed: int) -> Outcome:
    """Train all replicas in chunks, a device for each core."""
    chunk = partial(train, exercise=exercise, replicas=CHUNK)
    return compile_and_run(chunk, exercise, replicas, CHUNK, seed)
