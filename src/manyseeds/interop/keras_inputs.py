"""What layers before the first Dense do to the inputs: a shift, a scale and an offset each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from manyseeds._types import Array
from manyseeds.interop.keras_layers import Layer, numbers_of

__all__ = ["SCALERS", "scaled"]

EPSILON = 1e-7
"""Keras's least divisor of a Normalization."""

Affine = tuple[Array, Array, Array]
"""Shift, scale and offset: ``(x - shift) * scale + offset``."""


def scaled(layer: Layer, table: Array) -> Array:
    """Return samples as `layer` hands them on.

    Parameters
    ----------
    layer : Layer
        A Rescaling or a Normalization.
    table : float64 array (samples, ...)

    Raises
    ------
    SpecificationError
        Where its settings do not fit the samples.

    Examples
    --------
    >>> layer = Layer("Rescaling", "pixels", {"scale": 0.5, "offset": 1.0})
    >>> scaled(layer, np.array([[2.0, 4.0]])).tolist()
    [[2.0, 3.0]]
    """
    try:
        shift, scale, offset = SCALERS[layer.kind](layer, table.shape[1:])
        result = (table - shift) * scale + offset
    except (TypeError, ValueError, KeyError, IndexError):
        raise layer.refused("has no numbers that fit its inputs", "set or adapt them") from None
    if result.shape != table.shape:
        raise layer.refused("changes the shape of its inputs", "give it one number a feature")
    return result


def _rescaling(layer: Layer, shape: tuple[int, ...]) -> Affine:
    scale, offset = numbers_of(layer.config["scale"]), numbers_of(layer.config.get("offset", 0.0))
    return np.zeros(()), scale, offset


def _normalization(layer: Layer, shape: tuple[int, ...]) -> Affine:
    rank = len(shape) + 1
    axes = [int(axis) % rank for axis in np.atleast_1d(layer.config["axis"])]
    kept = [size if axis in axes else 1 for axis, size in enumerate(shape, start=1)]
    if layer.config["mean"] is None:
        mean, variance = (np.asarray(w, np.float64).reshape(kept) for w in layer.weights[:2])
    else:
        given = [numbers_of(layer.config[name]) for name in ("mean", "variance")]
        mean, variance = (v.reshape(kept) if v.ndim else v for v in given)
    width = np.maximum(np.sqrt(variance), EPSILON)
    none = np.zeros(())
    return (none, width, mean) if layer.config.get("invert") else (mean, 1.0 / width, none)


SCALERS: Mapping[str, Callable[[Layer, tuple[int, ...]], Affine]] = {
    "Rescaling": _rescaling,
    "Normalization": _normalization,
}
