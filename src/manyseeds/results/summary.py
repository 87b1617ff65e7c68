"""The layers of a network with their shapes and parameters, as Keras's summary shows them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from manyseeds.arms import Arm

__all__ = ["LayerSummary", "Summary"]


@dataclass(frozen=True)
class LayerSummary:
    """One dense layer."""

    name: str
    activation: str
    output_shape: tuple[int | None, int]
    parameters: int


@dataclass(frozen=True)
class Summary:
    """All layers of an arm; printing it shows the table.

    Examples
    --------
    >>> from manyseeds import Network, Study
    >>> from manyseeds.arms import arms_of
    >>> print(Summary.of(arms_of(Study(data="xor", network=Network(hidden=(6,))))[0]))
    Layer (type)             Output Shape     Param #
    ==================================================
    dense (Dense, relu)      (None, 6)             18
    dense_1 (Dense, softmax) (None, 2)             14
    ==================================================
    Total params: 32 (128.00 B)
    """

    layers: tuple[LayerSummary, ...]

    @classmethod
    def of(cls, arm: Arm) -> Summary:
        """Summarise an arm."""
        activations = (*arm.activations[:-1], arm.network.output)
        layers = []
        for i, activation in enumerate(activations):
            inputs, outputs = arm.widths[i], arm.widths[i + 1]
            name = f"dense_{i}" if i else "dense"
            layers.append(
                LayerSummary(name, activation, (None, outputs), inputs * outputs + outputs)
            )
        return cls(tuple(layers))

    @property
    def parameters(self) -> int:
        """Number of weights in all layers."""
        return int(np.sum([layer.parameters for layer in self.layers]))

    def __str__(self) -> str:
        rows = [
            (f"{layer.name} (Dense, {layer.activation})", str(layer.output_shape), layer.parameters)
            for layer in self.layers
        ]
        name_width = max(len("Layer (type)"), *(len(row[0]) for row in rows))
        lines = [f"{'Layer (type)':<{name_width}} {'Output Shape':<14} {'Param #':>9}"]
        lines += ["=" * (name_width + 26)]
        lines += [f"{name:<{name_width}} {shape:<14} {count:>9,}" for name, shape, count in rows]
        lines += ["=" * (name_width + 26)]
        lines += [f"Total params: {self.parameters:,} ({_size(4 * self.parameters)})"]
        return "\n".join(lines)


def _size(size: float) -> str:
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} GB"
