"""The network of an arm: dense layers between the features and the classes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from manyseeds.errors import SpecificationError, must_be
from manyseeds.specified import Integer, Real, Specified, integer, option

__all__ = ["Network", "check_layers"]

Activation = Literal["linear", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu"]
Initializer = Literal[
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "lecun_uniform",
    "lecun_normal",
]
Initializers = Initializer | tuple[Initializer, ...]
Share = Annotated[Real, Field(ge=0, lt=1)]
Width = Annotated[Integer, Field(ge=1, le=2**16)]


def _widths(value: object) -> object:
    try:
        return (integer(value),)
    except ValueError:
        return value


Widths = Annotated[
    tuple[Width, ...], BeforeValidator(_widths), PlainSerializer(list, return_type=list[int])
]


def check_layers(network: Network) -> None:
    """Refuse a list of one value for each layer that does not have as many.

    Raises
    ------
    SpecificationError
        Where a list is of another length than there are layers.
    """
    for field, kind in {"activation": "name", "dropout": "share"}.items():
        value = getattr(network, field)
        if isinstance(value, tuple) and len(value) != len(network.hidden):
            rule = f"of one {kind} for each of the {len(network.hidden)} hidden layers"
            raise SpecificationError(must_be(field, rule, list(value)))
    starts, layers = network.initializer, len(network.hidden) + 1
    if isinstance(starts, tuple) and len(starts) != layers:
        rule = f"of one name for each of the {layers} layers, the last among them"
        raise SpecificationError(must_be("initializer", rule, list(starts)))


class Network(Specified):
    """Dense layers between the features and the classes.

    Examples
    --------
    >>> Network(hidden=[0])
    Traceback (most recent call last):
        ...
    manyseeds.errors.SpecificationError: `hidden` must be a list of integers in [1, 65536]; got [0].
    """

    hidden: Widths = option(
        (),
        "a list of integers in [1, 65536]",
        "Width of each hidden layer; empty for none.",
        unit="neurons",
    )
    activation: Activation | tuple[Activation, ...] = option(
        "relu",
        "the name of an activation, or a list of one name for each hidden layer",
        "Activation of every hidden layer, or of each; Keras's of the same name.",
    )
    initializer: Initializers = option(
        "glorot_uniform",
        "the name of an initializer, or a list of one name for each layer, the last among them",
        "Distribution of the first weights, or of each layer's; biases start at zero.",
    )
    dropout: Share | tuple[Share, ...] = option(
        0.0,
        "a number in [0, 1), or a list of one for each hidden layer",
        "Share of a hidden layer's outputs that each training sample loses, drawn anew.",
    )
    output: Literal["softmax", "sigmoid"] = option(
        "softmax",
        "the name of an output",
        "A softmax over the classes, or for two classes one sigmoid: that of the second.",
    )

    @model_validator(mode="after")
    def _consistent(self) -> Network:
        # A list alone, as a sweep has it, is checked when the arms are made.
        if "hidden" in self.model_fields_set:
            check_layers(self)
        return self

    @property
    def activations(self) -> tuple[Activation, ...]:
        """Activation of each hidden layer."""
        if isinstance(self.activation, tuple):
            return self.activation
        return (self.activation,) * len(self.hidden)

    @property
    def initializers(self) -> tuple[Initializer, ...]:
        """Distribution of the first weights of each layer, the last among them."""
        if isinstance(self.initializer, tuple):
            return self.initializer
        return (self.initializer,) * (len(self.hidden) + 1)

    @property
    def dropouts(self) -> tuple[float, ...]:
        """Share that each hidden layer loses."""
        if isinstance(self.dropout, tuple):
            return self.dropout
        return (self.dropout,) * len(self.hidden)

    @classmethod
    def from_keras(cls, path: str | Path) -> Network:
        """Return the network of a ``.keras`` file; nothing in the file is run."""
        from manyseeds.interop.keras_file import network_from_keras

        return network_from_keras(path)
