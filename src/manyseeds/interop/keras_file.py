"""A replica as a ``.keras`` file, and a network and weights out of one. Keras is not needed.

A file that is read may come from anyone: its configuration is data, read by the rules of a model
in memory, and nothing that it names is run.
"""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manyseeds._types import Array
from manyseeds.errors import ManySeedsError, ResultError, shown
from manyseeds.interop.files import needed, write_file
from manyseeds.interop.keras_archive import CONFIG, METADATA, WEIGHTS, read_config, read_member
from manyseeds.interop.keras_chain import Chain, chain_of
from manyseeds.interop.keras_layers import Layer, layers_of
from manyseeds.interop.keras_network import network_of
from manyseeds.interop.keras_weights import read_arrays
from manyseeds.interop.trained import Trained, trained
from manyseeds.network import Network

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["network_from_keras", "read_weights", "write_keras"]

VERSION = "3.6.0"
"""Oldest Keras whose files look like this."""

MODEL_MODULES = ("keras", "keras.models", "keras.src.models.functional")
"""Where Keras says that its classes of models are."""

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Date of the members: the same result gives the same file."""


def write_keras(
    result: Result, path: str | Path, replica: int = 0, arm: int = 0, *, replace: bool = False
) -> None:
    """Write one replica as a file that ``keras.models.load_model`` reads.

    The model takes rows as they were given: it scales them as the replica did, and ends in
    probabilities. It is not compiled. Missing values it does not fill: it makes NaN of NaN.

    Parameters
    ----------
    result : Result
    path : str or Path
        Of a file that ends in ``.keras``.
    replica, arm : int
    replace : bool
        Whether to replace a file that is there.

    Raises
    ------
    ResultError
        Where there is no such replica or it diverged, or the file cannot be written.
    """
    weights = trained(result, replica, arm)
    members: dict[str, str | bytes] = {
        METADATA: json.dumps({"keras_version": VERSION, "date_saved": "1980-01-01@00:00:00"}),
        CONFIG: json.dumps(_config(weights)),
        WEIGHTS: _weights(weights),
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name, LONG_AGO), content)
    write_file(path, ".keras", archive.getvalue(), replace=replace)


def _config(weights: Trained) -> dict[str, Any]:
    arm = weights.arm
    layers = [_own("InputLayer", name="inputs", batch_shape=[None, arm.widths[0]], dtype="float32")]
    if weights.scaling is not None:
        shift, scale = (part[0].astype(float).tolist() for part in weights.scaling)
        # In two steps, each the very operation that training did.
        ones = [1.0] * len(shift)
        layers.append(
            _own("Normalization", name="shift", axis=[-1], mean=shift, variance=ones, invert=False)
        )
        layers.append(_own("Rescaling", name="scale", scale=scale, offset=0.0))
    activations = (*arm.activations[:-1], weights.output)
    dense = zip(arm.widths[1:], activations, arm.network.initializers, arm.dropouts, strict=True)
    for number, (units, activation, initializer, rate) in enumerate(dense):
        kernel = "".join(word.title() for word in initializer.split("_"))
        settings: dict[str, Any] = {"units": units, "activation": activation, "use_bias": True}
        settings["kernel_initializer"] = _described("keras.initializers", kernel, {"seed": None})
        settings["bias_initializer"] = _described("keras.initializers", "Zeros", {})
        layers.append(_own("Dense", name=_dense(number), **settings))
        if rate:  # loses nothing when it predicts; there for whoever trains on
            layers.append(_own("Dropout", name=f"dropout_{number}", rate=rate, seed=None))
    name = f"replica_{int(weights.replicas[0])}"
    config = {"name": name, "trainable": True, "layers": layers}
    shape = [None, arm.widths[0]]
    config["build_input_shape"] = shape
    return _described("keras", "Sequential", config) | {"build_config": {"input_shape": shape}}


def _described(module: str, kind: str, config: Mapping[str, Any]) -> dict[str, Any]:
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


def _own(kind: str, **config: Any) -> dict[str, Any]:
    return _described("keras.layers", kind, {"dtype": "float32", **config})


def _dense(number: int) -> str:
    """Name of a Dense layer in a file: ``dense``, ``dense_1``, ``dense_2`` ..."""
    return f"dense_{number}" if number else "dense"


def _weights(weights: Trained) -> bytes:
    h5py = needed("h5py", "keras")
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for name in ("shift", "scale") if weights.scaling else ():
            kind = {"shift": "normalization", "scale": "rescaling"}[name]
            file.create_group(f"layers/{kind}/vars")
        for number, pair in enumerate(weights.layers):
            group = file.create_group(f"layers/{_dense(number)}/vars")
            for place, values in enumerate(pair):
                group.create_dataset(str(place), data=values[0])
        file.create_group("vars")
    return content.getvalue()


def network_from_keras(path: str | Path) -> Network:
    """Return the network of a ``.keras`` file; weights and optimizer are not read.

    Raises
    ------
    ManySeedsError
        Where the file is not what Keras writes, or holds a model that cannot be trained here.
    """
    return network_of(_chain(path))


def read_weights(path: str | Path) -> list[Array]:
    """Return the kernel and bias of each Dense layer of a ``.keras`` file, as float32.

    Raises
    ------
    ManySeedsError
        Where the file is not what Keras writes, or its weights do not fit its layers.
    """
    chain = _chain(path)
    network_of(chain, starts=False)  # holds widths to their limits
    widths = [chain.features, *(one.units for one in chain.dense)]
    expected: dict[str, tuple[int, ...]] = {}
    for number, (inputs, outputs) in enumerate(itertools.pairwise(widths)):
        expected[f"layers/{_dense(number)}/vars/0"] = (inputs, outputs)
        expected[f"layers/{_dense(number)}/vars/1"] = (outputs,)
    return read_arrays(read_member(path, WEIGHTS), expected, str(path))


def _chain(path: str | Path) -> Chain:
    words = read_config(path)
    try:
        _check_own(words)
        config = words.get("config")
        if words.get("module") not in MODEL_MODULES or not isinstance(config, dict):
            raise ResultError("it holds no model of Keras's own")
        layers = layers_of(str(words.get("class_name")), config)
        return chain_of([replace(layer, name=_plain(layer)) for layer in layers])
    except ManySeedsError as error:
        sentence = str(error).rstrip(".")
        raise type(error)(f"Cannot read {str(path)!r}: {sentence}.") from None


def _plain(layer: Layer) -> str:
    """A layer's name without what could disturb a sentence."""
    return re.sub(r"[^\w.-]", "?", layer.name)


def _check_own(words: Any) -> None:
    """Refuse a configuration that names anything but Keras's own classes, wherever it is."""
    waiting = [words]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            module, name = one.get("module", "keras"), one.get("registered_name")
            own = isinstance(module, str) and re.fullmatch(r"keras(\.[a-z_]+)*", module)
            kind = one.get("class_name")
            if not own or name not in (None, kind) or kind in ("function", "__lambda__", "Lambda"):
                what = ", ".join(shown(part, 40) for part in (module, kind, name) if part)
                raise ResultError(f"it names an object that is not Keras's own ({what})")
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
