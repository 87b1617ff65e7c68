"""Success of each arm: how accurate its replicas become, and which share of them is good enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from manyseeds._types import Array
from manyseeds.arms import Arm
from manyseeds.stats.distribution import Distribution, distribution_of
from manyseeds.stats.interval import Interval
from manyseeds.stats.shares import wilson_interval

__all__ = ["ArmSuccess", "success_of"]


@dataclass(frozen=True)
class ArmSuccess:
    """How the replicas of one arm did.

    Parameters
    ----------
    label : str
        What sets the arm apart.
    hidden : tuple of int
        Its hidden widths.
    parameters : int
    accuracy : Distribution
        Of the replicas that did not diverge.
    target : float
        Accuracy that counts as success.
    share : Interval
        Replicas at the target or better, of all, diverged ones included.
    """

    label: str
    hidden: tuple[int, ...]
    parameters: int
    accuracy: Distribution
    target: float
    share: Interval


def success_of(
    arm: Arm, accuracies: Array, target: float = 0.85, level: float = 0.95
) -> ArmSuccess:
    """Judge the replicas of `arm` by their `accuracies`, NaN where one diverged.

    A replica that diverged has not succeeded.

    Examples
    --------
    >>> from manyseeds import Study
    >>> from manyseeds.arms import arms_of
    >>> arm, = arms_of(Study(data="xor"))
    >>> success_of(arm, np.array([0.9, 0.8, 0.85, np.nan])).share.estimate
    0.5
    """
    values = np.asarray(accuracies, np.float64)
    return ArmSuccess(
        label=arm.label,
        hidden=arm.network.hidden,
        parameters=arm.parameters,
        accuracy=distribution_of(values, level, share=True),
        target=target,
        share=wilson_interval(int((values >= target).sum()), len(values), level),
    )
