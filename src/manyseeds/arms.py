"""The arms of a study: each combination of the swept values is one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds.errors import SpecificationError, must_be, one_of

if TYPE_CHECKING:
    from manyseeds.spec import Network, Study, Training

__all__ = ["Arm", "arms_of"]


@dataclass(frozen=True)
class Arm:
    """One configuration of network and training, with the widths its dataset gives it.

    Parameters
    ----------
    index : int
        Place among the study's arms.
    label : str
        What sets it apart, such as ``"hidden=6"``; empty where the study sweeps nothing.
    network, training
        The specification with the swept values filled in.
    widths : tuple of int
        Features, hidden widths, classes.
    """

    index: int
    label: str
    network: Network
    training: Training
    widths: tuple[int, ...]

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Shapes of the weights in Keras's order: kernel, bias, kernel, bias ..."""
        pairs = itertools.pairwise(self.widths)
        return tuple(shape for inputs, outputs in pairs for shape in ((inputs, outputs), (outputs,)))

    @property
    def parameters(self) -> int:
        """Number of weights of one replica."""
        return sum(int(np.prod(shape)) for shape in self.shapes)

    @property
    def activations(self) -> tuple[str, ...]:
        """Activation of each layer; the softmax after the last belongs to the loss."""
        return (self.network.activation,) * len(self.network.hidden) + ("linear",)


def arms_of(study: Study) -> tuple[Arm, ...]:
    """Unfold the sweep: the last swept field varies fastest.

    Raises
    ------
    SpecificationError
        Where the sweep names no field of network or training, or a value breaks its field's rule.
    """
    features, classes = study.data.x.shape[1], len(study.data.classes)
    arms = []
    for combination in itertools.product(*(_choices(study, path) for path in study.sweep)):
        chosen = dict(zip(study.sweep, combination, strict=True))
        network = _replaced(study.network, "network", chosen)
        training = _replaced(study.training, "training", chosen)
        label = ", ".join(f"{path.split('.')[-1]}={_shown(v)}" for path, v in chosen.items())
        widths = (features, *network.hidden, classes)
        arms.append(Arm(len(arms), label, network, training, widths))
    return tuple(arms)


def _choices(study: Study, path: str) -> tuple[Any, ...]:
    part, _, field = path.partition(".")
    if part not in ("network", "training") or not field:
        rule = "named network.<field> or training.<field>"
        remedy = "Data and split are shared by all arms, so that arms are compared in pairs."
        raise SpecificationError(must_be("sweep", rule, path, remedy))
    fields = type(getattr(study, part)).model_fields
    if field not in fields:
        raise SpecificationError(one_of(f"sweep {part}", fields, field))
    values = study.sweep[path]
    if not values:
        raise SpecificationError(must_be(f"sweep {path}", "a list of at least one value", values))
    return values


def _replaced(part: Any, name: str, chosen: Mapping[str, Any]) -> Any:
    fields = {path.split(".")[1]: v for path, v in chosen.items() if path.startswith(name + ".")}
    if not fields:
        return part
    return type(part)(**{**{f: getattr(part, f) for f in part.model_fields_set}, **fields})


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "x".join(map(str, value)) or "none"
    return str(value)
