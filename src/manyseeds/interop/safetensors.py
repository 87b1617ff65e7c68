"""The weights of all replicas of an arm as a safetensors file: arrays and text, never code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError, shown
from manyseeds.interop.files import needed, write_file
from manyseeds.interop.trained import arm_of

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["Weights", "load_weights", "save_weights"]

FORMAT = "manyseeds weights 1"


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights of an arm's replicas, as read from a file.

    Parameters
    ----------
    layers : tuple of (kernel, bias)
        float32 arrays (replicas, inputs, outputs) and (replicas, outputs).
    replicas : int64 array (replicas,)
        Their numbers.
    words : mapping of str to str
        ``label`` of the arm, its ``network`` and the ``classes`` as JSON, and the versions that
        made them.
    """

    layers: tuple[tuple[Array, Array], ...]
    replicas: Array
    words: Mapping[str, str]

    def of(self, replica: int) -> list[Array]:
        """Return one replica's weights as Keras's ``get_weights`` orders them."""
        places = np.flatnonzero(self.replicas == replica)
        if not len(places):
            numbers = f"{self.replicas[0]} to {self.replicas[-1]}"
            raise ResultError(f"`replica` must be one of the file, {numbers}; got {replica!r}.")
        return [part[places[0]] for layer in self.layers for part in layer]


def save_weights(result: Result, path: str | Path, arm: int = 0, *, replace: bool = False) -> None:
    """Write the weights of all replicas of an arm.

    Arrays are ``layers.0.kernel`` (replicas, inputs, outputs), ``layers.0.bias`` (replicas,
    outputs), ``layers.1.kernel`` ... and ``replica`` (replicas,).

    Parameters
    ----------
    result : Result
    path : str or Path
        Of a file that ends in ``.safetensors``.
    arm : int
    replace : bool
        Whether to replace a file that is there.
    """
    needed("safetensors", "safetensors")
    from safetensors.numpy import save

    chosen = arm_of(result, arm)
    flat = result.flat_weights[chosen.index]
    arrays: dict[str, Array] = {"replica": np.ascontiguousarray(result.replicas, np.int64)}
    start = 0
    for place, shape in enumerate(chosen.shapes):
        end = start + int(np.prod(shape))
        part = flat[:, start:end].reshape(len(flat), *shape)
        arrays[_name(place // 2, place % 2)] = np.ascontiguousarray(part, np.float32)
        start = end
    words = {
        "format": FORMAT,
        "label": chosen.label,
        "network": chosen.network.model_dump_json(),
        "classes": json.dumps([str(label) for label in result.study.data.classes]),
        **result.provenance,
    }
    write_file(path, ".safetensors", save(arrays, words), replace=replace)


def _name(layer: int, part: int) -> str:
    return f"layers.{layer}.{('kernel', 'bias')[part]}"


def load_weights(path: str | Path) -> Weights:
    """Read weights that `save_weights` wrote.

    Raises
    ------
    ResultError
        Where there is no such file, or it is not one of these.
    """
    safetensors = needed("safetensors", "safetensors")
    try:
        with safetensors.safe_open(str(path), framework="numpy") as file:
            words = dict(file.metadata() or {})
            if words.pop("format", None) != FORMAT:
                raise ResultError("it holds no weights of replicas")
            arrays = {name: np.asarray(file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118
        return _checked(arrays, words)
    except Exception as error:  # whatever a forged file makes the package stumble on
        reason = shown(str(error).rstrip("."))[1:-1]
        raise ResultError(f"Cannot read {str(path)!r}: {reason}.") from None


def _checked(arrays: dict[str, Array], words: Mapping[str, str]) -> Weights:
    """Hold the arrays against one another: layers that follow on each other, alike in replicas."""
    replicas = arrays.pop("replica", np.empty(0))
    if replicas.dtype != np.int64 or replicas.ndim != 1 or not len(replicas):
        raise ResultError("its replicas are no list of integers")
    layers: list[tuple[Array, Array]] = []
    inputs = None
    while arrays:
        kernel, bias = (arrays.pop(_name(len(layers), p), np.empty(0)) for p in (0, 1))
        first = inputs if layers else kernel.shape[1:2]
        fits = kernel.ndim == 3 and bias.shape == (len(replicas), kernel.shape[2])
        if not fits or kernel.shape[:1] != replicas.shape or kernel.shape[1:2] != first:
            raise ResultError(f"its layer {len(layers)} does not fit the others")
        if kernel.dtype != np.float32 or bias.dtype != np.float32:
            raise ResultError(f"its layer {len(layers)} is not of float32")
        layers.append((kernel, bias))
        inputs = kernel.shape[2:]
    if not layers:
        raise ResultError("it has no layers")
    return Weights(tuple(layers), replicas, words)
