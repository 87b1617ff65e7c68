"""Activations and their derivatives in NumPy, by the names that Keras has for them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from scipy import special

from manyseeds._types import Array

__all__ = ["ACTIVATION", "LEAKY_SLOPE", "SLOPE"]

LEAKY_SLOPE = 0.2
"""Keras's slope of the leaky ReLU below zero."""


def _leaky_relu(z: Array) -> Array:
    return np.where(z < 0, LEAKY_SLOPE * z, z)


def _elu(z: Array) -> Array:
    return np.where(z < 0, np.expm1(np.minimum(z, 0)), z)


def _gelu_slope(z: Array) -> Array:
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return np.asarray(special.ndtr(z) + z * density)


def _silu_slope(z: Array) -> Array:
    s = special.expit(z)
    return np.asarray(s + z * s * special.expit(-z))


def _sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


ACTIVATION: Mapping[str, Callable[[Array], Array]] = {
    "linear": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "leaky_relu": _leaky_relu,
    "elu": _elu,  # Clevert, Unterthiner, Hochreiter 2016, eq. 15, with alpha = 1
    "gelu": lambda z: z * special.ndtr(z),  # Hendrycks, Gimpel 2016: the exact form
    "silu": lambda z: z * special.expit(z),  # Elfwing, Uchibe, Doya 2018, eq. 3
}

SLOPE: Mapping[str, Callable[[Array], Array]] = {
    "linear": np.ones_like,
    "relu": lambda z: (z > 0).astype(z.dtype),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "sigmoid": lambda z: _sigmoid(z) * (1 - _sigmoid(z)),
    "leaky_relu": lambda z: np.where(z < 0, LEAKY_SLOPE, 1.0).astype(z.dtype),
    "elu": lambda z: np.exp(np.minimum(z, 0)),
    "gelu": _gelu_slope,
    "silu": _silu_slope,
}
"""The derivative at the sums `z` that an activation is applied to."""
