"""What the JAX contenders share: Adam, data, shuffles, and one program on every core.

XLA runs a small program on one core. `compile_and_run` therefore asks for one host device a
core (the caller sets ``--xla_force_host_platform_device_count``) and gives each device its share.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from benchmarks.exercises import (
    BETA_1,
    BETA_2,
    EPSILON,
    LEARNING_RATE,
    XOR_COPIES,
    XOR_NOISE,
    Exercise,
)
from benchmarks.outcome import Outcome, Trained


class State(NamedTuple):
    """Parameters, Adam's two moments (trees of the parameters' shapes), and the step count."""

    parameters: Any
    first: Any
    second: Any
    step: Array


def fresh(parameters: Any) -> State:
    """Start Adam: moments zero."""
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    return State(parameters, zeros, zeros, jnp.float32(0))


def adam(state: State, gradient: Any) -> State:
    """Take one step of Keras's Adam, elementwise on trees of any shape."""
    step = state.step + 1
    rate = LEARNING_RATE * jnp.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
    first = jax.tree.map(lambda m, g: m + (g - m) * (1 - BETA_1), state.first, gradient)
    second = jax.tree.map(lambda v, g: v + (g * g - v) * (1 - BETA_2), state.second, gradient)
    parameters = jax.tree.map(
        lambda p, m, v: p - rate * m / (jnp.sqrt(v) + EPSILON), state.parameters, first, second
    )
    return State(parameters, first, second, step)


def corners() -> tuple[Array, Array]:
    """Noise-free XOR: inputs (samples, 2) and labels (samples,)."""
    truth = jnp.array([[0, 0], [0, 1], [1, 0], [1, 1]], jnp.float32)  # (4, 2)
    inputs = jnp.tile(truth, (XOR_COPIES, 1))  # (samples, 2)
    return inputs, (inputs[:, 0] != inputs[:, 1]).astype(jnp.int32)


def draw(key: Array, exercise: Exercise) -> tuple[Array, Array]:
    """Draw one replica's samples, unshuffled: inputs (samples, inputs), labels (samples,)."""
    if exercise.name == "digits":
        pixels, digits = exercise.draw(np.random.default_rng(0))
        return jnp.asarray(pixels), jnp.asarray(digits, jnp.int32)
    x, y = corners()
    return x + XOR_NOISE * jax.random.normal(key, x.shape), y


def tagged_bits(key: Array, shape: tuple[int, ...]) -> Array:
    """Draw uint32 random bits whose low bits hold the row number; sorting them on axis 0 shuffles.

    ``jax.random.permutation`` sorts pairs of a key and a value, five times slower than sorting one
    number that holds both. Equal random bits (22 or more) keep their order: one pair in millions.
    """
    low = jnp.uint32((1 << (shape[0] - 1).bit_length()) - 1)
    rows = jnp.arange(shape[0], dtype=jnp.uint32).reshape(-1, *(1,) * (len(shape) - 1))
    return (jax.random.bits(key, shape) & ~low) | rows


def shuffled(key: Array, number: int) -> Array:
    """Random permutation of ``range(number)``: shape (number,)."""
    low = jnp.uint32((1 << (number - 1).bit_length()) - 1)
    return (jnp.sort(tagged_bits(key, (number,))) & low).astype(jnp.int32)


Program = Callable[[Array], tuple[Array, Array]]


def compile_and_run(
    chunk: Program, exercise: Exercise, replicas: int, size: int, seed: int
) -> Outcome:
    """Compile a study apart, then time it.

    Parameters
    ----------
    chunk
        Trains `size` replicas from one key; returns history (4, epochs, size) and test accuracy
        (size,).
    replicas
        Rounded up to whole chunks on every device.
    """
    devices = jax.devices()
    chunks = -(-replicas // (size * len(devices)))
    mesh = Mesh(np.asarray(devices), ("device",))
    split = PartitionSpec("device")

    def share(keys: Array) -> tuple[Array, Array]:
        return jax.lax.map(chunk, keys)  # (chunks, 4, epochs, size), (chunks, size)

    mapped = jax.shard_map(share, mesh=mesh, in_specs=split, out_specs=split, check_vma=False)
    study = jax.jit(mapped)
    keys = jax.random.split(jax.random.key(seed), chunks * len(devices))  # (all chunks,)
    keys = jax.device_put(keys, NamedSharding(mesh, split))
    start = time.perf_counter()
    program = study.lower(keys).compile()
    compiled = time.perf_counter()
    history, test = jax.device_get(program(keys))
    seconds = time.perf_counter() - compiled
    shares = [Trained(h, t) for h, t in zip(history, test, strict=True)]
    return Outcome.of(shares, exercise, seconds, compiled - start)
