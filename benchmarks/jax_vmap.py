"""JAX, jit(vmap(train)), tuned for the processor.

Against `jax_plain`, in the order of what each gained:

- samples on the last axis: weights are (outputs, inputs), activations (outputs, batch), so that
  relu, softmax and loss run along contiguous samples and XLA's small matmul takes its fast path;
- a device for each core, and chunks small enough to stay in its cache;
- a permutation is one sort of tagged random bits (see `jax_parts.tagged_bits`);
- digits are gathered as bytes.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from benchmarks.exercises import Exercise
from benchmarks.jax_parts import State, adam, compile_and_run, draw, fresh, shuffled
from benchmarks.outcome import Outcome

CHUNK = {"xor": 32, "digits": 8}
"""Replicas of one chunk. Digits: the fastest of 1 to 64; XOR: 16 to 128 are alike within noise."""


def initial(key: Array, exercise: Exercise) -> Any:
    """Glorot-uniform weights (outputs, inputs) and zero biases (outputs, 1), a pair a layer."""
    pairs = []
    keys = jax.random.split(key, len(exercise.layers))
    for k, (i, o) in zip(keys, exercise.layers, strict=True):
        limit = float(np.sqrt(6 / (i + o)))
        weight = jax.random.uniform(k, (o, i), minval=-limit, maxval=limit)
        pairs.append((weight, jnp.zeros((o, 1))))
    return pairs


def loss_and_accuracy(parameters: Any, x: Array, y: Array) -> tuple[Array, Array]:
    """Mean cross-entropy and accuracy of inputs (batch, inputs) and labels (batch,)."""
    (weight, bias), *later = parameters
    z = weight @ x.T + bias  # (outputs, batch)
    for weight, bias in later:
        z = weight @ jax.nn.relu(z) + bias  # (outputs, batch)
    top = z.max(0)  # (batch,)
    own = jnp.where(jnp.arange(len(z))[:, None] == y, z, 0).sum(0)  # (batch,)
    loss = jnp.log(jnp.exp(z - top).sum(0)) + top - own  # (batch,)
    return loss.mean(), (z.argmax(0) == y).mean()


def gather(x: Array, y: Array, rows: Array) -> tuple[Array, Array]:
    """Rows of inputs (batch, inputs) as float, and their labels (batch,)."""
    return x.at[rows].get(mode="promise_in_bounds").astype(jnp.float32), y[rows]


def train(key: Array, exercise: Exercise) -> tuple[Array, Array]:
    """Train one replica: history (4, epochs) and test accuracy ()."""
    key_draw, key_split, key_start, key_order = jax.random.split(key, 4)
    x, y = draw(key_draw, exercise)  # (samples, inputs), (samples,)
    if exercise.name == "digits":
        x = x.astype(jnp.uint8)  # exact: pixels are whole numbers from 0 to 16
    rows = shuffled(key_split, exercise.samples)  # (samples,)
    cuts = [exercise.test, exercise.test + exercise.validation]
    test, validation, training = (gather(x, y, part) for part in jnp.split(rows, cuts))
    own = exercise.name == "xor"
    first_row = exercise.test + exercise.validation
    full = exercise.train // exercise.batch

    def step(state: State, batch: tuple[Array, Array]) -> tuple[State, tuple[Array, Array]]:
        both = jax.value_and_grad(loss_and_accuracy, has_aux=True)
        (loss, accuracy), gradient = both(state.parameters, *batch)
        size = len(batch[1])
        return adam(state, gradient), (loss * size, accuracy * size)

    def gather_step(state: State, batch: Array) -> tuple[State, tuple[Array, Array]]:
        return step(state, gather(x, y, batch))

    def epoch(state: State, key: Array) -> tuple[State, Array]:
        order = shuffled(key, exercise.train)  # (train,)
        if not own:
            order = rows[first_row + order]  # (train,)
        batches = order[: full * exercise.batch].reshape(full, exercise.batch)  # (full, batch)
        if own:  # narrow rows: one gather an epoch
            state, sums = jax.lax.scan(step, state, (training[0][batches], training[1][batches]))
        else:
            state, sums = jax.lax.scan(gather_step, state, batches)  # each (full,)
        loss, accuracy = (values.sum() for values in sums)
        if rest := exercise.train % exercise.batch:
            state, (last_loss, last_accuracy) = gather_step(state, order[-rest:])
            loss, accuracy = loss + last_loss, accuracy + last_accuracy
        after = loss_and_accuracy(state.parameters, *validation)
        return state, jnp.stack([loss / exercise.train, accuracy / exercise.train, *after])

    keys = jax.random.split(key_order, exercise.epochs)
    state, history = jax.lax.scan(epoch, fresh(initial(key_start, exercise)), keys)
    return history.T, loss_and_accuracy(state.parameters, *test)[1]


def run(exercise: Exercise, replicas: int, seed: int) -> Outcome:
    """Train all replicas: chunks of vmapped replicas, a device for each core."""
    size = CHUNK[exercise.name]

    def chunk(key: Array) -> tuple[Array, Array]:
        one = partial(train, exercise=exercise)
        history, test = jax.vmap(one)(jax.random.split(key, size))
        return history.transpose(1, 2, 0), test  # (4, epochs, size), (size,)

    return compile_and_run(chunk, exercise, replicas, size, seed)
