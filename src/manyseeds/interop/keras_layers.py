"""The layers of a Keras model as plain records, taken from its configuration.

A configuration is data: nothing that it names is imported, called or made. It comes from a model in
memory or from a file, and is read by the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import SpecificationError, shown

__all__ = ["Layer", "Part", "layers_of", "named", "numbers_of", "part_of", "refused"]

CHAINS = ("Sequential", "Functional")


def refused(why: str, remedy: str) -> SpecificationError:
    """Return the error that says in one sentence why a Keras model is not taken, and what helps."""
    return SpecificationError(f"This Keras model cannot be trained here: {why}; {remedy}.")


@dataclass(frozen=True)
class Layer:
    """One layer: its class, its name in the model, its settings and its weights.

    Parameters
    ----------
    kind : str
        Name of Keras's class, such as ``"Dense"``.
    name : str
    config : mapping
    weights : tuple of arrays
        Empty where they were not asked for.
    """

    kind: str
    name: str
    config: Mapping[str, Any]
    weights: tuple[Array, ...] = ()

    def __str__(self) -> str:
        return f"layer {self.name!r}"

    def refused(self, why: str, remedy: str) -> SpecificationError:
        """Return the error that names this layer."""
        return refused(f"{self} {why}", remedy)

    def plain(self, remedy: str, **settings: Any) -> None:
        """Refuse any of `settings` that the layer has with another value than given."""
        for setting, value in settings.items():
            found = self.config.get(setting, value)
            if found != value:
                raise self.refused(f"has {setting}={shown(found)}", remedy)


@dataclass(frozen=True)
class Part:
    """An object inside a configuration: an initializer, a regularizer, an optimizer."""

    kind: str
    config: Mapping[str, Any]


def part_of(words: Any, module: str) -> Part | None:
    """Return the object that `words` describe if it is Keras's own, of `module`; else None."""
    if not isinstance(words, Mapping) or not isinstance(words.get("config"), Mapping):
        return None
    own = words.get("module") == module and words.get("registered_name") is None
    return Part(str(words.get("class_name")), words["config"]) if own else None


def layers_of(kind: str, config: Mapping[str, Any]) -> tuple[Layer, ...]:
    """Return the layers of a model's configuration, which must be one chain.

    Parameters
    ----------
    kind : str
        Class of the model.
    config : mapping
        What ``model.get_config()`` returns.

    Raises
    ------
    SpecificationError
        Where the model branches, or holds what is not a layer of Keras's own.
    """
    if kind not in CHAINS:
        raise refused(f"it is of class {kind!r}", "build it with keras.Sequential")
    words = config.get("layers")
    if not isinstance(words, Sequence) or not words:
        raise refused("it has no layers", "add a Dense layer and build it")
    layers = tuple(_layer(one) for one in words)
    if kind == "Functional":
        _check_chain(layers, words, config)
    if layers[0].kind != "InputLayer":
        layers = (_input(layers[0], config), *layers)
    return layers


def _layer(words: Any) -> Layer:
    if not isinstance(words, Mapping) or not isinstance(words.get("config"), Mapping):
        raise refused("a layer in it has no configuration", "save it again with Keras 3")
    kind, config = str(words.get("class_name")), words["config"]
    name = shown(config.get("name", kind), 60).strip("'")
    layer = Layer(kind, name, config)
    if words.get("module") != "keras.layers" or words.get("registered_name") is not None:
        why = f"({kind}) is not one of Keras's own layers"
        raise layer.refused(why, "use Dense and Activation layers")
    policy = config.get("dtype", "float32")
    inner = policy.get("config", {}) if isinstance(policy, Mapping) else {"name": policy}
    if not isinstance(inner, Mapping) or inner.get("name") != "float32":
        raise layer.refused(f"computes in {shown(inner)}", "build it with dtype='float32'")
    layer.plain("leave that out", activity_regularizer=None)
    return layer


def _input(first: Layer, config: Mapping[str, Any]) -> Layer:
    shape = config.get("build_input_shape")
    if not isinstance(shape, Sequence):
        raise first.refused("comes first and has no shape", "begin with keras.Input(shape)")
    return Layer("InputLayer", "input", {"batch_shape": shape})


def _check_chain(
    layers: Sequence[Layer], words: Sequence[Mapping[str, Any]], config: Mapping[str, Any]
) -> None:
    """Check that each layer takes what the one before it gives, and nothing else."""
    remedy = "build it as a single chain of layers, with keras.Sequential"
    for place, (layer, one) in enumerate(zip(layers, words, strict=True)):
        before = [layers[place - 1].name] if place else []
        if _sources(one.get("inbound_nodes")) != before:
            raise layer.refused("does not take the output of the layer before it alone", remedy)
    for end, layer in (("input_layers", layers[0]), ("output_layers", layers[-1])):
        if _names(config.get(end)) != [layer.name]:
            what = end.split("_", maxsplit=1)[0]
            raise refused(f"its {what}s are not one, of {layer}", remedy)


def _names(ends: Any) -> list[Any]:
    """The layers of ``["a", 0, 0]`` or ``[["a", 0, 0], ["b", 0, 0]]``."""
    try:
        return [ends[0]] if isinstance(ends[0], str) else [end[0] for end in ends]
    except (TypeError, KeyError, IndexError):
        return []  # nothing that Keras writes


def _sources(nodes: Any) -> list[Any]:
    """The layers whose outputs a layer is called on."""
    try:
        arguments = [argument for node in nodes for argument in node["args"]]
        return [argument["config"]["keras_history"][0] for argument in arguments]
    except (TypeError, KeyError, IndexError):
        return [None]  # a list of tensors, or nothing that Keras writes


def numbers_of(words: Any) -> Array:
    """Return a number, a list of numbers or an array as Keras writes them, as float64."""
    if isinstance(words, Mapping) and words.get("class_name") in ("__numpy__", "__tensor__"):
        words = words["config"]["value"]
    return np.asarray(words, np.float64)


def named(words: Any) -> Any:
    """Return the name of the class that `words` describe, or `words` themselves."""
    return words.get("class_name", words) if isinstance(words, Mapping) else words
