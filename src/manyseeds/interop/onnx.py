"""Replicas as an ONNX graph: one, or the mean of all. Files are only written, never read.

All replicas are one graph of batched products: rows are given a leading axis, along which the
weights of the replicas lie, and probabilities are averaged over it at the end.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError
from manyseeds.interop.files import needed, write_file
from manyseeds.interop.trained import Trained, trained

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["write_onnx"]

OPSET = 17
IR_VERSION = 8

LARGEST = 2**31 - 2**20
"""Bytes of weights; a single ONNX file ends at two gigabytes."""

OPERATORS = {"relu": "Relu", "tanh": "Tanh", "sigmoid": "Sigmoid", "softmax": "Softmax"}
"""Activations that are one operator without settings."""

LEAKY_SLOPE = 0.2
"""Keras's slope of ``leaky_relu`` below zero."""


@dataclass
class Graph:
    """A graph being written: each call adds a node and returns the name of what it computes."""

    helper: Any
    numpy_helper: Any
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, values: Array, name: str) -> str:
        """Keep an array in the graph."""
        self.constants.append(self.numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def number(self, value: float) -> str:
        """Keep a float32 in the graph."""
        return self.constant(np.array(value, np.float32), f"constant_{len(self.constants)}")

    def node(self, operator: str, *inputs: str, name: str = "", **settings: Any) -> str:
        """Add a node."""
        result = name or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(self.helper.make_node(operator, inputs, [result], **settings))
        return result


def write_onnx(
    result: Result,
    path: str | Path,
    replicas: int | str = "mean",
    arm: int = 0,
    *,
    replace: bool = False,
) -> None:
    """Write replicas as an ONNX file: rows in as they were given, class probabilities out.

    Where the study's table had gaps, NaN in a row is filled as each replica filled its own.

    Parameters
    ----------
    result : Result
    path : str or Path
        Of a file that ends in ``.onnx``.
    replicas : int or "mean"
        One replica's number, or the mean probability of all that did not diverge.
    arm : int
    replace : bool
        Whether to replace a file that is there.

    Raises
    ------
    ResultError
        Where there is no such replica, the weights are too many for one file, or it cannot be
        written.
    """
    onnx = needed("onnx", "onnx")
    weights = trained(result, replicas, arm)
    size = sum(part.nbytes for layer in weights.layers for part in layer)
    if size > LARGEST:
        remedy = "Write single replicas, or run a study of fewer."
        raise ResultError(f"An ONNX file holds at most 2 GB; these weights have {size:,}. {remedy}")
    graph = Graph(onnx.helper, onnx.numpy_helper)
    _compute(graph, weights)
    features, classes = weights.arm.widths[0], len(result.study.data.classes)
    kind, describe = onnx.TensorProto.FLOAT, onnx.helper.make_tensor_value_info
    model = onnx.helper.make_model(
        onnx.helper.make_graph(
            graph.nodes,
            "manyseeds",
            [describe("x", kind, ["samples", features])],
            [describe("probabilities", kind, ["samples", classes])],
            graph.constants,
        ),
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="manyseeds",
    )
    onnx.helper.set_model_props(model, _words(result, weights))
    onnx.checker.check_model(model)
    write_file(path, ".onnx", model.SerializeToString(deterministic=True), replace=replace)


def _words(result: Result, weights: Trained) -> dict[str, str]:
    """What the file says of itself."""
    data = result.study.data
    return {
        "classes": json.dumps(list(data.classes), default=str),
        "features": json.dumps(list(data.features)),
        "replicas": json.dumps(weights.replicas.tolist()),
    }


def _compute(graph: Graph, weights: Trained) -> None:
    """From ``x`` (samples, features) to ``probabilities`` (samples, classes)."""
    axes = graph.constant(np.zeros(1, np.int64), "replica_axis")
    value = graph.node("Unsqueeze", "x", axes)  # (1, samples, features)
    if weights.medians is not None:
        missing = graph.node("IsNaN", value)
        medians = graph.constant(weights.medians[:, None, :], "medians")
        value = graph.node("Where", missing, medians, value)
    if weights.scaling is not None:
        shift, scale = (part[:, None, :] for part in weights.scaling)
        value = graph.node("Sub", value, graph.constant(shift, "shift"))
        value = graph.node("Mul", value, graph.constant(scale, "scale"))
    activations = (*weights.arm.activations[:-1], weights.output)
    for number, (layer, activation) in enumerate(zip(weights.layers, activations, strict=True)):
        kernel, bias = layer
        value = graph.node("MatMul", value, graph.constant(kernel, f"kernel_{number}"))
        value = graph.node("Add", value, graph.constant(bias[:, None, :], f"bias_{number}"))
        value = _activated(graph, value, activation)
    if weights.output == "sigmoid" and len(weights.layers[-1][1][0]) == 1:
        rest = graph.node("Sub", graph.number(1.0), value)
        value = graph.node("Concat", rest, value, axis=-1)
    graph.node("ReduceMean", value, name="probabilities", axes=[0], keepdims=0)


def _activated(graph: Graph, value: str, activation: str) -> str:
    """Add the operators of an activation, as Keras defines it."""
    match activation:
        case "linear":
            return value
        case "leaky_relu":
            return graph.node("LeakyRelu", value, alpha=LEAKY_SLOPE)
        case "elu":
            return graph.node("Elu", value, alpha=1.0)
        case "silu":
            return graph.node("Mul", value, graph.node("Sigmoid", value))
        case "gelu":
            # x (1 + erf(x / sqrt 2)) / 2: Hendrycks, Gimpel (2016), eq. 1.
            inner = graph.node("Erf", graph.node("Div", value, graph.number(float(np.sqrt(2)))))
            inner = graph.node("Mul", graph.node("Add", inner, graph.number(1.0)), value)
            return graph.node("Mul", inner, graph.number(0.5))
        case _ if activation in OPERATORS:
            settings: dict[str, Any] = {"axis": -1} if activation == "softmax" else {}
            return graph.node(OPERATORS[activation], value, **settings)
    known: Sequence[str] = ["linear", "leaky_relu", "elu", "silu", "gelu", *OPERATORS]
    raise ResultError(f"The activation {activation!r} is not written to ONNX, only {known}.")
