"""A compiled Keras model as a network, its training and its own weights.

Keras itself is not imported: a model is there, so it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import shown
from manyseeds.interop.keras_chain import Chain, chain_of
from manyseeds.interop.keras_layers import Layer, Part, layers_of, refused
from manyseeds.interop.keras_network import l2_of, network_of
from manyseeds.interop.keras_training import check_loss, optimizer_fields
from manyseeds.network import Network

__all__ = ["KerasModel", "read_model"]


@dataclass(frozen=True)
class KerasModel:
    """What a compiled Keras model is, in this library's words.

    Parameters
    ----------
    name : str
    network : Network
    training : mapping
        Fields of `Training`: the optimizer with its settings, and the L2 penalty.
    chain : Chain
        Its layers; ``chain.inputs(x)`` scales and flattens rows as its first layers do.
    weights : list of float32 arrays
        Kernel and bias of each Dense layer, as they are.
    """

    name: str
    network: Network
    training: Mapping[str, Any]
    chain: Chain
    weights: list[Array]


def read_model(model: Any, *, starts: bool = True) -> KerasModel:
    """Read a compiled Keras model, Sequential or a functional one without branches.

    Parameters
    ----------
    model : keras.Model
    starts : bool
        Whether its initializers matter; they do not where its own weights are the start.

    Raises
    ------
    SpecificationError
        Naming in one sentence what cannot be trained here.
    """
    layers = _layers(model)
    chain = chain_of(layers)
    if getattr(model, "optimizer", None) is None or not getattr(model, "loss", None):
        raise refused("it is not compiled", "call model.compile(optimizer, loss) first")
    _check_compiled(model)
    training = optimizer_fields(_optimizer(model.optimizer)) | check_loss(_loss(model.loss), chain)
    penalty = l2_of(chain)
    if penalty:
        training["l2"] = penalty
    return KerasModel(
        name=str(model.name),
        network=network_of(chain, starts=starts),
        training=training,
        chain=chain,
        weights=[w for one in chain.dense for w in one.layer.weights],
    )


def _check_compiled(model: Any) -> None:
    """Refuse what no configuration tells: a weighted loss, weights that do not decay."""
    factor = getattr(getattr(model, "_compile_loss", None), "_user_loss_weights", None)
    if np.any(np.not_equal(1.0 if factor is None else factor, 1.0)):
        raise refused(f"it has loss_weights={shown(factor)}", "compile it without them")
    for spared in ("_exclude_from_weight_decay", "_exclude_from_weight_decay_pattern"):
        if getattr(model.optimizer, spared, None) and model.optimizer.weight_decay:
            why = "its optimizer excludes some weights from weight_decay"
            raise refused(why, "let all decay, or none")


def _layers(model: Any) -> tuple[Layer, ...]:
    """The layers of a model, each checked before it is asked for its configuration."""
    kind = type(model)
    if not _is_keras(kind):
        raise refused(f"it is of class {kind.__name__!r}", "build it with keras.Sequential")
    if not model.built:
        raise refused("it has no weights yet", "begin it with keras.Input(shape)")
    weights: dict[str, tuple[Array, ...]] = {}
    for layer in model.layers:
        plain = Layer(type(layer).__name__, layer.name, {})
        if not _is_keras(type(layer)):
            why = f"is of the class {type(layer).__name__!r}, which is not Keras's own"
            raise plain.refused(why, "use Keras's Dense and Activation layers")
        function = getattr(layer, "activation", None)
        if function is not None and not _is_keras(function):
            why = "has an activation that is not Keras's own"
            raise plain.refused(why, "name one, such as 'relu'")
        weights[layer.name] = tuple(np.asarray(w.numpy()) for w in layer.weights)
    read = layers_of(kind.__name__, model.get_config())
    return tuple(Layer(r.kind, r.name, r.config, weights.get(r.name, ())) for r in read)


def _is_keras(thing: Any) -> bool:
    """Whether a class, a function or an object is of Keras's own making."""
    module = getattr(thing, "__module__", None) or type(thing).__module__
    return str(module).split(".", maxsplit=1)[0] == "keras"


def _optimizer(optimizer: Any) -> Part:
    kind = type(optimizer)
    if not _is_keras(kind):
        raise refused(f"its optimizer {kind.__name__!r} is not Keras's own", "use Adam or SGD")
    return Part(kind.__name__, optimizer.get_config())


def _loss(loss: Any) -> Part:
    if isinstance(loss, str):
        return Part(loss, {})
    if isinstance(loss, dict | list | tuple):
        raise refused("it has a loss for each of several outputs", "compile it with one loss")
    kind = loss if hasattr(loss, "__name__") else type(loss)
    if not _is_keras(kind):
        raise refused(f"its loss {kind.__name__!r} is not Keras's own", "use a cross-entropy")
    return Part(kind.__name__, {} if kind is loss else loss.get_config())
