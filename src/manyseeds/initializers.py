"""First weights: distributions by the fan of a layer, drawn from a replica's init stream."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping

import numpy as np

from manyseeds import streams
from manyseeds._types import Array
from manyseeds.arms import Arm

__all__ = ["initial_weights"]

# Standard deviation of a standard normal variable truncated at two: Keras divides by it.
TRUNCATED_DEVIATION = 0.87962566103423978
TAIL = 0.022750131948179195
"""Probability below minus two."""


def _uniform(u: Array, variance: float) -> Array:
    return math.sqrt(3.0 * variance) * (2.0 * u - 1.0)


def _truncated_normal(u: Array, variance: float) -> Array:
    z = streams.normal_quantiles(TAIL + u * (1.0 - 2.0 * TAIL))
    return math.sqrt(variance) / TRUNCATED_DEVIATION * z


SHAPE: Mapping[str, Callable[[Array, float], Array]] = {
    "uniform": _uniform,
    "normal": _truncated_normal,
}

VARIANCE: Mapping[str, Callable[[int, int], float]] = {
    "glorot": lambda inputs, outputs: 2.0 / (inputs + outputs),
    "he": lambda inputs, outputs: 2.0 / inputs,
    "lecun": lambda inputs, outputs: 1.0 / inputs,
}


def initial_weights(seed: int, arm: Arm, keys: Array) -> Array:
    """Draw the first weights of the replicas whose init streams are `keys`.

    Kernels have variance ``2 / (inputs + outputs)`` (Glorot, Bengio 2010, eq. 16),
    ``2 / inputs`` (He and others 2015, eq. 10) or ``1 / inputs`` (LeCun and others 1998, eq. 16);
    biases are zero.

    Returns
    -------
    float32 array (replicas, parameters)
        In Keras's order: kernel, bias, kernel, bias ...
    """
    parts = []
    layers = zip(arm.network.initializers, itertools.pairwise(arm.widths), strict=True)
    for layer, (initializer, (inputs, outputs)) in enumerate(layers):
        fan, shape = initializer.split("_")
        variance = VARIANCE[fan](inputs, outputs)
        u = streams.uniforms(seed, streams.INIT, keys, inputs * outputs, part=layer)
        parts += [SHAPE[shape](u, variance), np.zeros((len(keys), outputs))]
    return np.concatenate(parts, axis=1).astype(np.float32)
