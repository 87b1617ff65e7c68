"""The arms of a study: each combination of the swept values is one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds.errors import SpecificationError, must_be, one_of
from manyseeds.specified import Specified

if TYPE_CHECKING:
    from manyseeds.network import Network
    from manyseeds.spec import Study
    from manyseeds.training import Training

__all__ = ["Arm", "arms_of", "canonical_sweep", "own_arm", "widths_of"]

MOST_ARMS = 10_000


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
        Features, hidden widths, outputs: one a class, or a single one for two by a sigmoid.
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
        return tuple(
            shape for inputs, outputs in pairs for shape in ((inputs, outputs), (outputs,))
        )

    @property
    def classes(self) -> int:
        """Number of classes."""
        return 2 if self.network.output == "sigmoid" else self.widths[-1]

    @property
    def parameters(self) -> int:
        """Number of weights of one replica."""
        return sum(int(np.prod(shape)) for shape in self.shapes)

    @property
    def activations(self) -> tuple[str, ...]:
        """Activation of each layer; the softmax after the last belongs to the loss."""
        return (*self.network.activations, "linear")

    @property
    def dropouts(self) -> tuple[float, ...]:
        """Share of its outputs that each layer loses in training."""
        return (*self.network.dropouts, 0.0)


def arms_of(study: Study) -> tuple[Arm, ...]:
    """Unfold the sweep: network before training, and the last field varies fastest."""
    features, classes = study.data.x.shape[1], len(study.data.classes)
    arms: list[Arm] = []
    for combination in itertools.product(*study.sweep.values()):
        chosen = dict(zip(study.sweep, combination, strict=True))
        network = _replaced(study.network, "network", chosen)
        training = _replaced(study.training, "training", chosen)
        label = ", ".join(f"{path.split('.')[-1]}={_shown(v)}" for path, v in chosen.items())
        widths = widths_of(network, features, classes)
        arms.append(Arm(len(arms), label, network, training, widths))
    return tuple(arms)


def widths_of(network: Network, features: int, classes: int) -> tuple[int, ...]:
    """Return the widths of all layers, the inputs among them.

    Raises
    ------
    SpecificationError
        Where a sigmoid is to tell more than two classes apart.
    """
    if network.output == "softmax":
        return (features, *network.hidden, classes)
    if classes != 2:
        rule = f"'softmax' where there are more than two classes, here {classes}"
        raise SpecificationError(must_be("output", rule, network.output))
    return (features, *network.hidden, 1)


def own_arm(study: Study, arms: Sequence[Arm]) -> int | None:
    """Return the index of the arm that is the study's own network and training; None if none is.

    A rate that is left out is the same as its default written down.
    """
    own = _meaning(study.network, study.training)
    return next((arm.index for arm in arms if _meaning(arm.network, arm.training) == own), None)


def _meaning(network: Network, training: Training) -> tuple[object, ...]:
    rates = {"learning_rate": training.step_size, "weight_decay": training.decay}
    layers = (network.activations, network.initializers, network.dropouts)
    return (network.hidden, *layers, network.output, training.changed(**rates))


def canonical_sweep(
    sweep: object, parts: Mapping[str, type[Specified]]
) -> dict[str, tuple[Any, ...]]:
    """Return a sweep with each value as its field keeps it, its fields in the order declared.

    Equal sweeps so compare equal, and make the same arms whatever order a file has them in.

    Raises
    ------
    SpecificationError
        Where the sweep names no field of `parts`, or a value breaks its field's rule.
    """
    if not isinstance(sweep, Mapping):
        raise SpecificationError(must_be("sweep", "a table of lists", sweep))
    found = {path: _canonical_values(path, values, parts) for path, values in sweep.items()}
    declared = (f"{name}.{field}" for name, part in parts.items() for field in part.model_fields)
    canonical = {path: found[path] for path in declared if path in found}
    arms = math.prod(map(len, canonical.values()))
    if arms > MOST_ARMS:
        raise SpecificationError(must_be("sweep", f"of at most {MOST_ARMS} arms", arms))
    return canonical


def _canonical_values(
    path: object, values: object, parts: Mapping[str, type[Specified]]
) -> tuple[Any, ...]:
    name, _, field = path.partition(".") if isinstance(path, str) else ("", "", "")
    if name not in parts or not field:
        rule = "named " + " or ".join(f"{part}.<field>" for part in parts)
        remedy = "Data and split are shared by all arms, so that arms are compared in pairs."
        raise SpecificationError(must_be("sweep", rule, path, remedy))
    if field not in parts[name].model_fields:
        raise SpecificationError(one_of(f"sweep {name}", parts[name].model_fields, field))
    if isinstance(values, np.ndarray):
        values = list(values) if values.ndim else values.item()
    if not isinstance(values, list | tuple) or not values:
        raise SpecificationError(must_be(f"sweep {path}", "a list of at least one value", values))
    canonical = tuple(getattr(parts[name](**{field: value}), field) for value in values)
    if any(value in canonical[:place] for place, value in enumerate(canonical)):
        raise SpecificationError(must_be(f"sweep {path}", "a list of different values", values))
    return canonical


def _replaced(part: Any, name: str, chosen: Mapping[str, Any]) -> Any:
    fields = {path.split(".")[1]: v for path, v in chosen.items() if path.startswith(name + ".")}
    if not fields:
        return part
    return type(part)(**{**{f: getattr(part, f) for f in part.model_fields_set}, **fields})


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        joint = "/" if any(isinstance(v, str) for v in value) else "x"
        return joint.join(map(str, value)) or "none"
    if isinstance(value, Specified):
        changed = value.model_dump(exclude_defaults=True)
        return "(" + ", ".join(f"{name}={v}" for name, v in changed.items()) + ")"
    return "none" if value is None else str(value)
