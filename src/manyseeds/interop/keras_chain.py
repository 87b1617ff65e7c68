"""A chain of Keras layers, read from the inputs to the classes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import DataError, shown
from manyseeds.interop.keras_inputs import SCALERS, scaled
from manyseeds.interop.keras_layers import Layer, named, refused

__all__ = ["Chain", "Neurons", "chain_of"]

MOST_FEATURES = 2**24
"""Numbers in one sample; a configuration that claims more is not believed."""

DENSE_DEFAULTS: Mapping[str, Any] = {
    "use_bias": True,
    "bias_regularizer": None,
    "kernel_constraint": None,
    "bias_constraint": None,
    "lora_rank": None,
    "quantization_config": None,
    "trainable": True,
}


@dataclass
class Neurons:
    """One Dense layer with the activation and the dropout that follow it."""

    layer: Layer
    units: int
    activation: str
    dropout: float = 0.0


@dataclass
class Chain:
    """What a chain of layers does.

    Parameters
    ----------
    shape : tuple of int
        Shape of one sample, after the layers read so far.
    input_shape : tuple of int
        Shape of one sample at the beginning.
    scalers : list of (Layer, tuple of int)
        The layers that scale the inputs, each with the shape of a sample there.
    dense : list of Neurons
    """

    shape: tuple[int, ...] = ()
    input_shape: tuple[int, ...] = ()
    scalers: list[tuple[Layer, tuple[int, ...]]] = field(default_factory=list)
    dense: list[Neurons] = field(default_factory=list)

    @property
    def last(self) -> Neurons:
        """The layer that ends the chain."""
        return self.dense[-1]

    @property
    def features(self) -> int:
        """Numbers in one sample."""
        return math.prod(self.input_shape)

    def inputs(self, x: Any, name: str = "x") -> Array:
        """Return rows as the first Dense layer receives them: float64 (samples, features)."""
        try:
            table = np.asarray(x, np.float64)
        except (TypeError, ValueError):
            raise DataError(f"`{name}` must be an array of numbers; got {shown(x)}.") from None
        if table.ndim == 0 or table.shape[1:] != self.input_shape:
            rule = ", ".join(map(str, ("samples", *self.input_shape)))
            raise DataError(f"`{name}` must have the model's shape ({rule}); got {table.shape}.")
        for layer, shape in self.scalers:
            table = scaled(layer, table.reshape(len(table), *shape))
        return table.reshape(len(table), self.features)


def chain_of(layers: Sequence[Layer]) -> Chain:
    """Read a chain of layers.

    Raises
    ------
    SpecificationError
        Naming the first layer that cannot be taken.

    Examples
    --------
    >>> chain = chain_of([
    ...     Layer("InputLayer", "image", {"batch_shape": [None, 8, 8]}),
    ...     Layer("Flatten", "flatten", {}),
    ...     Layer("Dense", "out", {"units": 10, "activation": "softmax"}),
    ... ])
    >>> chain.features, chain.last.units, chain.last.activation
    (64, 10, 'softmax')
    """
    chain = Chain()
    for layer in layers:
        if layer.kind not in READERS:
            known = ", ".join(sorted(READERS.keys() - {"InputLayer"}))
            why = f"is a {shown(layer.kind, 60)[1:-1]}"
            raise layer.refused(why, f"use the layers {known}, or compute its output beforehand")
        READERS[layer.kind](chain, layer)
    if not chain.dense:
        raise refused("it has no Dense layer", "end it with a Dense layer of one unit a class")
    if chain.last.dropout:
        raise refused("its last layer is a Dropout", "leave that layer out")
    return chain


def _read_input(chain: Chain, layer: Layer) -> None:
    shape = layer.config.get("batch_shape")
    sizes = tuple(shape[1:]) if isinstance(shape, list | tuple) else ()
    whole = all(isinstance(size, int) and size > 0 for size in sizes)
    if chain.input_shape or not sizes or not whole or math.prod(sizes) > MOST_FEATURES:
        remedy = f"give keras.Input one shape, of at most {MOST_FEATURES} numbers"
        raise layer.refused(f"has the shape {shown(shape)}", remedy)
    chain.shape = chain.input_shape = sizes


def _read_flatten(chain: Chain, layer: Layer) -> None:
    layer.plain("use 'channels_last'", data_format="channels_last")
    chain.shape = (math.prod(chain.shape),)


def _read_scaler(chain: Chain, layer: Layer) -> None:
    if chain.dense:
        raise layer.refused("comes after a Dense layer", "put it before the first one")
    chain.scalers.append((layer, chain.shape))


def _read_dense(chain: Chain, layer: Layer) -> None:
    if len(chain.shape) != 1:
        why = f"receives samples of shape {chain.shape}"
        raise layer.refused(why, "put a Flatten layer before it")
    if chain.dense and chain.last.activation == "softmax":
        raise layer.refused("comes after a softmax", "keep the softmax for the last layer")
    layer.plain("leave that at Keras's default", **DENSE_DEFAULTS)
    units = layer.config.get("units")
    if not isinstance(units, int) or isinstance(units, bool) or units < 1:
        raise layer.refused(f"has units={shown(units)}", "give it a number of units")
    chain.dense.append(Neurons(layer, units, _activation(layer)))
    chain.shape = (units,)


def _activation(layer: Layer) -> str:
    words = layer.config.get("activation", "linear")
    if not isinstance(words, str):
        why = f"has an activation of another make ({shown(named(words))})"
        raise layer.refused(why, "name one of Keras's activations, such as 'relu'")
    return words


def _activate(chain: Chain, layer: Layer, name: str) -> None:
    """Give the last Dense layer the activation that a layer of its own brings."""
    if name == "linear":
        return
    if not chain.dense or chain.last.activation != "linear" or chain.last.dropout:
        remedy = "put it right after a Dense layer that has none of its own"
        raise layer.refused("is an activation without a Dense layer to act on", remedy)
    chain.last.activation = name


def _reader(name: str, **settings: Any) -> Callable[[Chain, Layer], None]:
    def read(chain: Chain, layer: Layer) -> None:
        values = ", ".join(f"{setting}={value}" for setting, value in settings.items())
        layer.plain(f"set {values}, as the activation {name!r} has it", **settings)
        _activate(chain, layer, name)

    return read


def _read_dropout(chain: Chain, layer: Layer) -> None:
    layer.plain("leave that out", noise_shape=None)
    rate = layer.config.get("rate")
    if not isinstance(rate, int | float) or not 0 <= rate < 1:
        raise layer.refused(f"has rate={shown(rate)}", "give it a share in [0, 1)")
    if not chain.dense or chain.last.dropout:
        raise layer.refused("does not follow a hidden layer", "put it after one, once")
    chain.last.dropout = float(rate)


READERS: Mapping[str, Callable[[Chain, Layer], None]] = {
    "InputLayer": _read_input,
    "Dense": _read_dense,
    "Activation": lambda chain, layer: _activate(chain, layer, _activation(layer)),
    "ReLU": _reader("relu", max_value=None, negative_slope=0.0, threshold=0.0),
    "LeakyReLU": _reader("leaky_relu", negative_slope=0.2),
    "ELU": _reader("elu", alpha=1.0),
    "Softmax": _reader("softmax", axis=-1),
    "Dropout": _read_dropout,
    "Flatten": _read_flatten,
    **dict.fromkeys(SCALERS, _read_scaler),
}
