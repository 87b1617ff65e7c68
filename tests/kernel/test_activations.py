"""The kernel's own activations and their derivatives against scipy."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest
from scipy.special import expit, ndtr

from manyseeds.engines.activations import ACTIVATION, LEAKY_SLOPE, SLOPE
from manyseeds.engines.native import ACTIVATIONS
from manyseeds.kernel.library import library_for

SUMS = np.concatenate(
    [
        np.linspace(-12, 12, 100_001),
        np.geomspace(1e-30, 1e3, 2000),
        -np.geomspace(1e-30, 1e3, 2000),
        [0.0],
    ]
).astype(np.float32)


def kernel(name: str, sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values and derivatives of an activation as the kernel computes them."""
    values, slopes = np.empty_like(sums), np.empty_like(sums)
    library_for().ms_activations(
        ctypes.c_int64(ACTIVATIONS.index(name)),
        ctypes.c_int64(len(sums)),
        *(ctypes.c_void_p(array.ctypes.data) for array in (sums, values, slopes)),
    )
    return values, slopes


def exact(name: str, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same by scipy, in float64."""
    below = z < 0
    match name:
        case "leaky_relu":
            return np.where(below, LEAKY_SLOPE * z, z), np.where(below, LEAKY_SLOPE, 1.0)
        case "elu":
            low = np.minimum(z, 0)
            return np.where(below, np.expm1(low), z), np.where(below, np.exp(low), 1.0)
        case "gelu":
            return z * ndtr(z), ndtr(z) + z * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
        case _:
            return z * expit(z), expit(z) * (1 + z * expit(-z))


@pytest.mark.parametrize("name", ACTIVATIONS[4:])
def test_values_and_derivatives_are_right_to_rounding(name):
    z = SUMS.astype(np.float64)
    values, slopes = kernel(name, SUMS)
    right, slope = exact(name, z)
    # exp is 0 below -80, where no float32 computation would see the difference.
    assert np.all(np.abs(values - right) <= 4e-7 * np.abs(right) + 1e-33)
    assert np.all(np.abs(slopes - slope) <= 3e-7)


@pytest.mark.parametrize("name", ACTIVATIONS[4:])
def test_the_reference_has_the_same_functions(name):
    z = SUMS.astype(np.float64)
    right, slope = exact(name, z)
    np.testing.assert_allclose(ACTIVATION[name](z), right, rtol=1e-13, atol=1e-300)
    np.testing.assert_allclose(SLOPE[name](z), slope, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("name", ACTIVATIONS[4:])
def test_what_is_not_a_number_stays_none(name):
    values, _ = kernel(name, np.array([np.nan], np.float32))
    assert np.isnan(values).all()
