"""The trained weights of replicas, layer by layer, with the scaling of their inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.arms import Arm
from manyseeds.errors import ResultError, must_be
from manyseeds.plan import blocks_of, plan_block
from manyseeds.specified import integer

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["Trained", "arm_of", "trained"]


@dataclass(frozen=True)
class Trained:
    """Weights of some replicas of an arm.

    Parameters
    ----------
    arm : Arm
    replicas : int64 array (replicas,)
        Their numbers.
    layers : tuple of (kernel, bias)
        float32 arrays (replicas, inputs, outputs) and (replicas, outputs).
    scaling : tuple of float32 arrays (replicas, features), or None
        Shift and scale of the inputs: ``(x - shift) * scale``.
    medians : float32 array (replicas, features), or None
        What stands in for missing values, before the inputs are scaled.
    """

    arm: Arm
    replicas: Array
    layers: tuple[tuple[Array, Array], ...]
    scaling: tuple[Array, Array] | None
    medians: Array | None

    @property
    def output(self) -> str:
        """What turns the last layer's numbers into probabilities."""
        return str(getattr(self.arm.network, "output", "softmax"))


def trained(result: Result, replicas: object, arm: int = 0) -> Trained:
    """Return the weights of one replica, or of all that did not diverge.

    Parameters
    ----------
    result : Result
    replicas : int or "mean"
        A replica's number, or all for their mean.
    arm : int

    Raises
    ------
    ResultError
        Where there is no such arm or replica, or it diverged.

    Examples
    --------
    >>> from manyseeds import Network, Study, Training
    >>> study = Study(data="xor", network=Network(hidden=3), training=Training(epochs=1))
    >>> kernel, bias = trained(study.run(only=[0, 1]), "mean").layers[0]
    >>> kernel.shape, bias.shape
    ((2, 2, 3), (2, 3))
    """
    chosen = arm_of(result, arm)
    places = np.flatnonzero(result.diverged_at[chosen.index] < 0)
    if replicas != "mean":
        places = places[result.replicas[places] == _number(result, replicas)]
    if not len(places):
        which = "every replica" if replicas == "mean" else f"replica {replicas}"
        raise ResultError(f"There are no weights to hand over: {which} diverged in training.")
    flat = result.flat_weights[chosen.index][places]
    ends = np.cumsum([int(np.prod(shape)) for shape in chosen.shapes])[:-1]
    pieces = [
        part.reshape(len(places), *shape)
        for part, shape in zip(np.split(flat, ends, axis=1), chosen.shapes, strict=True)
    ]
    layers = tuple(zip(pieces[::2], pieces[1::2], strict=True))
    return Trained(chosen, result.replicas[places], layers, *_inputs(result, chosen, places))


def arm_of(result: Result, arm: object) -> Arm:
    """Return an arm by its number.

    Raises
    ------
    ResultError
        Where there is none of that number.
    """
    try:
        return result.arms[range(len(result.arms)).index(integer(arm))]
    except ValueError:
        rule = f"an integer from 0 to {len(result.arms) - 1}"
        raise ResultError(must_be("arm", rule, arm)) from None


def _number(result: Result, replica: object) -> int:
    try:
        number = integer(replica)
    except ValueError:
        number = -1
    if number not in result.replicas:
        numbers = f"{result.replicas[0]} to {result.replicas[-1]}"
        rule = f"a replica of this result, {numbers}, or 'mean' where that is possible"
        raise ResultError(must_be("replica", rule, replica))
    return number


def _inputs(
    result: Result, arm: Arm, places: Array
) -> tuple[tuple[Array, Array] | None, Array | None]:
    """Each replica's own scaling and medians, fitted again on the rows that it trained on."""
    gaps = bool(np.isnan(result.study.data.x).any())
    if result.study.scaling == "none" and not gaps:
        return None, None
    plans = [
        plan_block(result.study, arm, result.replicas[places[at]])
        for at in blocks_of(range(len(places)))
    ]
    scaled = [plan.scaling for plan in plans if plan.scaling is not None]
    scaling = None
    if scaled:
        shift, scale = zip(*scaled, strict=True)
        scaling = np.concatenate(shift), np.concatenate(scale)
    found = [plan.medians for plan in plans if plan.medians is not None]
    return scaling, np.concatenate(found) if found else None
