"""The network of an arm: dense layers between the features and the softmax over the classes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from manyseeds.specified import Integer, Specified, integer, option

__all__ = ["Network"]

Activation = Literal["linear", "relu", "tanh", "sigmoid"]
Initializer = Literal["glorot_uniform", "glorot_normal", "he_uniform", "he_normal"]
Width = Annotated[Integer, Field(ge=1, le=2**16)]


def _widths(value: object) -> object:
    try:
        return (integer(value),)
    except ValueError:
        return value


Widths = Annotated[
    tuple[Width, ...], BeforeValidator(_widths), PlainSerializer(list, return_type=list[int])
]


class Network(Specified):
    """Dense layers between the features and the softmax over the classes.

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
    activation: Activation = option(
        "relu", "the name of an activation", "Activation of every hidden layer."
    )
    initializer: Initializer = option(
        "glorot_uniform",
        "the name of an initializer",
        "Distribution of the first weights; biases start at zero.",
    )

    @classmethod
    def from_keras(cls, path: str | Path) -> Network:
        """Return the network of a ``.keras`` file; nothing in the file is run."""
        from manyseeds.interop.keras_file import network_from_keras

        return network_from_keras(path)
