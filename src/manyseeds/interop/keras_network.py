"""A chain of Keras layers as a `Network`. What can be taken is what `Network` accepts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from manyseeds.errors import SpecificationError, shown
from manyseeds.interop.keras_chain import Chain, Neurons
from manyseeds.interop.keras_layers import Layer, Part, named, part_of, refused
from manyseeds.network import Network

__all__ = ["l2_of", "network_of"]

OWN_START = "start from the model's own weights with start='model'"


def network_of(chain: Chain, *, starts: bool = True) -> Network:
    """Return a chain of layers as a `Network`.

    Parameters
    ----------
    chain : Chain
    starts : bool
        Whether the initializers matter; they do not where the first weights are given.

    Raises
    ------
    SpecificationError
        Naming the layer that `Network` cannot hold.

    Examples
    --------
    >>> from manyseeds.interop.keras_chain import chain_of
    >>> chain = chain_of([
    ...     Layer("InputLayer", "in", {"batch_shape": [None, 2]}),
    ...     Layer("Dense", "inner", {"units": 6, "activation": "tanh"}),
    ...     Layer("Dense", "out", {"units": 2, "activation": "softmax"}),
    ... ])
    >>> found = network_of(chain, starts=False)
    >>> found.hidden, found.activation
    ((6,), 'tanh')
    """
    *inner, last = chain.dense
    hidden = [one.units for one in inner]
    fields: dict[str, Any] = {"hidden": hidden}
    if inner:
        activations = [one.activation for one in inner]
        fields["activation"] = _shared(inner, "activation", activations, hidden)
    if starts:
        initializers = [_initializer(one.layer) for one in chain.dense]
        fields["initializer"] = _shared(chain.dense, "initializer", initializers, hidden)
    if any(one.dropout for one in inner):
        fields["dropout"] = _shared(inner, "dropout", [one.dropout for one in inner], hidden)
    if last.activation == "sigmoid" or last.units == 1:
        fields["output"] = _shared([last], "output", ["sigmoid"], hidden)
    elif last.activation not in ("linear", "softmax"):
        why = f"ends with the activation {last.activation!r}"
        raise last.layer.refused(why, "end it with a softmax, or with logits")
    return Network(**fields)


def _shared(
    dense: Sequence[Neurons], name: str, values: Sequence[Any], hidden: Sequence[int]
) -> Any:
    """Return the value that all layers share, else the list of them, if `Network` takes it."""
    if name not in Network.model_fields:
        layer = next(one.layer for one, value in zip(dense, values, strict=True) if value)
        why = f"needs {name}={shown(values[0])}, and Network has no field {name!r}"
        raise layer.refused(why, "leave that out")
    for one, value in zip(dense, values, strict=True):
        try:
            Network(hidden=hidden, **{name: value})
        except SpecificationError as error:
            rule = str(error).split("; got", maxsplit=1)[0].rstrip(".")
            raise one.layer.refused(f"has the {name} {shown(value)}", rule) from None
    if all(value == values[0] for value in values):
        return values[0]
    try:
        Network(hidden=hidden, **{name: list(values)})
    except SpecificationError:
        each = ", ".join(
            f"{one.layer.name!r} {shown(value)}" for one, value in zip(dense, values, strict=True)
        )
        remedy = f"give all the same {name}"
        if name == "initializer":
            remedy += f", or {OWN_START}"
        raise refused(f"its layers differ in {name} ({each})", remedy) from None
    return list(values)


def l2_of(chain: Chain) -> float:
    """Return the L2 penalty of the kernels, which all must share.

    Raises
    ------
    SpecificationError
        Where they differ, or have a penalty of another kind.
    """
    found = [_l2(one.layer) for one in chain.dense]
    if len(set(found)) > 1:
        pairs = zip(chain.dense, found, strict=True)
        each = ", ".join(f"{one.layer.name!r} {value:g}" for one, value in pairs)
        remedy = "give every Dense layer the same kernel_regularizer"
        raise refused(f"its layers differ in their L2 penalty ({each})", remedy)
    return found[0]


def _l2(layer: Layer) -> float:
    words = layer.config.get("kernel_regularizer")
    if words is None:
        return 0.0
    part = part_of(words, "keras.regularizers")
    if part is None or part.kind not in ("L2", "L1L2") or part.config.get("l1"):
        why = f"has the kernel_regularizer {shown(named(words))}"
        raise layer.refused(why, "use keras.regularizers.L2, or none")
    # Shortest number with the float32 that Keras computes with: 0.01, not 0.00999999977648258.
    return float(str(np.float32(part.config["l2"])))


def _initializer(layer: Layer) -> str:
    kernel = _initializer_part(layer, "kernel_initializer")
    if _initializer_part(layer, "bias_initializer").kind != "Zeros":
        raise layer.refused("has biases that do not start at zero", OWN_START)
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kernel.kind).lower()


def _initializer_part(layer: Layer, name: str) -> Part:
    words = layer.config.get(name)
    part = part_of(words, "keras.initializers")
    if part is None:
        raise layer.refused(f"has the {name} {shown(named(words))}", OWN_START)
    return part
